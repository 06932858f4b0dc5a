"""The ledger: what goes in comes out whole, in one transaction, or not at all."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexOutdated, StorageFailed, UnknownDocument
from index.ledger import Ledger, SeenFile, schema
from index.ledger.keywords import affordable, encode
from index.ledger.rows import dump_runs, dump_spans, load_runs, load_spans
from index.types import Filters, Flag, Removed, Run, Span
from tests.invented import entry

FILE = SeenFile(b"/protokoll/a.txt", 10, 20)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with _open(tmp_path / "ledger.sqlite3") as opened:
        yield opened


class _open:  # noqa: N801 - reads as a function
    def __init__(self, path: Path) -> None:
        self.ledger = Ledger(path)
        self.ledger.set_meta(dimension="64")

    def __enter__(self) -> Ledger:
        return self.ledger

    def __exit__(self, *_: object) -> None:
        self.ledger.close()


def test_a_document_comes_back_as_it_went_in(ledger: Ledger) -> None:
    stored = entry(1)
    span = Span(1, 0, 5)
    meeting = replace(
        stored.meeting, flags=(Flag("Namnet stavas på två sätt.", span), Flag("Datum saknas.")),
        removed=(Removed(span, "sidhuvud", "återkommer"),),
    )  # fmt: skip
    stored = replace(stored, meeting=meeting)
    ledger.add(stored, FILE)
    assert ledger.document(stored.document.document_id) == stored.document
    assert ledger.meeting(stored.document.document_id) == meeting
    assert ledger.attendance(stored.document.document_id) == meeting.attendance
    assert ledger.items(stored.document.document_id) == meeting.items
    assert [decision for decision, _ in ledger.decisions()] == list(stored.decisions)
    found = ledger.passages(passage.passage_id for passage in stored.passages)
    assert [found[passage.passage_id][0] for passage in stored.passages] == list(stored.passages)
    for passage, vector in zip(stored.passages, stored.vectors, strict=True):
        assert np.array_equal(ledger.vector(passage.passage_id), vector)
    assert ledger.page_text(stored.document.document_id, 1) == stored.document.pages[0].text


def test_a_passage_knows_its_place(ledger: Ledger) -> None:
    stored = entry(1)
    ledger.add(stored)
    item = stored.meeting.items[-1]
    place = ledger.place(item.item_id)
    assert (place.document, place.item, place.title) == (stored.document.name, item.number, item.title)
    assert (place.meeting_date, place.body) == (stored.meeting.date, stored.meeting.body)
    passage_id = ledger.passage_ids(item_id=item.item_id)[0]
    assert ledger.passages([passage_id])[passage_id][1] == place


def test_an_entry_that_breaks_its_promises_is_refused(ledger: Ledger) -> None:
    stored = entry(1)
    shifted = replace(stored.passages[0], start=stored.passages[0].start + 1)
    with pytest.raises(ValueError, match="is not item"):
        ledger.add(replace(stored, passages=(shifted, *stored.passages[1:])))
    with pytest.raises(ValueError, match="vectors for"):
        ledger.add(replace(stored, vectors=stored.vectors[1:]))
    assert ledger.documents() == ()


def test_a_failure_midway_leaves_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.add(entry(1), FILE)
    before = ledger.index_id

    def fail(text: str) -> tuple[str, ...]:
        raise RuntimeError(text)

    monkeypatch.setattr(ledger, "terms", fail)
    with pytest.raises(RuntimeError):
        ledger.add(entry(1, revision=1), FILE)
    assert ledger.index_id == before
    assert [one.document_id for one in ledger.documents()] == [entry(1).document.document_id]


def test_a_changed_file_replaces_its_document_in_one_go(ledger: Ledger) -> None:
    old, new = entry(1), entry(1, revision=1)
    ledger.add(old, FILE)
    before = ledger.index_id
    assert ledger.add(new, FILE) == (old.document.document_id,)
    assert [one.document_id for one in ledger.documents()] == [new.document.document_id]
    assert ledger.passages(p.passage_id for p in old.passages) == {}
    assert ledger.index_id != before


def test_a_changed_file_leaves_the_old_document_to_its_other_path(ledger: Ledger) -> None:
    old, new = entry(1), entry(1, revision=1)
    ledger.add(old, FILE)
    ledger.see(SeenFile(b"/kopia.txt", 1, 1), old.document.document_id)
    assert ledger.add(new, FILE) == ()
    assert {one.document_id: one.paths for one in ledger.documents()} == {
        old.document.document_id: ("/kopia.txt",),
        new.document.document_id: ("/protokoll/a.txt",),
    }


def test_removing_takes_words_and_vocabulary_along(ledger: Ledger) -> None:
    ledger.add(entry(1))
    ledger.add(entry(2))
    assert ledger.keyword(["skolskjuts", "vattenverket"], Filters(), 50)
    for one in ledger.documents():
        ledger.remove(one.document_id)
    assert ledger.keyword(["skolskjuts", "vattenverket"], Filters(), 50) == []
    assert ledger.frequencies(["nämnden", "skolskjuts"]) == {}
    connection = sqlite3.connect(ledger.path)
    tables = (
        "pages",
        "items",
        "passages",
        "vectors",
        "unplaced",
        "decisions",
        "vocabulary",
        "words",
        "attendance",
    )
    assert [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [
        0
    ] * len(tables)
    connection.close()


def test_index_id_follows_content_not_order(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add(entry(1))
    ledger.add(entry(2))
    with _open(tmp_path / "other.sqlite3") as other:
        other.add(entry(2))
        first = other.index_id
        other.add(entry(1))
        assert other.index_id == ledger.index_id != first
        other.remove(entry(1).document.document_id)
        assert other.index_id == first


def test_staff_facts_are_kept_for_the_bytes(ledger: Ledger) -> None:
    stored = entry(1)
    ledger.add(stored, FILE)
    ledger.set_staff_facts(stored.document.document_id, day=date(2020, 2, 29))
    ledger.set_staff_facts(stored.document.document_id, body="Byggnadsnämnden")
    ledger.add(entry(1, revision=1), FILE)
    facts = ledger.staff_facts(stored.document.document_id)
    assert (facts.date, facts.body, facts.organisation) == (date(2020, 2, 29), "Byggnadsnämnden", None)


@pytest.mark.parametrize("name", ["protokoll-001.txt", "/protokoll/a.txt"])
def test_a_document_is_found_by_name_path_or_id(ledger: Ledger, name: str) -> None:
    stored = entry(1)
    ledger.add(stored, FILE)
    ledger.add(entry(2))
    assert ledger.find_document(name).document_id == stored.document.document_id
    assert ledger.find_document(stored.document.document_id[:12]).name == stored.document.name
    with pytest.raises(UnknownDocument, match="heter"):
        ledger.find_document("protokoll")


def test_a_name_shared_by_two_documents_is_refused(ledger: Ledger) -> None:
    ledger.add(entry(1))
    ledger.add(entry(1, revision=1))
    with pytest.raises(UnknownDocument, match="Flera dokument"):
        ledger.find_document("protokoll-001.txt")


def test_keyword_search_ranks_and_filters(ledger: Ledger) -> None:
    for number in range(6):
        ledger.add(entry(number))
    hits = ledger.keyword(["lekplatsen"], Filters(), 100)
    assert hits == sorted(hits, key=lambda hit: -hit[1])
    assert all("lekplatsen" in ledger.passage(passage_id).text for passage_id, _ in hits)
    one = ledger.passage(hits[0][0]).document_id
    inside = ledger.keyword(["lekplatsen"], Filters(document_ids=(one,)), 100)
    assert {ledger.passage(passage_id).document_id for passage_id, _ in inside} == {one}
    day = ledger.meeting(one).date
    assert ledger.keyword(["lekplatsen"], Filters(date_from=day, date_to=day), 100) == inside
    assert ledger.keyword(["lekplatsen"], Filters(items=("99",)), 100) == []
    assert ledger.keyword(["finnsinte"], Filters(), 100) == []


@given(st.text(min_size=1, max_size=20).filter(str.strip))
def test_any_term_is_one_word_to_the_full_text_index(term: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE w USING fts5 (t, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
    )
    connection.execute("INSERT INTO w VALUES (?)", (f"före {encode(term)} efter",))
    found = connection.execute("SELECT count(*) FROM w WHERE w MATCH ?", (f'"{encode(term)}"',)).fetchone()
    connection.close()
    assert found == (1,)


def test_common_terms_give_way_to_rare_ones() -> None:
    counts = {"och": 900_000, "nämnd": 30_000, "yrkesresa": 12}
    assert affordable(counts, budget=40_000) == ["yrkesresa", "nämnd"]
    assert affordable({"och": 900_000}, budget=40_000) == ["och"]


@given(
    st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 99), st.integers(0, 999), st.integers(0, 999)))
)
def test_runs_and_spans_survive_storage(numbers: list[tuple[int, int, int, int]]) -> None:
    runs = tuple(Run(at, Span(page, start, start + length)) for at, page, start, length in numbers)
    assert load_runs(dump_runs(runs)) == runs
    spans = tuple(run.span for run in runs)
    assert load_spans(dump_spans(spans)) == spans


def test_quarantine_holds_until_the_file_is_indexed(ledger: Ledger) -> None:
    ledger.set_aside(FILE.path, "a.txt", "", "Filen är tom.")
    assert [(one.path, one.reason) for one in ledger.quarantine()] == [("/protokoll/a.txt", "Filen är tom.")]
    ledger.add(entry(1), FILE)
    assert ledger.quarantine() == ()


@pytest.mark.parametrize("version", [schema.SCHEMA_VERSION - 1, schema.SCHEMA_VERSION + 1])
def test_another_version_is_refused_with_the_way_out(tmp_path: Path, version: int) -> None:
    path = tmp_path / "ledger.sqlite3"
    Ledger(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version or 99}")
    connection.close()
    with pytest.raises(IndexOutdated, match="--rebuild"):
        Ledger(path)


def _contents(ledger: Ledger) -> tuple[object, ...]:
    ids = ledger.passage_ids()
    return (
        [ledger.document(one.document_id) for one in ledger.documents()],
        [ledger.meeting(one.document_id) for one in ledger.documents()],
        ledger.decisions(),
        ledger.passages(ids),
        [ledger.vector(one).tobytes() for one in ids],
        ledger.keyword(["skolskjuts", "nämnden"], Filters(), 99),
    )


def test_flipped_bytes_are_refused_or_harmless(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with _open(path) as opened:
        for number in range(4):
            opened.add(entry(number))
        contents = _contents(opened)
    good = path.read_bytes()
    written = [at for at, byte in enumerate(good) if byte]
    refused = 0
    for at in [0, 20, *random.Random(7).sample(written, 40)]:
        bad = bytearray(good)
        bad[at : at + 8] = bytes(byte ^ 0xFF for byte in bad[at : at + 8])
        path.write_bytes(bad)
        try:
            opened = Ledger(path)
        except (StorageFailed, IndexOutdated):
            refused += 1
            assert path.read_bytes() == bytes(bad), "a refused ledger is left as it was"
            continue
        try:
            assert _contents(opened) == contents
        except StorageFailed:  # outside the documents, noticed when it is read
            refused += 1
        finally:
            opened.close()
    assert refused > 20


def test_a_single_changed_letter_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with _open(path) as opened:
        opened.add(entry(3))
    data = path.read_bytes()
    assert data.count(b"3010 kronor") >= 2
    path.write_bytes(data.replace(b"3010 kronor", b"3011 kronor"))
    with pytest.raises(StorageFailed, match=r"protokoll-003\.txt"):
        Ledger(path)


def test_a_truncated_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with _open(path) as opened:
        for number in range(8):
            opened.add(entry(number))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StorageFailed, match="--rebuild"):
        Ledger(path)


def test_counting_documents_counts_their_passages(ledger: Ledger) -> None:
    for number in range(1, 5):
        ledger.add(entry(number))
    one = entry(2)
    day = one.meeting.date
    for limits in (
        Filters(),
        Filters(document_ids=(one.document.document_id,)),
        Filters(date_from=day),
        Filters(bodies=(one.meeting.body,), date_to=day),
        Filters(items=("1",)),
        Filters(bodies=("Ingen nämnd",)),
    ):
        assert ledger.passage_count(limits) == len(ledger.vectors(limits)[0])
