"""Words and marks to HTML. Pure functions; every text is escaped: nothing in minutes is ever active."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from index.errors import NothingIndexed, UnknownDocument

EMPTY = "Inga protokoll är inlästa än. Lägg till dem under fliken Protokoll."
_INSTEAD = (
    (NothingIndexed, EMPTY),
    (UnknownDocument, "Protokollet finns inte längre. Det kan ha tagits bort från en annan sida."),
)
"""What the page says of errors whose hints are for the command line."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the question page shows, as HTML; None leaves what stands there.

    ``reading`` is how a follow-up was read, ``before`` the conversation's earlier turns.
    """

    status: str | None = None
    quotes: str | None = None
    answer: str | None = None
    reading: str | None = None
    before: str | None = None


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
    return spans_html(text, found)


def spans_html(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text as HTML with each stretch ``text[start:end]`` marked; of two that overlap the first."""
    out, at = [], 0
    for start, end in sorted(spans):
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


def error_html(error: object) -> str:
    """What went wrong, in one line."""
    words = next((instead for kind, instead in _INSTEAD if isinstance(error, kind)), str(error))
    return message_html(words, "error")


def limits_html(words: str, limited: bool) -> str:
    """The limits that a search keeps to, standing out where there are any."""
    return f'<p class="{"mm-limited" if limited else "mm-note"}">Söker i: {escape(words)}.</p>'


def examples_html(questions: Sequence[str]) -> str:
    """Buttons that put a question in the field."""
    if not questions:
        return ""
    buttons = "".join(
        f'<button type="button" data-question="{escape(text)}">{escape(text)}</button>' for text in questions
    )
    return f'<div class="mm-examples"><span id="mm-try">Prova:</span>{buttons}</div>'
