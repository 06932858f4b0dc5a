"""A meeting's summary: its decisions verbatim, each item in a few sentences, commitments, dates ahead."""

from __future__ import annotations

import re
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

SHORT = 15
"""Words of a source that is shown itself instead of a line about it."""
_DEFINITE = re.compile(r"(?<=\w{3})(?:et|en|n|t)$")


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
    """Body and date, or the file name where neither is known; a date not stated in full is called derived."""
    meeting = material.meeting
    names = ", ".join(dict.fromkeys(name for name in (meeting.body, meeting.organisation) if name))
    day = meeting.date.isoformat() if meeting.date else "datum okänt"
    day += " (härlett datum)" if meeting.date_evidence == "derived" else ""
    return f"{names or material.document}, {day}"


def about_lines(material: MeetingMaterial) -> Iterator[SummaryLine]:
    """Body, date, place, chair and writer, each with the sentence that says so.

    Where that sentence is short it stands itself, in the minutes' own words.
    """
    meeting = material.meeting
    places = everywhere(material)
    if meeting.body:
        said = cite_first(places, meeting.organisation)  # else other minutes told
        owner = meeting.organisation if said else ""
        names = ", ".join(dict.fromkeys(name for name in (meeting.body, owner) if name))
        yield _fact(f"Organ: {names}.", cite_body(material) or cite_opening(material))
    if meeting.date and meeting.date_evidence == "derived":
        yield from (_as_said(f"Datum: {one.quote}", (one,)) for one in cite_date(material))
    elif meeting.date:
        yield _fact(f"Datum: {meeting.date.isoformat()}.", cite_date(material) or cite_opening(material))
    for label, value in (
        ("Plats", meeting.place),
        ("Ordförande", meeting.chair),
        ("Antecknat av", meeting.secretary),
    ):
        cited = cite_first(reversed(places) if label == "Antecknat av" else places, value)
        if value and cited:
            yield _as_said(f"{label}: {value}", cited)


def _as_said(text: str, citations: tuple[Citation, ...]) -> SummaryLine:
    """The source itself where it is a short sentence, else ``text``."""
    quote = " ".join(citations[0].quote.split())
    if len(quote.split()) <= SHORT:
        return SummaryLine(quote, "quote", citations)
    return _fact(f"{text.rstrip('.')}.", citations)


def _fact(text: str, citations: tuple[Citation, ...]) -> SummaryLine:
    return SummaryLine(text, "fact", citations)


def cite_body(material: MeetingMaterial) -> tuple[Citation, ...]:
    """Where the minutes name the body, first of all in their head, and its organisation; () for neither."""
    meeting, places = material.meeting, everywhere(material)
    names = (meeting.body, _DEFINITE.sub("", meeting.body))
    found = [
        cite for where in ((material.head,), places) for name in names for cite in cite_first(where, name)
    ]
    return tuple(dict.fromkeys((*found[:1], *cite_first(places, meeting.organisation))))


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
