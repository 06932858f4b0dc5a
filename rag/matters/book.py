"""The matters of an open store: linked once for each state of the index, and ruled on by staff."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.errors import MinutesError
from index.store import Store
from index.types import Decision, Meeting
from rag.matters.assembling import assemble
from rag.matters.finding import matching, question_terms, within
from rag.matters.kinship import MeetingTraits, traits_of
from rag.matters.likeness import near_pairs
from rag.matters.linking import find_links
from rag.matters.types import ItemKey, Link, Matter, MatterEntry, Unit, Verdict
from rag.matters.units import Terms, meeting_units
from rag.matters.verdicts import Ruling, add_ruling, forget_ruling, read_rulings


@dataclass(frozen=True, slots=True)
class _Linked:
    """What one state of the index gives, before what staff say."""

    units: tuple[Unit, ...]
    links: tuple[Link, ...]
    traits: dict[str, MeetingTraits]
    pages: dict[str, int]
    decisions: dict[str, tuple[Decision, ...]]


class MatterBook:
    """Matters over an open store. Safe from several threads; linking is done once and kept in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._making = threading.Lock()
        self._linked: tuple[str, _Linked] | None = None

    def all(self) -> tuple[Matter, ...]:
        """Every matter, those of most meetings first; an item that no other belongs to is one by itself."""
        linked = self._of_index()
        return assemble(
            linked.units,
            linked.links,
            read_rulings(self._store.home),
            linked.traits,
            linked.decisions,
            linked.pages,
        )

    def find_matter(self, words: str, body: str = "", organisation: str = "") -> tuple[Matter, ...]:
        """The matters that the words name, best first; () when none. Bodies of one name stay apart.

        Raises: MinutesError when no word says anything.
        """
        asked = question_terms(words)
        if not asked:
            raise MinutesError(
                f"”{words}” säger inte vilken fråga det gäller.", "Ange ett ord ur dess rubrik."
            )
        counts = {f"{unit.item_id}:{unit.start}": unit.counts for unit in self._of_index().units}
        found = matching(self.all(), asked, counts)
        titled = [matter for score, matter in found if score > 1.0]
        kept = titled or [matter for _, matter in found]
        narrowed = (within(matter, body, organisation) for matter in kept)
        return tuple(matter for matter in narrowed if matter is not None)

    def matters_of(
        self, body: str, organisation: str = "", date_from: date | None = None, date_to: date | None = None
    ) -> tuple[Matter, ...]:
        """A body's matters in a period with its own entries only, those of most meetings first."""
        narrowed = (within(matter, body, organisation, date_from, date_to) for matter in self.all())
        kept = [matter for matter in narrowed if matter is not None]
        return tuple(sorted(kept, key=lambda matter: -matter.meetings))

    def rule(self, one: ItemKey, other: ItemKey, verdict: Verdict) -> None:
        """Keep that staff put two items together or apart. Raises: MinutesError, StorageFailed."""
        for key in (one, other):
            self._require(key)
        if one == other:
            raise MinutesError("En punkt kan inte kopplas till sig själv.", "Ange två olika punkter.")
        add_ruling(self._store.home, Ruling(one, other, verdict))

    def forget(self, one: ItemKey, other: ItemKey) -> bool:
        """Take back what staff said of two items; False where nothing was."""
        return forget_ruling(self._store.home, one, other)

    def key(self, document: str, item: str) -> ItemKey:
        """An item by file name (or id) and printed number, or title where it has none.

        Raises: UnknownDocument, MinutesError when the document has no such item.
        """
        key = ItemKey(self._store.ledger.find_document(document).document_id, item)
        self._require(key)
        return key

    def _require(self, key: ItemKey) -> None:
        if not any(key.covers(unit.key) for unit in self._of_index().units):
            raise MinutesError(
                f"Punkt {key.item} finns inte i protokollet, eller är en formalitet.",
                "Se punkterna med: motesminne matters.",
            )

    def _of_index(self) -> _Linked:
        with self._making:
            state = self._store.index_id
            if self._linked is None or self._linked[0] != state:
                self._linked = (state, self._link())
            return self._linked[1]

    def _link(self) -> _Linked:
        ledger = self._store.ledger
        names = {row.document_id: row.name for row in ledger.document_rows()}
        meetings = [ledger.meeting(document_id) for document_id in names]
        counts = self._counts(meetings)
        units = tuple(
            unit
            for meeting in meetings
            for unit in meeting_units(meeting, names[meeting.document_id], counts)
        )
        traits = {meeting.document_id: traits_of(meeting) for meeting in meetings}
        links = find_links(units, traits, near_pairs(units, self._vectors(units)))
        decisions: dict[str, list[Decision]] = defaultdict(list)
        for decision, _ in ledger.decisions(marked=True):
            decisions[decision.item_id].append(decision)
        return _Linked(
            units,
            links,
            traits,
            _pages(meetings, units),
            {item: tuple(rows) for item, rows in decisions.items()},
        )

    def _counts(self, meetings: Sequence[Meeting]) -> dict[str, Terms]:
        """Index terms with counts by item id, as stored with its passages."""
        ledger = self._store.ledger
        placed = ledger.passages(ledger.passage_ids())
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for passage_id, (_, body) in ledger.terms_of(placed).items():
            found[placed[passage_id][0].item_id].update(body)
        known = {item.item_id for meeting in meetings for item in meeting.items}
        return {item: counts for item, counts in found.items() if item in known}

    def _vectors(self, units: Sequence[Unit]) -> NDArray[np.float32]:
        """float32 (units, dimension): the mean of an item's passages; zeros for a part of an item."""
        ledger = self._store.ledger
        placed = ledger.passages(ledger.passage_ids())
        ids, vectors = ledger.vectors_of(placed)
        rows: dict[str, list[int]] = defaultdict(list)
        for at, passage_id in enumerate(ids):
            rows[placed[passage_id][0].item_id].append(at)
        means = np.zeros((len(units), vectors.shape[1] if len(ids) else 1), dtype=np.float32)
        shared = Counter(unit.item_id for unit in units)
        for at, unit in enumerate(units):
            if shared[unit.item_id] == 1 and rows[unit.item_id]:
                means[at] = vectors[rows[unit.item_id]].mean(axis=0)
        return means


def _pages(meetings: Sequence[Meeting], units: Sequence[Unit]) -> dict[str, int]:
    """The first page (1-based) of each unit, by "item id:start"."""
    items = {item.item_id: item for meeting in meetings for item in meeting.items}
    found = {}
    for unit in units:
        spans = items[unit.item_id].content.spans(unit.start, unit.end)
        found[f"{unit.item_id}:{unit.start}"] = spans[0].page if spans else 1
    return found


def entry_label(entry: MatterEntry) -> str:
    """How staff name an entry on the command line: "fil.txt:6"."""
    return f"{entry.place.document}:{entry.key.item}"
