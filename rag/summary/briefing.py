"""A body's briefing for a new member: who sits in it, how its matters moved, decisions, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.types import Attendee
from rag.matters.types import Matter
from rag.summary.bodies import Body
from rag.summary.body_material import BodyMaterial
from rag.summary.choosing import Rarity
from rag.summary.citing import cite_all, cite_first
from rag.summary.commitments import Commitment, commitments
from rag.summary.glossary import glossary_section
from rag.summary.material import MeetingMaterial
from rag.summary.meeting import cite_body, cite_date, cite_opening, everywhere
from rag.summary.moving import Telling, by_item, matter_sections
from rag.summary.sections import commitment_section, dates_section, filled, matter_decisions, over_meetings
from rag.summary.times import Ahead, ahead
from rag.summary.types import Length, SummaryLine, SummarySection, SummaryTable, TableRow
from rag.types import Citation


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a length shows; None means all. ``single`` counts matters taken up at one meeting only."""

    standing: int | None
    single: int | None
    telling: Telling
    decisions: int | None
    commitments: int | None
    dates: int | None
    members: bool
    glossary: bool


EXTENTS: dict[Length, Extent] = {
    "page": Extent(2, 0, Telling(1, "none"), 2, 3, 2, False, False),
    "three": Extent(6, 5, Telling(1, "none"), 12, 10, 8, True, False),
    "full": Extent(None, None, Telling(3, "pointed"), None, None, None, True, True),
}
NEWEST = 3  # meetings whose lists of those present say who sits in a body
LONGEST_LIST = 250  # words of a list of those present that may be one source
RECENT_DAYS = 400  # and how long before the newest they may be


def briefing_sections(material: BodyMaterial, length: Length, rarity: Rarity) -> tuple[SummarySection, ...]:
    """The briefing in reading order, citations not yet numbered."""
    extent = EXTENTS[length]
    standing, single = shown_matters(material.matters, length)
    digests = by_item(material.digests)
    return filled(
        (
            SummarySection("about", "Om organet", lines=tuple(about_lines(material, extent.members))),
            *(member_sections(material) if extent.members else ()),
            SummarySection("standing", "Stående frågor"),
            *_told("standing", standing, material, rarity, extent.telling),
            SummarySection("single", "Andra frågor"),
            *_told("single", single, material, rarity, extent.telling),
            *(other_items(material) if extent.single is None else ()),
            *matter_decisions(material.matters, digests, extent.decisions),
            commitment_section(
                open_commitments(material)[: extent.commitments], over_meetings, "Öppna åtaganden"
            ),
            dates_section(dates_to_come(material)[: extent.dates], over_meetings),
            *((glossary_section(material.items),) if extent.glossary else ()),
        )
    )


def shown_matters(matters: Sequence[Matter], length: Length) -> tuple[list[Matter], list[Matter]]:
    """The matters that a length tells of: those of several meetings, and those of one, newest first."""
    extent = EXTENTS[length]
    standing = [one for one in matters if one.meetings > 1]
    single = [one for one in newest_first(matters) if one.meetings == 1]
    return standing[: extent.standing], single[: extent.single]


def _told(
    key: str, matters: Sequence[Matter], material: BodyMaterial, rarity: Rarity, telling: Telling
) -> Iterator[SummarySection]:
    digests = by_item(material.digests)
    for n, matter in enumerate(matters, 1):
        yield from matter_sections(f"{key}-{n}", matter, digests, rarity, telling)


def other_items(material: BodyMaterial) -> Iterator[SummarySection]:
    """Items that are no matter of their own (openings, round-ups) and yet tell something."""
    known = {entry.item_id for matter in material.matters for entry in matter.entries}
    for n, digest in enumerate(material.digests, 1):
        if digest.lines and digest.material.item.item_id not in known:
            place = digest.material.place
            yield SummarySection(f"other-{n}", over_meetings(place), 3, digest.lines, place=place)


def newest_first(matters: Sequence[Matter]) -> list[Matter]:
    """Matters by their newest meeting, undated ones last, those of one meeting in its order."""

    def rank(matter: Matter) -> tuple[int, str, int]:
        last = max(matter.entries, key=lambda one: one.place.meeting_date or date.min)
        day = last.place.meeting_date or date.min
        return -day.toordinal(), last.item_id, last.start

    return sorted(matters, key=rank)


def about_lines(material: BodyMaterial, members_below: bool) -> Iterator[SummaryLine]:
    """What the body is, which minutes tell of it, who leads and writes, and in short who comes."""
    body, meetings = material.body, material.meetings
    newest = newest_meetings(meetings, 1)
    names = ", ".join(dict.fromkeys((body.name, *body.organisations)))
    yield SummaryLine(f"Organ: {names}.", "fact", tuple(_where_named(body, meetings)))
    days = [one.meeting.date.isoformat() if one.meeting.date else "datum okänt" for one in meetings]
    cited = tuple(found for one in meetings for found in cite_date(one) or cite_opening(one))
    yield SummaryLine(f"Protokoll som ingår: {', '.join(days)}.", "fact", cited)
    for one in newest:
        for label, value in (("Ordförande", one.meeting.chair), ("Antecknar", one.meeting.secretary)):
            if value and (found := cite_first(reversed(everywhere(one)), value)):
                yield SummaryLine(f"{label}: {value}.", "fact", found)
    if not members_below:
        yield from _present_in_short(newest)


def _where_named(body: Body, meetings: Sequence[MeetingMaterial]) -> Iterator[Citation]:
    """For each spelling of the organisation a line that names the body, or else its minutes' first line."""
    for name in body.organisations or ("",):
        one = next((one for one in meetings if one.meeting.organisation == name), None)
        if one:
            yield from cite_body(one) or cite_opening(one)


def newest_meetings(meetings: Sequence[MeetingMaterial], most: int) -> tuple[MeetingMaterial, ...]:
    """The newest meetings that list who was there, newest first; undated ones only where none is dated."""
    listed = [one for one in meetings if any(_sits(person) for person in one.meeting.attendance)]
    dated = [one for one in listed if one.meeting.date]
    return tuple(sorted(dated or listed, key=lambda one: one.meeting.date or date.min, reverse=True)[:most])


def _sits(person: Attendee) -> bool:
    return person.kind in ("member", "staff") and bool(person.name)


def _present_in_short(newest: Sequence[MeetingMaterial]) -> Iterator[SummaryLine]:
    for one in newest:
        sitting = [person for person in one.meeting.attendance if _sits(person)]
        told = ", ".join(
            f"{person.name} ({person.organisation})" if person.organisation else person.name
            for person in sitting
        )
        cited = _cite_people(one, sitting)
        yield SummaryLine(f"Närvarande senast: {told}.", "fact", cited)


def member_sections(material: BodyMaterial) -> Iterator[SummarySection]:
    """Members, then staff, as the newest meetings' lists have them; each with when last present."""
    for key, heading, kind in (("members", "Ledamöter", "member"), ("staff", "Tjänstepersoner", "staff")):
        rows: dict[str, TableRow] = {}
        for one in _recent(newest_meetings(material.meetings, NEWEST)):
            people = [person for person in one.meeting.attendance if person.kind == kind and person.name]
            cited = _cite_people(one, people)
            for person in people:
                rows.setdefault(person.name, _member(one, person, cited))
        table = SummaryTable(("Namn", "Från", "Roll", "Senast med"), tuple(rows.values()))
        yield SummarySection(key, heading, 3, table=table)


def _recent(newest: Sequence[MeetingMaterial]) -> Iterator[MeetingMaterial]:
    """The newest meeting and those not long before it."""
    for one in newest:
        first, day = newest[0].meeting.date, one.meeting.date
        if one is newest[0] or (first and day and (first - day).days <= RECENT_DAYS):
            yield one


def _member(one: MeetingMaterial, person: Attendee, cited: tuple[Citation, ...]) -> TableRow:
    day = one.meeting.date.isoformat() if one.meeting.date else ""
    found = cited or cite_first(everywhere(one), person.name)
    return TableRow((person.name, person.organisation, person.role, day), found)


def _cite_people(one: MeetingMaterial, people: Sequence[Attendee]) -> tuple[Citation, ...]:
    """The list that names them all as one source; else a line for each."""
    whole = cite_all(one.head, [person.name for person in people])
    if whole and len(whole.quote.split()) <= LONGEST_LIST:
        return (whole,)
    return tuple(found for person in people for found in cite_first(everywhere(one), person.name))


def open_commitments(material: BodyMaterial) -> list[Commitment]:
    """Tasks of items whose matter no later dated meeting takes up again, newest meeting first."""
    last: dict[str, date] = {}
    for matter in material.matters:
        newest = max((entry.place.meeting_date or date.min for entry in matter.entries), default=date.min)
        for entry in matter.entries:
            last[entry.item_id] = max(newest, last.get(entry.item_id, date.min))
    found = [
        one
        for one in commitments(material.items)
        if (day := one.material.place.meeting_date) is None
        or last.get(one.material.item.item_id, date.min) <= day
    ]
    return sorted(found, key=lambda one: one.material.place.meeting_date or date.min, reverse=True)


def dates_to_come(material: BodyMaterial) -> list[Ahead]:
    """Dates after the newest meeting; those without a day only from the newest and the undated minutes."""
    newest = material.newest
    return [
        one
        for one in ahead(material.items)
        if newest is None
        or (one.day > newest if one.day else one.material.place.meeting_date in (newest, None))
    ]
