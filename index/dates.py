"""Dates in Swedish minutes: the forms they take, and which one is the meeting's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.lexicon import MONTHS, WEEKDAYS
from index.types import DateEvidence

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_NAME = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
# How dates are written, with a sample each. Groups: y(ear), m(onth), d(ay), w(eekday).
FORMS: tuple[tuple[str, str], ...] = (
    (
        r"(?<![\d/-])(?P<y>(?:19|20)\d\d)\s?[-.–/]\s?(?P<m>\d{1,2})\s?[-.–/]\s?(?P<d>\d{1,2})(?![\d-])",
        "2022-03-04",
    ),
    (r"(?<![^\W_])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?![^\W_])", "20220304"),
    (
        (
            r"(?<!\d)(?P<d>\d{1,2})(?::?[ea])?(?:\s?[-–]\s?\d{1,2}|\s(?:och|samt)\s\d{1,2})?\.?\s+(?:of\s+)?"
            rf"(?P<m>{_MONTH})\b\.?(?:,?\s+(?:år\s+)?(?P<y>(?:19|20)\d\d)(?!\d))?"
        ),
        "4 mars 2022",
    ),
    (rf"\b(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)", "March 4, 2022"),
    (r"(?<![\d.])(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>(?:19|20)\d\d)(?!\d)", "4.3.2022"),
    (r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})\s?[- ]\s?(?P<y>(?:20)?\d\d)(?![\d/:.])", "4/3 2022"),
    (r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/])", "4/3"),
    (r"(?<![\d/-])(?P<y>[0-4]\d)-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?![\d-])", "22-03-04"),
    (r"(?<![^\W_])(?P<y>[0-4]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?![^\W_])", "220304"),
)
_FORMS = tuple(re.compile(pattern, re.IGNORECASE) for pattern, _ in FORMS)
_SHORT_YEAR = 7  # forms from here on are dates only beside a label or in a file name
_WEEKDAY = re.compile(rf"\b(?P<w>{_DAY_NAME})(?:en)?\b\.?,?(?:\s+den)?\s*$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?i)^[*_]*(?:(?:mötes|sammanträdes)?datum|(?:mötes)?tid(?:punkt)?(?: och plats)?|plats och "
    r"(?:mötes)?tid|när|dag|mötesdag"
    r"|sammanträdesdag|date|time|tid/plats|datum och tid)\b"
)
_MEETING = re.compile(
    r"(?i)möte|sammanträde|protokoll|anteckning|stämma|minutes|meeting|sammankomst|träff|nätverk|styrelse"
)
_OTHER = re.compile(
    r"(?i)juster|utskri|anslag|kallelse|nästa|kommande|senast|föregående|förra|fastställ|publicer"
    r"|uppdater|version|sista"
    r"|inkom|tillkännag|giltig|upprättad|reviderad|diarief|bilaga|remiss|signerad|skapad|\bdnr\b|utsänd"
    r"|utskickad|^skickat|^sent\b"
)
_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"
_CLOCK = re.compile(r"(?i)\bkl(?:ockan)?\b\.?\s*\d|\b\d{1,2}[.:]\d\d\s?[-–]")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: ``year`` 0 or ``weekday`` -1 (Monday is 0) where none stands; ``sure``: full form."""

    start: int
    end: int
    year: int
    month: int
    day: int
    weekday: int
    sure: bool

    def on(self, year: int = 0) -> date | None:
        """The calendar day, in ``year`` where none is written; None where there is no such day."""
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class MeetingDate:
    """A meeting's date with its evidence in Swedish, and slips found on the way (Swedish)."""

    day: date | None
    evidence: DateEvidence
    source: str
    slips: tuple[str, ...] = ()


UNKNOWN = MeetingDate(None, "unknown", "Dokumentet anger inget mötesdatum.")


def find_dates(text: str) -> Iterator[FoundDate]:
    """Every date in ``text`` in order, whole or without a year, impossible ones included."""
    taken: list[tuple[int, int]] = []
    found = []
    for order, form in enumerate(_FORMS):
        for match in form.finditer(text):
            if any(low < match.end() and match.start() < high for low, high in taken):
                continue
            parts = match.groupdict()
            year = int(parts.get("y") or 0)
            year += 2000 if 0 < year < 100 else 0
            month = MONTHS.get(parts["m"].lower().rstrip("."), 0) or int(
                parts["m"] if parts["m"].isdigit() else 0
            )
            day = int(parts["d"])
            if not 1 <= month <= 12 or not 1 <= day <= 39:
                continue
            taken.append(match.span())
            before = _WEEKDAY.search(text[max(0, match.start() - 20) : match.start()])
            weekday = WEEKDAYS[before.group("w").lower()] if before else -1
            found.append(
                FoundDate(match.start(), match.end(), year, month, day, weekday, order < _SHORT_YEAR)
            )
    return iter(sorted(found, key=lambda item: item.start))


def meeting_date(head: Sequence[str], text: str, name: str) -> MeetingDate:
    """The date of the meeting that a document records.

    ``head`` are the lines before the first item (running headers too), ``text`` is the whole document,
    ``name`` its file name. A date is taken from the head only, never from running text; a missing
    year is derived from weekday and the years that the text or the file name shows.
    """
    best: tuple[float, str, FoundDate] | None = None
    for at, line in enumerate(head):
        before = head[at - 1] if at else ""
        for found in find_dates(line):
            score = _score(line, before, at, found)
            if score >= 1 and (best is None or score > best[0]):
                best = (score, line, found)
    from_name = _in_name(name)
    if best is None:
        if from_name:
            return MeetingDate(
                from_name, "derived", f"Härlett ur filnamnet ”{name}”; texten anger inget mötesdatum."
            )
        return UNKNOWN
    _, line, found = best
    quote = line if len(line) <= 80 else line[max(0, found.start - 30) : found.end + 20].strip()
    if not found.year:
        return _derive(found, quote, head, text, name)
    day = found.on()
    if day is None:
        return MeetingDate(
            None, "unknown", f"Datumet i ”{quote}” finns inte i kalendern.", (f"Omöjligt datum: ”{quote}”.",)
        )
    slips = []
    if found.weekday >= 0 and day.weekday() != found.weekday:
        slips.append(f"Veckodagen i ”{quote}” stämmer inte: {day.isoformat()} var en {_weekday(day)}.")
    if from_name and from_name != day:
        slips.append(f"Filnamnet anger {from_name.isoformat()} men texten {day.isoformat()}.")
    return MeetingDate(day, "stated", f"Står i dokumentet: ”{quote}”.", tuple(slips))


def _score(line: str, before: str, at: int, found: FoundDate) -> float:
    """How likely a date in the head is the meeting's; from 1 on it is taken."""
    ahead = line[: found.start]
    label_above = len(before) < 40 and not any(True for _ in find_dates(before))
    if _OTHER.search(ahead) or (label_above and _OTHER.search(before) and not _MEETING.search(line)):
        return 0.0
    score = 0.0
    labelled = bool(_LABEL.search(line) or (label_above and _LABEL.search(before)))
    if labelled:
        score += 3
    elif not found.sure and not (_MEETING.search(line) and _stands_alone(line, found)):
        return 0.0
    if _MEETING.search(line):
        score += 2
    if _CLOCK.search(line):
        score += 1
    if found.weekday >= 0:
        score += 1
    rest = (line[: found.start] + line[found.end :]).split()
    score += 1.5 if len(rest) <= 3 else 0.5 if len(rest) <= 9 else -0.5
    if not found.year:
        score -= 1
    return score + 0.5 * (at < 4)


def _stands_alone(line: str, found: FoundDate) -> bool:
    """Whether a short date is written beside a weekday or in a short title: "Minnesanteckningar 240514"."""
    return found.year > 0 and (found.weekday >= 0 or len(line.split()) <= 4)


def _in_name(name: str) -> date | None:
    """The one full date in a file name, or None."""
    stem = re.sub(r"\.\w{2,5}$", "", name).replace("_", " ")
    days = {found.on() for found in find_dates(stem) if found.year and found.month}
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def _derive(found: FoundDate, quote: str, head: Sequence[str], text: str, name: str) -> MeetingDate:
    """The year of a date without one: said of the same day elsewhere, or the only one to fit the weekday."""
    years = Counter(int(year) for year in re.findall(r"(?<![\d-])((?:19|20)\d\d)(?![\d:])", text))
    exact = {
        other.year
        for other in find_dates(f"{text} {name}")
        if other.year and (other.month, other.day) == (found.month, found.day)
    }
    on_top = {int(year) for line in (*head, name) for year in re.findall(_YEAR, line)}
    for some, why in (
        (exact, "samma dag står med årtal {year} på annan plats i dokumentet"),
        (on_top, "{year} står överst i dokumentet eller i filnamnet"),
        (_likely(found, years), _said(years)),
    ):
        fits = {year for year in some if _fits(found, year)}
        if len(fits) == 1:
            return _derived(found, quote, fits.pop(), why)
    return MeetingDate(None, "unknown", f"Årtal saknas: ”{quote}”.")


def _derived(found: FoundDate, quote: str, year: int, why: str) -> MeetingDate:
    day = date(year, found.month, found.day)
    reasons = [f"{day.day} {_month(day)} {day.year} var en {_weekday(day)}"] if found.weekday >= 0 else []
    reasons.append(why.format(year=year))
    return MeetingDate(day, "derived", f"Härlett: ”{quote}” saknar årtal, men {' och '.join(reasons)}.")


def _likely(found: FoundDate, years: Counter[int]) -> set[int]:
    """Years that a date with a weekday may be of: those mentioned, or next to those mentioned most.

    A single mention far from all others ("i fjol", "sedan 2019") does not outweigh the years the text
    is about; where both fit the weekday and the text does not tell, there are two, and so no answer.
    """
    if found.weekday < 0 or not years:
        return set()
    about = _about(years)
    near = {year for year in range(min(about) - 1, max(about) + 2) if _fits(found, year)}
    mentioned = {year for year in years if _fits(found, year)}
    if near & mentioned:
        near &= mentioned
    spoken = sum(years[year] for year in about)
    return near | {year for year in mentioned if years[year] * 4 > spoken}


def _about(years: Counter[int]) -> list[int]:
    """The year mentioned most and those mentioned that are near it, rising."""
    centre, _ = years.most_common(1)[0]
    return sorted(year for year in years if abs(year - centre) <= 2)


def _said(years: Counter[int]) -> str:
    """Why a year is likely, in Swedish; "{year}" stands for it."""
    about = ", ".join(str(year) for year in (_about(years) if years else ()))
    return f"av åren omkring dem som texten mest nämner ({about}) stämmer bara {{year}}"


def _fits(found: FoundDate, year: int) -> bool:
    day = found.on(year)
    return day is not None and (found.weekday < 0 or day.weekday() == found.weekday)


def _weekday(day: date) -> str:
    return ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")[day.weekday()]


def _month(day: date) -> str:
    return next(name for name, number in MONTHS.items() if number == day.month)
