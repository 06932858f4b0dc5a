"""Answers to HTML. Pure functions; every text is escaped, so nothing in minutes or answers is ever active."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from rag.exporting import AI_LABEL
from rag.places import place_line
from rag.types import Answer, Claim, Event, EvidenceFound, Quote, TextDelta

STANDING = {
    "answered": "Svaret är kontrollerat mot protokollen.",
    "partly_supported": "Delar av svaret stöds av protokollen. Läs citaten.",
    "insufficient_evidence": "Protokollen räcker inte för ett svar.",
}
ItemText = Callable[[Quote], str]


@dataclass(frozen=True, slots=True)
class Screen:
    """What the question page shows, as HTML; None leaves what stands there."""

    status: str | None = None
    quotes: str | None = None
    answer: str | None = None


def lines(text: str) -> str:
    """Escaped text with its line breaks kept."""
    return escape(text).replace("\n", "<br>")


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


def message_html(text: str, kind: str = "info", announce: bool = True) -> str:
    """A short message; ``kind`` is "info", "error" or "busy". ``announce`` has it read aloud once."""
    told = ' data-announce=""' if announce else ""
    busy = ' aria-busy="true"' if kind == "busy" else ""
    return f'<p class="mm-message mm-{kind}"{told}{busy}>{escape(text)}</p>'


def examples_html(questions: Sequence[str]) -> str:
    """Buttons that put a question in the field."""
    if not questions:
        return ""
    buttons = "".join(
        f'<button type="button" data-question="{escape(text)}">{escape(text)}</button>' for text in questions
    )
    return f'<div class="mm-examples"><span id="mm-try">Prova:</span>{buttons}</div>'


def quotes_html(quotes: Sequence[Quote], item_text: ItemText, more: Sequence[Quote] = ()) -> str:
    """The verbatim evidence: each quote with its place, and its whole item to unfold.

    ``more`` are quotes that were found but bear nothing of the answer; they come after the others,
    without numbers.
    """
    if not quotes and not more:
        return ""
    groups = [(f"kalla-{number}", f"[{number}]", group) for number, group in _by_number(quotes)]
    others = [(f"mer-{number}", "", group) for number, group in _by_number(more)]
    ids = [one for one, _, _ in (*groups, *others)]
    shown = "".join(_source_html(one, label, group, ids, item_text) for one, label, group in groups)
    rest = "".join(_source_html(one, label, group, ids, item_text) for one, label, group in others)
    if rest:
        rest = f"<h3>Fler citat som söktes fram</h3><ol>{rest}</ol>"
    return (
        f'<section class="mm-quotes" aria-labelledby="mm-sources"><h2 id="mm-sources">Ur protokollen</h2>'
        f'<p class="mm-note">Ordagranna citat. Alt+K och Alt+J går till nästa och föregående källa.</p>'
        f"<ol>{shown}</ol>{rest}</section>"
    )


def _source_html(
    name: str, label: str, group: Sequence[Quote], names: Sequence[str], item_text: ItemText
) -> str:
    texts = [quote.text for quote in group]
    cited = "".join(map(_cited_html, group))
    kind = ' <span class="mm-tag">Beslut</span>' if any(quote.is_decision for quote in group) else ""
    at = names.index(name)
    steps = [("mm-svar", "Till svaret")]
    if at + 1 < len(names):
        steps.insert(0, (names[at + 1], "Nästa källa"))
    if at:
        steps.insert(0, (names[at - 1], "Föregående källa"))
    links = " ".join(f'<a class="mm-step" href="#{where}">{words}</a>' for where, words in steps)
    place = escape(place_line(group[0].place, group[0].page))
    return (
        f'<li id="{name}" data-passage="{escape(group[0].passage_id)}" tabindex="-1">'
        f'<span class="mm-number">{label}</span>{kind}{cited}<p class="mm-place">{place}</p>'
        f"<details><summary>Visa hela punkten med citatet markerat</summary>"
        f'<div class="mm-source" tabindex="0" role="region" aria-label="Hela punkten: {place}">'
        f"{marked_html(item_text(group[0]), texts)}</div>"
        f'<p class="mm-steps">{links}</p></details></li>'
    )


def _cited_html(quote: Quote) -> str:
    context = f'<p class="mm-note">{lines(quote.context)}</p>' if quote.context else ""
    return f"{context}<blockquote>{lines(quote.text)}</blockquote>"


def _by_number(quotes: Sequence[Quote]) -> list[tuple[int, list[Quote]]]:
    groups: dict[int, list[Quote]] = {}
    for quote in quotes:
        groups.setdefault(quote.number, []).append(quote)
    return list(groups.items())


def _claim_html(claim: Claim, shown: Container[int]) -> str:
    numbers = dict.fromkeys(one.number for one in claim.citations if one.number in shown)
    links = " ".join(
        f'<a class="mm-cite" href="#kalla-{n}" aria-label="Visa källa {n}">[{n}]</a>' for n in numbers
    )
    body = lines(re.sub(r"\s*\[\d+\]", "", claim.text))
    if claim.supported:
        return f"<p>{body} {links}</p>"
    why = escape(" ".join(claim.objections))
    return f'<p class="mm-unsupported"><strong>Stöds inte av källorna:</strong> {body} <em>{why}</em></p>'


def answer_html(answer: Answer) -> str:
    """The checked answer: its claims with citation links, its standing, how it came about, the AI label."""
    shown = {quote.number for quote in answer.quotes}
    claims = "".join(_claim_html(claim, shown) for claim in answer.claims) or f"<p>{lines(answer.text)}</p>"
    if answer.status == "insufficient_evidence":
        claims = f"<p>{lines(answer.text)}</p>"
    notes = "".join(f'<p class="mm-note">{escape(note)}</p>' for note in answer.provenance.notes)
    looked = " ".join(answer.query.explanation)
    where = f'<p class="mm-note">{escape(looked)}</p>' if looked else ""
    return (
        f'<section class="mm-answer" id="mm-svar" tabindex="-1" aria-labelledby="mm-answer-head">'
        f'<h2 id="mm-answer-head">Svar</h2>{claims}'
        f'<p class="mm-standing mm-{answer.status}">{STANDING[answer.status]}</p>{where}{notes}'
        f'<p class="mm-label">{escape(AI_LABEL)}</p>'
        f'<p><button type="button" data-copy="{escape(answer_text(answer))}">Kopiera med källor</button></p>'
        f"{_history_html(answer)}</section>"
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


def waiting_text(ahead: int) -> str:
    """What the reader is told while the model is busy or at work."""
    if not ahead:
        return "Citaten är framme. Svaret formuleras …"
    return f"Citaten är framme. Svaret formuleras när det blir din tur: plats {ahead + 1} i kön …"


def answering(
    events: Iterable[Event | None], item_text: ItemText, ahead: Callable[[], int] = lambda: 0
) -> Iterator[Screen]:
    """A run's events as what to show after each; None in ``events`` only looks at the queue again."""
    found: Sequence[Quote] | None = None
    draft, told = "", ""
    for event in events:
        if isinstance(event, EvidenceFound):
            found = event.evidence.quotes
            yield Screen(quotes=quotes_html(found, item_text))
        elif isinstance(event, TextDelta):
            draft += event.text
            yield Screen(answer=draft_html(draft))
        elif event is not None:
            answer = event.answer
            seconds = f"{answer.timings.total_s:.1f}".replace(".", ",")
            done = message_html(f"Svaret är klart ({seconds} s). {STANDING[answer.status]}")
            sources, more = _parted(answer, found or ())
            yield Screen(done, quotes_html(sources, item_text, more), answer_html(answer))
            return
        words = waiting_text(0 if draft else ahead()) if found is not None else ""
        if words != told:
            told = words
            yield Screen(status=message_html(words, "busy", announce=False))
