"""Lines to blocks: which line ends are only wrapping, and which end a paragraph.

The same text must give the same blocks whatever its width was, so words decide first
(a line that begins in lower case goes on; "inom", "och" end nothing) and the page's
measure second: a line ended early when the next word would have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.clean import join_lines
from index.lexicon import dangles, ends_sentence, has_finite_verb, starts_lower
from index.types import Line, SourcedText

BlockKind = Literal["text", "bullet", "number", "heading", "link", "attachment"]

BULLET = re.compile(r"(?:[•▪●◦‣■□➢✓]|[-–*+](?=\s)|o(?=\s[A-ZÅÄÖ]))\s*")  # "• text", "- text", "o Text"
NUMBERED = re.compile(r"(?:\d{1,3}|[a-zåäö]|[ivx]{1,5})\s?[.)]\s+\S")  # "1. text", "b) text"
LINK = re.compile(r"<?(?:https?://|www\.|mailto:)\S+>?$", re.IGNORECASE)
ATTACHMENT = re.compile(r"\.(?:docx?|pptx?|xlsx?|pdf|odt|rtf)\W*$", re.IGNORECASE)
LABEL = re.compile(r"[*_]{0,3}[A-ZÅÄÖ][^.:!?]{0,45}:[*_]{0,3}(?:\s|$)")  # "Beslut: ...", "Plats: ..."
PEOPLE = re.compile(  # "Lis Palm och Karin Engström, ...", "Eva Ek – analytiker"
    r"[A-ZÅÄÖÉ][a-zåäöéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?(?: [A-ZÅÄÖÉ][\w'’-]+){1,2}(?:,| och | samt | [–-] |$| \()"
)
MARKDOWN = re.compile(r"(#{1,6})\s+(?=\S)")
RULE = re.compile(r"(?:[=_*~]\s?|[-–—]\s?){3,}$")


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


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, bullet, heading or link. ``number`` is the printed number of an item that begins here."""

    kind: BlockKind
    content: SourcedText
    rows: tuple[Row, ...]
    number: str = ""
    title: str = ""

    @property
    def text(self) -> str:
        """The block's text on one line."""
        return self.content.text

    @property
    def level(self) -> int:
        """Depth of the heading mark, 0 where there is none."""
        return self.rows[0].level


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
    mark = MARKDOWN.match(content.text)
    if mark:
        level = len(mark.group(1))
        content = content.slice(mark.end(), len(content.text))
    bold = re.fullmatch(r"(\*\*|__)([^*]+)\1", content.text)
    if bold and not level and not re.search(r"[.,]$", bold.group(2)) and len(bold.group(2)) <= 90:
        level = 6
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
    """How wide the lines run: tells whether a word would still have fitted at the end of a line."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._limits: dict[bool, float] = {}
        self._width = _count
        best = 2.0
        for width in (_count, _ink):
            needs: dict[bool, list[float]] = {False: [], True: []}
            used: list[float] = []
            bullet = False
            for row, following in zip(rows, rows[1:], strict=False):
                bullet = bool(BULLET.match(row.text)) or (bullet and starts_lower(row.text))
                if starts_lower(following.text) and not following.gap and not following.level:
                    needs[bullet].append(width(row.text) + width(" " + following.text.split()[0]))
                    used.append(width(row.text))
            if len(used) < 4:
                continue
            everything = sorted(needs[False] or needs[True])
            misfit = sum(need <= max(used) for need in everything) / len(everything)
            if misfit < best:
                best, self._width = misfit, width
                self._limits = {key: _low(values) for key, values in needs.items() if len(values) >= 4}

    def fits(self, row: Row, following: Row, bullet: bool = False) -> bool:
        """Whether the first word of ``following`` would have fitted after ``row``; True for text without wraps."""
        limit = self._limits.get(bullet, min(self._limits.values(), default=None))
        if limit is None:
            return True
        return self._width(row.text) + self._width(" " + following.text.split()[0]) < limit


def _low(values: list[float]) -> float:
    """A low quantile: nearly every wrapped line needed more room than this."""
    ordered = sorted(values)
    return ordered[len(ordered) // 12]


def _count(text: str) -> float:
    return float(len(text))


_INK = dict.fromkeys("iljtfrI.,:;'!()[]| -’", 0.5) | dict.fromkeys("mwMW@%–—OQG", 1.5)


def _ink(text: str) -> float:
    """Width in a proportional font, roughly: narrow letters half, capitals a quarter more."""
    return sum(_INK.get(char, 1.25 if char.isupper() else 1.0) for char in text)


def starts_block(text: str) -> bool:
    """Whether a line by its own mark begins a block: bullet, number, label."""
    return bool(BULLET.match(text) or NUMBERED.match(text) or LABEL.match(text))


def breaks(row: Row, following: Row, measure: Measure, first: Row) -> bool:
    """Whether a block that began with ``first`` ends between ``row`` and ``following``."""
    if row.level or following.level or starts_block(following.text):
        return True
    bullet = bool(BULLET.match(first.text))
    fits = measure.fits(row, following, bullet)
    if starts_lower(following.text):
        listed = following.text.startswith("att ") and fits and not dangles(row.text)
        return listed or (ends_sentence(row.text) and following.gap and fits)
    if dangles(row.text) and not (following.gap and fits):
        return False
    return fits or following.gap


def title_breaks(row: Row, following: Row, measure: Measure) -> bool:
    """As ``breaks``, for a line ``row`` that belongs to the title of an item."""
    if row.level or following.level or starts_block(following.text) or ATTACHMENT.search(following.text):
        return True
    fits = measure.fits(row, following)
    if starts_lower(following.text) or dangles(row.text):
        return ends_sentence(row.text) and (following.gap or fits)
    return following.gap or fits or bool(PEOPLE.match(following.text)) or has_finite_verb(following.text)


def make_blocks(rows: Sequence[Row], measure: Measure) -> list[Block]:
    """Blocks of the rows; links are taken out of the running text and put last."""
    links = [row for row in rows if row.gap and LINK.match(row.text)]
    kept = [row for row in rows if not (row.gap and LINK.match(row.text))]
    groups: list[list[Row]] = []
    for row in kept:
        if groups and not breaks(groups[-1][-1], row, measure, groups[-1][0]):
            groups[-1].append(row)
        else:
            groups.append([row])
    blocks = [_block(group) for group in groups]
    return blocks + [Block("link", row.line.content, (row,)) for row in links]


def _block(group: Sequence[Row]) -> Block:
    content = join_lines([row.line for row in group])
    kind: BlockKind = "text"
    if group[0].level:
        kind = "heading"
    elif BULLET.match(content.text):
        kind = "bullet"
    elif ATTACHMENT.search(content.text) and len(content.text.split()) <= 14:
        kind = "attachment"
    elif NUMBERED.match(content.text):
        kind = "number"
    return Block(kind, content, tuple(group))
