"""Numbers, amounts, percentages and dates in Swedish text, brought to one form each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from index.dates import find_dates

_SPACE = "[ \u00a0\u2009\u202f]"
_NUMBER = rf"\d{{1,3}}(?:(?:[.]?{_SPACE}|[.\u00a0])\d{{3}})+(?!\d)|\d+"
_CLOCK = re.compile(r"(?<![\w.,:])(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?![\w:]|[.,]\d)")
_SCALES = {
    "tkr": 3,
    "tusen": 3,
    "mkr": 6,
    "mnkr": 6,
    "miljon": 6,
    "miljoner": 6,
    "miljard": 9,
    "miljarder": 9,
    "mdkr": 9,
}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w,.])(?P<whole>{_NUMBER})(?:[,.](?P<part>\d{{1,3}})(?!\d))?"
    rf"(?:{_SPACE}?(?P<percent>%|procent(?:en)?\b)|{_SPACE}?(?P<scale>{_SCALE})\b)?(?!\w)",
    re.IGNORECASE,
)
_COUNTED = (
    "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv", "tretton", "fjorton",
    "femton", "sexton", "sjutton", "arton", "nitton", "tjugo",
)  # fmt: skip
_WORDS = {word: value for value, word in enumerate(_COUNTED, 2)}
_COUNT = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER_WORD = re.compile(
    rf"\b(?P<word>{_COUNT})\b(?:{_SPACE}(?P<percent>procent(?:en)?)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number or date in a text; ``terms`` start with the fullest form ("d20220304", then "d0304")."""

    start: int
    end: int
    terms: tuple[str, ...]


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """Dates, amounts, percentages and numbers in text order; none overlap."""
    found: list[Numeral] = []
    for numeral in (*_dates(text), *_clock_times(text), *_amounts(text), *_number_words(text)):
        if not any(numeral.start < other.end and other.start < numeral.end for other in found):
            found.append(numeral)
    return tuple(sorted(found, key=lambda numeral: numeral.start))


def _dates(text: str) -> Iterator[Numeral]:
    for date in find_dates(text):
        day = f"d{date.month:02d}{date.day:02d}"
        yield Numeral(date.start, date.end, (f"d{date.year}{day[1:]}", day) if date.year else (day,))


def _clock_times(text: str) -> Iterator[Numeral]:
    for match in _CLOCK.finditer(text):
        yield Numeral(
            match.start(), match.end(), (f"t{int(match.group('hour')):02d}{match.group('minute')}",)
        )


def _amounts(text: str) -> Iterator[Numeral]:
    for match in _AMOUNT.finditer(text):
        value = Decimal(re.sub(r"\D", "", match.group("whole")) + "." + (match.group("part") or "0"))
        value *= Decimal(10) ** _SCALES.get((match.group("scale") or "").lower(), 0)
        yield Numeral(match.start(), match.end(), _value_terms(value, bool(match.group("percent"))))


def _number_words(text: str) -> Iterator[Numeral]:
    for match in _NUMBER_WORD.finditer(text):
        value = Decimal(_WORDS[match.group("word").lower()])
        yield Numeral(match.start(), match.end(), _value_terms(value, bool(match.group("percent"))))


def _value_terms(value: Decimal, percent: bool) -> tuple[str, ...]:
    """ "p10" or "n1250"; a decimal comma is written "k"."""
    plain = format(value.normalize(), "f").replace(".", "k")
    return (f"p{plain}", f"n{plain}") if percent else (f"n{plain}",)
