"""Tables and lists to HTML: what is indexed, decided and used. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

from index.build import Progress
from index.types import AgendaItem, Attendee, DateEvidence, DocumentRow, ItemPlace, Meeting
from rag.exporting import AI_LABEL
from rag.reporting import progress_line
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
_SHORT = ("Datum", "Punkter", "Beslut (antal)", "Slag")


def table_html(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a caption and column headings; cells are plain text. Narrow screens show a list."""
    top = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in head)
    body = "".join(
        '<tr role="row">'
        + "".join(
            f'<td role="cell" data-head="{escape(name)}" class="{_cell_class(name)}">{lines(cell)}</td>'
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


def _cell_class(name: str) -> str:
    if name == "Beslut":
        return "mm-text"
    return "mm-short" if name in _SHORT else "mm-file" if name in ("Fil", "Källa") else ""


def _who(body: str, organisation: str) -> str:
    return ", ".join(dict.fromkeys(part for part in (body, organisation) if part)) or "okänt"


def _when(row: DocumentRow | ItemPlace | Meeting) -> str:
    day = row.meeting_date if isinstance(row, ItemPlace) else row.date
    return day.isoformat() + _DATES.get(row.date_evidence, "") if day else "okänt"


def decisions_html(decisions: Sequence[PlacedDecision], wanted: str, choices: dict[str, str]) -> str:
    """The decision log, one decision a row. ``wanted`` says the filters in words, ``choices`` are
    the same as fields of the address where the log is fetched as CSV.
    """
    rows = (
        (
            _when(row.place),
            _who(row.place.body, row.place.organisation),
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


def progress_html(step: Progress, refused: Sequence[str] = ()) -> str:
    """How far indexing has come, the file at hand, and the files refused so far with their reasons."""
    words = progress_line(step)
    return (
        f'<p class="mm-message mm-busy" aria-busy="true">{escape(words)}</p>'
        f'<progress max="{max(step.total, 1)}" value="{step.done}" aria-label="Inläsningen"></progress>'
        f"{lines_html(refused)}"
    )


def lines_html(texts: Sequence[str]) -> str:
    """Several short lines, one paragraph each."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def report_html(texts: Sequence[str]) -> str:
    """The outcome of indexing: what was done, read aloud, then each file that needs attention."""
    told = f'<p class="mm-message" data-announce="">{escape(texts[0])}</p>' if texts else ""
    return told + lines_html(texts[1:])


def documents_html(documents: Sequence[DocumentRow], refused: Sequence[tuple[str, str]]) -> str:
    """What is indexed, and the files that could not be read with the reason."""
    if not documents and not refused:
        return f'<p class="mm-message">{EMPTY}</p>'
    rows = (
        (row.name, _when(row), _who(row.body, row.organisation), str(row.items), str(row.decisions))
        for row in documents
    )
    shown = table_html(
        f"{len(documents)} protokoll", ("Fil", "Datum", "Organ", "Punkter", "Beslut (antal)"), rows
    )
    if refused:
        shown += table_html(f"{len(refused)} filer kunde inte läsas", ("Fil", "Skäl"), refused)
    return shown


def meeting_html(name: str, meeting: Meeting) -> str:
    """One meeting to read: its facts, what was noticed, and each item to unfold."""
    facts = {
        "Datum": _when(meeting) + (f" – {meeting.date_source}" if meeting.date_source else ""),
        "Organ": _who(meeting.body, meeting.organisation),
        "Plats": meeting.place,
        "Ordförande": meeting.chair,
        "Sekreterare": meeting.secretary,
        "Närvarande": ", ".join(_person(one) for one in meeting.attendance if one.kind != "absent"),
        "Frånvarande": ", ".join(_person(one) for one in meeting.attendance if one.kind == "absent"),
        "Att kontrollera": " ".join(flag.text for flag in meeting.flags),
    }
    rows = "".join(f"<dt>{name}</dt><dd>{lines(text)}</dd>" for name, text in facts.items() if text)
    items = "".join(map(_item_html, meeting.items))
    return f'<section aria-label="{escape(name)}"><h2>{escape(name)}</h2><dl>{rows}</dl>{items}</section>'


def _person(one: Attendee) -> str:
    more = ", ".join(part for part in (one.role, one.organisation) if part)
    return f"{one.name} ({more})" if more else one.name


def _item_html(item: AgendaItem) -> str:
    title = f"{item.number} {item.title}".strip() or "Inledning"
    return (
        f"<details><summary>{escape(title)}</summary>"
        f'<div class="mm-source" tabindex="0" role="region" aria-label="{escape(title)}">'
        f"{lines(item.text)}</div></details>"
    )


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


def removing_words(name: str) -> str:
    """What removing a document comes to."""
    return (
        f"Ta bort {name}? Texten, besluten och alla spår i indexet raderas och kan inte ångras. "
        "En uppladdad kopia raderas också; filer i egna mappar rörs inte."
    )
