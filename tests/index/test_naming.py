"""One organisation under one name across files."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.build import restate
from index.ledger import StaffFacts
from index.ledger.soundness import changed_documents
from index.naming import full_names, join_names
from index.parsing import embed, parse
from index.staff import set_facts
from index.store import LEDGER, Store
from index.types import Document, Page
from tests.fakes import HashingEmbedder

SHORT = (
    "Chefsnätverket\nMinnesanteckningar 2024-03-05\n\nNärvarande från GR\nAda Ek\n\n1. Val\nGR utser Ada Ek."
)
FULL = (
    "Granviksregionen\nChefsnätverket\nMinnesanteckningar 2024-05-07\n\n"
    "Närvarande från Granviksregionen\nBo Ro\n\n"
    "1. Val\nGR utser Bo Ro. GR ordnar också en kurs i Granviksregionen."
)


def add(store: Store, name: str, text: str) -> str:
    document = Document(hashlib.sha256(text.encode()).hexdigest(), name, name, (Page(1, text),))
    parsed = parse(document, StaffFacts(), 245)
    store.add(parsed.entry(embed(HashingEmbedder(), parsed.passages), "245"))
    return document.document_id


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("GR", "Granviksregionen"), {"GR": "Granviksregionen"}),
        (("GR", "Granviksregionen", "Gottsjöregionen"), {}),
        (("GR", "Ekdalens kommunförbund"), {}),
        (("GR",), {}),
        (("", "Granviksregionen"), {}),
    ],
)
def test_an_acronym_that_one_organisation_uses(names: tuple[str, ...], expected: dict[str, str]) -> None:
    assert full_names(names, lambda _short, _full: True) == expected
    assert full_names(names, lambda _short, _full: False) == {}


def test_meetings_get_the_full_name_whatever_the_order(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    with Store.open(tmp_path, embedder.model_id, embedder.dimension) as store:
        short = add(store, "a.txt", SHORT)
        assert join_names(store) == {}
        add(store, "b.txt", FULL)
        before = store.index_id
        assert join_names(store) == {"GR": "Granviksregionen"}
        assert {one.organisation for one in store.ledger.meetings()} == {"Granviksregionen"}
        assert any("”GR”" in flag.text for flag in store.ledger.meeting(short).flags)
        assert store.index_id != before
        with closing(sqlite3.connect(tmp_path / LEDGER)) as connection:
            assert list(changed_documents(connection)) == []
        restate(store, embedder, short, 245)
        assert {one.organisation for one in store.ledger.meetings()} == {"Granviksregionen"}


def test_what_staff_set_stays(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    with Store.open(tmp_path, embedder.model_id, embedder.dimension) as store:
        short = add(store, "a.txt", SHORT)
        add(store, "b.txt", FULL)
        set_facts(store, embedder, short, StaffFacts(organisation="GR"), 245)
        assert store.ledger.meeting(short).organisation == "GR"
        set_facts(store, embedder, short, None, 245)
        assert store.ledger.meeting(short).organisation == "Granviksregionen"
