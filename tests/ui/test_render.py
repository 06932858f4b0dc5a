"""Everything shown is text: nothing from minutes, questions or answers becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.build import Progress
from index.types import (
    AgendaItem,
    Attendee,
    Decision,
    DocumentRow,
    Filters,
    Flag,
    ItemPlace,
    Meeting,
    Query,
    SourcedText,
    Span,
)
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
from ui import answers, lists, meetings, render, sources
from ui.progress import Files

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
OTHER = replace(QUOTE, number=2, passage_id="p2", text="Frågan är avslutad.", is_decision=False)
HOSTILE = "<img src=x onerror=alert(1)><script>alert(1)</script>[x](javascript:alert(1))"

MEETING = Meeting(
    "m",
    "d" * 64,
    HOSTILE,
    "Ekdal",
    date(2024, 3, 12),
    "derived",
    HOSTILE,
    HOSTILE,
    (Attendee("Ada Asp", "Ekdal"), Attendee(HOSTILE, kind="absent")),
    HOSTILE,
    HOSTILE,
    (AgendaItem("i", "m", "4", HOSTILE, SourcedText(HOSTILE)),),
    "items",
    (Flag(HOSTILE),),
)


ROW = DocumentRow("d" * 64, HOSTILE, HOSTILE, "", None, "unknown", 3, 2)


def _progress(name: str) -> str:
    files = Files(lambda _: HOSTILE)
    files.take(Progress(0, 2, name, "reading"))
    files.take(Progress(1, 2, name, "failed"))
    return files.html()


def _item_text(_quote: Quote) -> str:
    return "4. Skolskjuts\nNämnden avslår\nförslaget. Frågan är avslutad."


def test_a_quote_shows_its_place_and_is_marked_in_the_item() -> None:
    shown = sources.quotes_html((QUOTE,), _item_text)
    assert "Barnnämnden · Ekdal · 2024-03-12 · punkt 4 · Skolskjuts · protokoll.pdf, sida 2" in shown
    assert "<mark>Nämnden avslår<br>förslaget.</mark> Frågan" in shown
    assert 'id="kalla-1"' in shown
    assert '<span class="mm-tag">Beslut</span>' in shown


def test_a_supported_claim_links_to_its_source_and_an_unsupported_one_says_so() -> None:
    assert 'href="#kalla-1"' in answers.answer_html(ANSWER)
    assert "AI-genererat, ej granskat" in answers.answer_html(ANSWER)
    doubted = replace(ANSWER, claims=(Claim("Nämnden godkände det.", False, (), ("Motsatsen står där.",)),))
    shown = answers.answer_html(doubted)
    assert "Stöds inte av källorna:" in shown
    assert "Motsatsen står där." in shown


def test_hostile_text_stays_text_everywhere() -> None:
    quote = replace(QUOTE, text=HOSTILE, place=replace(PLACE, title=HOSTILE, document=HOSTILE, body=HOSTILE))
    answer = replace(
        ANSWER, text=HOSTILE, claims=(Claim(HOSTILE, True, ()), Claim(HOSTILE, False, (), (HOSTILE,)))
    )
    for shown in (
        sources.quotes_html((quote,), lambda _: HOSTILE),
        answers.answer_html(answer),
        answers.draft_html(HOSTILE),
        render.message_html(HOSTILE),
        render.examples_html((HOSTILE,)),
        lists.table_html(HOSTILE, (HOSTILE,), ((HOSTILE,),)),
        lists.terms_html(((HOSTILE, HOSTILE),)),
        lists.report_html((HOSTILE, HOSTILE)),
        _progress(HOSTILE),
        lists.decisions_html((), HOSTILE, {"organ": HOSTILE}),
        meetings.meeting_html(HOSTILE, MEETING),
        render.message_html(lists.removing_words(ROW)),
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
    evidence = Evidence(ANSWER.query, (), (QUOTE, OTHER), True)
    events = (None, EvidenceFound(evidence, Timings()), TextDelta("Nämn"), TextDelta("den"), Finished(ANSWER))
    screens = list(answers.answering(events, _item_text))
    assert [bool(screen.quotes) for screen in screens] == [True, False, False, False, True]
    drafts = [screen.answer for screen in screens[2:4] if screen.answer]
    assert "Nämnden" in drafts[1]
    assert "ännu inte kontrollerat" in drafts[1]
    last = screens[-1]
    assert last.status is not None
    assert "1,2 s" in last.status or "1,3 s" in last.status
    assert last.quotes is not None
    assert (
        last.quotes.index('id="kalla-1"') < last.quotes.index("Fler citat") < last.quotes.index('id="mer-2"')
    )


def test_the_source_that_is_cited_comes_first_and_the_rest_bears_no_number() -> None:
    cited = replace(CITATION, number=2, passage_id="p2", quote=OTHER.text)
    answer = replace(ANSWER, claims=(Claim("Frågan är avslutad.", True, (cited,)),), quotes=(QUOTE, OTHER))
    third = replace(OTHER, number=1, passage_id="p3", text="Inget mer.")
    evidence = Evidence(ANSWER.query, (), (third, replace(QUOTE, number=3)), True)
    *_, last = answers.answering((EvidenceFound(evidence, Timings()), Finished(answer)), _item_text)
    assert last.quotes is not None
    order = re.findall('<li id="([^"]+)"', last.quotes)
    assert order == ["kalla-2", "kalla-1", "mer-1"]


def test_a_citation_of_nothing_that_is_shown_is_no_link() -> None:
    assert "href" not in answers.answer_html(replace(ANSWER, quotes=()))


def test_who_waits_is_told_the_place_in_the_queue_until_the_model_writes() -> None:
    evidence = Evidence(ANSWER.query, (), (QUOTE,), True)
    before = iter((2, 2, 1, 0))
    events = (EvidenceFound(evidence, Timings()), None, None, None, TextDelta("Nämnden"))
    told = [screen.status for screen in answers.answering(events, _item_text, lambda: next(before))]
    assert [words for status in told if status for words in _places(status)] == ["plats 3", "plats 2", ""]


def test_the_place_in_the_queue_is_told_before_anything_is_found() -> None:
    evidence = Evidence(ANSWER.query, (), (QUOTE,), True)
    before = iter((0, 2, 2, 2))
    events = (None, None, None, EvidenceFound(evidence, Timings()))
    told = [screen.status or "" for screen in answers.answering(events, _item_text, lambda: next(before))]
    assert ["Söker" in status for status in told] == [True, False, False]
    assert [_places(status) for status in told] == [["plats 3"], [""], ["plats 3"]]


def _places(status: str) -> list[str]:
    return re.findall(r"plats \d", status) or [""]


def test_what_is_copied_holds_question_answer_label_and_sources() -> None:
    copied = answers.answer_text(ANSWER)
    assert copied.startswith("Fråga: Vad beslutades?\n\nNämnden avslog förslaget.")
    assert "AI-genererat, ej granskat" in copied
    assert "[1] ”Nämnden avslår förslaget.” (Barnnämnden · Ekdal" in copied


def test_a_meeting_is_read_item_by_item() -> None:
    shown = meetings.meeting_html("protokoll.pdf", MEETING)
    assert shown.count('class="mm-item"') == 1
    assert "2024-03-12 (härlett)" in shown
    assert "Ada Asp (Ekdal)" in shown


def test_an_empty_index_says_what_to_do() -> None:
    assert "Inga protokoll är inlästa än." in lists.documents_html((), ())


def test_progress_tells_each_file_what_failed_and_the_time_left() -> None:
    seconds = iter((0.0, 60.0))
    files = Files({"b.pdf": "Filen är tom."}.__getitem__, lambda: next(seconds))
    for done, name, stage in (
        (0, "a.pdf", "reading"),
        (0, "a.pdf", "embedding"),
        (1, "a.pdf", "stored"),
        (1, "b.pdf", "reading"),
        (2, "b.pdf", "failed"),
        (2, "c.pdf", "reading"),
    ):
        files.take(Progress(done, 6, name, stage))  # type: ignore[arg-type]
    shown = files.html()
    assert "2 av 6 filer klara, ungefär 2 min kvar" in shown
    assert shown.count("a.pdf") == 1
    assert "a.pdf: klar" in shown
    assert "<strong>b.pdf</strong>: Filen är tom." in shown


def test_a_meeting_shows_its_decisions_and_asks_for_what_is_unknown() -> None:
    item = MEETING.items[0]
    unknown = replace(MEETING, date=None, body="", organisation="")
    marked = Decision("x", item.item_id, HOSTILE[:4], 0, 4, "approves")
    loose = replace(marked, start=5, end=6, marked=False)
    shown = meetings.meeting_html("protokoll.pdf", unknown, [marked, loose])
    assert "<dt>Beslut</dt><dd>1, 1 i löpande text</dd>" in shown
    assert "<mark>&lt;img</mark>" in shown
    assert "2 beslut" in shown
    assert "Ange datum och organ" in shown
    assert "Rätta datum och organ" in meetings.meeting_html("protokoll.pdf", MEETING)


def test_a_long_list_is_cut_and_says_so() -> None:
    shown = lists.documents_html([ROW] * 300, ())
    assert f"{lists.MOST_ROWS} av 300 protokoll" in shown
