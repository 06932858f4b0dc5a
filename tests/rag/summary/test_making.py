"""Whole summaries: every item told or accounted for, decisions verbatim, bodies never blended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.errors import MinutesError, NothingIndexed, UnknownDocument
from index.store import Store
from rag.export.markdown import to_markdown
from rag.summary.bodies import UnknownBody
from rag.summary.edits import changed_lines, edited, edited_markdown
from rag.summary.proof import line_faults, proven, row_faults
from rag.summary.text import text_lines
from rag.summary.types import (
    DRAFT_MARK,
    Length,
    Summary,
    SummaryLine,
    SummaryProgress,
    SummaryRequest,
    SummarySection,
    TableRow,
)
from rag.types import Citation
from tests.fakes import ScriptedEngine
from tests.rag.made import place
from tests.rag.summary.made_bodies import DOCUMENTS, add_minutes, make, open_store

LENGTHS: tuple[Length, ...] = ("page", "three", "full")
NORTH, SOUTH = "Socialchefsnätverket Norrbygden", "Socialchefsnätverket Ekdalsregionen"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def section(summary: Summary, key: str) -> SummarySection:
    return next(one for one in summary.sections if one.key == key)


def cells(summary: Summary, key: str, column: int) -> list[str]:
    table = section(summary, key).table
    assert table is not None
    return [row.cells[column] for row in table.rows]


def told(summary: Summary) -> str:
    return "\n".join(text_lines(summary))


def test_a_meeting(store: Store) -> None:
    summary = make(store).make(SummaryRequest("meeting", "norr-mars.txt"))
    assert summary.title == "Socialchefsnätverket, Norrbygdens kommunalförbund, 2023-03-09"
    assert summary.mark == DRAFT_MARK
    decision = "Socialchefsnätverket ställer sig bakom förstudien, med undantag för Sjöby som återkommer."
    assert cells(summary, "decisions", 1) == [decision]
    assert cells(summary, "noted", 1) == ["Socialchefsnätverket noterar informationen."]
    assert section(summary, "noted").folded
    assert cells(summary, "commitments", 0) == ["Kansliet"]
    assert cells(summary, "dates", 0) == ["den 11 maj", "till nästa möte"]
    coverage = summary.coverage
    assert (coverage.items, coverage.covered) == (3, 2)
    assert coverage.items == coverage.covered + len(coverage.left_out)
    assert coverage.left_out[0].place.title == "Mötet öppnas"


def test_what_is_told_of_a_meeting_stands_where_it_says(store: Store) -> None:
    about = section(make(store).make(SummaryRequest("meeting", "norr-mars.txt")), "about")
    assert [line.text for line in about.lines] == [
        "Organ: Socialchefsnätverket, Norrbygdens kommunalförbund.",
        "Datum: 2023-03-09.",
        "Plats: Kansliet i Granby",
    ]
    assert [[one.quote for one in line.citations] for line in about.lines] == [
        ["Socialchefsnätverket", "Närvarande från Norrbygdens kommunalförbund:"],
        ["Nätverksmöte 2023-03-09"],
        ["Plats: Kansliet i Granby"],
    ]


def test_a_derived_date_is_called_so_and_given_as_the_minutes_say_it(store: Store) -> None:
    add_minutes(
        store,
        "Kulturrådet 2024-03-14.txt",
        "Kulturrådet Norrbygden\nTid: Torsdag den 14 mars, kl. 13\nOrdförande: Bo Almgren\n\n"
        "1. Biblioteken\nKulturrådet beslutar att hålla öppet på söndagar i maj.\n\n"
        "Anteckningar förda av Ada Bergqvist",
    )
    summary = make(store).make(SummaryRequest("meeting", "Kulturrådet 2024-03-14.txt"))
    assert summary.title.endswith("2024-03-14 (härlett datum)")
    told_of_it = {line.text: line.citations for line in section(summary, "about").lines}
    assert "Tid: Torsdag den 14 mars, kl. 13" in told_of_it
    assert "Anteckningar förda av Ada Bergqvist" in told_of_it
    assert all(told_of_it.values())


def test_every_line_is_cited_and_every_number_leads_to_its_source(store: Store) -> None:
    for request in (
        SummaryRequest("meeting", "norr-maj.txt"),
        SummaryRequest("briefing", body=NORTH),
        SummaryRequest("since", body=NORTH),
        SummaryRequest("matter", "Lyktan"),
    ):
        summary = make(store).make(request)
        assert [source.number for source in summary.sources] == list(range(1, len(summary.sources) + 1))
        texts = {
            one.document_id: store.ledger.page_text(one.document_id, 1) for one in store.ledger.documents()
        }
        for source in summary.sources:
            page = " ".join(texts[source.place.document_id].split())
            assert " ".join(source.quote.split()) in page
        assert summary.lines
        assert [fault for line in summary.lines for fault in line_faults(line)] == []
        used = {one.number for line in summary.lines for one in line.citations}
        assert used <= {source.number for source in summary.sources}


def test_a_briefing_never_takes_a_line_from_a_namesake(store: Store) -> None:
    north = make(store).make(SummaryRequest("briefing", body=NORTH))
    south = make(store).make(SummaryRequest("briefing", body=SOUTH))
    assert {source.place.organisation for source in north.sources} == {"Norrbygdens kommunalförbund"}
    assert {source.place.organisation for source in south.sources} == {"Ekdalsregionen"}
    assert "Elva ungdomar" not in told(north)
    assert "förstudie" not in told(south)


def test_a_briefing_tells_who_what_and_what_is_open(store: Store) -> None:
    summary = make(store).make(SummaryRequest("briefing", body=NORTH))
    assert "Ada Bergqvist" in cells(summary, "members", 0)
    assert cells(summary, "staff", 0) == ["Cilla Ekfors"]
    headings = [one.heading for one in summary.sections]
    assert any(heading.startswith("2023-03-09") for heading in headings)
    assert any(heading.startswith("2023-05-11") for heading in headings)
    assert headings.index("Stående frågor") < headings.index("Beslut per fråga")
    assert len(cells(summary, "decisions", 2)) == 2
    assert "senast den 15 juni" in cells(summary, "commitments", 2)
    assert cells(summary, "glossary", 0) == ["BFU"]


def test_lengths_differ_and_say_what_they_leave_out(store: Store) -> None:
    sizes = {}
    for length in LENGTHS:
        summary = make(store).make(SummaryRequest("briefing", body=NORTH, length=length))
        sizes[length] = len(told(summary))
        assert summary.coverage.items == summary.coverage.covered + len(summary.coverage.left_out)
        assert all(one.reason for one in summary.coverage.left_out)
    assert sizes["page"] < sizes["full"]


def test_a_short_briefing_asks_the_model_only_for_what_it_shows(store: Store) -> None:
    engine = ScriptedEngine(*["1. Inget."] * 4)
    make(store, engine).make(SummaryRequest("briefing", body=SOUTH, length="page"))
    assert engine.history == []


def test_a_period_bounds_a_briefing(store: Store) -> None:
    summary = make(store).make(SummaryRequest("briefing", body=NORTH, date_from=date(2023, 5, 1)))
    assert {source.place.document for source in summary.sources} == {"norr-maj.txt"}
    with pytest.raises(MinutesError, match="från den tiden"):
        make(store).make(SummaryRequest("briefing", body=NORTH, date_from=date(2030, 1, 1)))


def test_since_the_last_meeting(store: Store) -> None:
    summary = make(store).make(SummaryRequest("since", body=NORTH))
    (decision,) = cells(summary, "decisions", 1)
    assert decision.startswith("Socialchefsnätverket godkänner avtalet om boendet och uppdrar åt kansliet")
    assert decision.endswith("senast den 15 juni.")
    moved = [one.heading for one in summary.sections if one.key.startswith("moved")]
    assert any("Lyktan" in heading for heading in moved)
    assert any("bemanning" in one.heading for one in summary.sections if one.key.startswith("new"))
    assert "tidplan" in " ".join(cells(summary, "still-open", 1))
    assert "Ekdalsregionen" not in told(summary)


def test_a_matter_in_order_of_time(store: Store) -> None:
    summary = make(store).make(SummaryRequest("matter", "Lyktan", body=NORTH))
    days = [found for one in summary.sections if (found := re.match(r"\d{4}-\d\d-\d\d", one.heading))]
    assert [day.group() for day in days] == ["2023-03-09", "2023-05-11"]
    assert "med undantag för Sjöby" in told(summary)
    assert section(summary, "matter-1-links").folded
    with pytest.raises(MinutesError, match="fjärrvärme"):
        make(store).make(SummaryRequest("matter", "fjärrvärme"))


def test_matters_of_several_organisations_say_whose_they_are(store: Store) -> None:
    summary = make(store).make(SummaryRequest("matter", "stödboendet"))
    headings = {one.heading for one in summary.sections if one.level == 2}
    assert len(headings) == 2
    assert any(heading.endswith("(Norrbygdens kommunalförbund)") for heading in headings)
    assert any(heading.endswith("(Ekdalsregionen)") for heading in headings)


def test_progress_goes_from_nothing_to_all(store: Store) -> None:
    heard: list[SummaryProgress] = []
    maker = make(store)
    maker.tell = heard.append
    maker.make(SummaryRequest("meeting", "norr-mars.txt"))
    assert [(one.done, one.total) for one in heard] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert heard[-1].seconds_left == 0


def test_a_changed_document_redoes_only_its_own(store: Store) -> None:
    engine = ScriptedEngine("1. Inget.", "1. Inget.")
    make(store, engine).make(SummaryRequest("briefing", body=NORTH))
    asked = len(engine.history)
    assert asked
    kept = store.home / "summaries"
    folders = {folder.name for folder in kept.iterdir()}
    store.remove("norr-mars.txt")
    changed = add_minutes(
        store, "norr-mars.txt", DOCUMENTS["norr-mars.txt"].replace("åtta platser", "nio platser")
    )
    make(store, ScriptedEngine("1. Inget.", "1. Inget.")).make(SummaryRequest("briefing", body=NORTH))
    now = {folder.name for folder in kept.iterdir()}
    assert changed[:16] in now
    assert len(now & folders) == len(folders) - 1


def test_the_model_is_named_only_where_it_was_used(store: Store) -> None:
    quoted = make(store).make(SummaryRequest("meeting", "norr-mars.txt"))
    assert quoted.provenance.model == ""
    assert any("Ingen språkmodell" in note for note in quoted.provenance.notes)
    worded = make(store, ScriptedEngine("1. Inget.")).make(SummaryRequest("meeting", "norr-mars.txt"))
    assert (worded.provenance.model, len(worded.provenance.prompt_digest)) == ("scripted", 16)


def test_what_is_not_there_is_said_in_one_line(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnknownDocument):
        make(store).make(SummaryRequest("meeting", "finns-inte.txt"))
    with pytest.raises(UnknownBody):
        make(store).make(SummaryRequest("briefing", body="Socialchefsnätverket"))
    with open_store(tmp_path / "tom", {}) as empty, pytest.raises(NothingIndexed):
        make(empty).make(SummaryRequest("meeting", "x"))


QUOTE = Citation(
    1, "p1", place("4", "Simhallen"), 1, (), "Avgiften är 450 kronor för Ada Bergqvist.", "exact"
)


@pytest.mark.parametrize(
    "line",
    [
        SummaryLine("Avgiften är 450 kronor.", "fact"),
        SummaryLine("Avgiften är 540 kronor.", "fact", (QUOTE,)),
        SummaryLine("Avgiften är 450 kronor för Bo Lindmark.", "worded", (QUOTE,)),
        SummaryLine("Avgiften är 450 kronor den 4 maj.", "fact", (QUOTE,)),
        SummaryLine("Avgiften är låg.", "quote", (QUOTE,)),
        SummaryLine("Avgiften är 450 kronor.", "worded", (replace(QUOTE, status="not_found"),)),
    ],
)
def test_what_cannot_be_followed_is_dropped(line: SummaryLine) -> None:
    good = SummaryLine("Avgiften är 450 kronor.", "worded", (QUOTE,))
    kept, held, lost = proven((SummarySection("a", "A", lines=(good, line)),))
    assert (kept[0].lines, held, lost) == ((good,), 1, 1)


def test_a_row_is_held_against_its_source_too() -> None:
    assert row_faults(TableRow(("Ada Bergqvist", "450 kronor"), (QUOTE,)), ("Vem", "Vad")) == ()
    assert row_faults(TableRow(("Bo Lindmark", "450 kronor"), (QUOTE,)), ("Vem", "Vad"))
    assert row_faults(TableRow(("Budget 2031", "450 kronor"), (QUOTE,)), ("Fråga", "Vad")) == ()


def test_what_staff_change_is_theirs(store: Store) -> None:
    summary = make(store).make(SummaryRequest("meeting", "norr-mars.txt"))
    before = section(summary, "item-2").lines
    texts = [f"”{before[0].text}” [7]", "Vi återkommer om platserna.", *(line.text for line in before[2:])]
    after = changed_lines(before, texts)
    assert after[0] == before[0]
    assert (after[1].text, after[1].origin) == ("Vi återkommer om platserna.", "staff")
    again = edited(summary, {"item-2": texts, "finns-inte": ["x"]})
    assert section(again, "item-2").lines == after
    assert section(again, "about") == section(summary, "about")


def test_an_unchanged_markdown_changes_nothing(store: Store) -> None:
    for request in (SummaryRequest("meeting", "norr-mars.txt"), SummaryRequest("briefing", body=NORTH)):
        summary = make(store).make(request)
        assert edited_markdown(summary, to_markdown(summary)) == summary


def test_a_changed_markdown_marks_its_changes(store: Store) -> None:
    summary = make(store).make(SummaryRequest("meeting", "norr-mars.txt"))
    text = to_markdown(summary).replace("450 000 kr", "460 000 platser")
    changed = edited_markdown(summary, text)
    mine = [line for line in changed.lines if line.origin == "staff"]
    assert len(mine) == 1
    assert "460 000" in mine[0].text
    assert mine[0].citations
    assert "ändrat av personal" in to_markdown(changed)
    assert edited_markdown(summary, to_markdown(changed)) == changed
