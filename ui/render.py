"""Values to HTML. Pure functions; every text is escaped, so nothing in minutes or answers is ever active."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from index.types import DocumentRow
from rag.exporting import AI_LABEL
from rag.places import place_line
from rag.types import Answer, Claim, Event, EvidenceFound, PlacedDecision, Quote, TextDelta

KINDS = {
    "approves": "godkänner",
    "assigns": "ger uppdrag",
    "intention": "avsikt",
    "follow_up": "återkommer",
    "notes": "noterar",
    "rejects": "avslår",
    "other": "annat",
}
STANDING = {
    "answered": "Svaret är kontrollerat mot protokollen.",
    "partly_supported": "Delar av svaret stöds av protokollen. Läs citaten.",
    "insufficient_evidence": "Protokollen räcker inte för ett svar.",
}

ItemText = Callable[[Quote], str]


def marked_html(text: str, quotes: Sequence[str]) -> str:
    """The text as HTML with each quote marked where it stands; white space may differ."""
    found: list[tuple[int, int]] = []
    for quote in quotes:
        pattern = r"\s+".join(re.escape(word) for word in quote.split())
        match = re.search(pattern, text) if pattern else None
        if match:
            found.append(match.span())
    out, at = [], 0
    for start, end in sorted(found):
        if start < at:
            continue
        out += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    out.append(escape(text[at:]))
    return "".join(out).replace("\n", "<br>")


def quotes_html(quotes: Sequence[Quote], item_text: ItemText) -> str:
    """The verbatim evidence: each quote with its place, and its whole item to unfold."""
    if not quotes:
        return ""
    rows = []
    for number, group in _by_number(quotes):
        place = group[0].place
        texts = [quote.text for quote in group]
        cited = "".join(f"<blockquote>{_lines(text)}</blockquote>" for text in texts)
        kind = '<span class="mm-tag">Beslut</span> ' if any(quote.is_decision for quote in group) else ""
        rows.append(
            f'<li id="kalla-{number}" tabindex="-1" value="{number}">{cited}'
            f'<p class="mm-place">{kind}{escape(place_line(place, group[0].page))}</p>'
            f"<details><summary>Visa hela punkten med citatet markerat</summary>"
            f'<div class="mm-source">{marked_html(item_text(group[0]), texts)}</div></details></li>'
        )
    return f'<section class="mm-quotes"><h2>Ur protokollen</h2><ol>{"".join(rows)}</ol></section>'


def _by_number(quotes: Sequence[Quote]) -> list[tuple[int, list[Quote]]]:
    groups: dict[int, list[Quote]] = {}
    for quote in quotes:
        groups.setdefault(quote.number, []).append(quote)
    return sorted(groups.items())


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _claim_html(claim: Claim) -> str:
    numbers = dict.fromkeys(citation.number for citation in claim.citations)
    links = " ".join(
        f'<a class="mm-cite" href="#kalla-{n}" aria-label="Källa {n}">[{n}]</a>' for n in numbers
    )
    body = _lines(re.sub(r"\s*\[\d+\]", "", claim.text))
    if claim.supported:
        return f"<p>{body} {links}</p>"
    why = escape(" ".join(claim.objections))
    return f'<p class="mm-unsupported"><strong>Stöds inte av källorna:</strong> {body} <em>{why}</em></p>'


def answer_html(answer: Answer) -> str:
    """The checked answer: its claims with citation links, its standing and the AI label."""
    claims = "".join(map(_claim_html, answer.claims)) or f"<p>{_lines(answer.text)}</p>"
    if answer.status == "insufficient_evidence":
        claims = f"<p>{_lines(answer.text)}</p>"
    notes = "".join(f"<p>{escape(note)}</p>" for note in answer.provenance.notes)
    looked = " ".join(answer.query.explanation)
    where = f'<p class="mm-note">{escape(looked)}</p>' if looked else ""
    return (
        f'<section class="mm-answer"><h2>Svar</h2>{claims}{where}{notes}'
        f'<p class="mm-standing mm-{answer.status}">{STANDING[answer.status]}</p>'
        f'<p class="mm-label">{escape(AI_LABEL)}</p></section>'
    )


def draft_html(text: str) -> str:
    """What the model has written so far, before it is checked."""
    return (
        '<section class="mm-answer mm-draft" aria-busy="true"><h2>Svar formuleras …</h2>'
        f'<p>{_lines(text)}</p><p class="mm-note">Texten är inte kontrollerad mot källorna än.</p></section>'
    )


def message_html(text: str, kind: str = "info") -> str:
    """A short message to the reader; ``kind`` is "info" or "error"."""
    return f'<p class="mm-message mm-{kind}">{escape(text)}</p>'


def table_html(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a caption and column headings; cells are plain text."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join("<tr>" + "".join(f"<td>{_lines(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="mm-table" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def decisions_html(decisions: Sequence[PlacedDecision]) -> str:
    """The decision log as a table, one decision a row."""
    rows = (
        (
            row.place.meeting_date.isoformat() if row.place.meeting_date else "okänt",
            " ".join(dict.fromkeys(part for part in (row.place.body, row.place.organisation) if part)),
            f"{row.place.item} {row.place.title}".strip(),
            row.decision.text,
            KINDS[row.decision.kind],
            f"{row.place.document}, sida {row.page}",
        )
        for row in decisions
    )
    return table_html(
        f"{len(decisions)} beslut", ("Datum", "Organ", "Punkt", "Beslut", "Slag", "Källa"), rows
    )


HEADER = (
    '<header><h1>Mötesminne</h1><p class="mm-note">Svar ur mötesprotokoll, med källor. '
    "Allt sker på den här datorn.</p></header>"
)


def lines_html(lines: Sequence[str]) -> str:
    """Several short lines, one paragraph each."""
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def documents_html(documents: Sequence[DocumentRow], refused: Sequence[tuple[str, str]]) -> str:
    """What is indexed, and the files that could not be read with the reason."""
    rows = (
        (
            row.name,
            row.date.isoformat() if row.date else "okänt",
            " ".join(dict.fromkeys(part for part in (row.body, row.organisation) if part)) or "okänt",
            str(row.items),
            str(row.decisions),
        )
        for row in documents
    )
    shown = table_html(f"{len(documents)} protokoll", ("Fil", "Datum", "Organ", "Punkter", "Beslut"), rows)
    if refused:
        shown += table_html(f"{len(refused)} filer kunde inte läsas", ("Fil", "Skäl"), refused)
    return shown


def about_html(facts: Sequence[tuple[str, str]]) -> str:
    """What answers here: models, index, versions, as a list of terms."""
    rows = "".join(
        f"<dt><strong>{escape(name)}</strong></dt><dd>{escape(value)}</dd>" for name, value in facts
    )
    return f"<section><h2>Om Mötesminne</h2><p>{escape(AI_LABEL)}</p><dl>{rows}</dl></section>"


def answering(events: Iterable[Event], item_text: ItemText) -> Iterator[tuple[str, str, str]]:
    """A run's events as (status, quotes, answer) HTML to show after each."""
    quotes, draft = "", ""
    for event in events:
        if isinstance(event, EvidenceFound):
            quotes = quotes_html(event.evidence.quotes, item_text)
            yield message_html("Citaten är framme. Svaret formuleras …"), quotes, ""
        elif isinstance(event, TextDelta):
            draft += event.text
            yield message_html("Citaten är framme. Svaret formuleras …"), quotes, draft_html(draft)
        else:
            answer = event.answer
            done = f"Svaret är klart ({answer.timings.total_s:.1f} s)".replace(".", ",")
            yield message_html(done), quotes_html(answer.quotes, item_text), answer_html(answer)
