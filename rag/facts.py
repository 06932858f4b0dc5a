"""The hard facts of a text in comparable form: numbers, dates, names. Pure functions.

"10 %", "10 procent" and "tio procent" are one fact, as are "31/3" and "31 mars", "2,3 miljoner" and
"2 300 000"; "10" and "10 %" are two. Nothing is rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from index.lexicon import MONTHS
from rag.municipalities import MUNICIPALITIES

_NUMBER_WORDS = {
    "noll": 0,
    "två": 2,
    "tre": 3,
    "fyra": 4,
    "fem": 5,
    "sex": 6,
    "sju": 7,
    "åtta": 8,
    "nio": 9,
    "tio": 10,
    "elva": 11,
    "tolv": 12,
    "tretton": 13,
    "fjorton": 14,
    "femton": 15,
    "sexton": 16,
    "sjutton": 17,
    "arton": 18,
    "nitton": 19,
    "tjugo": 20,
    "trettio": 30,
    "fyrtio": 40,
    "femtio": 50,
    "sextio": 60,
    "sjuttio": 70,
    "åttio": 80,
    "nittio": 90,
    "hundra": 100,
}
_SCALES = {
    "tusen": 1000,
    "tkr": 1000,
    "miljon": 10**6,
    "miljoner": 10**6,
    "mkr": 10**6,
    "mnkr": 10**6,
    "mn": 10**6,
    "msek": 10**6,
    "miljard": 10**9,
    "miljarder": 10**9,
    "mdkr": 10**9,
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"""(?P<iso>\b(?:19|20)\d\d-\d\d-\d\d\b)
    | \b(?P<day>\d{{1,2}})(?::?[ea])?\ ?(?P<month>{_MONTH})\b\.?(?:\ (?P<year>(?:19|20)\d\d))?
    | (?<![\d/])(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?![\d/])(?:[\ -](?P<y>(?:19|20)\d\d)\b)?
    | (?<![\d-])(?P<short>\d\d-\d\d-\d\d|\d{{6}})(?![\d-])""",
    re.VERBOSE | re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![\w.,])(?P<figure>\d{1,3}(?:(?:[ .]|\. )\d{3})+(?![\d])|\d+(?:[.,:]\d+)?)"
    r"(?P<gap>[ -]?)(?P<unit>%|[a-zåäö]+)?",
    re.IGNORECASE,
)  # fmt: skip
_WORD_FIGURE = re.compile(
    rf"\b(?P<figure>{'|'.join(_NUMBER_WORDS)})\b(?: (?P<unit>[a-zåäö]+))?", re.IGNORECASE
)
_CAPITAL = re.compile(r"[A-ZÅÄÖÉÜ][\w&]*(?:-[\w]+)*(?::\w+)?")
_SENTENCE_START = re.compile(r"(?:^|[.!?:•\n]\s*|[\"”’(]\s*|– )$")


_JOINING = frozenset(("och", "eller", "samt", "som"))  # "2022 och 2023" counts no "och"


@dataclass(frozen=True, slots=True)
class Number:
    """``value`` exact; ``unit`` "%" or the lower-cased word that follows, "" for none."""

    value: Decimal
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Day:
    """A date as stated; ``year`` 0 where none is."""

    day: int
    month: int
    year: int
    start: int
    end: int

    def agrees(self, other: Day) -> bool:
        """Same day and month, and the same year where both tell one."""
        years_agree = not self.year or not other.year or self.year == other.year
        return (self.day, self.month) == (other.day, other.month) and years_agree


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised word; ``initial`` tells that it may only be capital by opening a sentence."""

    text: str
    initial: bool
    start: int


def days(text: str) -> tuple[Day, ...]:
    """The dates with a day in ``text``, in order."""
    return tuple(day for match in _DATE.finditer(text) if (day := _day(match)) is not None)


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of ``text`` that are no dates, digits and words alike ("ett" and "en" aside)."""
    masked = list(text)
    for day in days(text):
        masked[day.start : day.end] = " " * (day.end - day.start)
    rest = "".join(masked)
    found = [number for match in _FIGURE.finditer(rest) if (number := _number(match)) is not None]
    found += [_word_number(match) for match in _WORD_FIGURE.finditer(rest)]
    return tuple(sorted(found, key=lambda number: number.start))


def capitals(text: str) -> tuple[Name, ...]:
    """The words of ``text`` that begin with a capital, in order; genitive "s" and ":s" kept."""
    return tuple(
        Name(match.group(), bool(_SENTENCE_START.search(text[: match.start()])), match.start())
        for match in _CAPITAL.finditer(text)
    )


def name_forms(word: str) -> frozenset[str]:
    """The lower-cased forms under which a name may stand: as written, without genitive."""
    low = word.lower().replace("’", "'")
    base = low.split(":")[0]
    forms = {low, base}
    if base.endswith("s") and len(base) > 3:
        forms.add(base[:-1])
    return frozenset(forms)


def municipalities(text: str) -> frozenset[str]:
    """The Swedish municipalities that ``text`` names, genitives included."""
    return frozenset(name for name in MUNICIPALITIES if re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", text))


def _day(match: re.Match[str]) -> Day | None:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
    elif match["short"]:
        digits = match["short"].replace("-", "")
        year, month, day = 2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])
    elif match["month"]:
        day, month, year = int(match["day"]), MONTHS[match["month"].lower()], int(match["year"] or 0)
    else:
        day, month, year = int(match["d"]), int(match["m"]), int(match["y"] or 0)
    try:
        date(year or 2024, month, day)
    except ValueError:
        return None
    return Day(day, month, year, match.start(), match.end())


def _number(match: re.Match[str]) -> Number | None:
    figure = match["figure"]
    plain = (
        re.sub(r"[ .](?=\d{3}(?:\D|$)|\d{3}[ .])", "", figure.replace(". ", " "))
        if re.search(r"[ .]\d{3}", figure)
        else figure
    )
    try:
        value = Decimal(plain.replace(",", ".").replace(":", "."))
    except InvalidOperation:
        return None
    return _with_unit(value, match["unit"], match.start("figure"), match.end("figure"))


def _word_number(match: re.Match[str]) -> Number:
    value = Decimal(_NUMBER_WORDS[match["figure"].lower()])
    return _with_unit(value, match["unit"], match.start("figure"), match.end("figure"))


def _with_unit(value: Decimal, unit: str | None, start: int, end: int) -> Number:
    word = (unit or "").lower()
    word = "" if word in _JOINING else word
    if word in ("procent", "procents", "procenten", "%"):
        word = "%"
    elif word in ("kr", "kronor", "sek"):
        word = "kr"
    if word in _SCALES:
        return Number(value * _SCALES[word], "", start, end)
    return Number(value, word, start, end)
