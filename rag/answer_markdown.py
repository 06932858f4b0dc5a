"""An answer as a Markdown file: question, answer with its sources numbered, label, how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.exporting import AI_LABEL
from rag.places import place_line
from rag.types import Answer

STANDING = {
    "answered": "Svaret är kontrollerat mot protokollen.",
    "partly_supported": "Delar av svaret stöds av protokollen. Läs citaten.",
    "insufficient_evidence": "Protokollen räcker inte för ett svar.",
}
_SIGNS = re.compile(r"([\\`*_{}<>#|~!]|\[(?!\d+\])|^(?:[-+]|\d+\.)(?=\s))", re.MULTILINE)


def plain(text: str) -> str:
    """The text so that Markdown shows it as it is; source numbers ("[2]") stay."""
    return _SIGNS.sub(r"\\\1", text)


def answer_markdown(answer: Answer) -> str:
    """The answer as CommonMark; nothing in question, answer or quotes is active."""
    return "\n".join(_lines(answer)) + "\n"


def _lines(answer: Answer) -> Iterator[str]:
    made = answer.provenance
    yield from (f"# {plain(' '.join(answer.question.split()))}", "")
    if answer.query.text != " ".join(answer.question.split()):
        yield from (f"Tolkad som: {plain(answer.query.text)}", "")
    yield from (plain(answer.text), "", f"**{AI_LABEL}** {STANDING[answer.status]}", "")
    if answer.quotes:
        yield from ("## Källor", "")
    for quote in answer.quotes:
        yield f"**[{quote.number}]** {plain(place_line(quote.place, quote.page))}"
        yield ""
        yield from (f"> {plain(line)}" for line in quote.text.splitlines() if line.strip())
        yield ""
    model = (
        f"{made.model} (sha256 {made.model_sha256[:16]})" if made.model else "ingen, svaret består av citat"
    )
    yield from ("---", "", f"Språkmodell: {plain(model)}. Index: {made.index_id}. Gjort: {made.created}.")
