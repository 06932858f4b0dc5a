"""Placed fragments of a page to text: lines, gaps, columns and table rows. Knows no PDF.

The order in which a PDF draws its text is kept where it makes sense, since writers draw in
reading order. What is mended: header or footer drawn out of turn, columns drawn row by row,
table cells on one line, and gaps between lines, which become blank lines.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

_WIDTHS = {0.27: "ijltfrI.,:;'|!()[]- /", 0.85: "mwMW@%—…"}  # Helvetica's in em, coarsely
_WIDTH_OF = {char: width for width, chars in _WIDTHS.items() for char in chars}
_MARK = re.compile(r"(?:§?\s*\d{0,3}[.):]?|[•▪◦‣*–-]|\w[.)]|.*:)")
_ACCENTS = {"¨": "\u0308", "˚": "\u030a", "´": "\u0301"}
_LOOSE_ACCENT = re.compile(r"([¨˚´])\s?([aeouAEOU])")
# WinAnsiEncoding shows a bullet for its unused codes, 0x7F among them (PDF 32000-1, D.2).
_COLUMN_ROWS = 5  # rows side by side before they count as columns
_TABLE_ROWS = 3
CELL = " | "


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text drawn at ``x``/``y`` in ``size`` points, y upwards; ``ends_line`` when a break follows."""

    text: str
    x: float
    y: float
    size: float
    ends_line: bool = False

    @property
    def right(self) -> float:
        """Where the text ends, by the widths of a usual typeface; rather too near than too far."""
        return self.x + 0.93 * self.size * sum(_width(char) for char in self.text)


Row = tuple[Fragment, ...]


def page_text(fragments: Iterable[Fragment]) -> str:
    """The page's text in reading order, a blank line where the gap between lines is wide."""
    rows = _in_place(_rows(fragments))
    rows = _by_column(rows)
    usual = _usual_step(rows)
    tabular = _table_rows(rows)
    lines: list[str] = []
    for at, row in enumerate(rows):
        if at and rows[at - 1][0].y - row[0].y > 1.4 * usual > 0:
            lines.append("")
        lines.append(_line(row, at in tabular))
    return "\n".join(lines)


def _width(char: str) -> float:
    known = _WIDTH_OF.get(char)
    if known is not None:
        return known
    return 0.67 if char.isupper() else 0.53


def _rows(fragments: Iterable[Fragment]) -> list[Row]:
    """Fragments drawn one after the other on one baseline, those without a gap as one."""
    rows: list[list[Fragment]] = []
    ended = True
    for fragment in fragments:
        last = rows[-1][-1] if rows else None
        if not fragment.text.strip() and ended:
            continue
        if last is None or (ended and not _beside(last, fragment)):
            rows.append([fragment])
        elif _apart(last, fragment, ended):
            rows[-1].append(fragment)
        else:
            rows[-1][-1] = replace(last, text=last.text + " " * ended + fragment.text)
        ended = fragment.ends_line
    return [tuple(row) for row in rows]


def _beside(last: Fragment, fragment: Fragment) -> bool:
    """Whether a text drawn after a line end still stands on that line, to the right."""
    right = last.x + 0.8 * (last.right - last.x)
    return abs(last.y - fragment.y) < 0.3 * fragment.size and fragment.x > right


def _apart(last: Fragment, fragment: Fragment, ended: bool) -> bool:
    """Whether a gap wider than a word space lies between two texts of one line."""
    spaced = ended or last.text[-1:].isspace() or fragment.text[:1].isspace()
    return bool(fragment.text.strip()) and spaced and fragment.x > last.right + last.size


def _in_place(rows: list[Row]) -> list[Row]:
    """Rows drawn downwards put into the gap that they fill: a footer drawn before the text goes last."""
    placed: list[Row] = []
    stretch: list[Row] = []
    for row in rows:
        if stretch and row[0].y > stretch[-1][0].y + row[0].size:
            _place(placed, stretch)
            stretch = []
        stretch.append(row)
    _place(placed, stretch)
    return placed


def _place(placed: list[Row], stretch: list[Row]) -> None:
    bottom = min((row[0].y for row in stretch), default=0)
    top = max((row[0].y for row in stretch), default=0)
    at = len(placed)
    while at and placed[at - 1][0].y < bottom:
        at -= 1
    if at and placed[at - 1][0].y <= top:
        at = len(placed)  # side by side: the order of drawing holds
    placed[at:at] = stretch


def _by_column(rows: list[Row]) -> list[Row]:
    """Two columns of prose drawn row by row, read one after the other."""
    gutter = _gutter(rows)
    if gutter is None:
        return rows
    ordered: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        if len(row) == 1 and row[0].x < gutter < row[0].right - row[0].size:
            ordered += [*left, *right, row]
            left, right = [], []
            continue
        left += [(fragment,) for fragment in row if fragment.x < gutter]
        right += [(fragment,) for fragment in row if fragment.x >= gutter]
    return ordered + left + right


def _gutter(rows: Sequence[Row]) -> float | None:
    """Where the second column begins, when enough rows hold two long texts side by side."""
    pairs = [row for row in rows if len(row) == 2 and min(len(part.text.strip()) for part in row) >= 15]
    starts = Counter(round(row[1].x / 4) for row in pairs)
    if not starts:
        return None
    common, count = starts.most_common(1)[0]
    members = [row for row in pairs if round(row[1].x / 4) == common]
    fill = median((row[0].right - row[0].x) / (row[1].x - row[0].x) for row in members)
    return 4 * common - 3 if count >= _COLUMN_ROWS and fill > 0.6 else None


def _usual_step(rows: Sequence[Row]) -> float:
    steps = [above[0].y - below[0].y for above, below in itertools.pairwise(rows)]
    down = [step for step in steps if step > 2]
    return median(down) if down else 0.0


def _table_rows(rows: Sequence[Row]) -> set[int]:
    """Rows of cells: at least three in a stretch whose second cells begin at one place."""
    found: set[int] = set()
    run: list[int] = []
    for at, row in enumerate([*rows, ()]):
        cells = len(row) > 1 and not _MARK.fullmatch(row[0].text.strip())
        if cells and (not run or abs(rows[run[0]][1].x - row[1].x) < 4):
            run.append(at)
            continue
        found.update(run if len(run) >= _TABLE_ROWS else [])
        run = [at] if cells else []
    return found


def _line(row: Row, tabular: bool) -> str:
    texts = [fragment.text.strip() for fragment in row]
    text = CELL.join(texts) if tabular else "    ".join(texts)
    return _LOOSE_ACCENT.sub(_composed, text.replace("\n", " ").replace("\x7f", "•"))


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[2] + _ACCENTS[match[1]])
