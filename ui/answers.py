"""Answers to HTML: while they are made, when they are checked, and as turns of a conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from html import escape

from rag.answer_markdown import STANDING
from rag.exporting import AI_LABEL
from rag.feedback import FAULTS, LONGEST
from rag.places import place_line
from rag.types import Answer, Claim, Event, EvidenceFound, Finished, Quote, TextDelta
from ui.conversation import Turn
from ui.render import Screen, lines, message_html
from ui.sources import ItemText, quotes_html

SEARCHING = "Söker i protokollen …"
FILES = {"docx": "Hämta som Word", "md": "Hämta som Markdown"}
"""The kinds of file that an answer can be fetched as, by suffix."""
_STORED = (
    "När du sparar läggs frågan, svaret, citaten, din kommentar, tidpunkten och vilken modell och vilket "
    "index som svarade i en fil i programmets datamapp. Ditt namn sparas inte, och ingenting skickas."
)


def answer_html(answer: Answer, token: str = "") -> str:
    """The checked answer: its claims with their standing and citation links, how it came about, the AI
    label. ``token`` names it in addresses; without one it can't be fetched or called wrong.
    """
    shown = {quote.number for quote in answer.quotes}
    claims = "".join(_claim_html(claim, shown, answer.quotes) for claim in answer.claims)
    if answer.status == "insufficient_evidence" or not claims:
        claims = f"<p>{lines(answer.text)}</p>"
    notes = "".join(f'<p class="mm-note">{escape(note)}</p>' for note in _notes(answer))
    looked = " ".join(answer.query.explanation)
    where = f'<p class="mm-note">{escape(looked)}</p>' if looked else ""
    return (
        f'<section class="mm-answer" id="mm-svar" tabindex="-1" aria-labelledby="mm-answer-head">'
        f'<h2 id="mm-answer-head">Svar</h2><p class="mm-asked">{escape(answer.question)}</p>{claims}'
        f'<p class="mm-standing mm-{answer.status}">{STANDING[answer.status]}</p>{where}{notes}'
        f'<p class="mm-label">{escape(AI_LABEL)}</p>'
        f'<p class="mm-tools"><button type="button" data-copy="{escape(answer_text(answer))}">'
        f"Kopiera med källor</button>{_files_html(token)}</p>"
        f"{_wrong_html(token)}{_history_html(answer)}</section>"
    )


def _notes(answer: Answer) -> Iterator[str]:
    """The answer's notes, but for how the question was read, which stands above it."""
    return (note for note in answer.provenance.notes if not note.endswith(answer.query.text))


def _claim_html(claim: Claim, shown: Container[int], quotes: Sequence[Quote]) -> str:
    numbers = dict.fromkeys(one.number for one in claim.citations if one.number in shown)
    links = " ".join(
        f'<a class="mm-cite" href="#kalla-{n}" aria-label="Visa källa {n}">[{n}]</a>' for n in numbers
    )
    body = lines(re.sub(r"\s*\[\d+\]", "", claim.text))
    if not claim.supported:
        why = escape(" ".join(claim.objections))
        return f'<p class="mm-unsupported"><strong>Stöds inte av källorna:</strong> {body} <em>{why}</em></p>'
    said = " ".join(claim.text.split())
    verbatim = any(said in " ".join(quote.text.split()) for quote in quotes)
    standing, words = ("quote", "Ordagrant") if verbatim else ("supported", "Stöds av källan")
    return f'<p>{body} {links} <span class="mm-tag mm-is-{standing}">{words}</span></p>'


def _files_html(token: str) -> str:
    if not token:
        return ""
    return "".join(
        f' <a class="mm-button" href="svar.{kind}?id={escape(token)}" download="svar.{kind}">{words}</a>'
        for kind, words in FILES.items()
    )


def _wrong_html(token: str) -> str:
    """A form to call the answer wrong, saying what is kept; nothing is kept before its button is pressed."""
    if not token:
        return ""
    faults = "".join(
        f'<label><input type="radio" name="fault" value="{name}" required> {escape(words)}</label>'
        for name, words in FAULTS.items()
    )
    return (
        '<details class="mm-wrong"><summary>Fel svar?</summary>'
        f'<form data-bridge="mm-wrong" data-token="{escape(token)}">'
        f"<fieldset><legend>Vad är fel?</legend>{faults}</fieldset>"
        '<label>Kommentar (valfri)<textarea name="comment" rows="2" '
        f'maxlength="{LONGEST}"></textarea></label>'
        f'<p class="mm-note">{_STORED}</p><button type="submit">Spara</button>'
        "</form></details>"
    )


def _history_html(answer: Answer) -> str:
    made = answer.provenance
    steps = {
        **answer.explanation,
        "språkmodell": f"{made.model} ({made.model_sha256[:12]})" if made.model else "ingen",
        "sökmodell": made.embedder,
        "index": made.index_id,
        "tidpunkt": made.created,
    }
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{lines(text)}</dd>" for name, text in steps.items() if text)
    return f"<details><summary>Så kom svaret till</summary><dl>{rows}</dl></details>"


def _parted(answer: Answer, found: Sequence[Quote]) -> tuple[list[Quote], list[Quote]]:
    """The answer's quotes, those it cites first in its order; and what else was found (numbered apart)."""
    cited = list(dict.fromkeys(citation.number for claim in answer.claims for citation in claim.citations))
    rank = {number: at for at, number in enumerate(cited)}
    borne = sorted(answer.quotes, key=lambda one: rank.get(one.number, len(cited)))
    return borne, [one for one in found if not any(_overlap(one, quote) for quote in borne)]


def _overlap(one: Quote, other: Quote) -> bool:
    return one.passage_id == other.passage_id and one.start < other.end and other.start < one.end


def answer_text(answer: Answer) -> str:
    """The answer with its question, label and numbered sources as plain text, to copy."""
    sources = [
        f"[{quote.number}] ”{quote.text}” ({place_line(quote.place, quote.page)})" for quote in answer.quotes
    ]
    return "\n".join(
        [f"Fråga: {answer.question}", "", answer.text, "", AI_LABEL, STANDING[answer.status]]
        + (["", "Källor:", *sources] if sources else [])
    )


def draft_html(text: str) -> str:
    """What the model has written so far, before it is checked."""
    return (
        '<section class="mm-answer mm-draft" aria-busy="true"><h2>Svaret formuleras …</h2>'
        f'<p class="mm-words">{lines(text)}</p>'
        '<p class="mm-note">Utkast från språkmodellen, ännu inte kontrollerat mot källorna.</p></section>'
    )


def waiting_text(ahead: int, searching: bool = False) -> str:
    """What the reader is told while the search or the model is busy or at work."""
    if searching:
        return f"Söker i protokollen. Svaret har plats {ahead + 1} i kön …" if ahead else SEARCHING
    if not ahead:
        return "Citaten är framme. Svaret formuleras …"
    return f"Citaten är framme. Svaret formuleras när det blir din tur: plats {ahead + 1} i kön …"


def reading_html(asked: str, read: str) -> str:
    """How a follow-up was read, where that is not as it was written."""
    if " ".join(asked.split()) == read:
        return ""
    return f'<p class="mm-reading">Tolkad som: <strong>{escape(read)}</strong></p>'


def before_html(turns: Sequence[Turn]) -> str:
    """The conversation's earlier turns, the latest first: to read again, never evidence."""
    if not turns:
        return ""
    shown = "".join(
        f"<details><summary>{escape(turn.answer.query.text)}</summary>"
        f"<p>{lines(answer_text(turn.answer))}</p></details>"
        for turn in reversed(turns)
    )
    return (
        '<section aria-labelledby="mm-before-head"><h2 id="mm-before-head">Tidigare i samtalet</h2>'
        '<p class="mm-note">Tidigare frågor hjälper till att förstå nästa. Tidigare svar används aldrig '
        f"som källa. Ny fråga börjar om.</p>{shown}</section>"
    )


def answering(
    events: Iterable[Event | None],
    item_text: ItemText,
    ahead: Callable[[], int] = lambda: 0,
    keep: Callable[[Answer], str] = lambda _: "",
    asked: str = "",
) -> Iterator[Screen]:
    """A run's events as what to show after each; None in ``events`` only looks at the queue again.

    ``keep`` is given the finished answer and says its token. ``asked`` is the question as written,
    to show how it was read; "" shows nothing of it.
    """
    found: Sequence[Quote] | None = None
    draft, told = "", SEARCHING
    for event in events:
        if isinstance(event, EvidenceFound):
            found = event.evidence.quotes
            read = reading_html(asked, event.evidence.query.text) if asked else None
            yield Screen(quotes=quotes_html(found, item_text), reading=read)
        elif isinstance(event, TextDelta):
            draft += event.text
            yield Screen(answer=draft_html(draft))
        elif isinstance(event, Finished):
            yield _finished(event.answer, found or (), item_text, keep(event.answer))
            return
        words = waiting_text(0 if draft else ahead(), searching=found is None)
        if words != told:
            told = words
            yield Screen(status=message_html(words, "busy", announce=False))


def _finished(answer: Answer, found: Sequence[Quote], item_text: ItemText, token: str) -> Screen:
    seconds = f"{answer.timings.total_s:.1f}".replace(".", ",")
    done = message_html(f"Svaret är klart ({seconds} s). {STANDING[answer.status]}")
    sources, more = _parted(answer, found)
    return Screen(done, quotes_html(sources, item_text, more), answer_html(answer, token))
