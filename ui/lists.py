"""Tables and lists to HTML: what is indexed, decided and used. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from index.types import DateEvidence, DocumentRow, ItemPlace, Meeting
from rag.kinds import KINDS
from rag.types import PlacedDecision
from ui.render import lines


@dataclass(frozen=True, slots=True)
class Link:
    """A table cell that opens an address of ours in a tab of its own."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A table cell that opens a meeting to read, at one of its items when ``item_id`` says which."""

    text: str
    document_id: str
    item_id: str = ""


_DATES: dict[DateEvidence, str] = {"derived": " (härlett)", "staff": " (angivet)"}
MOST_ROWS = 200
"""A list shows so many rows at most; what is sought is among them or is sought more narrowly."""
_SHORT = ("Datum", "Punkter", "Beslut (antal)", "Slag")


def table_html(caption: str, head: Sequence[str], rows: Iterable[Sequence[str | Link | Opening]]) -> str:
    """A table with a caption and column headings; cells are plain text, links or buttons. Narrow
    screens show a list.
    """
    top = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in head)
    body = "".join(
        '<tr role="row">'
        + "".join(
            f'<td role="cell" data-head="{escape(name)}" class="{_cell_class(name)}">{_cell(cell)}</td>'
            for name, cell in zip(head, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="mm-table" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{top}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _cell(cell: str | Link | Opening) -> str:
    if isinstance(cell, Link):
        address = escape(cell.address)
        return f'<a href="{address}" target="_blank" rel="noreferrer">{lines(cell.text)}</a>'
    if isinstance(cell, Opening):
        sent = (
            f'data-bridge="mm-open" data-tab="Protokoll" data-document="{escape(cell.document_id)}" '
            f'data-item="{escape(cell.item_id)}"'
        )
        return f'<button type="button" class="mm-link" {sent}>{lines(cell.text)}</button>'
    return lines(cell)


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


def decisions_html(
    decisions: Sequence[PlacedDecision], wanted: str, choice: Mapping[str, str], pictures: Sequence[str] = ()
) -> str:
    """The decision log, one decision a row. ``wanted`` says the filters in words, ``choice`` are the
    same as fields of the address where the log is fetched as a file. ``pictures`` are the addresses of
    the original pages of the first rows, "" for none: then the source opens in the meeting's text.
    """
    shown = decisions[:MOST_ROWS]
    rows = [
        (
            when(row.place),
            who(row.place.body, row.place.organisation),
            f"{row.place.item} {row.place.title}".strip(),
            row.decision.text,
            KINDS[row.decision.kind],
            _source(row, pictures[at] if at < len(pictures) else ""),
        )
        for at, row in enumerate(shown)
    ]
    links = " ".join(
        f'<a class="mm-button" href="beslut.{kind}?{escape(urlencode(choice))}" download="beslut.{kind}">'
        f"Hämta som {words}</a>"
        for kind, words in (("csv", "CSV"), ("xlsx", "Excel"))
    )
    count = f"{len(decisions)} beslut"
    if len(shown) < len(decisions):
        count = f"{len(shown)} av {count}; filen innehåller alla"
    told = f'<p class="mm-note" data-announce="">{escape(f"{wanted}: {len(decisions)} beslut.")}</p>'
    if not decisions:
        return told
    return f'{told}<p class="mm-tools">{links}</p>' + table_html(
        count, ("Datum", "Organ", "Punkt", "Beslut", "Slag", "Källa"), rows
    )


def _source(row: PlacedDecision, picture: str) -> Opening | Link:
    """Where the decision stands: the picture of its page, or its item in the meeting's text."""
    words = f"{row.place.document}, sida {row.page}"
    return Link(words, picture) if picture else Opening(words, row.place.document_id, row.decision.item_id)


HEADER = (
    '<header class="mm-head mm-html"><h1>Mötesminne</h1><p class="mm-note">Svar ur mötesprotokoll, '
    "med källor. Ingenting skickas till internet.</p></header>"
)


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
        return '<p class="mm-message">Inga protokoll är inlästa än. Välj filer eller en mapp ovanför.</p>'
    shown = documents[:MOST_ROWS]
    rows = (
        (
            Opening(row.name, row.document_id),
            when(row),
            who(row.body, row.organisation),
            str(row.items),
            str(row.decisions),
        )
        for row in shown
    )
    every = len(documents) if total is None else total
    caption = f"{every} protokoll" if len(shown) == every else f"{len(shown)} av {every} protokoll"
    if len(shown) < len(documents):
        caption += "; sök för att se de andra"
    html = table_html(caption, ("Fil", "Datum", "Organ", "Punkter", "Beslut (antal)"), rows)
    if refused:
        count = "1 fil" if len(refused) == 1 else f"{len(refused)} filer"
        html += table_html(f"{count} kunde inte läsas", ("Fil", "Skäl"), refused)
    return html


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
