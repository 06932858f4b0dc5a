"""Items without numbers: the lines that head them, told by mark, label, capitals, clock or room."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.lexicon import ends_sentence
from index.marks import BULLET, heads_decision, is_capitals, is_part_label
from index.paragraphs import make_blocks
from index.subheadings import find_headings
from index.wrapping import Measure, Row

_LABELS = re.compile(  # "Ärende:   Mobila teamet"
    r"(?P<label>Ärende(?:punkt)?|Punkt|Fråga|Ämne|Rubrik|Område|Diskussionspunkt|Dagordningspunkt)\s*:\s*(?=\S)"
)
_CLOCK = re.compile(  # "09.15 Inledning", "Kl 13:00–13:20 Val"
    r"(?i:kl(?:ockan|\.)?\s*)?(?P<h>\d{1,2})[.:](?P<m>[0-5]\d)(?:\s?[-–—]\s?\d{1,2}[.:]\d\d)?\s*[:–—-]?\s+(?=[A-ZÅÄÖ])"
)
HEAD_LABEL = re.compile(
    r"[\d.):§ ]*(?:(?:ej |icke )?närvar|deltagar|deltog|medverkande|ledamöter|(?:ej )?tjänstgörande|ersättare"
    r"|frånvar|(?:anmäl\w+ )?förhind|återbud|gäster|inbjudna|övriga (?:närvar|deltag)|plats|tid\b|datum"
    r"|dagordning|föredragningslista|ärendeförteckning|ärendelista|innehåll|praktiskt\b"
    r"|kallelse|(?:(?:minnes|mötes|dag|tjänste)?anteckningar|(?:\w+)?protokoll)\W*$|attendees|present|participants|agenda|date)",
    re.IGNORECASE,
)
_OF_HEAD = 6
"""How many of the first headings may still belong to the head of the minutes."""
_TOP = 6
"""Rows at the top among which a heading is the meeting's where a label of the head stands under it."""
_PROSE = 12
"""Words that the usual section has at least, where only room or a clock tells its heading."""


@dataclass(frozen=True, slots=True)
class Start:
    """The row that begins an item; its title begins at offset ``mark``."""

    row: int
    mark: int = 0


Finder = Callable[[Sequence[Row], Measure], list[Start]]


def find_starts(rows: Sequence[Row], measure: Measure) -> tuple[Start, ...]:
    """The items' first rows in order, by the surest sign that the document shows; () when none."""
    return _first(_MARKED, rows, measure) or _first(_UNMARKED, rows, measure)


def find_around(rows: Sequence[Row], measure: Measure, listed: Sequence[int]) -> tuple[Start, ...]:
    """The marked starts of items when all the numbered rows ``listed`` stand inside one of them, else ()."""
    starts = _first(_MARKED, rows, measure)
    inside = {sum(start.row <= at for start in starts) for at in listed}
    return starts if len(starts) > len(listed) and len(inside) == 1 and inside != {0} else ()


def _first(finders: Sequence[Finder], rows: Sequence[Row], measure: Measure) -> tuple[Start, ...]:
    for find in finders:
        starts = _after_head(find(rows, measure), rows)
        if len(starts) >= 2:
            return starts
    return ()


def _by_label(rows: Sequence[Row], _measure: Measure) -> list[Start]:
    found = [(at, match) for at, row in enumerate(rows) if (match := _LABELS.match(row.text))]
    labels = [match.group("label") for _, match in found]
    common = max(labels, key=labels.count, default="")
    starts = [Start(at, match.end()) for at, match in found if match.group("label") == common]
    return starts if len(starts) >= 3 else []


def _by_level(rows: Sequence[Row], _measure: Measure) -> list[Start]:
    """The outermost heading level used at least twice."""
    levels = [row.level for row in rows]
    level = next((level for level in sorted(set(levels) - {0}) if levels.count(level) >= 2), 0)
    return [Start(at) for at, row in enumerate(rows) if level and row.level == level]


def _by_capitals(rows: Sequence[Row], _measure: Measure) -> list[Start]:
    capitals = [is_capitals(row.text) and not _inner(row.text) for row in rows]
    starts = [
        Start(at)
        for at, row in enumerate(rows)
        if capitals[at] and (row.gap or not at or not capitals[at - 1])
    ]
    return starts if len(starts) >= 3 else []


def _by_clock(rows: Sequence[Row], _measure: Measure) -> list[Start]:
    found = [(at, match) for at, row in enumerate(rows) if (match := _CLOCK.match(row.text))]
    times = [(int(match.group("h")), int(match.group("m"))) for _, match in found]
    rising = all(one <= two for one, two in pairwise(times))
    starts = [Start(at, match.end()) for at, match in found]
    return starts if rising and len(starts) >= 3 and _usual(starts, rows) >= _PROSE else []


def _by_room(rows: Sequence[Row], measure: Measure) -> list[Start]:
    """Short lines without a verb, set apart, each over some prose."""
    places = {id(row): at for at, row in enumerate(rows)}
    blocks = make_blocks(rows, measure)
    first = [places[id(blocks[at].rows[0])] for at in find_headings(blocks)]
    apart = [at for at in first if rows[at].gap or ends_sentence(rows[at - 1].text)]
    starts = [Start(at) for at in apart if not _inner(rows[at].text)]
    return starts if len(starts) >= 3 and _usual(starts, rows) >= _PROSE else []


_MARKED: tuple[Finder, ...] = (_by_label, _by_level, _by_capitals, _by_clock)
_UNMARKED: tuple[Finder, ...] = (_by_room,)


def _inner(text: str) -> bool:
    """Whether a heading is of a part of an item, not of an item."""
    plain = text.capitalize() if is_capitals(text) else text
    return heads_decision(plain) or is_part_label(plain)


def _usual(starts: Sequence[Start], rows: Sequence[Row]) -> int:
    """The median count of words from one start to the next."""
    ends = [*(start.row for start in starts[1:]), len(rows)]
    counts = [
        sum(len(row.text.split()) for row in rows[start.row + 1 : end])
        for start, end in zip(starts, ends, strict=True)
    ]
    return sorted(counts)[len(counts) // 2]


def _says_which_meeting(text: str) -> bool:
    return HEAD_LABEL.match(BULLET.sub("", text, count=1)) is not None


def _labelled(rows: Sequence[Row]) -> bool:
    """Whether rows tell who met or when, by label: "Deltagare: ..."."""
    return any(":" in row.text and _says_which_meeting(row.text) for row in rows)


def _after_head(starts: Sequence[Start], rows: Sequence[Row]) -> tuple[Start, ...]:
    """The starts without those of the head: all up to its last label, and a title in the first row."""
    labels = [at for at, start in enumerate(starts[:_OF_HEAD]) if HEAD_LABEL.match(rows[start.row].text)]
    kept = starts[labels[-1] + 1 :] if labels else starts
    while len(kept) > 1 and kept[0].row < _TOP and _labelled(rows[kept[0].row + 1 : kept[1].row]):
        kept = kept[1:]
    if kept and kept[0].row == 0 and len(kept) > 1:
        first = rows[: kept[1].row]
        words = sum(len(row.text.split()) for row in first if not _says_which_meeting(row.text))
        kept = kept[1:] if words < _PROSE else kept
    return tuple(kept)
