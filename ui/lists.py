"""Tables and lists to HTML: what is indexed, decided and used. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

from index.types import DateEvidence, DocumentRow, ItemPlace, Meeting
from rag.exporting import AI_LABEL
from rag.types import PlacedDecision
from ui.render import lines

KINDS = {
    "approves": "godkänner",
    "assigns": "ger uppdrag",
    "intention": "avsikt",
    "follow_up": "återkommer",
    "notes": "noterar",
    "rejects": "avslår",
    "other": "annat",
}
_DATES: dict[DateEvidence, str] = {"derived": " (härlett)", "staff": " (angivet)"}
MOST_ROWS = 200
"""A list shows so many rows at most; what is sought is among them or is sought more narrowly."""
_SHORT = ("Datum", "Punkter", "Beslut (antal)", "Slag")


def table_html(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], opens: Sequence[str] = ()
) -> str:
    """A table with a caption and column headings; cells are plain text. Narrow screens show a list.

    ``opens`` are the attributes of a button that the first cell of each row becomes.
    """
    top = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in head)
    body = "".join(
        '<tr role="row">'
        + "".join(
            f'<td role="cell" data-head="{escape(name)}" class="{_cell_class(name)}">'
            f"{_opening(lines(cell), opens[at]) if opens and not column else lines(cell)}</td>"
            for column, (name, cell) in enumerate(zip(head, row, strict=True))
        )
        + "</tr>"
        for at, row in enumerate(rows)
    )
    return (
        f'<div class="mm-table" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{top}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _opening(html: str, attributes: str) -> str:
    return f'<button type="button" class="mm-link" {attributes}>{html}</button>'


def _cell_class(name: str) -> str:
    if name == "Beslut":
        return "mm-text"
    return "mm-short" if name in _SHORT else "mm-file" if name in ("Fil", "Källa") else ""


def who(body: str, organisation: str) -> str:
    """Body and organisation as one name."""
    return ", ".join(dict.fromkeys(part for part in (body, organisation) if part)) or "okänt"


def when(row: DocumentRow | ItemPlace | Meeting) -> str:
    """The meeting's date, and where it comes from when it is not stated."""
    day = row.meeting_date if isinstance(row, ItemPlace) else row.date
    return day.isoformat() + _DATES.get(row.date_evidence, "") if day else "okänt"


def decisions_html(decisions: Sequence[PlacedDecision], wanted: str, choices: dict[str, str]) -> str:
    """The decision log, one decision a row. ``wanted`` says the filters in words, ``choices`` are
    the same as fields of the address where the log is fetched as CSV.
    """
    rows = (
        (
            when(row.place),
            who(row.place.body, row.place.organisation),
            f"{row.place.item} {row.place.title}".strip(),
            row.decision.text,
            KINDS[row.decision.kind],
            f"{row.place.document}, sida {row.page}",
        )
        for row in decisions
    )
    link = f"beslut.csv?{urlencode(choices)}"
    return (
        f'<p class="mm-note" data-announce="">{escape(wanted)}</p>'
        f'<p><a class="mm-button" href="{escape(link)}" download="beslut.csv">Hämta som CSV</a></p>'
        + table_html(f"{len(decisions)} beslut", ("Datum", "Organ", "Punkt", "Beslut", "Slag", "Källa"), rows)
    )


HEADER = (
    '<header class="mm-head mm-html"><h1>Mötesminne</h1><p class="mm-note">Svar ur mötesprotokoll, '
    "med källor. Allt sker på den här datorn.</p></header>"
)
EMPTY = "Inga protokoll är inlästa än. Lägg till filer eller en mapp under fliken Protokoll."


def lines_html(texts: Sequence[str]) -> str:
    """Several short lines, one paragraph each."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def report_html(texts: Sequence[str]) -> str:
    """The outcome of indexing: what was done, read aloud, then each file that needs attention."""
    told = f'<p class="mm-message" data-announce="">{escape(texts[0])}</p>' if texts else ""
    return told + lines_html(texts[1:])


def documents_html(
    documents: Sequence[DocumentRow], refused: Sequence[tuple[str, str]], total: int | None = None
) -> str:
    """What is indexed, each name a button that opens it, and the files that could not be read with the
    reason. ``total`` is how many there are when ``documents`` are only those sought.
    """
    if not documents and not refused and not total:
        return f'<p class="mm-message">{EMPTY}</p>'
    shown = documents[:MOST_ROWS]
    rows = (
        (row.name, when(row), who(row.body, row.organisation), str(row.items), str(row.decisions))
        for row in shown
    )
    every = len(documents) if total is None else total
    caption = f"{every} protokoll" if len(shown) == every else f"{len(shown)} av {every} protokoll"
    opens = [f'data-bridge="mm-open" data-document="{row.document_id}"' for row in shown]
    html = table_html(caption, ("Fil", "Datum", "Organ", "Punkter", "Beslut (antal)"), rows, opens)
    if refused:
        html += table_html(f"{len(refused)} filer kunde inte läsas", ("Fil", "Skäl"), refused)
    return html


def about_html(facts: Sequence[tuple[str, str]]) -> str:
    """What answers here: models, index, versions, as a list of terms; what is kept; accessibility."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return (
        f"<section><h2>Om Mötesminne</h2><p>{escape(AI_LABEL)}</p><dl>{rows}</dl>"
        "<h2>Vad som sparas</h2><p>Inlästa protokoll och deras index ligger i datamappen på den här datorn. "
        "Frågor och svar sparas inte. Ingenting skickas till någon annan dator.</p>"
        "<h2>Tillgänglighet</h2><p>Sidan är byggd för att följa WCAG 2.1 på nivå AA: den kan användas med "
        "enbart tangentbord, läses av skärmläsare och ryms på 320 bildpunkters bredd. "
        "Hittar du en brist, säg till den som ansvarar för installationen.</p>"
        "<h2>Kortkommandon</h2><dl><dt>Enter i frågefältet</dt><dd>ställer frågan</dd>"
        "<dt>Alt+K</dt><dd>visar nästa källa, med citatet markerat</dd>"
        "<dt>Alt+J</dt><dd>visar föregående källa</dd></dl></section>"
    )


def terms_html(facts: Sequence[tuple[str, str]]) -> str:
    """Terms with their values."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return f'<dl class="mm-facts">{rows}</dl>'


def removing_words(row: DocumentRow) -> str:
    """What removing a document comes to."""
    return (
        f"Ta bort {row.name}? Texten, {row.items} punkter, {row.decisions} beslut och alla spår i indexet "
        "raderas och kan inte ångras. Frågor kan inte längre besvaras ur det. En uppladdad kopia raderas "
        "också; filer i egna mappar rörs inte."
    )
