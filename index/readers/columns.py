"""Two columns of prose side by side in plain text, as "pdftotext -layout" writes them, read one by one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

_GAP = re.compile(r"(?<=\S)(?: {3,}|\t+ *)(?=\S)")
_ENDED = re.compile(r"""[.!?:;]["”'»)]*$""")
_ROWS = 6
"""Lines that must hold text on both sides."""
_RUN_ON = 3
"""Lines of each side on which a sentence of the line above goes on."""
_FILL = 0.6
"""How much of its room the usual line of a column fills."""


def in_reading_order(text: str) -> tuple[str, int]:
    """The text of a page with its columns one after the other, and how many stretches held columns.

    Only what is certain is moved: many lines with a gap that ends at one place, sentences that go on
    down both sides, and a paragraph on one side that begins where the other side goes on. Tables, labels
    with values and lists of names stay as they are.
    """
    lines = text.expandtabs(8).split("\n")
    ordered: list[str] = []
    at = count = 0
    for start, end, gutter in _stretches(lines):
        left, right = _split(lines[start:end], gutter)
        ordered += [*lines[at:start], *left, "", *right]
        at, count = end, count + 1
    return ("\n".join([*ordered, *lines[at:]]), count) if count else (text, 0)


def _stretches(lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(first line, line after the last, where the right column begins) of each stretch of columns."""
    gutter = _gutter(lines)
    at = 0
    while gutter and at < len(lines):
        end = at
        while end < len(lines) and not _crosses(lines[end], gutter):
            end += 1
        both = [n for n in range(at, end) if _sides(lines[n], gutter)[1] and _sides(lines[n], gutter)[0]]
        if len(both) >= _ROWS:
            start, stop = both[0], _stop(lines, at, end, gutter)
            if _is_prose(lines[start:stop], gutter):
                yield start, stop, gutter
        at = max(end, at + 1)


def _gutter(lines: Sequence[str]) -> int:
    """Where most gaps end, 0 when no place is common enough."""
    ends = Counter(match.end() for line in lines for match in _GAP.finditer(line))
    place, count = max(ends.items(), key=lambda one: (one[1], -one[0]), default=(0, 0))
    return place if count >= _ROWS else 0


def _crosses(line: str, gutter: int) -> bool:
    """Whether text stands across the gutter."""
    return line[max(gutter - 2, 0) : gutter].strip() != ""


def _sides(line: str, gutter: int) -> tuple[str, str]:
    return line[:gutter].strip(), line[gutter:].strip()


def _stop(lines: Sequence[str], start: int, end: int, gutter: int) -> int:
    """After the last line of the right column, and the rest of the left column's paragraphs below it."""
    last = max(n for n in range(start, end) if _sides(lines[n], gutter)[1])
    stop = last + 1
    while stop < end and lines[stop].strip():
        stop += 1
    return stop


def _split(lines: Sequence[str], gutter: int) -> tuple[list[str], list[str]]:
    return [line[:gutter].rstrip() for line in lines], [line[gutter:].rstrip() for line in lines]


def _is_prose(lines: Sequence[str], gutter: int) -> bool:
    """Whether both sides are running text that does not go row by row, as the cells of a table do."""
    left, right = _split(lines, gutter)
    room = max(len(line) for line in left)
    full = [len(one.strip()) / room for one, other in zip(left, right, strict=True) if one and other]
    goes_on = [_goes_on(side) for side in (left, right)]
    if min(map(len, goes_on)) < _RUN_ON or median(full) < _FILL:
        return False
    begins = [{n for n, line in enumerate(side) if line.strip() and n not in on} for side, on in
              zip((left, right), goes_on, strict=True)]  # fmt: skip
    return bool(begins[0] & goes_on[1]) and bool(begins[1] & goes_on[0])


def _goes_on(side: Sequence[str]) -> set[int]:
    """Lines that go on with the sentence of the line right above."""
    found = set()
    for at in range(1, len(side)):
        above, line = side[at - 1].rstrip(), side[at].lstrip()
        if above and line and line[0].islower() and not _ENDED.search(above):
            found.add(at)
    return found
