"""The values that flow from file to search hit.

All are immutable and carry no I/O, no formatting and no vectors. Offsets are
half-open and count Unicode code points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

DateEvidence = Literal["stated", "derived", "staff", "unknown"]
Structure = Literal["items", "headings", "none"]
DecisionKind = Literal["approves", "assigns", "intention", "follow_up", "notes", "rejects", "other"]
AttendeeKind = Literal["member", "staff", "guest", "absent"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one page: ``page`` is 1-based, ``start``/``end`` offset into ``Page.text``."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """``span`` stands unchanged in a text from offset ``start`` on."""

    start: int
    span: Span

    @property
    def end(self) -> int:
        """Offset after the run's last character in the text that holds it."""
        return self.start + self.span.end - self.span.start


@dataclass(frozen=True, slots=True)
class SourcedText:
    """A cleaned text that still knows which page offsets each character came from.

    ``runs`` are sorted by ``start`` and do not overlap; characters between runs
    (a joining space, say) were put there by cleaning and have no source.
    """

    text: str
    runs: tuple[Run, ...] = ()

    def slice(self, start: int, end: int) -> SourcedText:
        """The part ``text[start:end]`` with its sources; ``0 <= start <= end <= len(text)``."""
        kept = []
        first = max(bisect_right(self.runs, start, key=lambda run: run.start) - 1, 0)
        for run in self.runs[first:]:
            if run.start >= end:
                break
            low, high = max(run.start, start), min(run.end, end)
            if low < high:
                offset = run.span.start - run.start
                kept.append(Run(low - start, Span(run.span.page, low + offset, high + offset)))
        return SourcedText(self.text[start:end], tuple(kept))

    def strip(self) -> SourcedText:
        """Without white space at both ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.slice(left, max(left, len(self.text.rstrip())))

    def spans(self, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
        """Page stretches behind ``text[start:end]``, in text order, one per page where possible.

        Neighbouring runs of one page are merged over what cleaning took out between them.
        """
        merged: list[Span] = []
        for run in self.slice(start, len(self.text) if end is None else end).runs:
            last = merged[-1] if merged else None
            if last is not None and last.page == run.span.page and last.end <= run.span.start:
                merged[-1] = Span(last.page, last.start, run.span.end)
            else:
                merged.append(run.span)
        return tuple(merged)

    @staticmethod
    def join(parts: Iterable[SourcedText], separator: str = " ") -> SourcedText:
        """The parts in order with ``separator`` between them."""
        texts: list[str] = []
        runs: list[Run] = []
        at = 0
        for part in parts:
            if texts:
                at += len(separator)
            texts.append(part.text)
            runs.extend(Run(run.start + at, run.span) for run in part.runs)
            at += len(part.text)
        return SourcedText(separator.join(texts), tuple(runs))


@dataclass(frozen=True, slots=True)
class Page:
    """One physical page as read; ``number`` is 1-based."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. ``document_id`` is the sha256 (hex) of its bytes; ``name`` its file name.

    ``notes`` are the reader's remarks for the log (Swedish): pages without text, say.
    """

    document_id: str
    name: str
    title: str
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One cleaned line: white space collapsed, invisible characters gone.

    ``indent`` counts leading white space in the page text; ``blank_before`` tells
    whether an empty line stands before it on the page.
    """

    content: SourcedText
    page: int
    indent: int = 0
    blank_before: bool = False

    @property
    def text(self) -> str:
        """The line's cleaned text."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Removed:
    """Text that cleaning left out, and why (``reason`` is Swedish, for the log)."""

    span: Span
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person at a meeting. ``items`` is the stated presence ("3-5"), empty for the whole."""

    name: str
    organisation: str = ""
    role: str = ""
    kind: AttendeeKind = "member"
    items: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A slip in the source, shown and never repaired (``text`` is Swedish)."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of a meeting. ``number`` is as printed without sign ("3", "57"), "" for the head.

    ``content`` holds the whole item, its heading line included, on collapsed white
    space with "\\n" between paragraphs; ``headings`` are (offset, text) of subheadings in it.
    """

    item_id: str
    meeting_id: str
    number: str
    title: str
    content: SourcedText
    headings: tuple[tuple[int, str], ...] = ()

    @property
    def text(self) -> str:
        """The item's cleaned text."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Meeting:
    """What one document records. ``date`` is None when unknown: it is never guessed silently.

    ``date_source`` quotes or explains the evidence; ``structure`` says whether items
    were numbered ("items"), headed ("headings") or not found (one item per page, "none").
    """

    meeting_id: str
    document_id: str
    body: str
    organisation: str
    date: date | None
    date_evidence: DateEvidence
    date_source: str
    place: str
    attendance: tuple[Attendee, ...]
    chair: str
    secretary: str
    items: tuple[AgendaItem, ...]
    structure: Structure
    flags: tuple[Flag, ...] = ()
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision in an item: ``text`` equals ``item.text[start:end]``, its mark ("Beslut:") left out.

    ``conditions`` are the sentences of it that limit or except; ``marked`` tells whether a
    mark stood before it; ``assignee`` and ``due`` are as written, "" where not said.
    """

    decision_id: str
    item_id: str
    text: str
    start: int
    end: int
    kind: DecisionKind
    conditions: tuple[str, ...] = ()
    marked: bool = True
    assignee: str = ""
    due: str = ""

    @property
    def substantive(self) -> bool:
        """False for a decision that only takes note."""
        return self.kind != "notes"


@dataclass(frozen=True, slots=True)
class Passage:
    """A searchable part of one item: ``text`` equals ``item.text[start:end]``.

    ``header`` (body, date, item, title) is embedded and searched with the text, but is no
    part of it. ``spans`` are the page stretches behind the text.
    """

    passage_id: str
    document_id: str
    item_id: str
    text: str
    start: int
    end: int
    header: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where a passage or decision stands, as a reader names it."""

    document_id: str
    document: str
    item: str
    title: str
    meeting_date: date | None
    date_evidence: DateEvidence
    body: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to; empty or None means no limit.

    ``date_from``/``date_to`` are inclusive; ``items`` are item numbers as printed.
    """

    bodies: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An indexed document as a list shows it; ``items`` counts agenda items, the head left out."""

    document_id: str
    name: str
    body: str
    organisation: str
    date: date | None
    date_evidence: DateEvidence
    items: int
    decisions: int


Intent = Literal["decision", "amount", "who", "when", "where", "list", "why", "summary", "yes_no", "open"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as search understands it. ``explanation`` is Swedish, for the reader.

    ``filters`` say what the question speaks of: search prefers it and falls back on the rest.
    ``attendance`` is set when it asks who was at a meeting. ``sides`` are what it sets side by side
    (two organisations, bodies or times): each must have its part of the hits. ``unmet`` are the
    limits it states that no indexed meeting meets (Swedish: "april 2023"). ``whole`` is set when it
    asks for a whole meeting or item rather than for something said there. ``framing`` are the index
    terms that only say where and when ("GR", "mars"): they count less than the matter itself.
    """

    text: str
    intent: Intent = "open"
    filters: Filters = Filters()
    latest_first: bool = False
    people: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()
    attendance: bool = False
    sides: tuple[Filters, ...] = ()
    unmet: tuple[str, ...] = ()
    whole: Literal["", "item", "meeting"] = ""
    framing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``rank`` is 1-based; ``score`` compares only within one list.

    ``sources`` names the searches that found it ("keyword", "vector", ...).
    """

    passage: Passage
    place: ItemPlace
    score: float
    rank: int
    sources: tuple[str, ...] = ()
