"""Choosing evidence: the sentence that answers, verbatim, within the budget."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Query
from rag.asking import asked, parts
from rag.evidence import gather
from tests.rag.made import POOL, SCHOOL, decision, hit

POOL_HIT = hit()
SCHOOL_HIT = hit(SCHOOL, "7", "Skolskjuts", 2, "storby.txt")
DECISIONS = {
    POOL_HIT.passage.item_id: (decision(POOL_HIT),),
    SCHOOL_HIT.passage.item_id: (decision(SCHOOL_HIT, kind="notes"),),
}


def _first(question: str, budget: int = 120) -> str:
    return gather(Query(question), (POOL_HIT, SCHOOL_HIT), DECISIONS, budget).chosen[0].candidate.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Vad kostar simkursen per deltagare?", "450 kronor"),
        ("Vad beslutades om simhallen?", "godkänna avtalet"),
        ("Vem redovisar läget i simhallen?", "Ada Bergqvist"),
        ("När hålls mötet om skolskjuts?", "14 maj"),
        ("Vilka kommuner deltar i simhallen?", "Lillby, Storby och Sjöby"),
        ("hur mycket ökade skolskjutsen", "4 procent"),
        ("vad kostar ombygnaden", "12,5 miljoner"),
    ],
)
def test_the_sentence_that_answers_comes_first(question: str, words: str) -> None:
    assert words in _first(question)


def test_a_comparison_quotes_both_documents() -> None:
    gathered = gather(
        Query("jämför kostnaden för simkursen och skolskjuts"), (POOL_HIT, SCHOOL_HIT), DECISIONS, 40
    )
    assert {quote.place.document for quote in gathered.quotes} == {"lillby.txt", "storby.txt"}


def test_each_part_of_a_question_is_answered() -> None:
    gathered = gather(
        Query("Vad kostar simkursen och när hålls mötet om skolskjuts?"),
        (POOL_HIT, SCHOOL_HIT),
        DECISIONS,
        60,
    )
    told = " ".join(quote.text for quote in gathered.quotes)
    assert "450 kronor" in told
    assert "14 maj" in told


def test_parts_and_kinds_of_a_question() -> None:
    assert parts("Vad kostar det och vem ansvarar?") == ("Vad kostar det", "vem ansvarar?")
    assert parts("Vad kostar det?") == ("Vad kostar det?",)
    assert {"person"} <= asked("Vem ansvarar?")
    assert "date" not in asked("Vad hände när de möttes?")


@given(
    budget=st.integers(5, 200),
    question=st.sampled_from(["Vad kostar simkursen?", "Vad beslutades?", "zebra", "hur är läget"]),
)
def test_quotes_are_verbatim_in_order_and_within_budget(budget: int, question: str) -> None:
    gathered = gather(Query(question), (POOL_HIT, SCHOOL_HIT), DECISIONS, budget)
    texts = {"lillby.txt": POOL, "storby.txt": SCHOOL}
    for quote in gathered.quotes:
        assert quote.text == texts[quote.place.document][quote.start : quote.end]
    assert sum(one.candidate.words for one in gathered.chosen) <= budget
    assert [quote.number for quote in gathered.quotes] == list(range(1, len(gathered.quotes) + 1))
    starts = [(quote.place.document, quote.start) for quote in gathered.quotes]
    assert starts == sorted(starts)


def test_no_hits_give_no_evidence() -> None:
    gathered = gather(Query("Vad kostar simkursen?"), (), {}, 120)
    assert gathered.chosen == ()
    assert gathered.quotes == ()


def test_the_exceptions_of_a_decision_are_chosen_where_they_are_asked_for() -> None:
    exception = "För Storby gäller det enbart grundskolan."
    text = (
        f"5. Läsplattor\nBeslut: Nämnden godkänner planen för läsplattor. Kostnaden delas lika. {exception}"
    )
    found = hit(text, "5", "Läsplattor")
    made = replace(decision(found), conditions=(exception,))
    question = "Vad beslutades om läsplattorna, och vilka undantag finns?"
    gathered = gather(Query(question), (found,), {found.passage.item_id: (made,)})
    assert exception in " ".join(quote.text for quote in gathered.quotes)
    assert [one.candidate.text for one in gathered.chosen if one.candidate.condition] == [exception]


def test_the_name_of_an_attachment_heads_nothing() -> None:
    text = "Läget\nBussen går i tid.\nBussen bild 2024.pptx\nBussen kostar 900 kronor om året."
    found = gather(Query("Vad kostar bussen om året?"), (hit(text, title="Bussar"),), {}).scored
    leads = {one.candidate.text: one.candidate.lead for one in found}
    assert leads["Bussen kostar 900 kronor om året."] == ""
    assert leads["Bussen går i tid."] == "Läget"
