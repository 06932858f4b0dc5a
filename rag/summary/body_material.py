"""What is known of a body: its meetings in a period, what was made of their items, and its matters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.errors import MinutesError
from index.store import Store
from rag.matters.kinship import traits_of
from rag.matters.types import Matter
from rag.summary.bodies import Body, bodies_of
from rag.summary.digest import ItemDigest
from rag.summary.material import ItemMaterial, MeetingMaterial, read_meeting
from rag.summary.moving import of_documents
from rag.summary.times import in_period
from rag.summary.types import SummaryRequest


@dataclass(frozen=True, slots=True)
class BodyMaterial:
    """A body's meetings in a period, oldest first, undated last, with their digests and matters."""

    body: Body
    meetings: tuple[MeetingMaterial, ...]
    digests: tuple[ItemDigest, ...]
    matters: tuple[Matter, ...]

    @property
    def items(self) -> tuple[ItemMaterial, ...]:
        """All items in order."""
        return tuple(item for meeting in self.meetings for item in meeting.items)

    @property
    def newest(self) -> date | None:
        """The date of the newest dated meeting."""
        return max((one.meeting.date for one in self.meetings if one.meeting.date), default=None)


def bodies_in(store: Store) -> tuple[Body, ...]:
    """The bodies with indexed minutes, by label."""
    ledger = store.ledger
    return bodies_of(ledger.document_rows(), lambda document_id: traits_of(ledger.meeting(document_id)))


def meetings_of(
    store: Store, body: Body, request: SummaryRequest
) -> tuple[tuple[MeetingMaterial, ...], tuple[str, ...]]:
    """The body's meetings in the request's period, and Swedish notes on what is left out of it.

    Raises: MinutesError where none is in the period.
    """
    every = tuple(read_meeting(store, document_id) for document_id in body.document_ids)
    kept = tuple(one for one in every if in_period(one.meeting.date, request.date_from, request.date_to))
    if not kept:
        raise MinutesError(f"Inget protokoll från {body.label} är från den tiden.", "Vidga --from och --to.")
    undated = [one.document for one in every if one not in kept and not one.meeting.date]
    note = f"Utan datum och därför inte med: {', '.join(undated)}." if undated else ""
    return kept, (note,) if note else ()


def matters_among(matters: Iterable[Matter], meetings: Sequence[MeetingMaterial]) -> tuple[Matter, ...]:
    """The matters with only what those meetings hold of them, those of most meetings first."""
    wanted = {one.meeting.document_id for one in meetings}
    kept = [held for one in matters if (held := of_documents(one, wanted)) is not None]
    return tuple(sorted(kept, key=lambda one: -one.meetings))


def items_told(
    meetings: Sequence[MeetingMaterial], matters: Sequence[Matter], only: Collection[str]
) -> tuple[ItemMaterial, ...]:
    """The meetings' items; with ``only``, those documents' items and what their matters hold elsewhere."""
    moving = {
        entry.item_id
        for one in matters
        if any(entry.place.document_id in only for entry in one.entries)
        for entry in one.entries
    }
    every = (item for one in meetings for item in one.items)
    return tuple(
        item for item in every if not only or item.place.document_id in only or item.item.item_id in moving
    )
