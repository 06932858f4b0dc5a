"""The gate: what is asked for must stand by what is asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import Filters, Query
from rag.evidence import gather
from rag.gate import assess
from rag.premise import contradicted
from tests.rag.made import SCHOOL, decision, hit

POOL_HIT = hit()
SCHOOL_HIT = hit(SCHOOL, "7", "Skolskjuts", 2, "storby.txt")
DECISIONS = {POOL_HIT.passage.item_id: (decision(POOL_HIT),)}
HITS = (POOL_HIT, SCHOOL_HIT)


def _verdict(query: Query) -> tuple[bool, str]:
    verdict = assess(query, HITS, gather(query, HITS, DECISIONS))
    return verdict.sufficient, verdict.reason


@pytest.mark.parametrize(
    "question",
    [
        "Vad kostar simkursen per deltagare?",
        "Vad beslutades om simhallen?",
        "När hålls mötet om skolskjuts?",
        "Vilka kommuner deltar i simhallen?",
        "hur mycket ökade kostnaden för skolskjuts",
        "Vad beslutades om simhallen, och vilka undantag finns?",
    ],
)
def test_answerable_questions_pass(question: str) -> None:
    assert _verdict(Query(question)) == (True, "")


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("När öppnar bassängen som löser behovet?", "datum"),
        ("Vad beslutades om simhallen Korallen?", "Korallen"),
        ("Varför ökade kostnaden för skolskjuts?", "skäl"),
        ("Vem leder ombyggnaden av bassängen som löser behovet?", "namn"),
    ],
)
def test_what_does_not_stand_there_is_said(question: str, missing: str) -> None:
    sufficient, reason = _verdict(Query(question))
    assert not sufficient
    assert missing in reason


def test_a_meeting_that_is_not_indexed_is_named() -> None:
    query = replace(Query("Vad beslutade nämnden i april 2023?"), unmet=("april 2023",))
    sufficient, reason = _verdict(query)
    assert not sufficient
    assert "april 2023" in reason


def test_nothing_found_is_said() -> None:
    query = Query("Vad kostar simkursen?")
    assert not assess(query, (), gather(query, (), {})).sufficient


@pytest.mark.parametrize(
    "question",
    ["Varför sade nämnden nej till avtalet om simhallen?", "När lämnar kommunen avtalet om simhallen?"],
)
def test_a_false_premise_is_met_by_the_decision(question: str) -> None:
    query = Query(question)
    found = contradicted(query, gather(query, HITS, DECISIONS))
    assert found is not None
    assert found.candidate.decision


@pytest.mark.parametrize(
    "question",
    ["Vad beslutades om simhallen?", "Varför godkände nämnden avtalet om simhallen?", "När hålls mötet?"],
)
def test_true_premises_are_left_alone(question: str) -> None:
    query = Query(question)
    assert contradicted(query, gather(query, HITS, DECISIONS)) is None


QUEUE = hit(
    "Saltby har tio i kö till boenden. Man har betalat särskild avgift en gång, 118 000 kr. "
    "Grynås har ingen kö till boenden. Av deltagarna var 61 procent nöjda med lokalen.",
    "5",
    "Boenden",
)


@pytest.mark.parametrize(
    ("question", "sufficient"),
    [
        ("Hur mycket har Saltby betalat i särskild avgift?", True),
        ("Hur stor andel av deltagarna var nöjda med lokalen?", True),
    ],
)
def test_a_sum_is_no_share_and_a_share_no_sum(question: str, sufficient: bool) -> None:
    query = Query(question)
    assert assess(query, [QUEUE], gather(query, [QUEUE], {})).sufficient is sufficient


def test_a_share_is_not_told_by_a_sum() -> None:
    query = Query("Hur stor andel av avgiften betalade Saltby?")
    sums = hit("Saltby har betalat avgiften. Avgiften var 118 000 kr för Saltby.", "5", "Avgiften")
    assert not assess(query, [sums], gather(query, [sums], {})).sufficient


def test_what_is_told_of_one_is_not_told_of_another() -> None:
    query = Query("Hur mycket har Grynås betalat i särskild avgift?")
    verdict = assess(query, [QUEUE], gather(query, [QUEUE], {}))
    assert not verdict.sufficient


def test_what_another_organisation_did_is_not_told_of_the_named_one() -> None:
    elsewhere = Filters(organisations=("Norrlands kommunförbund",))
    query = Query("Vad beslutades om simhallen i Norrland?", filters=elsewhere)
    verdict = assess(query, [POOL_HIT], gather(query, [POOL_HIT], DECISIONS))
    assert (verdict.sufficient, verdict.reason.split(" gäller")[0]) == (False, "Det som sägs om saken")


def _told(question: str, text: str, title: str = "Skolbussen") -> bool:
    found = hit(text, "6", title)
    query = Query(question)
    return assess(query, [found], gather(query, [found], {})).sufficient


def test_a_sum_beside_the_matter_is_not_its_price() -> None:
    assert not _told(
        "Vad kostar lägerskolan?",
        "Lägerskolan togs upp. Kostnaden är inte klar. Föreningen har 18 400 kr kvar.",
    )
    assert _told("Vad kostar lägerskolan?", "Lägerskolan togs upp. Den kostar 900 kr per elev.")


def test_things_only_counted_are_not_named() -> None:
    assert not _told("Vilka två ändringar gjordes?", "Anteckningarna justerades (två ändringar gjorda).")
    assert _told("Vilka två ändringar gjordes?", "Två ändringar gjordes: datum och plats.")


def test_a_faint_sign_of_a_reason_must_stand_near() -> None:
    far = "Bussen försenas. " + "Rådet gick vidare. " * 5 + "Kommunal ser en risk med annat."
    assert not _told("Varför försenas bussen?", far)
    assert _told("Varför försenas bussen?", "Bussen försenas. Det saknas förare.")
    assert _told("Varför försenas bussen?", far + " Allt beror på vädret.")


def test_what_another_body_will_decide_is_not_decided() -> None:
    asked = "Vad beslutade kommunstyrelsen om skolbussens fortsättning?"
    later = "Beslut om skolbussens fortsättning tas av kommunstyrelsen i februari."
    assert not _told(asked, later)
    assert _told(asked, "Kommunstyrelsen beslutade i mars om skolbussens fortsättning i ett år.")
