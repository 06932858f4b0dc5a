"""The gate: the sources speak of a thing without saying which, as yet to do, or ask it themselves."""

from __future__ import annotations

import pytest

from tests.rag.made import missed


@pytest.mark.parametrize(
    ("question", "bare", "told"),
    [
        (
            "Vilka GPS-appar har skolbussen?",
            "Skolbussen har GPS-appar i kommunen.",
            "Skolbussen har GPS-appar i norr: Ekspår och Björkspår.",
        ),
        (
            "Vilka skolor berörs av skolbussen?",
            "Skolbussen berör skolor i kommunen.",
            "Skolbussen berör skolor i norr: Ekskolan och Björkskolan.",
        ),
        (
            "vilka andra linjer möter skolbussen",
            "Skolbussen möter övriga linjer.",
            "Skolbussen möter andra linjer, bland annat tåget.",
        ),
        (
            "skolbussen fem mål vilka",
            "Rådet ställer sig bakom de fem mål för skolbussen som föreslogs.",
            "De fem mål som skolbussen har är punktlighet, värme, ljus, lugn och säkerhet.",
        ),
    ],
)
def test_things_spoken_of_must_be_listed(question: str, bare: str, told: str) -> None:
    assert "säger inte vilken" in missed(question, bare)
    assert missed(question, told) == ""


@pytest.mark.parametrize(
    ("question", "waiting", "done"),
    [
        (
            "Vilka klasser fick åka med skolbussen?",
            "Klasser som vill åka med skolbussen ombeds anmäla det.",
            "Klasser i årskurs 3 har fått åka med skolbussen.",
        ),
        (
            "Vem blev förare på skolbussen?",
            "Rådet ska utse en förare på skolbussen.",
            "Ada Bergqvist ska vara förare på skolbussen.",
        ),
    ],
)
def test_what_is_yet_to_do_is_not_done(question: str, waiting: str, done: str) -> None:
    assert missed(question, waiting)
    assert missed(question, done) == ""


def test_a_question_in_the_minutes_is_no_answer() -> None:
    assert "besvaras inte" in missed("Blir skolbussen dyrare?", "Blir skolbussen dyrare nästa år?")
    assert missed("Blir skolbussen dyrare?", "Skolbussen blir dyrare nästa år.") == ""


def test_what_stands_in_another_paper_is_not_told() -> None:
    referred = "Bilder från mötet om skolbussen infogas nedan."
    assert "underlag" in missed("Vad togs upp på mötet om skolbussen?", referred)
    assert (
        missed("Vad togs upp på mötet om skolbussen?", f"{referred} På mötet om skolbussen togs tider upp.")
        == ""
    )


def test_a_sum_in_a_passage_about_another_matter_is_not_the_price() -> None:
    other = "Avgiften för simkursen är 450 kronor per elev."
    assert "belopp" in missed(
        "avgift skolskjutsregister per elev", "Skolskjutsregister per elev togs upp.", other
    )
    told = "Skolskjutsregister togs upp. Avgiften är 90 kronor per elev."
    assert missed("avgift skolskjutsregister per elev", told, other) == ""
