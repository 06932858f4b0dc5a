"""Summaries to HTML: the draft with each line's origin, its sources beside it, editing, progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from rag.export import wording
from rag.summary.text import coverage_words
from rag.summary.types import Summary, SummaryLine, SummaryProgress, SummarySection, SummaryTable
from rag.types import Citation, Quote
from ui.progress import time_words
from ui.render import lines
from ui.sources import DRAFT, ItemText, quotes_html

ORIGINS = {
    "quote": "Ordagrant",
    "worded": "Omskrivet, kontrollerat",
    "fact": "Sammanställt",
    "staff": "Ändrat av personal",
}
FILES = {"docx": "Hämta som Word", "md": "Hämta som Markdown", "html": "Utskriftsvy"}
"""The kinds of file that a draft can be fetched as, by suffix."""
Placed = Callable[[str, str], Quote | None]
"""The quote that a source's passage id and text stand for; None when it is gone."""


def draft_html(summary: Summary, token: str) -> str:
    """The draft: its mark, sections with tables, every line with origin and sources, coverage, facts."""
    files = " ".join(
        f'<a class="mm-button" href="sammanfattning.{kind}?id={escape(token)}" '
        + (f'download="sammanfattning.{kind}"' if kind != "html" else 'target="_blank" rel="noreferrer"')
        + f">{words}</a>"
        for kind, words in FILES.items()
    )
    sections = "".join(_section_html(section, token) for section in summary.sections)
    coverage = "".join(f"<li>{escape(line)}</li>" for line in wording.coverage_lines(summary.coverage))
    facts = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(value)}</dd>" for term, value in wording.facts(summary)
    )
    notes = "".join(f'<p class="mm-note">{escape(note)}</p>' for note in summary.provenance.notes)
    return (
        f'<section class="mm-answer mm-draft-done" id="{DRAFT.home}" tabindex="-1" '
        f'aria-labelledby="mm-draft-head"><h2 id="mm-draft-head">{escape(summary.title)}</h2>'
        f'<p class="mm-label"><strong>{escape(summary.mark)}</strong></p>'
        f'<p class="mm-note">{escape(coverage_words(summary.coverage))}</p>{notes}'
        f'<p class="mm-tools">{files}</p>{sections}'
        f"<details><summary>{wording.COVERAGE}</summary><ul>{coverage}</ul></details>"
        f'<details><summary>Så kom utkastet till</summary><dl class="mm-facts">{facts}</dl></details>'
        "</section>"
    )


def draft_sources_html(summary: Summary, placed: Placed, item_text: ItemText) -> str:
    """The numbered sources of a draft, each with its whole item and original page to unfold."""
    quotes = []
    for source in summary.sources:
        found = placed(source.passage_id, source.quote)
        spans = found.spans if found else ()
        start, end = (found.start, found.end) if found else (0, len(source.quote))
        quotes.append(Quote(source.number, source.passage_id, source.place, source.quote, start, end, spans))
    return quotes_html(quotes, item_text, (), DRAFT)


def _section_html(section: SummarySection, token: str) -> str:
    level = min(max(section.level + 1, 3), 6)
    heading = f"<h{level}>{escape(section.heading)}</h{level}>"
    items = "".join(f"<li>{_line_html(line)}</li>" for line in section.lines)
    body = f'<ul class="mm-lines">{items}</ul>' if items else ""
    if section.table:
        body += _table_html(section.heading, section.table)
    body += _edit_html(section, token)
    if section.folded:
        return f"<details><summary>{escape(section.heading)}</summary>{body}</details>"
    return heading + body


def _line_html(line: SummaryLine) -> str:
    why = f' <em class="mm-note">{escape(" ".join(line.objections))}</em>' if line.objections else ""
    tag = f'<span class="mm-tag mm-is-{line.origin}">{ORIGINS[line.origin]}</span>'
    return f"{lines(wording.line_text(line))} {_marks(line.citations)} {tag}{why}"


def _marks(citations: Sequence[Citation]) -> str:
    return " ".join(
        f'<a class="mm-cite" href="#{DRAFT.ids}-{n}" aria-label="Visa källa {n}">[{n}]</a>'
        for n in wording.numbers(citations)
    )


def _table_html(caption: str, table: SummaryTable) -> str:
    head = "".join(f'<th scope="col" role="columnheader">{escape(cell)}</th>' for cell in table.header)
    rows = "".join(
        '<tr role="row">'
        + "".join(
            f'<td role="cell" data-head="{escape(name)}">{lines(cell)}'
            f"{' ' + _marks(row.citations) if at == len(row.cells) - 1 else ''}</td>"
            for at, (name, cell) in enumerate(zip(table.header, row.cells, strict=False))
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="mm-table" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table role="table"><caption class="mm-unseen">{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody>'
        "</table></div>"
    )


def _edit_html(section: SummarySection, token: str) -> str:
    """The section's lines in a field to change; what is changed is marked as staff's."""
    if not section.lines:
        return ""
    text = "\n".join(" ".join(line.text.split()) for line in section.lines)
    return (
        f'<details class="mm-wrong mm-edit"><summary data-key="{escape(section.key)}">Redigera</summary>'
        f'<form data-bridge="mm-change" data-back="{escape(section.key)}" data-token="{escape(token)}" '
        f'data-section="{escape(section.key)}">'
        f'<label>{escape(section.heading)}: en rad för varje mening<textarea name="text" '
        f'rows="{min(2 * len(section.lines) + 1, 14)}">{escape(text)}</textarea></label>'
        '<p class="mm-note">Rader du ändrar eller lägger till märks som ändrade av personal.</p>'
        '<button type="submit">Spara ändringen</button></form></details>'
    )


def progress_html(step: SummaryProgress) -> str:
    """How far a summary has come, with the time left where it is known."""
    left = f", {time_words(step.seconds_left)} kvar" if step.seconds_left else ""
    reused = f" ({step.reused} från tidigare)" if step.reused else ""
    name = f": {step.name}" if step.name else ""
    words = f"{step.done} av {step.total} punkter klara{reused}{left}{name}"
    return (
        f'<p class="mm-message mm-busy" aria-busy="true">{escape(words)}</p>'
        f'<progress max="{max(step.total, 1)}" value="{step.done}" aria-label="Sammanfattningen"></progress>'
    )
