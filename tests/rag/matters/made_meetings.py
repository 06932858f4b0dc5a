"""Made meetings for the tests of matters: a few items each, body and organisation as given."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from index.ledger import Entry, StaffFacts
from index.parsing import Parsed, embed, parse
from index.store import Store
from index.types import Document, Page
from rag.matters.kinship import traits_of
from rag.matters.linking import find_links
from rag.matters.types import ItemKey, Link, Unit
from rag.matters.units import meeting_units
from tests.fakes import HashingEmbedder

CLOSING = ("Nästa möte", "Nätverket ses igen i vår.")


def made(
    name: str,
    items: Sequence[tuple[str, str]],
    day: date | None = date(2024, 3, 7),
    body: str = "Socialnätverket",
    organisation: str = "Lillbygdens kommunalförbund",
) -> Parsed:
    """A meeting of (title, text) items numbered from 1, and a closing one; ``day`` None leaves it undated."""
    lines = [f"{at}. {title}\n{text}\n" for at, (title, text) in enumerate([*items, CLOSING], 1)]
    text = "\n".join(["Anteckningar", "", *lines])
    document = Document(hashlib.sha256((name + text).encode()).hexdigest(), name, name, (Page(1, text),))
    return parse(document, StaffFacts(day, body, organisation), 220)


def linked(*meetings: Parsed) -> dict[frozenset[tuple[str, str]], Link]:
    """Links by the two (file, item) they join."""
    units = units_of(*meetings)
    names = {unit.key: (unit.place.document, unit.place.item) for unit in units}
    traits = {one.meeting.document_id: traits_of(one.meeting) for one in meetings}
    return {frozenset((names[link.one], names[link.other])): link for link in find_links(units, traits)}


def units_of(*meetings: Parsed) -> list[Unit]:
    """All units of the meetings."""
    return [unit for one in meetings for unit in meeting_units(one.meeting, one.document.name)]


def entry(parsed: Parsed) -> Entry:
    """Ready to be stored, with hashed vectors."""
    return parsed.entry(embed(HashingEmbedder(), parsed.passages), "220")


def fill(store: Store, *meetings: Parsed) -> None:
    """Store the meetings."""
    for one in meetings:
        store.ledger.add(entry(one))


def key(parsed: Parsed, item: str) -> ItemKey:
    """The key of a numbered item."""
    return ItemKey(parsed.meeting.document_id, item)
