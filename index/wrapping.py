"""Which line ends are only wrapping, and which end a paragraph or a title.

The same text must give the same blocks whatever its width was, so words decide first
(a line that begins in lower case goes on; "inom", "och" end nothing) and the page's
measure second: a line ended early when the next word would have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.lexicon import dangles, ends_sentence, has_finite_verb, starts_lower
from index.marks import (
    ATTACHMENT,
    BULLET,
    heads_decision,
    is_capitals,
    is_part_label,
    names_people,
    reads_as_heading,
    run_in_heading,
    starts_block,
)
from index.people import PLACE_HEADS
from index.types import Line, SourcedText

MARKDOWN = re.compile(r"(#{1,6})\s+(?=\S)")
_QUOTE = re.compile(r"(?:>\s?)+(?=\S)")  # a quotation in Markdown: "> text"
_BOLD = re.compile(r"(?:[-*+•]\s+)?(?P<mark>\*\*|__)(?P<title>[^*]+)(?P=mark):?")  # "**Val**", "* **Val**"
RULE = re.compile(r"(?:[=_*~]\s?|[-–—]\s?){3,}$")
_SHORT_NAME = re.compile(r"[A-ZÅÄÖ]{2,5} [a-zåäö]")  # "... i socialchefsnätverket / SKR på"
_FULL = 0.62  # a line shorter than this share of the usual full line was ended on purpose
_COMMON = re.compile(
    r"(?:ningar|ning|ingar|tion|tioner|het|heter|else|skap|ande|ende|ering|isering)(?:en|er|ar|s)?$"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its marks read: ``level`` is the depth of a heading mark, 0 where there is none."""

    line: Line
    level: int = 0

    @property
    def text(self) -> str:
        """The line's text, heading marks left out."""
        return self.line.text

    @property
    def gap(self) -> bool:
        """Whether a paragraph may begin here by the room before it."""
        return self.line.blank_before


def make_rows(lines: Sequence[Line]) -> tuple[Row, ...]:
    """Lines with heading marks (``##``, underlining, ``**bold**``) turned into levels."""
    rows: list[Row] = []
    for line in lines:
        if RULE.fullmatch(line.text):
            if rows and not line.blank_before and line.text[0] in "=-" and len(rows[-1].text) <= 90:
                rows[-1] = replace(rows[-1], level=rows[-1].level or (1 if line.text[0] == "=" else 2))
            continue
        row = _unmarked(line)
        if row.text:
            rows.append(row)
    return tuple(rows)


def _unmarked(line: Line) -> Row:
    content, level = line.content, 0
    quote = _QUOTE.match(content.text)
    if quote:
        content = content.slice(quote.end(), len(content.text))
    mark = MARKDOWN.match(content.text)
    if mark:
        level = len(mark.group(1))
        content = content.slice(mark.end(), len(content.text))
    bold = _BOLD.fullmatch(content.text)
    if bold and not level and not re.search(r"[.,]$", bold.group("title")) and len(bold.group("title")) <= 90:
        level = 6
        content = content.slice(bold.start("mark"), len(content.text))
    return Row(replace(line, content=_without_emphasis(content)), level)


def _without_emphasis(content: SourcedText) -> SourcedText:
    """Paired ``**`` and ``__`` taken out."""
    if not re.search(r"\*\*|__", content.text):
        return content
    parts, at = [], 0
    for match in re.finditer(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", content.text):
        parts += [content.slice(at, match.start()), content.slice(match.start(2), match.end(2))]
        at = match.end()
    return SourcedText.join([*parts, content.slice(at, len(content.text))], "")


class Measure:
    """How wide the lines run and which words are common ones: tells where a line was ended on purpose."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._common = {word for row in rows for word in re.findall(r"\b[a-zåäöé]{4,}", row.text)}
        self._limits: dict[bool, float] = {}
        self._width = _count
        best = 2.0
        for width in (_count, _ink):
            needs: dict[bool, list[float]] = {False: [], True: []}
            used: list[float] = []
            bullet = False
            for row, following in pairwise(rows):
                bullet = bool(BULLET.match(row.text)) or (bullet and starts_lower(row.text))
                if starts_lower(following.text) and not following.gap and not following.level:
                    needs[bullet].append(width(row.text) + width(" " + following.text.split()[0]))
                    used.append(width(row.text))
            if len(used) < 4:
                continue
            everything = needs[False] or needs[True]
            misfit = sum(need <= max(used) for need in everything) / len(everything)
            if misfit < best:
                best, self._width = misfit, width
                floor = _FULL * sorted(used)[len(used) * 19 // 20]
                self._limits = {key: max(_low(v), floor) for key, v in needs.items() if len(v) >= 4}

        self._empty_gaps = self._gaps_say_nothing(rows)

    def _gaps_say_nothing(self, rows: Sequence[Row]) -> bool:
        """Whether room stands behind every sentence that ends with its line: lines were made paragraphs."""
        seen = [
            following.gap
            for row, following in pairwise(rows)
            if ends_sentence(row.text) and not starts_block(following.text) and not self.fits(row, following)
        ]
        return len(seen) >= 5 and sum(seen) > 0.9 * len(seen)

    def gap(self, row: Row, following: Row) -> bool:
        """Whether the room between two lines tells that a paragraph ended."""
        return following.gap and not (self._empty_gaps and ends_sentence(row.text))

    def fits(self, row: Row, following: Row, bullet: bool = False) -> bool:
        """Whether the first word of ``following`` would have fitted after ``row``; True without wraps."""
        limit = self._limits.get(bullet, min(self._limits.values(), default=None))
        if limit is None:
            return True
        return self._width(row.text) + self._width(" " + following.text.split()[0]) < limit

    def opens_phrase(self, text: str) -> bool:
        """Whether a line begins with a common word in a capital: a new phrase, no proper name."""
        first = re.match(r"[A-ZÅÄÖÉ][a-zåäöé]{2,}(?=[\s,.:-]|$)", text)
        if first is None:
            return False
        word = first.group().lower()
        if word in PLACE_HEADS:
            return False
        return word in self._common or _COMMON.search(word) is not None


def _low(values: list[float]) -> float:
    """A low quantile: nearly every wrapped line needed more room than this."""
    ordered = sorted(values)
    return ordered[len(ordered) // 25]


def _count(text: str) -> float:
    return float(len(text))


_INK = dict.fromkeys("iljtfrI.,:;'!()[]| -’", 0.5) | dict.fromkeys("mwMW@%–—OQG", 1.5)


def _ink(text: str) -> float:
    """Width in a proportional font, roughly: narrow letters half, capitals a quarter more."""
    return sum(_INK.get(char, 1.25 if char.isupper() else 1.0) for char in text)


def breaks(row: Row, following: Row, measure: Measure, first: Row) -> bool:
    """Whether a block that began with ``first`` ends between ``row`` and ``following``."""
    if row.level or following.level or starts_block(following.text) or is_part_label(row.text):
        return True
    if heads_decision(row.text) and (not starts_lower(following.text) or following.text.startswith("att ")):
        return True
    bullet = bool(BULLET.match(first.text))
    fits = measure.fits(row, following, bullet)
    if starts_lower(following.text):
        listed = following.text.startswith("att ") and fits and not dangles(row.text)
        return listed or (ends_sentence(row.text) and following.gap and fits)
    if _is_listed_person(row.text) and _is_listed_person(following.text) and not row.text.endswith(","):
        return True
    if (dangles(row.text) or following.text[0] == "(") and not (following.gap and fits):
        return False
    ended = ends_sentence(row.text)
    if not ended and _goes_on(row, following):
        return False
    if fits or measure.gap(row, following):
        return True
    if ended:
        return run_in_heading(following.text) != ""
    if row is not first or bullet:
        return False
    apart = reads_as_heading(row.text) or (names_people(row.text) and not has_finite_verb(row.text))
    named = row.text.split()[-1][0].isupper()  # a name may go on in the next line
    return apart and (measure.opens_phrase(following.text) or (has_finite_verb(following.text) and not named))


def _is_listed_person(text: str) -> bool:
    """Whether a line reads as one entry of a list of people."""
    return len(text.split()) <= 8 and names_people(text) and not has_finite_verb(text)


def _goes_on(row: Row, following: Row) -> bool:
    """Whether a sentence that ``row`` did not end goes on over a page break, with a number or an acronym."""
    over = row.line.page != following.line.page or following.text[0].isdigit()
    over = over or bool(_SHORT_NAME.match(following.text) and not following.gap)
    return over and not row.text.endswith(":") and has_finite_verb(row.text)


def title_breaks(row: Row, following: Row, measure: Measure) -> bool:
    """As ``breaks``, for a line ``row`` that belongs to the title of an item."""
    if row.level or following.level or starts_block(following.text) or ATTACHMENT.search(following.text):
        return True
    capitals_end = is_capitals(row.text) and not is_capitals(following.text)
    if is_part_label(row.text) or capitals_end or " | " in row.text:
        return True
    fits = measure.fits(row, following)
    if starts_lower(following.text):
        return ends_sentence(row.text) and (following.gap or fits)
    if dangles(row.text) and not (following.gap and fits):
        return False
    if following.gap or fits or measure.opens_phrase(following.text):
        return True
    return names_people(following.text) or has_finite_verb(following.text)


def stands_alone(before: Row | None, row: Row, after: Row | None, measure: Measure) -> bool:
    """Whether a line is a heading between two paragraphs, although the line before it was full."""
    if (
        after is None
        or starts_lower(after.text)
        or after.text[0] == "("
        or not reads_as_heading(row.text)
        or dangles(row.text)
    ):
        return False
    if before is not None and not ends_sentence(before.text):
        return False
    return measure.fits(row, after) and not starts_block(row.text)
