"""A matter as its meetings tell of it: what was said and decided each time, oldest first. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.marks import names_people
from rag.composing import harmless
from rag.matters.types import Matter, MatterEntry
from rag.summary.choosing import Rarity, weigh
from rag.summary.citing import cite_decision
from rag.summary.digest import ItemDigest, quote_line
from rag.summary.material import ItemMaterial
from rag.summary.types import SummaryLine, SummarySection
from rag.wording import term_set

Digests = Mapping[str, ItemDigest]
"""Items' digests by item id."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How much a matter's entries tell: ``lines`` a meeting, and how decisions are told."""

    lines: int = 3
    decisions: Literal["verbatim", "pointed", "none"] = "verbatim"


def matter_sections(
    key: str, matter: Matter, digests: Digests, rarity: Rarity, telling: Telling, alone: bool = False
) -> Iterator[SummarySection]:
    """A heading with the matter's name, and below it one section a meeting, oldest first.

    A matter of one meeting is one section with the date in its heading, unless it stands ``alone``. Then
    headings also name the body, where there are several.
    """
    entries = [entry for entry in matter.entries if entry.item_id in digests]
    told = [(entry, entry_lines(entry, digests[entry.item_id], rarity, telling)) for entry in entries]
    told = [(entry, lines) for entry, lines in told if lines]
    if len(told) == 1 and not alone:
        entry, lines = told[0]
        heading = f"{matter_heading(matter)} ({day_of(entry)})"
        yield SummarySection(f"{key}-1", heading, 3, lines, place=entry.place)
        return
    if told:
        yield SummarySection(key, matter_heading(matter), 3)
    several = alone and len({(entry.place.body, entry.place.organisation) for entry, _ in told}) > 1
    for n, (entry, lines) in enumerate(told, 1):
        yield SummarySection(f"{key}-{n}", entry_heading(entry, several), 4, lines, place=entry.place)


def matter_heading(matter: Matter) -> str:
    """The matter's name with a capital; its item's title where the name is only who presented it."""
    name = matter.entries[0].place.title if names_people(matter.name) else matter.name
    return name[:1].upper() + name[1:]


def entry_heading(entry: MatterEntry, naming: bool = False) -> str:
    """ "2024-03-07, punkt 4. Skolskjuts", ``naming`` the body after the date; a part by its own heading."""
    place = entry.place
    body = ", ".join(dict.fromkeys(name for name in (place.body, place.organisation) if name))
    number = f"punkt {place.item}. " if place.item else ""
    title = place.title if names_people(entry.title) else entry.title
    parts = (day_of(entry).capitalize(), body if naming else "", f"{number}{title}")
    return ", ".join(part for part in parts if part)


def day_of(entry: MatterEntry) -> str:
    """The meeting's ISO date, "datum okänt" where it is not known."""
    return entry.place.meeting_date.isoformat() if entry.place.meeting_date else "datum okänt"


def entry_lines(
    entry: MatterEntry, digest: ItemDigest, rarity: Rarity, telling: Telling
) -> tuple[SummaryLine, ...]:
    """What an entry tells: its part of the item's digest, else its best sentence, then its decisions."""
    item = digest.material
    inside = _of_part(entry, digest) or _best_of_part(entry, item, rarity)
    decided = _decided(entry, item) if telling.decisions == "verbatim" else ()
    if telling.decisions == "pointed" and (cited := _decided(entry, item)):
        citations = tuple(citation for line in cited for citation in line.citations)
        decided = (SummaryLine("Beslut fattades, se Beslut per fråga.", "fact", citations),)
    return (*_best(inside, item, rarity, telling.lines), *decided)


def _best(
    lines: Sequence[SummaryLine], item: ItemMaterial, rarity: Rarity, most: int
) -> tuple[SummaryLine, ...]:
    """The lines whose sentences tell most, in their order."""
    scores = {one.sentence.text: one.score for one in weigh(item, rarity)}

    def score(line: SummaryLine) -> float:
        return max((scores.get(cited.quote, 0.0) for cited in line.citations), default=0.0)

    kept = sorted(lines, key=score, reverse=True)[:most]
    return tuple(line for line in lines if line in kept)


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
        SummaryLine(harmless(one.text).lstrip("• "), "quote", (cite_decision(item, one),))
        for one in item.decisions
        if one.marked and one.substantive and entry.start <= one.start < entry.end
    )


def by_item(digests: Sequence[ItemDigest]) -> dict[str, ItemDigest]:
    """The digests by their items' ids."""
    return {digest.material.item.item_id: digest for digest in digests}


def mention_lines(
    matter: Matter, mentioned: Mapping[str, ItemMaterial], words: str
) -> tuple[SummaryLine, ...]:
    """The sentences in which other items name what was asked for, at most one an item; by item id."""
    asked = term_set(words)
    found = []
    for entry in matter.mentions:
        item = mentioned.get(entry.item_id)
        sentences = item.sentences if item else ()
        told = next((one for one in sentences if asked & one.terms and one.start >= entry.start), None)
        if item and told:
            stored = {passage.passage_id: passage.text for passage in item.passages}
            found.append(quote_line(item.sentence_quote(told), stored))
    return tuple(found)


def of_documents(matter: Matter, document_ids: Collection[str]) -> Matter | None:
    """The matter with only its entries of those documents; None when none is left."""
    entries = tuple(entry for entry in matter.entries if entry.place.document_id in document_ids)
    if not entries:
        return None
    kept = {entry.key for entry in entries}
    links = tuple(link for link in matter.links if link.one in kept and link.other in kept)
    return replace(matter, entries=entries, links=links, mentions=())
