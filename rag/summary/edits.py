"""A draft that staff have changed: what they changed or added is marked as theirs. Pure functions.

A page keeps the draft as a ``Summary``, shows its lines, and hands back each section's lines as text
(``changed_lines``); a Markdown file that staff have edited is read with ``edited_markdown``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.folding import fold
from rag.summary.types import Summary, SummaryLine, SummarySection, SummaryTable, TableRow

_MARKS = re.compile(r"\s*(?:\[\d+\]\s*)+$")
_STAFF = re.compile(r"\s*\*?\(ändrat av personal\)\*?")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~.)+-])")
_HEADING = re.compile(r"^(#{2,6})\s+(.*)$")
_BULLET = re.compile(r"^[-*+]\s+(.*)$")


def edited(summary: Summary, lines: Mapping[str, Sequence[str]]) -> Summary:
    """The summary with sections' lines as staff now have them, by section key; sections not named stay.

    A line that reads as before keeps its origin and citations; any other is origin "staff" with the
    citations of the line it replaces, and without objections: its words are no longer the program's.
    """
    changed = (
        replace(section, lines=changed_lines(section.lines, lines[section.key]))
        if section.key in lines
        else section
        for section in summary.sections
    )
    return replace(summary, sections=tuple(changed))


def changed_lines(before: Sequence[SummaryLine], after: Sequence[str]) -> tuple[SummaryLine, ...]:
    """The lines ``after`` editing, each with the origin it has kept or "staff"."""
    left = list(before)
    made: list[SummaryLine | str] = []
    for text in after:
        same = next((line for line in left if _reads(line.text) == _reads(text)), None)
        if same:
            left.remove(same)
        if plain(text):
            made.append(same or plain(text))
    return tuple(one if isinstance(one, SummaryLine) else _staff_line(one, left) for one in made)


def changed_cells(before: TableRow, after: Sequence[str]) -> TableRow:
    """A table's row after editing; it keeps its source, and what was changed says "(ändrat av personal)"."""
    cells = tuple(
        old if _reads(old) == _reads(new) else f"{plain(new)} (ändrat av personal)"
        for old, new in zip(before.cells, after, strict=True)
    )
    return TableRow(cells, before.citations)


def _staff_line(text: str, left: list[SummaryLine]) -> SummaryLine:
    """A changed line takes over the sources of the line most like it; a new one has none."""
    words = set(_reads(text).split())
    likest = max(left, key=lambda line: len(words & set(_reads(line.text).split())), default=None)
    if likest and 3 * len(words & set(_reads(likest.text).split())) >= len(words):
        left.remove(likest)
        return SummaryLine(text, "staff", likest.citations)
    return SummaryLine(text, "staff")


def plain(text: str) -> str:
    """A line as written, without Markdown's marks, source numbers and the note on who changed it."""
    bare = _ESCAPED.sub(r"\1", _MARKS.sub("", _STAFF.sub("", text)))
    return " ".join(bare.split()).strip("”").strip()


def _reads(text: str) -> str:
    return fold(plain(text))


def edited_markdown(summary: Summary, markdown: str) -> Summary:
    """The summary as an edited Markdown export of it says: lines and table rows under the same headings.

    Headings, sources and what stands under unknown headings are left as the draft has them.
    """
    lines, rows = _by_heading(markdown)
    found = []
    for section in summary.sections:
        name = _reads(section.heading)
        if section.lines and name in lines:
            section = replace(section, lines=changed_lines(section.lines, lines[name]))
        if section.table and len(rows.get(name, ())) == len(section.table.rows):
            section = replace(section, table=_changed_table(section.table, rows[name]))
        found.append(section)
    return replace(summary, sections=tuple(found))


def _changed_table(table: SummaryTable, rows: Sequence[Sequence[str]]) -> SummaryTable:
    changed = tuple(
        changed_cells(row, ["" if cell == "–" else cell for cell in cells])
        if len(cells) == len(row.cells)
        else row
        for row, cells in zip(table.rows, rows, strict=True)
    )
    return SummaryTable(table.header, changed)


def _by_heading(markdown: str) -> tuple[dict[str, list[str]], dict[str, list[list[str]]]]:
    lines: dict[str, list[str]] = {}
    rows: dict[str, list[list[str]]] = {}
    name = ""
    for line in markdown.splitlines():
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        if heading:
            name = _reads(heading[2])
            lines.setdefault(name, [])
        elif bullet and name:
            lines[name].append(bullet[1])
        elif line.startswith("|") and not re.match(r"^\|[\s|:-]+\|?$", line):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            rows.setdefault(name, []).append(cells)
    return lines, {heading: found[1:] for heading, found in rows.items()}


def staff_lines(sections: Sequence[SummarySection]) -> int:
    """How many lines are staff's own."""
    return sum(line.origin == "staff" for section in sections for line in section.lines)
