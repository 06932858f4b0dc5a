"""Units, links and rulings to matters: grouped, named, in order of time, with where each is mentioned."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from index.types import Decision
from rag.matters.evidence import SPECIFIC
from rag.matters.grouping import group, missing_links, with_rulings
from rag.matters.kinship import MeetingTraits, kinship
from rag.matters.naming import name_of, telling_terms
from rag.matters.specificity import Specificity
from rag.matters.types import ItemKey, Link, Matter, MatterEntry, Unit
from rag.matters.verdicts import Ruling


def assemble(
    units: Sequence[Unit],
    links: Sequence[Link],
    rulings: Sequence[Ruling],
    traits: Mapping[str, MeetingTraits],
    decisions: Mapping[str, Sequence[Decision]],
    pages: Mapping[str, int],
) -> tuple[Matter, ...]:
    """Every matter, those of most meetings first, then the newest.

    ``traits`` are by document id, ``decisions`` by item id, ``pages`` by "item id:start".
    """
    ruled = with_rulings(links, rulings)
    ruled = (*ruled, *missing_links(units, ruled, rulings))
    specificity = Specificity(units, traits.values())
    entries = [_entry(unit, decisions.get(unit.item_id, ()), pages) for unit in units]
    speaking: dict[str, list[int]] = defaultdict(list)
    for at, unit in enumerate(units):
        for term in unit.counts:
            speaking[term].append(at)
    matters = []
    for places in group(units, ruled, rulings):
        members = [units[at] for at in places]
        keys = {unit.key for unit in members}
        held = tuple(
            link for link in ruled if link.one in keys and link.other in keys and link.verdict != "parted"
        )
        ordered = _in_order([entries[at] for at in places], held)
        mentions = _mentions(places, units, specificity, speaking, traits)
        matters.append(
            Matter(
                hashlib.sha256(repr(ordered[0].key).encode()).hexdigest()[:12],
                name_of(members, specificity),
                ordered,
                held,
                tuple(entries[at] for at in mentions),
            )
        )
    return tuple(sorted(matters, key=_rank))


def _rank(matter: Matter) -> tuple[int, int, str]:
    last = max((entry.place.meeting_date or date.min for entry in matter.entries), default=date.min)
    return (-matter.meetings, -last.toordinal(), matter.name)


def _entry(unit: Unit, decisions: Sequence[Decision], pages: Mapping[str, int]) -> MatterEntry:
    own = tuple(one for one in decisions if unit.start <= one.start < unit.end)
    page = pages.get(f"{unit.item_id}:{unit.start}", 1)
    return MatterEntry(unit.key, unit.item_id, unit.place, unit.title, unit.start, unit.end, page, own)


def _in_order(entries: Sequence[MatterEntry], links: Sequence[Link]) -> tuple[MatterEntry, ...]:
    """Oldest first. An undated item that names a later meeting stands before it, another one last."""
    dates = {entry.key: entry.place.meeting_date for entry in entries}

    def when(entry: MatterEntry) -> tuple[date, int, int]:
        day = entry.place.meeting_date or _announced_day(entry.key, links, dates)
        return (day or date.max, 0 if entry.place.meeting_date is None else 1, entry.start)

    return tuple(sorted(entries, key=when))


def _announced_day(key: ItemKey, links: Sequence[Link], dates: Mapping[ItemKey, date | None]) -> date | None:
    for link in links:
        if key in (link.one, link.other):
            other = link.other if key == link.one else link.one
            day = dates.get(other)
            if day and any(day.isoformat() in reason for reason in link.reasons):
                return day
    return None


def _mentions(
    places: Sequence[int],
    units: Sequence[Unit],
    specificity: Specificity,
    speaking: Mapping[str, Sequence[int]],
    traits: Mapping[str, MeetingTraits],
) -> list[int]:
    """Places of other units that say the matter's telling words, in the matter's own organisations."""
    terms = telling_terms([units[at] for at in places], specificity)[:2]
    documents = {units[at].key.document_id for at in places}
    found = {at for term in terms for at in speaking[term] if specificity.spread_factor(term) >= SPECIFIC}
    return [
        at
        for at in sorted(found - set(places))
        if any(
            one == units[at].key.document_id
            or kinship(traits[units[at].key.document_id], traits[one]) == "same"
            for one in documents
        )
    ]
