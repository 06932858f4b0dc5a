"""What a summary is. Immutable; no I/O, no formatting: exports and pages render it as they need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.types import ItemPlace
from rag.types import Citation, Provenance

SummaryKind = Literal["meeting", "briefing", "matter", "since"]
LineOrigin = Literal["quote", "worded", "fact", "staff"]
Length = Literal["page", "three", "full"]
DRAFT_MARK = "AI-genererat utkast, ej granskat"


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One sentence or bullet as shown.

    ``origin``: "quote" is verbatim from the source; "worded" the model's words, checked against what
    it cites; "fact" put together by code from what the source says (a name list, a count of meetings);
    "staff" written or changed by a person. ``citations`` carry the number of the summary's ``sources``
    entry. ``objections`` (Swedish) say why the model's own wording gave way to this line; () else.
    """

    text: str
    origin: LineOrigin
    citations: tuple[Citation, ...] = ()
    objections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; as many ``cells`` as the table has headings, "" where there is nothing to say."""

    cells: tuple[str, ...]
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """A table of decisions, commitments or dates."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class SummarySection:
    """A heading with lines, a table or both; ``level`` is 2 for main sections, 3 below them.

    ``key`` is stable within a summary ("decisions", "item-3"); ``folded`` asks a page to show it
    closed and a print to set it last or small; ``place`` is the item or meeting it tells of.
    """

    key: str
    heading: str
    level: int = 2
    lines: tuple[SummaryLine, ...] = ()
    table: SummaryTable | None = None
    folded: bool = False
    place: ItemPlace | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered source: ``number`` is what [n] in the text means, 1-based; ``page`` 1-based."""

    number: int
    place: ItemPlace
    page: int
    quote: str
    passage_id: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that the summary says nothing of, and why (Swedish)."""

    place: ItemPlace
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many agenda items the summary was made from and how many it tells of.

    ``items == covered + len(left_out)`` always.
    """

    items: int
    covered: int
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A checked draft. ``created`` is ISO time, UTC; ``mark`` is shown at the top and kept as metadata."""

    kind: SummaryKind
    title: str
    sections: tuple[SummarySection, ...]
    sources: tuple[Source, ...]
    coverage: Coverage
    provenance: Provenance
    created: str
    mark: str = DRAFT_MARK

    @property
    def lines(self) -> tuple[SummaryLine, ...]:
        """All lines in reading order, tables left out."""
        return tuple(line for section in self.sections for line in section.lines)


@dataclass(frozen=True, slots=True)
class SummaryProgress:
    """How far a summary has come: ``done`` of ``total`` items; ``seconds_left`` None while unknown.

    ``reused`` counts items taken from earlier runs; ``name`` is what is being worked on (Swedish).
    """

    done: int
    total: int
    name: str = ""
    reused: int = 0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What to summarise.

    ``name`` is a document (id or file name) for a meeting and the search words for a matter; ``body``
    names a body for a briefing or what is new since the last meeting; the dates bound a briefing, inclusive.
    """

    kind: SummaryKind
    name: str = ""
    body: str = ""
    date_from: date | None = None
    date_to: date | None = None
    length: Length = "full"
