"""What a body's last meeting brought: new matters, decisions, what moved and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.matters.types import Matter
from rag.summary.body_material import BodyMaterial
from rag.summary.briefing import dates_to_come, open_commitments, other_items
from rag.summary.choosing import Rarity
from rag.summary.meeting import about_lines
from rag.summary.moving import Telling, by_item, matter_sections
from rag.summary.sections import commitment_section, dates_section, decision_sections, filled, over_meetings
from rag.summary.types import SummarySection


def since_sections(
    material: BodyMaterial, latest: frozenset[str], rarity: Rarity
) -> tuple[SummarySection, ...]:
    """The parts in reading order; ``latest`` are the documents that count as new, the rest came before."""
    new = [one for one in material.matters if _documents(one) <= latest]
    moved = [one for one in material.matters if _documents(one) & latest and _documents(one) - latest]
    items = [item for item in material.items if item.place.document_id in latest]
    earlier = [one for one in open_commitments(material) if one.material.place.document_id not in latest]
    taken = [one for one in open_commitments(material) if one.material.place.document_id in latest]
    meetings = [one for one in material.meetings if one.meeting.document_id in latest]
    dates = [one for one in dates_to_come(material) if one.material.place.document_id in latest]
    others = (one for one in other_items(material) if one.place and one.place.document_id in latest)
    about = tuple(line for one in meetings for line in about_lines(one))
    return filled(
        (
            SummarySection("about", "Om mötet", lines=about),
            *decision_sections(items, over_meetings),
            SummarySection("moved", "Frågor som återkom"),
            *_told("moved", moved, material, rarity, Telling(2, "verbatim")),
            SummarySection("new", "Nya frågor"),
            *_told("new", new, material, rarity, Telling(3, "none")),
            *others,
            commitment_section(taken, over_meetings, "Nya åtaganden"),
            dates_section(dates, over_meetings),
            commitment_section(
                earlier, over_meetings, "Fortfarande öppet sedan tidigare möten", "still-open"
            ),
        )
    )


def _documents(matter: Matter) -> frozenset[str]:
    return frozenset(entry.place.document_id for entry in matter.entries)


def _told(
    key: str, matters: Sequence[Matter], material: BodyMaterial, rarity: Rarity, telling: Telling
) -> Iterator[SummarySection]:
    digests = by_item(material.digests)
    for n, matter in enumerate(matters, 1):
        yield from matter_sections(f"{key}-{n}", matter, digests, rarity, telling)
