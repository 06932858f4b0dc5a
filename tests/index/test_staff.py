"""What staff set holds for the document, also when it is indexed or rebuilt anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.build import Progress, build_index
from index.errors import MinutesError
from index.ledger import StaffFacts
from index.readers.limits import ParseLimits
from index.rebuilding import rebuild_index
from index.staff import set_facts
from index.store import Store
from index.types import Filters
from tests.fakes import HashingEmbedder

TEXT = "Anteckningar\n\n1. Budget\nBeslut: Budgeten på 200 000 kr godkänns.\n\n2. Fika\nBullar köps.\n"


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    path = tmp_path / "prov.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def store(own_home: Path, embedder: HashingEmbedder, minutes: Path) -> Iterator[Store]:
    with Store.open(own_home, embedder.model_id, embedder.dimension) as opened:
        build_index([minutes], opened, embedder)
        yield opened


def document_id(store: Store) -> str:
    return store.ledger.documents()[0].document_id


def test_date_body_and_organisation_reach_meeting_headers_and_filters(
    store: Store, embedder: HashingEmbedder
) -> None:
    name = document_id(store)
    before = store.index_id
    set_facts(store, embedder, name, StaffFacts(date(2024, 3, 12), "  Fika  nämnden ", "Ekdal"))
    meeting = store.ledger.meeting(name)
    assert (meeting.date, meeting.date_evidence) == (date(2024, 3, 12), "staff")
    assert (meeting.body, meeting.organisation) == ("Fika nämnden", "Ekdal")
    passages = store.ledger.passages(store.ledger.passage_ids(document_id=name)).values()
    assert all("Fika nämnden, Ekdal · 12 mars 2024" in passage.header for passage, _ in passages)
    assert store.ledger.decisions(Filters(date_from=date(2024, 1, 1)))
    assert store.index_id != before
    set_facts(store, embedder, name, None)
    assert store.ledger.meeting(name).date is None
    assert store.index_id == before


def test_it_survives_indexing_and_rebuilding(store: Store, embedder: HashingEmbedder, minutes: Path) -> None:
    set_facts(store, embedder, document_id(store), StaffFacts(body="Fikanämnden"))
    build_index([minutes], store, embedder, passage_words=100)
    assert store.ledger.meeting(document_id(store)).body == "Fikanämnden"
    steps: list[Progress] = []
    report = rebuild_index(store, embedder, ParseLimits(), steps.append, passage_words=100)
    assert report.replaced == ("prov.txt",)
    assert [step.stage for step in steps] == ["reading", "stored", "finishing"]
    assert store.ledger.meeting(document_id(store)).body == "Fikanämnden"


def test_rebuilding_takes_the_stored_pages_where_the_original_is_gone(
    store: Store, embedder: HashingEmbedder, minutes: Path
) -> None:
    found = store.ledger.passage_ids()
    minutes.unlink()
    assert not rebuild_index(store, embedder, ParseLimits()).failed
    assert store.ledger.passage_ids() == found


@pytest.mark.parametrize(
    "facts", [StaffFacts(date(1024, 1, 1)), StaffFacts(date(2924, 1, 1)), StaffFacts(body="x" * 200)]
)
def test_what_can_not_be_is_refused_and_nothing_changes(
    store: Store, embedder: HashingEmbedder, facts: StaffFacts
) -> None:
    before = store.index_id
    with pytest.raises(MinutesError):
        set_facts(store, embedder, document_id(store), facts)
    assert store.index_id == before
    assert store.ledger.staff_facts(document_id(store)) == StaffFacts()
