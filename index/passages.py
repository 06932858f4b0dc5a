"""Agenda items to passages of even size, cut where a reader would cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from index.decisions import find_decisions
from index.marks import BULLET, LINK
from index.sentences import sentences
from index.types import AgendaItem, Meeting, Passage

HEAD_TITLE = "Närvarande och inledning"
_WORD = re.compile(r"\w+")
_LONG_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_PIECE = 0.35  # what one passage more costs, against evenness (0 for the target size, 1 for half or double)


def cut_passages(meeting: Meeting, title: str, max_words: int = 220, overlap: int = 0) -> tuple[Passage, ...]:
    """The meeting's passages in order; none crosses an item or holds more than ``max_words`` words.

    ``title`` names the document where the body is unknown. ``overlap`` is the number of sentences that
    a passage repeats from the one before it (its size may then pass ``max_words`` by those).
    Cuts depend on the words alone, not on line breaks, so every layout of a text gives the same ones.
    """
    passages = []
    for item in meeting.items:
        for n, (start, end) in enumerate(_cuts(item, max_words, overlap), 1):
            passages.append(
                Passage(
                    passage_id=f"{item.item_id}-{n:02d}",
                    document_id=meeting.document_id,
                    item_id=item.item_id,
                    text=item.text[start:end],
                    start=start,
                    end=end,
                    header=make_header(meeting, title, item, start),
                    spans=item.content.spans(start, end),
                )
            )
    return tuple(passages)


def make_header(meeting: Meeting, title: str, item: AgendaItem, start: int = 0) -> str:
    """The line searched with a passage: "body, organisation · date · punkt N · title · subheading"."""
    names = ", ".join(name for name in (meeting.body or title, meeting.organisation) if name)
    head = not item.number and item.item_id.endswith("-000")
    parts = [
        names,
        swedish_date(meeting.date) if meeting.date else "",
        f"punkt {item.number}" if item.number else "",
        HEAD_TITLE if head else item.title,
        next((text for offset, text in reversed(item.headings) if offset <= start), ""),
    ]
    return " · ".join(part for part in parts if part)


def swedish_date(day: date) -> str:
    """A date as Swedish minutes write it: "4 mars 2022"."""
    return f"{day.day} {_LONG_MONTHS[day.month - 1]} {day.year}"


def count_words(text: str) -> int:
    """Number of words as the evaluation counts them (runs of letters, digits and underscores)."""
    return len(_WORD.findall(text))


def _cuts(item: AgendaItem, max_words: int, overlap: int) -> list[tuple[int, int]]:
    """Stretches of the item's text, in order; links at its end do not make its prose fall apart."""
    units = _units(item.text, max_words)
    sizes = [count_words(item.text[low:high]) for low, high in units]
    prose = len(units)
    while prose and LINK.match(item.text[slice(*units[prose - 1])]):
        prose -= 1
    if sum(sizes) <= max_words or not prose:
        prose = len(units)
    bounds = _even(sizes[:prose], _cut_costs(item, units[:prose]), max_words) if prose else []
    if prose < len(units):
        room = sum(sizes[bounds[-2] :]) <= max_words
        bounds = [*(bounds[:-1] if room else bounds), len(units)]
    return [(units[max(low - overlap, 0)][0], units[high - 1][1]) for low, high in pairwise(bounds)]


def _even(sizes: Sequence[int], costs: Sequence[float], max_words: int) -> list[int]:
    """Where to cut so that the parts are even and the cuts cheap (shortest path over the cuts)."""
    total = sum(sizes)
    if total <= max_words:
        return [0, len(sizes)]
    target = total / -(-total // max_words)
    best = [0.0] + [float("inf")] * len(sizes)
    back = [0] * (len(sizes) + 1)
    for end in range(1, len(sizes) + 1):
        size = 0
        for start in range(end - 1, -1, -1):
            size += sizes[start]
            if size > max_words and start < end - 1:
                break
            cost = best[start] + costs[start] + ((size - target) / target) ** 2 + _PIECE
            if cost < best[end]:
                best[end], back[end] = cost, start
    bounds = [len(sizes)]
    while bounds[-1]:
        bounds.append(back[bounds[-1]])
    return bounds[::-1]


def _units(text: str, max_words: int) -> list[tuple[int, int]]:
    """Sentences; one longer than a passage may be is cut between words."""
    units: list[tuple[int, int]] = []
    for low, high in sentences(text):
        if count_words(text[low:high]) <= max_words:
            units.append((low, high))
            continue
        begin, seen = low, 0
        for match in re.finditer(r"\S+", text[low:high]):
            size = count_words(match.group())
            if seen and seen + size > max_words:
                units.append((begin, low + match.start() - 1))
                begin, seen = low + match.start(), 0
            seen += size
        units.append((begin, high))
    return units


def _cut_costs(item: AgendaItem, units: Sequence[tuple[int, int]]) -> list[float]:
    """What a cut before each unit costs; 0 before the first."""
    decisions = [(d.start, d.end) for d in find_decisions(item)]
    headings = {offset for offset, _ in item.headings}
    costs = [0.0]
    for (before_low, before_high), (low, _) in pairwise(units):
        before = item.text[before_low:before_high]
        cost = 0.3
        if low in headings:
            cost = 0.0
        elif any(start < low < end for start, end in decisions):
            cost = 1.0
        elif any(abs(low - start) < 30 for start, _ in decisions):
            cost = 0.45
        elif before_low in headings or before.rstrip().endswith(":") or before_low == 0:
            cost = 1.0
        elif BULLET.match(item.text[low : low + 3]):
            cost = 0.25
        costs.append(cost)
    return costs
