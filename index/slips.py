"""Slips in the source, flagged in Swedish and never repaired: names spelt two ways, dates that can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher

from index.dates import find_dates
from index.people import NAME, is_person
from index.sentences import sentences
from index.types import AgendaItem, Flag, Span

_PAST = re.compile(
    r"(?i)\b(?:var|hade|har|hölls|skedde|fattade[s]?|beslutade[s]?|lyftes|lyfts|framkom(?:mit)?"
    r"|genomförde[s]?|deltog"
    r"|presenterades|diskuterades|informerade|redovisades|ägde rum|träffades|gavs|fick|blev|gjordes"
    r"|antogs|inkom"
    r"|skickades|anmäldes|behandlades|hållits|genomförts)\b"
)
_FUTURE = re.compile(
    r"(?i)\b(?:ska|skall|kommer|planera[srdt]*|senast|inför|nästa|kommande|föreslås|avses|bokad|gäller"
    r"|till och med|t\.o\.m)\b"
)
_ALIKE = 0.72  # share of letters in common (difflib) from which two surnames may be one


def find_slips(items: Sequence[AgendaItem], day: date | None) -> tuple[Flag, ...]:
    """Flags in text order: near-identical names, impossible dates, days after the meeting told as past."""
    return (*_names(items), *_dates(items, day))


def _names(items: Sequence[AgendaItem]) -> Iterator[Flag]:
    """People whose first names are equal and whose surnames nearly are."""
    seen: dict[str, Span | None] = {}
    for item in items:
        for match in NAME.finditer(item.text):
            name = re.sub(r"(?<=[^s])s$", "", match.group()) if match.group()[:-1] in seen else match.group()
            if is_person(name) and name not in seen:
                spans = item.content.spans(match.start(), match.end())
                seen[name] = spans[0] if spans else None
    names = list(seen)
    by_first: dict[str, list[str]] = {}
    for name in names:
        others = by_first.setdefault(name.split()[0], [])
        for other in others:
            if _nearly(other, name):
                yield Flag(
                    f"Namnet stavas på två sätt: ”{other}” och ”{name}”. Det kan vara samma person.",
                    seen[name],
                )
        others.append(name)


def _nearly(one: str, two: str) -> bool:
    """Whether two full names with the same first name differ in a few letters of the surname only."""
    *first, last = one.split()
    *second, other = two.split()
    if first != second or last == other or last[0] != other[0]:
        return False
    if other in (f"{last}s", f"{last}:s") or last in (f"{other}s", f"{other}:s"):
        return False
    return SequenceMatcher(None, last.lower(), other.lower(), autojunk=False).ratio() >= _ALIKE


def _dates(items: Sequence[AgendaItem], day: date | None) -> Iterator[Flag]:
    for item in items:
        for low, high in sentences(item.text):
            sentence = item.text[low:high]
            for found in find_dates(sentence):
                spans = item.content.spans(low + found.start, low + found.end)
                span = spans[0] if spans else None
                written = sentence[found.start : found.end]
                when = found.on(day.year if day else 2024)
                if when is None and (found.year or found.sure):
                    if not re.fullmatch(r"\d{1,2}/\d{1,2}", written):
                        yield Flag(f"Omöjligt datum: ”{written}”.", span)
                elif (
                    when
                    and day
                    and found.year
                    and when > day
                    and _PAST.search(sentence)
                    and not _FUTURE.search(sentence)
                ):
                    yield Flag(
                        f"Datumet ”{written}” ligger efter mötet {day.isoformat()} men beskrivs som "
                        f"passerat.",
                        span,
                    )
