"""A meeting's summary: its decisions verbatim, each item in a few sentences, commitments, dates ahead."""

from __future__ import annotations

from collections.abc import Iterator

from index.dates import find_dates
from rag.summary.citing import cite_first
from rag.summary.commitments import commitments
from rag.summary.digest import ItemDigest
from rag.summary.material import ItemMaterial, MeetingMaterial
from rag.summary.sections import (
    commitment_section,
    dates_section,
    decision_sections,
    filled,
    item_sections,
    within_meeting,
)
from rag.summary.times import ahead
from rag.summary.types import SummaryLine, SummarySection
from rag.types import Citation


def meeting_sections(
    material: MeetingMaterial, digests: tuple[ItemDigest, ...]
) -> tuple[SummarySection, ...]:
    """The sections of one meeting's summary in reading order, citations not yet numbered."""
    return filled(
        (
            SummarySection("about", "Om mötet", lines=tuple(about_lines(material))),
            *decision_sections(material.items, within_meeting),
            SummarySection("discussed", "Punkt för punkt"),
            *item_sections(digests, within_meeting),
            commitment_section(commitments(material.items), within_meeting, "Vem gör vad"),
            dates_section(ahead(material.items), within_meeting),
        )
    )


def meeting_title(material: MeetingMaterial) -> str:
    """Body and date, or the file name where neither is known."""
    meeting = material.meeting
    names = ", ".join(dict.fromkeys(name for name in (meeting.body, meeting.organisation) if name))
    day = meeting.date.isoformat() if meeting.date else "datum okänt"
    return f"{names or material.document}, {day}"


def about_lines(material: MeetingMaterial) -> Iterator[SummaryLine]:
    """Body, date, place, chair and writer, each with the line that says so."""
    meeting = material.meeting
    places = everywhere(material)
    if meeting.body:
        names = ", ".join(dict.fromkeys(name for name in (meeting.body, meeting.organisation) if name))
        yield _fact(f"Organ: {names}.", cite_first(places, meeting.body) or cite_opening(material))
    if meeting.date:
        how = " (framgår inte helt; härlett)" if meeting.date_evidence == "derived" else ""
        yield _fact(f"Datum: {meeting.date.isoformat()}{how}.", cite_date(material) or cite_opening(material))
    for label, value in (
        ("Plats", meeting.place),
        ("Ordförande", meeting.chair),
        ("Antecknat av", meeting.secretary),
    ):
        cited = cite_first(reversed(places) if label == "Antecknat av" else places, value)
        if value and cited:
            yield _fact(f"{label}: {value.rstrip('.')}.", cited)


def _fact(text: str, citations: tuple[Citation, ...]) -> SummaryLine:
    return SummaryLine(text, "fact", citations)


def cite_opening(material: MeetingMaterial) -> tuple[Citation, ...]:
    """The minutes' first line."""
    first = next((item for item in everywhere(material) if item and item.item.text.strip()), None)
    return cite_first((first,), first.item.text.strip().split("\n")[0]) if first else ()


def everywhere(material: MeetingMaterial) -> tuple[ItemMaterial | None, ...]:
    """The head and the items."""
    return material.head, *material.items


def cite_date(material: MeetingMaterial) -> tuple[Citation, ...]:
    """The first line that names the meeting's day; () where none does or the day is unknown."""
    day = material.meeting.date
    for item in everywhere(material):
        for found in find_dates(item.item.text) if item and day else ():
            if day and found.on(day.year) == day:
                return cite_first((item,), item.item.text[found.start : found.end]) if item else ()
    return ()
