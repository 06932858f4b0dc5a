"""A summary as Markdown that any reader renders: headings, lists, tables, numbered sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.export import wording
from rag.summary.types import Summary, SummaryLine, SummarySection

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_LIST_LIKE = re.compile(r"^(\s*)(\d+)([.)])(?=\s)|^(\s*)([-+])(?=\s)")


def to_markdown(summary: Summary) -> str:
    """The whole draft, its mark first, sources and coverage last."""
    return "\n".join(_lines(summary)).rstrip() + "\n"


def _lines(summary: Summary) -> Iterator[str]:
    yield from (f"# {escape(summary.title)}", "", f"> **{escape(summary.mark)}**", "")
    for section in wording.sections(summary):
        yield from _section(section)
    yield from (f"## {wording.SOURCES}", "")
    yield from _table(wording.SOURCE_COLUMNS, (wording.source_cells(one) for one in summary.sources))
    yield from ("", f"## {wording.COVERAGE}", "")
    yield from (f"- {escape(line)}" for line in wording.coverage_lines(summary.coverage))
    yield ""
    yield from (f"- {term}: {escape(value)}" for term, value in wording.facts(summary))


def _section(section: SummarySection) -> Iterator[str]:
    yield from (f"{'#' * min(max(section.level, 2), 6)} {escape(section.heading)}", "")
    for line in section.lines:
        yield f"- {_line(line)}"
    if section.lines:
        yield ""
    if section.table:
        rows = (
            (*row.cells[:-1], f"{row.cells[-1]} {wording.marks(row.citations)}".strip())
            for row in section.table.rows
            if row.cells
        )
        yield from _table(section.table.header, rows)
        yield ""


def _line(line: SummaryLine) -> str:
    staff = f" *({wording.STAFF_NOTE})*" if line.origin == "staff" else ""
    cited = wording.marks(line.citations)
    return escape(wording.line_text(line)) + staff + (f" {cited}" if cited else "")


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(escape(cell) for cell in header) + " |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"


def _cell(text: str) -> str:
    plain = " ".join(text.split())
    found = re.search(r"(?: ?\[\d+\])+$", plain)  # our own source numbers stay as they are
    cut = found.start() if found else len(plain)
    return (escape(plain[:cut]) + plain[cut:]) or wording.EMPTY_CELL


def escape(text: str) -> str:
    """Text that Markdown shows as it is written, on one line."""
    plain = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _LIST_LIKE.sub(lambda m: f"{m[1] or m[4] or ''}{m[2] or ''}\\{m[3] or m[5]}", plain, count=1)
