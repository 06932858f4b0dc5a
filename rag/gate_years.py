"""Is what the sources say of the year that a question names?

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re

from index.lexicon import MONTHS
from rag.gate_case import Case, full, own
from rag.scoring import Scored

_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")
_LAST = re.compile(r"(?i)\b(?:förra året|föregående år|i fjol|fjol\w+)")
_NEXT = re.compile(r"(?i)\b(?:nästa|kommande) år")
_THIS = re.compile(r"(?i)\b(?:(?<!förra )(?<!nästa )(?<!föregående )årets|i år|innevarande år|detta år)\b")
_OF_MEETING = re.compile(r"(?i)\b(?:beslut|möte|protokoll|sammanträde)\w* (?:\w+ )?(?:19|20)\d\d")
_COMPARED = re.compile(r"(?i)\b(?:som|än|mot|jämfört med|sedan|\() ?(?:år )?(?:19|20)\d\d")
NEAREST = 0.8
"""Share of the best sentence's own match from which a sentence tells the year of the matter."""
ABOUT = 0.5
"""Share of the best sentence's match from which a sentence speaks of the matter, its place counted."""


def year_missing(case: Case) -> str:
    """A year of the question is neither a meeting's nor told by what speaks of the matter."""
    if case.sided:
        return ""
    best = max(full(one, case.core) for one in case.gathered.scored)
    about = [one for one in case.gathered.scored if full(one, case.core) >= ABOUT * best]
    nearest = max(own(one, case.matter) for one in about)
    said = [one for one in about if own(one, case.matter) >= NEAREST * nearest]
    of_meeting = _OF_MEETING.search(case.query.text)
    for year in dict.fromkeys(_YEAR.findall(_without_meetings(case))):
        others = said and not of_meeting and all(_tells_other_year(one, year) for one in said)
        if others or not any(_of_year(one, int(year)) for one in about):
            return f"Det som sägs om saken gäller inte {year}."
    return ""


def _without_meetings(case: Case) -> str:
    """The question without the month and year of a meeting found: "i september 2023"."""
    text = case.query.text
    for held in {hit.place.meeting_date for hit in case.hits if hit.place.meeting_date}:
        names = "|".join(name for name, month in MONTHS.items() if month == held.month)
        text = re.sub(rf"(?i)\b(?:{names}) {held.year}\b", " ", text)
    return text


def of_other_year(one: Scored, question: str) -> bool:
    """Whether a sum or number is told of another year than the question's: by the sentence ("årets medel"
    is of the meeting's year), by the last year above it in its passage, or by its meeting.
    """
    asked = set(_YEAR.findall(question))
    if not asked or _OF_MEETING.search(question):
        return False
    candidate = one.candidate
    text, passage = candidate.text, candidate.hit.passage.text
    plain = _COMPARED.sub(" ", text)  # "2,6 miljoner mindre än 2023" is not of 2023
    own_years = set(_YEAR.findall(plain)) | {f"20{year}" for year in _short_years(plain)}
    if own_years:
        return not own_years & asked
    held = candidate.hit.place.meeting_date
    if held and _THIS.search(text):
        return str(held.year) not in asked
    above = _YEAR.findall(_COMPARED.sub(" ", passage[: candidate.start]))
    if asked & set(above) or not held:
        return False
    return not any(_near_year(held.year, int(year), passage) for year in asked)


def _tells_other_year(one: Scored, year: str) -> bool:
    """Whether a sentence tells a year, and not this one; a year compared with ("än 2023") is not told."""
    text = _COMPARED.sub(" ", one.candidate.text)
    short = f"{int(year) % 100:02}" in _short_years(text)
    return bool(_YEAR.search(text)) and year not in _YEAR.findall(text) and not short


def _of_year(one: Scored, year: int) -> bool:
    place, text = one.candidate.hit.place, one.candidate.hit.passage.text
    if str(year) in f"{one.candidate.hit.passage.header} {text}" or f"{year % 100:02}" in _short_years(text):
        return True
    held = place.meeting_date.year if place.meeting_date else 0
    return not held or _near_year(held, year, text)


def _near_year(held: int, year: int, passage: str) -> bool:
    """Whether a year is that of the meeting, or the one before or after it, which the passage speaks of."""
    last, following = _LAST.search(passage), _NEXT.search(passage)
    return held == year or bool((held - 1 == year and last) or (held + 1 == year and following))


def _short_years(text: str) -> frozenset[str]:
    """Years written with two digits, at the end of a period or the head of a day: "2022/23", "240308"."""
    ends, days = re.findall(r"(?<=\d{4}[/–])\d\d\b", text), re.findall(r"\b(\d\d)\d{4}\b", text)
    return frozenset((*ends, *days))
