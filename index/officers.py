"""Who led the meeting and who wrote it down, where it is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.people import NAME, first_person, is_person
from index.types import Attendee

# Ways to name the writer, with a sample; the name follows on the line or on the next ones.
WRITERS: tuple[tuple[str, str], ...] = (
    (
        r"antecknat av|antecknade|anteckningar(?: förda)? av|anteckningar:|anteckningarna (?:är )?förda av",
        "Antecknat av Ada Ek",
    ),
    (
        (
            r"vid protokollet|protokoll(?:et)?(?: är)? fört av|protokoll fördes av|protokollförare|vid "
            r"pennan|nedtecknat av"
        ),
        "Vid protokollet",
    ),
    (
        r"(?:nämnd|mötes|råds)?sekreterare(?: för mötet)?\b|minutes (?:taken )?by|secretary",
        "Sekreterare: Ada Ek",
    ),
)
_WRITER = re.compile(rf"(?i)^[*_]*(?:{'|'.join(pattern for pattern, _ in WRITERS)})[*_]*\s*:?\s*")
_SIDE_BY_SIDE = re.compile(  # two signatures on one line: "Ada Ek Bo Berg"
    r"(?P<who>[A-ZÅÄÖ]\S+ [A-ZÅÄÖ]\S+) [A-ZÅÄÖ]\S+ [A-ZÅÄÖ]\S+$"
)
_ELECTED = r"(?:valdes|utsågs|väljs|utses|omvaldes|valde)"
_CHAIR = re.compile(r"ordförande|\bordf\b|chair|mötesledare|leder mötet")
_WROTE = re.compile(r"(?i)sekreterare|\bsekr\b|protokollförare|antecknar\b|secretary")
_CHAIR_TEXT = (
    re.compile(
        rf"(?:Ordföranden?|Mötesordförande),? (?P<who>{NAME.pattern}),? (?:hälsa|öppna|förklara|inled)"
    ),
    re.compile(
        rf"(?P<who>{NAME.pattern}) {_ELECTED}(?: enhälligt)?(?: att vara| till| som)? (?:mötes"
        rf"|stämmo)?ordförande\b(?! i| för (?!mötet|stämman))"
    ),
    re.compile(
        rf"[Tt]ill (?:mötes|stämmo)?ordförande(?: för (?:mötet|stämman|årsmötet))? {_ELECTED} "
        rf"(?P<who>{NAME.pattern})"
    ),
    re.compile(
        rf"(?:valde|valdes|utsåg) (?P<who>{NAME.pattern}) till (?:mötes|stämmo)?ordförande\b(?! på| i)"
    ),
)
_WRITER_TEXT = (
    re.compile(rf"(?P<who>{NAME.pattern}) {_ELECTED}(?: att vara| till| som)? (?:mötes)?sekreterare\b"),
    re.compile(
        rf"[Tt]ill (?:mötes)?sekreterare(?: för (?:mötet|stämman|årsmötet))? {_ELECTED} "
        rf"(?P<who>{NAME.pattern})"
    ),
    re.compile(
        rf"ordförande {_ELECTED} {NAME.pattern} och till (?:mötes)?sekreterare (?P<who>{NAME.pattern})"
    ),
    re.compile(
        rf"(?:valde|{_ELECTED}) {NAME.pattern} till (?:mötes)?ordförande och (?P<who>{NAME.pattern}) "
        rf"till (?:mötes)?sekreterare"
    ),
)


def find_chair(attendance: Sequence[Attendee], paragraphs: Sequence[str]) -> str:
    """The chair's name from the attendance list, an election or an opening; "" where it is not said."""
    for attendee in attendance:
        role = attendee.role.lower()
        if _CHAIR.search(role) and not re.search(r"vice|v\. ?ordf|ersättare", role):
            return attendee.name
    return _first(_CHAIR_TEXT[1:], paragraphs) or _first(_CHAIR_TEXT[:1], paragraphs)


def find_secretary(attendance: Sequence[Attendee], paragraphs: Sequence[str]) -> str:
    """The writer's name, from the signature, the attendance list or an election; "" where it is not said."""
    for at in range(len(paragraphs) - 1, -1, -1):
        match = _WRITER.match(paragraphs[at])
        if not match:
            continue
        name = _signature(attendance, paragraphs, at, match.end())
        if name:
            return name
    for attendee in attendance:
        if _WROTE.search(attendee.role):
            return attendee.name
    return _first(_WRITER_TEXT, paragraphs)


def _signature(attendance: Sequence[Attendee], paragraphs: Sequence[str], at: int, end: int) -> str:
    """Who signs in paragraph ``at`` from ``end`` on, in one of the next, or above a bare title; else ""."""
    above = paragraphs[at - 1] if at and end == len(paragraphs[at]) and is_person(paragraphs[at - 1]) else ""
    for text in (paragraphs[at][end:], *paragraphs[at + 1 : at + 2], above, *paragraphs[at + 2 : at + 4]):
        signed = text.strip(" .…_-")
        signed = _SIDE_BY_SIDE.sub(r"\g<who>", signed)
        known = next((one.name for one in attendance if one.name and signed.startswith(one.name)), "")
        name = known or first_person(signed)
        if name and signed.startswith(name):
            return name
    return ""


def _first(patterns: Sequence[re.Pattern[str]], paragraphs: Sequence[str]) -> str:
    for paragraph in paragraphs:
        for pattern in patterns:
            match = pattern.search(paragraph)
            if match and is_person(match.group("who")):
                return match.group("who")
    return ""
