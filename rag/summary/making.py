"""Summaries of an open data folder: what to read, who words it, how far it has come, what shaped it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from index.errors import MinutesError, NothingIndexed
from index.store import Store
from prompts import PromptTemplate
from rag.composing import NO_MODEL
from rag.engine.protocol import Engine
from rag.matters.book import MatterBook
from rag.matters.finding import within
from rag.settings import Settings, settings_digest
from rag.summary.bodies import Body, find_body
from rag.summary.body_material import BodyMaterial, bodies_in, items_told, matters_among, meetings_of
from rag.summary.briefing import briefing_sections, shown_matters
from rag.summary.citing import numbered
from rag.summary.digest import ItemDigest, Writer, summarise_item
from rag.summary.kept import KeptTexts
from rag.summary.material import ItemMaterial, read_item, read_meeting
from rag.summary.meeting import meeting_sections, meeting_title
from rag.summary.moving import matter_heading
from rag.summary.over_time import matter_parts
from rag.summary.proof import proven
from rag.summary.sections import coverage_of, filled
from rag.summary.since import since_sections
from rag.summary.types import (
    Coverage,
    Source,
    Summary,
    SummaryKind,
    SummaryProgress,
    SummaryRequest,
    SummarySection,
)
from rag.types import Provenance

Tell = Callable[[SummaryProgress], None]


@dataclass(slots=True)
class Maker:
    """What summaries are made with. ``tell`` hears of each item; ``cancel`` set ends between two words.

    Cancelled or killed, a run keeps every item it has worded; the next run goes on from there.
    """

    store: Store
    engine: Engine | None
    template: PromptTemplate
    settings: Settings
    version: str
    matters: MatterBook
    tell: Tell = lambda _: None
    cancel: threading.Event = field(default_factory=threading.Event)

    def make(self, request: SummaryRequest) -> Summary:
        """The summary asked for. Raises: UnknownDocument, UnknownBody, Cancelled, StorageFailed."""
        self.require_minutes()
        if request.kind == "briefing":
            return self.briefing(request)
        if request.kind == "since":
            return self.since(request)
        if request.kind == "matter":
            return self.matter(request)
        return self.meeting(request.name)

    def meeting(self, name: str) -> Summary:
        """One meeting, by document id or file name. Raises: UnknownDocument, Cancelled, StorageFailed."""
        document = self.store.ledger.find_document(name)
        material = read_meeting(self.store, document.document_id)
        writer = self.writer()
        digests = self.digests(material.items, writer)
        sections = meeting_sections(material, digests)
        notes = (
            () if any(one.marked for item in material.items for one in item.decisions) else (NO_DECISIONS,)
        )
        coverage = coverage_of(digests, sections)
        return self.finish("meeting", meeting_title(material), sections, coverage, writer, notes)

    def briefing(self, request: SummaryRequest) -> Summary:
        """A body's briefing over a period. Raises: UnknownBody, MinutesError, Cancelled, StorageFailed."""
        body = find_body(self.bodies(), request.body)
        meetings, notes = meetings_of(self.store, body, request)
        writer = self.writer()
        matters = matters_among(self.matters.all(), meetings)
        shown = shown_matters(matters, request.length)
        worded = {entry.item_id for group in shown for one in group for entry in one.entries}
        digests = self.digests(
            items_told(meetings, matters, ()), writer, worded if request.length != "full" else None
        )
        material = BodyMaterial(body, meetings, digests, matters)
        sections = briefing_sections(material, request.length, self.rarity)
        short = "" if request.length == "full" else TOO_LONG
        coverage = coverage_of(material.digests, sections, short)
        return self.finish("briefing", f"Introduktion till {body.label}", sections, coverage, writer, notes)

    def since(self, request: SummaryRequest) -> Summary:
        """What a body's last meeting (or all from a date on) brought. Raises: as ``briefing``."""
        body = find_body(self.bodies(), request.body)
        meetings, notes = meetings_of(
            self.store, body, SummaryRequest("since", body=request.body, date_to=request.date_to)
        )
        dated = [one.meeting for one in meetings if one.meeting.date]
        if not dated:
            raise MinutesError(
                f"Inget protokoll från {body.label} anger sitt datum.",
                "Ange datumen, eller sammanfatta ett möte.",
            )
        start = request.date_from or max(one.date for one in dated if one.date)
        latest = frozenset(one.document_id for one in dated if one.date and one.date >= start)
        if not latest:
            raise MinutesError(f"Inget protokoll från {body.label} är från {start} eller senare.")
        writer = self.writer()
        matters = matters_among(self.matters.all(), meetings)
        digests = self.digests(items_told(meetings, matters, latest), writer)
        material = BodyMaterial(body, meetings, digests, matters)
        sections = since_sections(material, latest, self.rarity)
        told = [one for one in material.digests if one.material.place.document_id in latest]
        undated = [one.document for one in meetings if not one.meeting.date]
        if undated:
            notes = (*notes, f"Utan datum, så det är okänt om de är äldre eller nyare: {', '.join(undated)}.")
        title = f"Nytt i {body.label} sedan förra mötet"
        return self.finish("since", title, sections, coverage_of(told, sections), writer, notes)

    def matter(self, request: SummaryRequest) -> Summary:
        """A matter over time. Raises: MinutesError where nothing is about it, Cancelled, StorageFailed."""
        body = find_body(self.bodies(), request.body) if request.body else None
        names = (body.name, body.organisations[0] if body.organisations else "") if body else ("", "")
        found = self.matters.find_matter(request.name, *names)[:MOST_MATTERS]
        found = tuple(
            kept
            for one in found
            if (kept := within(one, date_from=request.date_from, date_to=request.date_to))
        )
        if not found:
            raise MinutesError(
                f"Ingen punkt handlar om ”{request.name}”.",
                "Pröva ett annat ord ur rubriken, eller ställ det som en fråga.",
            )
        wanted = dict.fromkeys(entry.item_id for one in found for entry in one.entries)
        items = [self._item(item_id) for item_id in wanted]
        writer = self.writer()
        digests = self.digests(items, writer)
        mentioned = {entry.item_id: self._item(entry.item_id) for one in found for entry in one.mentions}
        sections = matter_parts(found, digests, mentioned, request.name, self.rarity)
        title = f"{matter_heading(found[0])} över tid"
        return self.finish("matter", title, sections, coverage_of(digests, sections), writer)

    def bodies(self) -> tuple[Body, ...]:
        """The bodies with indexed minutes, by label."""
        return bodies_in(self.store)

    def _item(self, item_id: str) -> ItemMaterial:
        return read_item(self.store, self.store.ledger.item(item_id))

    def writer(self) -> Writer:
        """The model with its kept texts; texts of documents that are gone are deleted."""
        kept = KeptTexts(self.settings.home)
        kept.keep_only(document.document_id for document in self.store.ledger.documents())
        return Writer(self.engine, self.template, kept, self.cancel)

    def require_minutes(self) -> None:
        """Raises: NothingIndexed."""
        if not self.store.ledger.passage_count():
            raise NothingIndexed("Inga protokoll är inlästa än.", "Läs in några med: motesminne index MAPP.")

    def rarity(self, term: str) -> float:
        """Inverse document frequency ln(1 + N / (1 + n)) over all passages."""
        ledger = self.store.ledger
        return math.log(1 + ledger.passage_count() / (1 + ledger.frequencies((term,)).get(term, 0)))

    def digests(
        self, items: Sequence[ItemMaterial], writer: Writer, worded: Collection[str] | None = None
    ) -> tuple[ItemDigest, ...]:
        """The items in order, each in its few sentences; the model is asked for those ``worded``, by item id.

        None means all. Raises: Cancelled, StorageFailed.
        """
        silent = Writer(None, writer.template, writer.kept, writer.cancel)
        pace = _Pace(len(items))
        found = []
        for done, item in enumerate(items):
            left = pace.left(done, writer.asked)
            self.tell(SummaryProgress(done, len(items), _name(item), writer.reused, left))
            asking = worded is None or item.item.item_id in worded
            found.append(summarise_item(item, writer if asking else silent, self.rarity))
        self.tell(SummaryProgress(len(items), len(items), "", writer.reused, 0.0))
        return tuple(found)

    def finish(
        self,
        kind: SummaryKind,
        title: str,
        sections: Iterable[SummarySection],
        coverage: Coverage,
        writer: Writer,
        notes: tuple[str, ...] = (),
    ) -> Summary:
        """The summary with its sources numbered and what shaped it."""
        held, followed, lost = proven(tuple(sections))
        notes = (*notes, f"{followed} rader är kontrollerade mot sina källor.")
        if lost:
            notes = (*notes, f"{lost} rader ströks: de gick inte att följa till sin källa.")
        numbered_sections, sources = numbered(filled(held))
        created = datetime.now(UTC).isoformat(timespec="seconds")
        made = self._provenance(writer, sources, created, notes)
        return Summary(kind, title, numbered_sections, sources, coverage, made, created)

    def _provenance(
        self, writer: Writer, sources: Sequence[Source], created: str, notes: tuple[str, ...]
    ) -> Provenance:
        model = self.engine.info if self.engine and (writer.asked or writer.reused) else None
        told = NO_MODEL if self.engine is None else writer.failure
        return Provenance(
            index_id=self.store.index_id,
            embedder=self.store.ledger.meta("embedder"),
            model=model.model if model else "",
            model_sha256=model.sha256 if model else "",
            prompt_digest=self.template.digest if model else "",
            settings_digest=settings_digest(self.settings),
            passages=tuple(dict.fromkeys(source.passage_id for source in sources)),
            version=self.version,
            created=created,
            notes=tuple(note for note in (told, *notes) if note),
        )


TOO_LONG = "ryms inte i den valda längden"
MOST_MATTERS = 3
NO_DECISIONS = "Protokollet har inga markerade beslut."


def _name(item: ItemMaterial) -> str:
    return f"{item.place.item}. {item.place.title}".strip(". ")


class _Pace:
    """How long the rest takes, by what the model's items took so far."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = time.monotonic()
        self._asked = 0

    def left(self, done: int, asked: int) -> float | None:
        """Seconds for the items that are left, None while no item has been worded."""
        spent = time.monotonic() - self._began
        if not done or (spent < 1 and not asked):
            return None
        return spent / done * (self._total - done)
