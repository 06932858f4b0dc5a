"""A matter over time: each meeting that took it up, oldest first, its decisions verbatim, why it belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.matters.types import Link, Matter
from rag.summary.choosing import Rarity
from rag.summary.citing import cite_words
from rag.summary.digest import ItemDigest
from rag.summary.material import ItemMaterial
from rag.summary.moving import Telling, by_item, entry_heading, matter_heading, matter_sections, mention_lines
from rag.summary.sections import filled
from rag.summary.types import SummaryLine, SummarySection


def matter_parts(
    matters: Sequence[Matter],
    digests: Sequence[ItemDigest],
    mentioned: Mapping[str, ItemMaterial],
    words: str,
    rarity: Rarity,
) -> tuple[SummarySection, ...]:
    """The matters in reading order, citations not yet numbered.

    ``mentioned`` are items, by id, that name a matter in passing; ``words`` are what was asked for.
    """
    known = by_item(digests)
    apart = len({one.organisations for one in matters}) > 1
    return filled(
        section
        for n, one in enumerate(matters, 1)
        for section in _matter(
            f"matter-{n}", heading_of(one, apart), one, known, mention_lines(one, mentioned, words), rarity
        )
    )


def heading_of(matter: Matter, apart: bool) -> str:
    """The matter's name, with its organisations where those found are ``apart``."""
    where = ", ".join(matter.organisations) if apart else ""
    return f"{matter_heading(matter)} ({where})" if where else matter_heading(matter)


def _matter(
    key: str,
    heading: str,
    matter: Matter,
    digests: dict[str, ItemDigest],
    mentions: tuple[SummaryLine, ...],
    rarity: Rarity,
) -> Iterator[SummarySection]:
    yield SummarySection(key, heading)
    sections = matter_sections(key, matter, digests, rarity, Telling(3, "verbatim"), alone=True)
    yield from (section for section in sections if section.level > 3)
    yield SummarySection(f"{key}-mentions", "Nämns också", 3, mentions)
    reasons = tuple(_reason(link, matter, digests) for link in matter.links)
    yield SummarySection(f"{key}-links", "Varför punkterna hör ihop", 3, reasons, folded=True)


def _reason(link: Link, matter: Matter, digests: dict[str, ItemDigest]) -> SummaryLine:
    """The reasons of one link in words, with the two items' titles as sources."""
    ends = [entry for entry in matter.entries if entry.key in (link.one, link.other)]
    told = " och ".join(f"”{entry_heading(entry)}”" for entry in ends)
    why = "bekräftat av personal" if link.verdict == "confirmed" else "; ".join(link.reasons)
    cited = [
        found
        for entry in ends
        if entry.item_id in digests
        for found in (cite_words(digests[entry.item_id].material, entry.title),)
        if found
    ]
    return SummaryLine(f"{told}: {why}.", "fact", tuple(cited))
