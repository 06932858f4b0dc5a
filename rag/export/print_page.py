"""A summary as one self-contained HTML page for print and reading: no scripts, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from rag.export import wording
from rag.summary.types import Summary, SummaryLine, SummarySection, SummaryTable
from rag.types import Citation

_PAGE = """<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{generator}">
<meta name="description" content="{mark}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light; }}
body {{ font: 11.5pt/1.5 "Source Serif 4", Georgia, "Times New Roman", serif;
  color: #1a1a1a; background: #fff; max-width: 46rem; margin: 0 auto; padding: 1.5rem;
  overflow-wrap: break-word; }}
h1, h2, h3, th, .mark, .facts {{ font-family: system-ui, "Segoe UI", Roboto, sans-serif; }}
h1 {{ font-size: 1.7em; line-height: 1.2; }}
h2 {{ font-size: 1.25em; margin-top: 1.8em; border-bottom: 1px solid #888; }}
h3 {{ font-size: 1.05em; }}
.mark {{ border: 2px solid #8a2b00; color: #7a2600; padding: .4em .8em; font-weight: 600; }}
table {{ border-collapse: collapse; width: 100%; font-size: .92em; }}
caption {{ text-align: left; font-weight: 600; padding: .3em 0; }}
th, td {{ border: 1px solid #999; padding: .3em .5em; text-align: left; vertical-align: top; }}
th {{ background: #eee; }}
.folded {{ font-size: .9em; }}
a {{ color: #0b4a8f; }}
.staff {{ background: #fff3c4; }}
.facts dt {{ font-weight: 600; float: left; clear: left; margin-right: .5em; }}
.facts dd {{ margin: 0 0 .2em 0; }}
@page {{ size: A4; margin: 20mm 18mm 22mm;
  @bottom-center {{ content: "{mark_css} · sida " counter(page); }} }}
@media print {{ body {{ max-width: none; padding: 0; }} a {{ color: inherit; text-decoration: none; }}
  thead {{ display: table-header-group; }} tr, li {{ break-inside: avoid; }}
  h2, h3 {{ break-after: avoid; }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="mark" role="note">{mark}</p>
{sections}
<section><h2 id="kallor">{sources_word}</h2>
{sources}</section>
<section><h2>{coverage_word}</h2>
<ul>{coverage}</ul>
<dl class="facts">{facts}</dl></section>
</main>
</body>
</html>
"""


def to_print_page(summary: Summary) -> str:
    """The whole draft as HTML; source numbers lead to the list of sources."""
    return _PAGE.format(
        title=escape(summary.title),
        mark=escape(summary.mark),
        mark_css=summary.mark.replace("\\", "").replace('"', "").replace("<", ""),
        generator=escape(f"Mötesminne {summary.provenance.version}; {summary.provenance.model}"),
        sections="\n".join(_section(section) for section in wording.sections(summary)),
        sources_word=wording.SOURCES,
        sources=_sources(summary),
        coverage_word=wording.COVERAGE,
        coverage="".join(f"<li>{escape(line)}</li>" for line in wording.coverage_lines(summary.coverage)),
        facts="".join(
            f"<dt>{escape(term)}:</dt><dd>{escape(value)}</dd>" for term, value in wording.facts(summary)
        ),
    )


def _section(section: SummarySection) -> str:
    level = min(max(section.level, 2), 6)
    lines = "".join(f"<li>{_line(line)}</li>" for line in section.lines)
    body = (f"<ul>{lines}</ul>" if lines else "") + (
        _table(section.heading, section.table) if section.table else ""
    )
    folded = ' class="folded"' if section.folded else ""
    return f"<section{folded}><h{level}>{escape(section.heading)}</h{level}>{body}</section>"


def _line(line: SummaryLine) -> str:
    text = escape(wording.line_text(line))
    if line.origin == "staff":
        text = f'<span class="staff">{text}</span> <small>({wording.STAFF_NOTE})</small>'
    return text + _marks(line.citations)


def _marks(citations: Iterable[Citation]) -> str:
    return "".join(f' <a href="#kalla-{n}">[{n}]</a>' for n in wording.numbers(citations))


def _table(caption: str, table: SummaryTable) -> str:
    rows = [
        [*(escape(cell) for cell in row.cells[:-1]), escape(row.cells[-1]) + _marks(row.citations)]
        for row in table.rows
        if row.cells
    ]
    return _html_table(caption, table.header, rows)


def _sources(summary: Summary) -> str:
    rows = [
        [
            f'<span id="kalla-{one.number}">{one.number}</span>',
            *(escape(cell) for cell in wording.source_cells(one)[1:]),
        ]
        for one in summary.sources
    ]
    return _html_table("Numrerade källor", wording.SOURCE_COLUMNS, rows)


def _html_table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell or wording.EMPTY_CELL}</td>" for cell in row) + "</tr>" for row in rows
    )
    top = f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
    return f"<table>{top}<tbody>{body}</tbody></table>"
