"""What stands by a number or a day: "senast", "minst", "från ... till", "höjs med", "tre av fem".

A claim may have every figure right and still turn one round: these checks look at the words beside it.
Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.lexicon import MONTHS, WEEKDAYS
from rag.facts import Day, Number, days, numbers

_BEFORE = re.compile(
    r"(?i)\b(?:(?P<high>minst|tidigast|mer än|fler än|över|efter|från och med|fr\.?o\.?m\.?|åtminstone|lägst)"
    r"|(?P<low>högst|max|maximalt|senast|mindre än|färre än|under|före|innan|till och med|t\.?o\.?m\.?"
    r"|upp till))"
    r"(?: \w+){0,1} ?$"
)
_CHANGES = re.compile(
    r"(?i)\b(?:höj|sänk|öka|minska|stig|sjunk|sjönk|steg)\w*\b[^.]{0,30}\b(?P<by>med|till) (?:cirka |ca )?$"
)
_PART_OF = re.compile(r"(?i)(?P<part>[\w,]+) av (?:de |dem |våra )?$")
_TO = re.compile(r"(?i)\s*(?:%|procent|kr|kronor|miljoner|\w+)?\s*till (?:och med )?(?:den )?$")
_SEASONS = {
    "våren": (r"våren|i våras|i vår", r"vår"),
    "sommaren": (r"sommaren|i somras|i sommar", r"sommar|somras"),
    "hösten": (r"hösten|i höstas|i höst", r"höst"),
    "vintern": (r"vintern|i vintras|i vinter", r"vinte?r"),
}
"""How a claim says each season, and how a source may."""
_MONTH_NAMES = {number: name for name, number in reversed(MONTHS.items())}  # the first of each: Swedish
_WEEKDAY_NAMES = tuple(name for name in WEEKDAYS if name.endswith("dag"))
_FRACTION = re.compile(r"(?i)\b(?:hälften|tredjedel|fjärdedel|femtedel|tiondel)\w*")


@dataclass(frozen=True, slots=True)
class _Bound:
    """A number or day with what stands beside it: side "high", "low" or ""; "med" or "till"; "tre" av fem."""

    fact: Number | Day
    side: str
    by: str
    part: str


def turned_bounds(claim: str, source: str) -> Iterator[str]:
    """Objections, in Swedish, to figures that the source bounds, changes or counts otherwise."""
    told = tuple(_bounds(source))
    for bound in _bounds(claim):
        same = [other for other in told if _same(bound.fact, other.fact)]
        shown = claim[bound.fact.start : bound.fact.end]
        if not same:
            continue
        if bound.side and all(other.side and other.side != bound.side for other in same):
            yield f"källan säger motsatt gräns vid {shown}"
        if bound.by and all(other.by and other.by != bound.by for other in same):
            yield f"källan säger ”{same[0].by} {shown}”"
        if not bound.part and all(
            other.part and not re.search(rf"(?i)\b{other.part}\b", claim) for other in same
        ):
            yield f"källan säger ”{same[0].part} av {shown}”"
    there = set(_spans(source))
    for first, second in _spans(claim):
        if (second, first) in there and (first, second) not in there:
            yield "källan säger från och till omvänt"


def other_times(claim: str, source: str) -> Iterator[str]:
    """Objections to months, weekdays, seasons and fractions in words that the source does not say."""
    low, told = claim.lower(), source.lower()
    known = {day.month for day in days(source)}
    for number, name in _MONTH_NAMES.items():
        if re.search(rf"\b{name}\b", low) and not re.search(rf"\b{name[:3]}", told) and number not in known:
            yield f"{name} står inte i källan"
    yield from (f"{name} står inte i källan" for name in _WEEKDAY_NAMES if name in low and name not in told)
    for name, (said, stands) in _SEASONS.items():
        if re.search(rf"\b(?:{said})\b", low) and not re.search(stands, told):
            yield f"{name} står inte i källan"
    for fraction in _FRACTION.findall(claim):
        if fraction[:5].lower() not in told and "halv" not in told:
            yield f"”{fraction}” står inte i källan"


def _bounds(text: str) -> Iterator[_Bound]:
    facts: Sequence[Number | Day] = (*numbers(text), *days(text))
    for fact in facts:
        before = text[: fact.start].removesuffix("den ")
        bound = _BEFORE.search(before)
        change = _CHANGES.search(before)
        part = _PART_OF.search(before)
        side = "" if bound is None else "high" if bound["high"] else "low"
        counted = part["part"].lower() if part and numbers(part["part"]) else ""
        yield _Bound(fact, side, change["by"].lower() if change else "", counted)


def _spans(text: str) -> Iterator[tuple[object, object]]:
    """Pairs of numbers or days said as "från A till B"."""
    found: list[Number | Day] = [*numbers(text), *days(text)]
    facts = sorted(found, key=lambda fact: fact.start)
    for first, second in pairwise(facts):
        leads = re.search(r"(?i)\bfrån (?:den )?$", text[: first.start])
        if leads and _TO.fullmatch(text[first.end : second.start]):
            yield _key(first), _key(second)


def _key(fact: Number | Day) -> object:
    return fact.value if isinstance(fact, Number) else (fact.day, fact.month)


def _same(one: Number | Day, other: Number | Day) -> bool:
    return type(one) is type(other) and _key(one) == _key(other)
