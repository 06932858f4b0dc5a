"""Swedish words for a time, as stretches of days: "den 4 mars 2022", "hösten 2023", "förra året"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.dates import find_dates
from index.lexicon import MONTHS

_NAMED = [name for name in MONTHS if len(name) > 3 or name == "maj"]
_MONTH = "|".join(sorted(_NAMED, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
# First and last month of a season or half.
SEASONS = {
    "våren": (1, 6), "vårens": (1, 6), "vår": (1, 6), "vårterminen": (1, 6),
    "sommaren": (6, 8), "sommar": (6, 8),
    "hösten": (8, 12), "höstens": (8, 12), "höst": (8, 12), "höstterminen": (8, 12), "vintern": (1, 3),
    "våras": (1, 6), "somras": (6, 8), "höstas": (8, 12), "vintras": (1, 3),
    "första halvåret": (1, 6), "andra halvåret": (7, 12),
    "första kvartalet": (1, 3), "andra kvartalet": (4, 6),
    "tredje kvartalet": (7, 9), "fjärde kvartalet": (10, 12),
    "kvartal 1": (1, 3), "kvartal 2": (4, 6), "kvartal 3": (7, 9), "kvartal 4": (10, 12),
    "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12),
    "början av": (1, 4), "slutet av": (9, 12),
}  # fmt: skip
_SEASON = "|".join(sorted(SEASONS, key=len, reverse=True))
MEETING = r"(?:möt|sammanträd|träff)\w*"
"""What a month's name is joined with when it names a meeting: "majmötet", or as a stem "majmöt"."""
_MONTH_PHRASE = re.compile(  # "maj", "maj 2022", "majmötet 2022"
    rf"\b(?P<month>{_MONTH})(?:{MEETING})?(?:\s+(?:månad\s+)?(?P<year>{_YEAR}))?\b", re.IGNORECASE
)
_SEASON_PHRASE = re.compile(rf"\b(?P<season>{_SEASON})\b(?:\s+(?P<year>{_YEAR}))?", re.IGNORECASE)
_YEAR_PHRASE = re.compile(rf"\b(?:år\s+|under\s+)?(?P<year>{_YEAR})\b", re.IGNORECASE)
_ABOUT_MEETING = re.compile(
    r"(?i)\b\w*(?:möte|sammanträde|träff|protokoll|anteckning|stämma)\w*\s+(?:\w+\s+){0,3}$"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days ``first`` to ``last``, both included.

    ``phrase`` is how to name it in Swedish; ``sure`` when hardly anything but a meeting's time is meant.
    """

    first: date
    last: date
    phrase: str
    sure: bool = False

    def holds(self, day: date | None) -> bool:
        """Whether a known day lies in it."""
        return day is not None and self.first <= day <= self.last


def month(year: int, number: int, last: int = 0) -> tuple[date, date]:
    """First and last day of a month, or of the months ``number`` to ``last``."""
    return date(year, number, 1), date(year, last or number, monthrange(year, last or number)[1])


def find_periods(text: str, today: date, meetings: Sequence[date]) -> tuple[Period, ...]:
    """The times ``text`` speaks of, in text order; years left out are taken from ``meetings``.

    ``meetings`` are the known meeting dates. A time that is no meeting's is given too.
    """
    found: list[tuple[int, int, Period]] = []
    for find in (_days, _relative, _ranges, _bounds, _seasons, _months, _years):
        for start, end, period in find(text, today, meetings):
            if not any(low < end and start < high for low, high, _ in found):
                found.append((start, end, period))
    return tuple(period for _, _, period in sorted(found, key=lambda one: one[0]))


Found = Iterable[tuple[int, int, Period]]


def _days(text: str, today: date, meetings: Sequence[date]) -> Found:
    for found in find_dates(text):
        sure = bool(_ABOUT_MEETING.search(text[: found.start]))
        days = [day for day in meetings if (day.month, day.day) == (found.month, found.day)]
        year = found.year or (max(days).year if days else today.year)
        day = found.on(year)
        if day:
            yield found.start, found.end, Period(day, day, swedish_day(day), sure and bool(found.year))


def swedish_day(day: date) -> str:
    """ "4 mars 2022"."""
    return f"{day.day} {_month_name(day.month)} {day.year}"


def _month_name(number: int) -> str:
    return next(name for name, one in MONTHS.items() if one == number)


Span = Callable[[date], tuple[date, date, str]]
"""Today to first day, last day and phrase."""

RELATIVE: tuple[tuple[str, Span], ...] = (
    (r"(?:i fjol|förra året|föregående år|fjolåret\w*)", lambda t: _year(t.year - 1)),
    (r"(?:i år|det här året|innevarande år)", lambda t: _year(t.year)),
    (r"(?:i förrgår)", lambda t: (t - timedelta(2), t - timedelta(2), "i förrgår")),
    (r"(?:i går|igår)", lambda t: (t - timedelta(1), t - timedelta(1), "i går")),
    (r"(?:i dag|idag)", lambda t: (t, t, "i dag")),
    (r"(?:förra|föregående) veckan?", lambda t: _week(t, -1, "förra veckan")),
    (r"(?:den här|denna) veckan?", lambda t: _week(t, 0, "den här veckan")),
    (r"(?:förra|föregående) månaden?", lambda t: (*_last_month(t), "förra månaden")),
    (r"(?:den här|denna) månaden?", lambda t: (*month(t.year, t.month), "den här månaden")),
    (r"(?:det )?senaste året", lambda t: (t - timedelta(365), t, "det senaste året")),
    (r"(?:de )?senaste (?:två|2) åren", lambda t: (t - timedelta(2 * 365), t, "de senaste två åren")),
    (r"(?:de )?senaste (?:tre|3) åren", lambda t: (t - timedelta(3 * 365), t, "de senaste tre åren")),
)  # fmt: skip
_RELATIVE = tuple((re.compile(rf"\b{pattern}\b", re.IGNORECASE), span) for pattern, span in RELATIVE)


def _year(year: int) -> tuple[date, date, str]:
    return *month(year, 1, 12), str(year)


def _week(today: date, weeks: int, phrase: str) -> tuple[date, date, str]:
    monday = today - timedelta(today.weekday() - 7 * weeks)
    return monday, monday + timedelta(6), phrase


def _last_month(today: date) -> tuple[date, date]:
    last = today.replace(day=1) - timedelta(1)
    return last.replace(day=1), last


def _relative(text: str, today: date, _meetings: Sequence[date]) -> Found:
    for pattern, span in _RELATIVE:
        for match in pattern.finditer(text):
            first, last, phrase = span(today)
            yield match.start(), match.end(), Period(first, last, phrase)


_END = rf"(?:{_MONTH})(?:\s+{_YEAR})?|{_YEAR}"
_RANGES = (  # "mellan januari och mars 2022", "2021–2023"
    re.compile(rf"\bmellan\s+(?P<one>{_END})\s+och\s+(?P<two>{_END})\b", re.IGNORECASE),
    re.compile(
        rf"\b(?P<one>{_END})(?:\s?[–-]\s?|\s+(?:till och med|t\.?o\.?m\.?)\s+)(?P<two>{_END})\b",
        re.IGNORECASE,
    ),
)
_BOUND = re.compile(rf"\b(?P<side>sedan|efter|före|innan|fram till)\s+(?P<end>{_END})\b", re.IGNORECASE)
_EVER = 30  # years before today that "före 2023" looks back


def _end(words: str, year: str, meetings: Sequence[date], today: date) -> tuple[date, date]:
    """First and last day of a month or year; ``year`` is taken where the words have none."""
    found = re.search(_YEAR, words)
    name = re.match(rf"(?i)(?:{_MONTH})\b", words)
    if name is None:
        return month(int(words), 1, 12)
    number = MONTHS[name.group().lower()]
    held = [day.year for day in meetings if day.month == number]
    return month(int(found.group() if found else year or max(held, default=today.year)), number)


def _ranges(text: str, today: date, meetings: Sequence[date]) -> Found:
    for pattern in _RANGES:
        for match in pattern.finditer(text):
            year = re.search(_YEAR, match["two"])
            last = _end(match["two"], "", meetings, today)[1]
            first = _end(match["one"], year.group() if year else str(last.year), meetings, today)[0]
            if first <= last:
                yield *match.span(), Period(first, last, f"{match['one']}–{match['two']}".lower())


def _bounds(text: str, today: date, meetings: Sequence[date]) -> Found:
    for match in _BOUND.finditer(text):
        first, last = _end(match["end"], "", meetings, today)
        side = match["side"].lower()
        phrase = f"{side} {match['end'].lower()}"
        if side in ("före", "innan"):
            first, last = today.replace(year=today.year - _EVER, day=1), first - timedelta(1)
        elif side == "fram till":
            first = today.replace(year=today.year - _EVER, day=1)
        elif side == "efter":
            first, last = last + timedelta(1), max(today, last + timedelta(1))
        else:
            last = max(today, last)
        yield *match.span(), Period(first, last, phrase)


def _months(text: str, today: date, meetings: Sequence[date]) -> Found:
    for match in _MONTH_PHRASE.finditer(text):
        number = MONTHS[match.group("month").lower()]
        held = [day.year for day in meetings if day.month == number]
        year = int(match.group("year") or max(held, default=today.year))
        yield (
            *match.span(),
            Period(*month(year, number), f"{_month_name(number)} {year}", bool(match.group("year"))),
        )


def _seasons(text: str, today: date, meetings: Sequence[date]) -> Found:
    for match in _SEASON_PHRASE.finditer(text):
        first, last = SEASONS[match.group("season").lower()]
        held = [day.year for day in meetings if first <= day.month <= last]
        year = int(match.group("year") or max(held, default=today.year))
        yield *match.span(), Period(*month(year, first, last), f"{match.group('season').lower()} {year}")


def _years(text: str, _today: date, _meetings: Sequence[date]) -> Found:
    for match in _YEAR_PHRASE.finditer(text):
        year = int(match.group("year"))
        yield *match.span(), Period(*month(year, 1, 12), str(year))
