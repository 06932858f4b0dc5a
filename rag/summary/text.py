"""A summary as lines of plain Swedish text, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from rag.places import place_line
from rag.summary.types import Coverage, Summary, SummaryLine, SummarySection, SummaryTable
from rag.types import Citation

WIDTH = 100


def text_lines(summary: Summary) -> Iterator[str]:
    """The whole summary: title and mark, sections, what was left out, numbered sources."""
    yield summary.title
    yield summary.mark
    for section in summary.sections:
        yield from _section(section)
    yield from _coverage(summary.coverage)
    for note in summary.provenance.notes:
        yield _wrapped(note)
    yield "\nKällor"
    for source in summary.sources:
        yield _wrapped(f"”{' '.join(source.quote.split())}”", f"[{source.number}] ")
        yield _wrapped(place_line(source.place, source.page), "    ")


def coverage_words(coverage: Coverage) -> str:
    """ "Sammanfattningen täcker 6 av 8 punkter." """
    return f"Sammanfattningen täcker {coverage.covered} av {coverage.items} punkter."


def marks(citations: Iterable[Citation]) -> str:
    """The source numbers as " [1] [2]"."""
    return "".join(f" [{number}]" for number in dict.fromkeys(one.number for one in citations))


def _section(section: SummarySection) -> Iterator[str]:
    yield f"\n{section.heading.upper() if section.level == 2 else section.heading}"
    for line in section.lines:
        yield _wrapped(_line_text(line), "• ")
    if section.table:
        yield from _table(section.table)


def _line_text(line: SummaryLine) -> str:
    return f"{line.text}{' (ändrad av personal)' if line.origin == 'staff' else ''}{marks(line.citations)}"


def _table(table: SummaryTable) -> Iterator[str]:
    for row in table.rows:
        cells = zip(table.header, row.cells, strict=True)
        told = [f"{name}: {' '.join(cell.split())}" for name, cell in cells if cell]
        yield _wrapped(" | ".join(told) + marks(row.citations), "• ")


def _coverage(coverage: Coverage) -> Iterator[str]:
    yield f"\n{coverage_words(coverage)}"
    for one in coverage.left_out:
        yield _wrapped(f"Utelämnad: {place_line(one.place)}. Skäl: {one.reason}.", "• ")


def _wrapped(text: str, mark: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark))
