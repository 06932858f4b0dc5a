"""Items put between two numbers: "8b" after 8, and the parts "4.1", "4.2" of item 4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.lexicon import ends_sentence
from index.wrapping import Row

_LETTERED = re.compile(r"(?P<letter>[a-f])\s?[.:)]?\s+(?:[-–—:]\s*)?(?=[A-ZÅÄÖ])")  # "8b. Skrivelse"
_PART = re.compile(r"\.(?P<part>\d{1,2})[.:)]?\s+(?=[A-ZÅÄÖ])")  # "4.1 Utfall"
_LONGEST = 12
"""Words that the heading of a part may have."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that might begin an item: ``value`` counts, ``number`` is printed, the title follows ``mark``."""

    row: int
    style: str
    value: int
    number: str
    mark: int
    quality: float


def with_inner(rows: Sequence[Row], chain: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The chain with the items between its numbers, in the order of their rows."""
    found = list(chain)
    ends = [*(other.row for other in chain), len(rows)][1:]
    for one, end in zip(chain, ends, strict=True):
        found += [*_lettered(rows, one, end), *_parts(rows, one, end)]
    return tuple(sorted(found, key=lambda candidate: candidate.row))


def _after_number(rows: Sequence[Row], one: Candidate, at: int) -> tuple[int, str] | None:
    """Where the number of item ``one`` ends in row ``at`` and what follows; None where it does not stand."""
    sign = rows[one.row].text.split(one.number, 1)[0]
    before = rows[at].text.split(one.number, 1)
    return (len(sign) + len(one.number), before[1]) if len(before) == 2 and before[0] == sign else None


def _lettered(rows: Sequence[Row], one: Candidate, end: int) -> Iterator[Candidate]:
    for at in range(one.row + 1, end):
        behind = _after_number(rows, one, at)
        match = _LETTERED.match(behind[1]) if behind else None
        if behind and match and rows[at].level == rows[one.row].level:
            yield replace(one, row=at, number=one.number + match["letter"], mark=behind[0] + match.end())


def _parts(rows: Sequence[Row], one: Candidate, end: int) -> list[Candidate]:
    """Headings "4.1", "4.2" that count up from 1, the last with text below it; none where only one stands."""
    found: list[Candidate] = []
    for at in range(one.row + 1, end):
        behind = _after_number(rows, one, at)
        match = _PART.match(behind[1]) if behind else None
        if not behind or not match or int(match["part"]) != len(found) + 1:
            continue
        title = behind[1][match.end() :]
        if len(title.split()) <= _LONGEST and not ends_sentence(title) and "|" not in title:
            number = f"{one.number}.{match['part']}"
            found.append(replace(one, row=at, number=number, mark=behind[0] + match.end()))
    listed = sum(two.row - first.row == 1 for first, two in pairwise(found))
    return found if len(found) > 1 and listed < len(found) - 1 and found[-1].row + 1 < end else []
