"""What lies ahead of a meeting, and what does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.summary.material import read_meeting
from rag.summary.times import ahead, first_day, in_period, when_in
from tests.rag.summary.made_bodies import open_store

LAST = "2. Annat\nInget mer togs upp här i dag.\n"
MEETING = date(2023, 11, 9)


def dated(text: str, tmp_path: Path, head: str = "Nätverksmöte 2023-11-09") -> list[tuple[str, date | None]]:
    minutes = f"Socialchefsnätverket\n{head}\n\n1. Ärendet om boendet\n{text}\n\n{LAST}"
    with open_store(tmp_path, {"m.txt": minutes}) as store:
        items = read_meeting(store, store.ledger.documents()[0].document_id).items
        return [(one.when, one.day) for one in ahead(items)]


@pytest.mark.parametrize(
    ("text", "when", "day"),
    [
        ("Nästa möte hålls den 14 december i Granby.", "den 14 december", date(2023, 12, 14)),
        ("Nästa möte hålls den 8 februari i Granby.", "den 8 februari", date(2024, 2, 8)),
        ("Avtalet ska vara klart 2025-01-01 enligt planen.", "2025-01-01", date(2025, 1, 1)),
        ("Frågan tas upp igen till våren av kansliet.", "till våren", None),
    ],
)
def test_a_coming_date_is_listed(text: str, when: str, day: date | None, tmp_path: Path) -> None:
    assert dated(text, tmp_path) == [(when, day)]


@pytest.mark.parametrize(
    "text",
    [
        "Mötet den 12 oktober handlade om boendet.",
        "Anteckningarna från den 12 oktober godkänns.",
        "Avgiften höjdes den 1 januari 2022 i alla kommuner.",
    ],
)
def test_what_has_been_is_not(text: str, tmp_path: Path) -> None:
    assert dated(text, tmp_path) == []


def test_without_a_meeting_date_no_year_is_guessed(tmp_path: Path) -> None:
    assert dated("Nästa möte hålls den 14 december i Granby.", tmp_path, "Nätverksmöte") == [
        ("den 14 december", None)
    ]


def test_a_date_without_year_is_the_next_one() -> None:
    assert first_day("den 8 februari", MEETING) == date(2024, 2, 8)
    assert first_day("den 8 november", MEETING) == date(2023, 11, 8)
    assert first_day("den 8 februari", None) is None


def test_when_is_as_written() -> None:
    assert when_in("Kansliet svarar senast den 3 maj 2024.") == "senast den 3 maj 2024"
    assert when_in("Kansliet svarar.") == ""


def test_an_undated_meeting_is_in_no_period() -> None:
    assert in_period(None, None, None)
    assert not in_period(None, MEETING, None)
    assert in_period(MEETING, MEETING, MEETING)
