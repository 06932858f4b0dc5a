"""Bodies and years to choose, and what a choice comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.errors import BadQuestion
from index.types import DocumentRow, Filters
from ui.choices import (
    ALL_BODIES,
    ALL_YEARS,
    LogChoice,
    body_choices,
    chosen,
    time_bounds,
    words,
    year_choices,
)

NORTH = DocumentRow("n", "n.pdf", "Socialnämnden", "Norr", date(2022, 3, 4), "stated", 8, 2)
SOUTH = replace(NORTH, document_id="s", organisation="Söder", date=date(2024, 1, 1))
UNDATED = replace(NORTH, document_id="u", date=None, date_evidence="unknown")
ROWS = (NORTH, SOUTH, UNDATED)


def test_bodies_of_one_name_in_two_organisations_stay_apart() -> None:
    assert body_choices(ROWS) == [ALL_BODIES, "Socialnämnden, Norr", "Socialnämnden, Söder"]
    assert year_choices(ROWS) == [ALL_YEARS, "2024", "2022"]


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ((ALL_BODIES, ALL_YEARS, ALL_YEARS), ()),
        (("Socialnämnden, Norr", ALL_YEARS, ALL_YEARS), ("n", "u")),
        ((ALL_BODIES, "2023", ALL_YEARS), ("s",)),
        ((ALL_BODIES, ALL_YEARS, "2022"), ("n",)),
        (("Socialnämnden, Norr", "2022", "2022"), ("n",)),
    ],
)
def test_a_choice_limits_to_the_documents_that_fit(
    choice: tuple[str, str, str], found: tuple[str, ...]
) -> None:
    assert chosen(ROWS, *choice) == Filters(document_ids=found)


def test_a_choice_that_fits_nothing_says_so() -> None:
    with pytest.raises(BadQuestion, match="passar urvalet"):
        chosen(ROWS, "Socialnämnden, Söder", ALL_YEARS, "2022")


def test_a_choice_is_told_in_words() -> None:
    assert words(ALL_BODIES, ALL_YEARS, ALL_YEARS) == "Alla organ, alla år"
    assert words("Socialnämnden, Norr", "2022", "2024") == "Socialnämnden, Norr, från 2022 till och med 2024"


def test_the_log_follows_times_kinds_and_words() -> None:
    wanted = LogChoice(first="2022", last="2024-02", text="avtal").wanted()
    assert (wanted.date_from, wanted.date_to) == (date(2022, 1, 1), date(2024, 2, 29))
    assert wanted.substantive
    assert wanted.text == "avtal"
    rejected = LogChoice(kind="Avslår", unmarked=True).wanted()
    assert (rejected.kind, rejected.substantive, rejected.unmarked) == ("rejects", False, True)
    assert LogChoice().wanted().date_from is None


@pytest.mark.parametrize("text", ["i våras", "24", "2024-13", "2024-02-30", "2024-2", "2024-02-01-01", "-"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadQuestion, match="är ingen tid"):
        time_bounds(text)


def test_a_choice_of_the_log_is_told_in_words() -> None:
    assert LogChoice().words() == "Alla organ, alla tider, alla utom noteringar"
    told = LogChoice("Rådet", "2024-03", "2024-03", "Avslår", "buss", "skolskjuts", True).words()
    assert told == (
        "Rådet, under 2024-03, avslår, med orden ”buss”, i ärendet ”skolskjuts”, även beslut i löpande text"
    )
