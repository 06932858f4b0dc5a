"""What a question leaves open must be filled by something it does not say itself."""

from __future__ import annotations

import pytest

from rag.fillers import asked_for, chooses, fills, names_something
from rag.focus import spelled_out
from rag.signals import Kind


@pytest.mark.parametrize(
    ("kind", "question", "text"),
    [
        ("amount", "Vad kostar kursen?", "Kursen kostar 450 kr."),
        ("amount", "Hur stor plats behövs?", "Lokalen är 40 kvadratmeter."),
        ("count", "Hur många deltagare kom?", "Det kom 14 deltagare."),
        ("date", "När hålls mötet?", "Mötet hålls till våren."),
        ("date", "Vilket datum hålls mötet?", "Mötet hålls den 14 maj."),
        ("person", "Vem leder arbetet?", "Ada Bergqvist leder arbetet."),
        ("person", "Vem kallar gruppen?", "Ansvarig: Ada (sammankallande)"),
        ("person", "Vem är tillförordnad chef?", "Chefen slutar, Beata är tillförordnad."),
        ("municipality", "Vilka två kommuner deltar?", "Falun och Ystad deltar."),
    ],
)
def test_what_is_new_and_of_the_kind_fills(kind: Kind, question: str, text: str) -> None:
    assert fills(kind, asked_for(question), text)


@pytest.mark.parametrize(
    ("kind", "question", "text"),
    [
        ("amount", "Vad kostar kursen?", "Kursen kostar mycket."),
        ("count", "Hur många lärare kom?", "Lärare i tre kommuner kom."),
        ("date", "Vilket datum hålls mötet?", "Mötet hålls till våren."),
        ("date", "När i mars hålls mötet?", "Mötet hålls i mars."),
        ("person", "Vem leder arbetet?", "Nämnden leder arbetet."),
        ("count", "hur många lärare filmades", "Lärare i tre kommuner har filmats."),
        ("count", "Hur många anmälningar kom?", "3) Anmälningar till nämnden"),
        ("date", "När tar fullmäktige beslut om taxan?", "Taxan höjs från och med den 1 januari."),
        ("date", "Vilket datum 2024 är internatet?", "Internatet hålls den 11 maj 2023."),
        ("municipality", "Vilken kommun samarbetar med Falun?", "Kommunen samarbetar med Falun."),
        ("municipality", "Vilka tre kommuner deltar?", "Falun och Ystad deltar."),
    ],
)
def test_the_question_itself_or_another_thing_fills_nothing(kind: Kind, question: str, text: str) -> None:
    assert not fills(kind, asked_for(question), text)


def test_a_company_is_asked_for_and_named() -> None:
    question = asked_for("Vilken leverantör har nämnden valt?")
    assert chooses(question.text)
    assert names_something(question, "Nämnden har valt Larmvägen AB.")
    assert not names_something(question, "Nämnden har valt en annan leverantör, säger Ada Bergqvist.")


def test_first_names_and_places_are_learned_from_the_passages() -> None:
    asked = asked_for("Vem leder?", ("Ada Bergqvist, Lillby, informerar.",))
    assert fills("person", asked, "Det blir Ada som leder.")
    assert not fills("person", asked, "Det sker i Lillby.")


def test_an_acronym_may_be_spelled_out() -> None:
    assert spelled_out("SIP", "en samordnad individuell plan")
    assert not spelled_out("SIP", "en plan")
