"""Between our values and what a row can hold: spans, runs and headings as compact JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.types import (
    AgendaItem,
    Attendee,
    Decision,
    Document,
    DocumentRow,
    Flag,
    ItemPlace,
    Meeting,
    Passage,
    Removed,
    Run,
    SourcedText,
    Span,
)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What the ledger knows of an indexed document. ``paths`` are where its bytes were seen."""

    document_id: str
    name: str
    title: str
    pages: int
    passages: int
    indexed_at: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A path seen while indexing; ``path`` is absolute, in the file system's bytes."""

    path: bytes
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that could not be indexed, why (Swedish) and when (ISO, UTC)."""

    path: str
    name: str
    document_id: str
    reason: str
    noticed_at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole document, ready to be stored: ``vectors`` float32 (passages, dimension), L2-normalised.

    ``recipe`` names the settings that shaped it; indexing with others makes it anew.
    """

    document: Document
    meeting: Meeting
    decisions: tuple[Decision, ...]
    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32]
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """What staff have set for a document by hand; None means as read."""

    date: date | None = None
    body: str | None = None
    organisation: str | None = None


def dump(value: object) -> str:
    """Compact JSON, letters kept."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump_spans(spans: Iterable[Span]) -> str:
    """Spans as a flat JSON list of (page, start, end)."""
    return dump([number for span in spans for number in (span.page, span.start, span.end)])


def load_spans(text: str) -> tuple[Span, ...]:
    """Inverse of ``dump_spans``."""
    numbers = json.loads(text)
    return tuple(Span(*numbers[at : at + 3]) for at in range(0, len(numbers), 3))


def dump_runs(runs: Iterable[Run]) -> str:
    """Runs as a flat JSON list of (start, page, span start, span end)."""
    return dump([n for run in runs for n in (run.start, run.span.page, run.span.start, run.span.end)])


def load_runs(text: str) -> tuple[Run, ...]:
    """Inverse of ``dump_runs``."""
    numbers = json.loads(text)
    return tuple(Run(numbers[at], Span(*numbers[at + 1 : at + 4])) for at in range(0, len(numbers), 4))


def load_date(text: str | None) -> date | None:
    """A stored ISO date."""
    return None if text is None else date.fromisoformat(text)


def load_document(row: Row, paths: Iterable[str]) -> StoredDocument:
    """From (document_id, name, title, pages, passages, indexed_at)."""
    document_id, name, title, pages, passages, indexed_at = row
    return StoredDocument(document_id, name, title, pages, passages, indexed_at, tuple(paths))


def load_overview(row: Row) -> DocumentRow:
    """From (document_id, name, body, organisation, date, date_evidence, items, decisions)."""
    document_id, name, body, organisation, day, evidence, items, decisions = row
    return DocumentRow(document_id, name, body, organisation, load_date(day), evidence, items, decisions)


def load_item(row: Row) -> AgendaItem:
    """From (item_id, meeting_id, number, title, text, runs, headings)."""
    item_id, meeting_id, number, title, text, runs, headings = row
    marks = tuple((int(start), str(name)) for start, name in json.loads(headings))
    return AgendaItem(item_id, meeting_id, number, title, SourcedText(text, load_runs(runs)), marks)


def load_meeting(
    row: Row,
    attendance: Iterable[Row],
    items: tuple[AgendaItem, ...],
    flags: Iterable[Row],
    removed: Iterable[Row],
) -> Meeting:
    """From the row (meeting_id, document_id, body, ..., structure) and its children's rows."""
    meeting_id, document_id, body, organisation, day, evidence, source, place, chair, secretary, structure = (
        row
    )
    return Meeting(
        meeting_id,
        document_id,
        body,
        organisation,
        load_date(day),
        evidence,
        source,
        place,
        tuple(Attendee(*one) for one in attendance),
        chair,
        secretary,
        items,
        structure,
        tuple(Flag(text, next(iter(load_spans(span)), None)) for text, span in flags),
        tuple(Removed(load_spans(span)[0], text, reason) for span, text, reason in removed),
    )


def load_decision(row: Row) -> Decision:
    """From (decision_id, item_id, text, start, stop, kind, conditions, marked, assignee, due)."""
    decision_id, item_id, text, start, stop, kind, conditions, marked, assignee, due = row
    limits = tuple(json.loads(conditions))
    return Decision(decision_id, item_id, text, start, stop, kind, limits, bool(marked), assignee, due)


def load_passage(row: Row) -> Passage:
    """From (passage_id, document_id, item_id, text, start, stop, header, spans)."""
    passage_id, document_id, item_id, text, start, stop, header, spans = row
    return Passage(passage_id, document_id, item_id, text, start, stop, header, load_spans(spans))


def load_place(row: Row) -> ItemPlace:
    """From (document_id, name, number, title, date, date_evidence, body, organisation)."""
    document_id, name, number, title, day, evidence, body, organisation = row
    return ItemPlace(document_id, name, number, title, load_date(day), evidence, body, organisation)


def dump_vector(vector: NDArray[np.float32]) -> bytes:
    """The vector's little-endian float32 bytes."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def load_vectors(blobs: Sequence[bytes], dimension: int) -> NDArray[np.float32]:
    """float32 (n, dimension) of stored vectors, in the order given."""
    return (
        np.frombuffer(b"".join(blobs), dtype="<f4")
        .reshape(len(blobs), dimension)
        .astype(np.float32, copy=False)
    )


def digest(parts: Iterable[str | bytes]) -> str:
    """sha256 (hex) over the parts, each with its length before it."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "little"))
        total.update(data)
    return total.hexdigest()
