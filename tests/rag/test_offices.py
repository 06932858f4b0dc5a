"""A question for the holder of an office."""

from __future__ import annotations

import pytest

from index.types import Query
from rag.evidence import gather
from rag.gate import assess
from rag.offices import asks_for_change, office_asked, otherwise_said, tells_change
from tests.rag.made import hit


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("Vad heter projektledaren för badhuset?", "projektledaren"),
        ("Vem valdes till ny kassör?", "kassör"),
        ("namn kuratorer badhuset", "kuratorer"),
        ("Vem är tillförordnad förvaltningschef?", "förvaltningschef"),
        ("Vem berättade om badhuset för rektorn?", ""),
        ("Vad heter hon som leder arbetet?", ""),
    ],
)
def test_the_office_asked_about_is_found(question: str, office: str) -> None:
    assert office_asked(question) == office


def test_coming_into_an_office_is_told_apart_from_holding_it() -> None:
    assert asks_for_change("Vem blir ny ordförande?")
    assert not asks_for_change("Vad heter ordföranden?")
    assert tells_change("Ada Bergqvist valdes till ordförande.")
    assert not tells_change("Ada Bergqvist, ordförande, öppnade mötet.")


def test_an_office_may_be_said_otherwise() -> None:
    assert otherwise_said("projektledare", "Projektet leds av Ada Bergqvist.")
    assert not otherwise_said("kassör", "Projektet leds av Ada Bergqvist.")


@pytest.mark.parametrize(
    ("question", "text", "sufficient"),
    [
        ("Vad heter projektledaren för badhuset?", "Projektledaren för badhuset, Ada Bergqvist.", True),
        ("Vad heter projektledaren för badhuset?", "Ada Bergqvist informerar om badhuset.", False),
        ("Vem valdes till ny kassör?", "Årsmötet valde Ada Bergqvist till ny kassör.", True),
        ("Vem valdes till ny kassör?", "Närvarande: Ada Bergqvist (kassör). Ny kassör söks.", False),
    ],
)  # fmt: skip
def test_a_name_must_stand_by_the_office(question: str, text: str, sufficient: bool) -> None:
    found = hit(text, "4", "Badhuset och styrelsen")
    query = Query(question)
    assert assess(query, [found], gather(query, [found], {})).sufficient is sufficient
