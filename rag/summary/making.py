"""Summaries of an open data folder: what to read, who words it, how far it has come, what it was made from."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from index.errors import NothingIndexed
from index.store import Store
from prompts import PromptTemplate
from rag.composing import NO_MODEL
from rag.engine.protocol import Engine
from rag.settings import Settings, settings_digest
from rag.summary.citing import numbered
from rag.summary.digest import ItemDigest, Writer, summarise_item
from rag.summary.kept import KeptTexts
from rag.summary.material import ItemMaterial, read_meeting
from rag.summary.meeting import meeting_sections, meeting_title
from rag.summary.sections import coverage_of
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
    tell: Tell = lambda _: None
    cancel: threading.Event = field(default_factory=threading.Event)

    def make(self, request: SummaryRequest) -> Summary:
        """The summary asked for. Raises: MinutesError (unknown document or body), Cancelled, StorageFailed."""
        self.require_minutes()
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
        return self.finish("meeting", meeting_title(material), sections, coverage_of(digests), writer, notes)

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

    def digests(self, items: Sequence[ItemMaterial], writer: Writer) -> tuple[ItemDigest, ...]:
        """The items in order, each in its few sentences. Raises: Cancelled, StorageFailed."""
        pace = _Pace(len(items))
        found = []
        for done, item in enumerate(items):
            self.tell(
                SummaryProgress(done, len(items), _name(item), writer.reused, pace.left(done, writer.asked))
            )
            found.append(summarise_item(item, writer, self.rarity))
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
        numbered_sections, sources = numbered(tuple(sections))
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
