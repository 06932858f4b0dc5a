"""A matter as its meetings tell of it: what was said and decided each time, in order of time. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.composing import harmless
from rag.matters.types import Matter, MatterEntry
from rag.summary.choosing import Rarity, weigh
from rag.summary.citing import cite_decision
from rag.summary.digest import ItemDigest, quote_line
from rag.summary.material import ItemMaterial
from rag.summary.types import SummaryLine, SummarySection

Digests = Mapping[str, ItemDigest]
"""Items' digests by item id."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How much a matter's entries tell: ``lines`` a meeting, and whether decisions stand among them."""

    lines: int = 3
    decisions: bool = True


def matter_sections(
    key: str, matter: Matter, digests: Digests, rarity: Rarity, telling: Telling
) -> Iterator[SummarySection]:
    """A heading with the matter's name, and below it one section a meeting, oldest first."""
    entries = [entry for entry in matter.entries if entry.item_id in digests]
    told = [(entry, entry_lines(entry, digests[entry.item_id], rarity, telling)) for entry in entries]
    told = [(entry, lines) for entry, lines in told if lines]
    if told:
        yield SummarySection(key, matter_heading(matter), 3)
    for n, (entry, lines) in enumerate(told, 1):
        yield SummarySection(f"{key}-{n}", entry_heading(entry), 4, lines, place=entry.place)


def matter_heading(matter: Matter) -> str:
    """The matter's name with a capital."""
    return matter.name[:1].upper() + matter.name[1:]


def entry_heading(entry: MatterEntry) -> str:
    """ "2024-03-07, punkt 4. Skolskjuts"; a part of an item by its own heading."""
    day = entry.place.meeting_date.isoformat() if entry.place.meeting_date else "Datum okänt"
    number = f"punkt {entry.place.item}. " if entry.place.item else ""
    return f"{day}, {number}{entry.title}"


def entry_lines(
    entry: MatterEntry, digest: ItemDigest, rarity: Rarity, telling: Telling
) -> tuple[SummaryLine, ...]:
    """What an entry tells: its part of the item's digest, else its best sentence, then its decisions."""
    item = digest.material
    inside = _of_part(entry, digest) or _best_of_part(entry, item, rarity)
    decided = _decided(entry, item) if telling.decisions else ()
    return (*inside[: telling.lines], *decided)


def _of_part(entry: MatterEntry, digest: ItemDigest) -> tuple[SummaryLine, ...]:
    return tuple(
        line
        for line in digest.lines
        if any(_stands_in(entry, digest.material, cited.quote) for cited in line.citations)
    )


def _stands_in(entry: MatterEntry, item: ItemMaterial, quote: str) -> bool:
    at = item.item.text.find(quote, entry.start)
    return entry.start <= at < entry.end


def _best_of_part(entry: MatterEntry, item: ItemMaterial, rarity: Rarity) -> tuple[SummaryLine, ...]:
    found = [one for one in weigh(item, rarity) if entry.start <= one.sentence.start < entry.end]
    if not found:
        return ()
    best = max(found, key=lambda one: one.score).sentence
    stored = {passage.passage_id: passage.text for passage in item.passages}
    return (quote_line(item.sentence_quote(best), stored),)


def _decided(entry: MatterEntry, item: ItemMaterial) -> tuple[SummaryLine, ...]:
    return tuple(
        SummaryLine(harmless(one.text), "quote", (cite_decision(item, one),))
        for one in item.decisions
        if one.marked and one.substantive and entry.start <= one.start < entry.end
    )


def by_item(digests: Sequence[ItemDigest]) -> dict[str, ItemDigest]:
    """The digests by their items' ids."""
    return {digest.material.item.item_id: digest for digest in digests}


def of_documents(matter: Matter, document_ids: Collection[str]) -> Matter | None:
    """The matter with only its entries of those documents; None when none is left."""
    entries = tuple(entry for entry in matter.entries if entry.place.document_id in document_ids)
    if not entries:
        return None
    kept = {entry.key for entry in entries}
    links = tuple(link for link in matter.links if link.one in kept and link.other in kept)
    return replace(matter, entries=entries, links=links, mentions=())


def by_meetings(matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """Those of most meetings first, else in the order given."""
    return tuple(sorted(matters, key=lambda one: -one.meetings))
