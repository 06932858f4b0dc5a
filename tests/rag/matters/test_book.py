"""Matters over a store: what staff say holds, and goes with the document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.errors import MinutesError, StorageFailed
from index.store import Store
from rag.matters.book import MatterBook
from rag.matters.types import Matter
from rag.matters.verdicts import FILE, forget_document, read_rulings
from tests.rag.matters.made_meetings import entry, fill, key, made

FIRST = made(
    "a.txt", [("Bokbussens turlista", "Beslut: Turlistan godkänns."), ("Isbanan", "Isbanan läggs om.")]
)
SECOND = made(
    "b.txt",
    [("Bokbussen – ny upphandling", "Tre anbud har kommit."), ("Vintersport", "Ungdomar åker skridskor.")],
    date(2024, 9, 5),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def book(home: Path) -> Iterator[MatterBook]:
    with Store.open(home, "hashing-64", 64) as store:
        fill(store, FIRST, SECOND)
        yield MatterBook(store)


def together(book: MatterBook) -> set[frozenset[str]]:
    return {frozenset(f"{e.place.document}:{e.place.item}" for e in matter.entries) for matter in book.all()}


def test_items_are_grouped_oldest_first_with_their_decisions(book: MatterBook) -> None:
    (bus,) = book.find_matter("bokbussen")
    assert bus.name == "Bokbussen"
    assert [entry.place.document for entry in bus.entries] == ["a.txt", "b.txt"]
    assert [decision.text for decision in bus.entries[0].decisions] == ["Turlistan godkänns."]
    assert bus.links[0].reasons[0] == "”Bokbussen” i båda rubrikerna"


def test_staff_part_and_confirm_and_take_back(book: MatterBook) -> None:
    book.rule(key(FIRST, "1"), key(SECOND, "1"), "parted")
    assert frozenset({"a.txt:1"}) in together(book)
    book.rule(key(FIRST, "2"), key(SECOND, "2"), "confirmed")
    assert frozenset({"a.txt:2", "b.txt:2"}) in together(book)
    (ice,) = [matter for matter in book.all() if matter.meetings == 2]
    assert ice.links[0].verdict == "confirmed"
    assert book.forget(key(SECOND, "1"), key(FIRST, "1"))
    assert frozenset({"a.txt:1", "b.txt:1"}) in together(book)
    assert not book.forget(key(SECOND, "1"), key(FIRST, "1"))


def test_what_staff_said_outlives_indexing_anew(home: Path) -> None:
    with Store.open(home, "hashing-64", 64) as store:
        fill(store, FIRST, SECOND)
        MatterBook(store).rule(key(FIRST, "1"), key(SECOND, "1"), "parted")
    (home / "ledger.sqlite3").unlink()
    with Store.open(home, "hashing-64", 64) as store:
        fill(store, SECOND, FIRST)
        assert frozenset({"b.txt:1"}) in together(MatterBook(store))


def test_a_later_word_takes_the_place_of_an_earlier_one(book: MatterBook, home: Path) -> None:
    book.rule(key(FIRST, "1"), key(SECOND, "1"), "parted")
    book.rule(key(SECOND, "1"), key(FIRST, "1"), "confirmed")
    assert [ruling.verdict for ruling in read_rulings(home)] == ["confirmed"]


def test_a_removed_document_leaves_no_ruling(book: MatterBook, home: Path) -> None:
    book.rule(key(FIRST, "1"), key(SECOND, "1"), "parted")
    forget_document(home, FIRST.meeting.document_id)
    assert FIRST.meeting.document_id not in (home / FILE).read_text(encoding="utf-8")


def test_new_minutes_are_linked_at_once(book: MatterBook) -> None:
    before = book.find_matter("bokbussen")[0]
    third = made("c.txt", [("Bokbussens däck", "Däcken byts.")], date(2025, 1, 9))
    book._store.ledger.add(entry(third))
    after = book.find_matter("bokbussen")[0]
    assert (before.meetings, after.meetings) == (2, 3)
    assert before.matter_id == after.matter_id


def test_wrong_use_says_what_to_do(book: MatterBook, home: Path) -> None:
    for wrong in (
        lambda: book.find_matter("och det"),
        lambda: book.rule(key(FIRST, "1"), key(FIRST, "1"), "confirmed"),
        lambda: book.rule(key(FIRST, "9"), key(SECOND, "1"), "confirmed"),
        lambda: book.key("finns-inte.txt", "1"),
    ):
        with pytest.raises(MinutesError) as found:
            wrong()
        assert found.value.hint
    (home / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(StorageFailed, match="kan inte läsas"):
        book.all()


def test_words_that_only_a_text_says_find_its_item(book: MatterBook) -> None:
    assert names(book.find_matter("upphandling")) == ["Bokbussen"]
    assert book.find_matter("rymdfärjan") == ()


def names(matters: tuple[Matter, ...]) -> list[str]:
    return [matter.name for matter in matters]
