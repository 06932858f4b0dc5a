"""Everything shown is text: nothing from minutes, questions or answers becomes markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.types import Filters, ItemPlace, Query, Span
from rag.types import (
    Answer,
    Citation,
    Claim,
    Evidence,
    EvidenceFound,
    Finished,
    Provenance,
    Quote,
    TextDelta,
    Timings,
)
from ui import render

PLACE = ItemPlace(
    "d" * 64, "protokoll.pdf", "4", "Skolskjuts", date(2024, 3, 12), "stated", "Barnnämnden", "Ekdal"
)
QUOTE = Quote(1, "p1", PLACE, "Nämnden avslår förslaget.", 0, 25, (Span(2, 0, 25),), is_decision=True)
CITATION = Citation(1, "p1", PLACE, 2, (Span(2, 0, 25),), QUOTE.text, "exact")
ANSWER = Answer(
    "Vad beslutades?",
    Query("Vad beslutades?", "decision", Filters(), explanation=("Söker i: Barnnämnden",)),
    "answered",
    "Nämnden avslog förslaget.",
    (Claim("Nämnden avslog förslaget.", True, (CITATION,)),),
    (QUOTE,),
    (),
    Timings(total_s=1.25),
    Provenance("i", "e", "m", "s", "p", "d", (), "0", "nu"),
)
HOSTILE = "<img src=x onerror=alert(1)><script>alert(1)</script>[x](javascript:alert(1))"


def _item_text(_quote: Quote) -> str:
    return "4. Skolskjuts\nNämnden avslår\nförslaget. Frågan är avslutad."


def test_a_quote_shows_its_place_and_is_marked_in_the_item() -> None:
    shown = render.quotes_html((QUOTE,), _item_text)
    assert "Barnnämnden · Ekdal · 2024-03-12 · punkt 4 · Skolskjuts · protokoll.pdf, sida 2" in shown
    assert "<mark>Nämnden avslår<br>förslaget.</mark> Frågan" in shown
    assert 'id="kalla-1"' in shown
    assert '<span class="mm-tag">Beslut</span>' in shown


def test_a_supported_claim_links_to_its_source_and_an_unsupported_one_says_so() -> None:
    assert 'href="#kalla-1"' in render.answer_html(ANSWER)
    assert "AI-genererat, ej granskat" in render.answer_html(ANSWER)
    doubted = replace(ANSWER, claims=(Claim("Nämnden godkände det.", False, (), ("Motsatsen står där.",)),))
    shown = render.answer_html(doubted)
    assert "Stöds inte av källorna:" in shown
    assert "Motsatsen står där." in shown


def test_hostile_text_stays_text_everywhere() -> None:
    quote = replace(QUOTE, text=HOSTILE, place=replace(PLACE, title=HOSTILE, document=HOSTILE, body=HOSTILE))
    answer = replace(
        ANSWER, text=HOSTILE, claims=(Claim(HOSTILE, True, ()), Claim(HOSTILE, False, (), (HOSTILE,)))
    )
    for shown in (
        render.quotes_html((quote,), lambda _: HOSTILE),
        render.answer_html(answer),
        render.draft_html(HOSTILE),
        render.message_html(HOSTILE),
        render.table_html(HOSTILE, (HOSTILE,), ((HOSTILE,),)),
        render.about_html(((HOSTILE, HOSTILE),)),
        render.lines_html((HOSTILE,)),
    ):
        assert "<img" not in shown
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown


@given(st.text(max_size=60), st.text(max_size=30))
def test_marking_loses_and_adds_no_text(text: str, quote: str) -> None:
    shown = render.marked_html(text, (quote,))
    plain = shown.replace("<mark>", "").replace("</mark>", "")
    assert plain == render.marked_html(text, ())


def test_a_run_shows_quotes_first_then_the_draft_then_the_checked_answer() -> None:
    evidence = Evidence(ANSWER.query, (), (QUOTE,), True)
    events = (EvidenceFound(evidence, Timings()), TextDelta("Nämn"), TextDelta("den"), Finished(ANSWER))
    screens = list(render.answering(events, _item_text))
    assert len(screens) == 4
    assert QUOTE.text in screens[0][1]
    assert screens[0][2] == ""
    assert "Nämnden" in screens[2][2]
    assert "aria-busy" in screens[2][2]
    assert "aria-busy" not in screens[3][2]
    assert "1,2 s" in screens[3][0] or "1,3 s" in screens[3][0]
