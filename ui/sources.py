"""The verbatim evidence to HTML: quotes, the whole item and the original page with the quote marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from rag.places import place_line
from rag.types import Quote
from ui.render import lines, marked_html

ItemText = Callable[[Quote], str]


@dataclass(frozen=True, slots=True)
class Shelving:
    """What a list of sources belongs to: the beginning of their ids, and the way back to it."""

    ids: str
    home: str
    back: str


ANSWER = Shelving("kalla", "mm-svar", "Till svaret")
DRAFT = Shelving("underlag", "mm-utkast", "Till utkastet")


def quotes_html(
    quotes: Sequence[Quote], item_text: ItemText, more: Sequence[Quote] = (), shelf: Shelving = ANSWER
) -> str:
    """The verbatim evidence: each quote with its place, and its whole item and page to unfold.

    ``more`` are quotes that were found but bear nothing of the answer; they come after the others,
    without numbers. ``shelf`` says what they are the sources of.
    """
    if not quotes and not more:
        return ""
    groups = [(f"{shelf.ids}-{number}", f"[{number}]", group) for number, group in _by_number(quotes)]
    others = [(f"mer-{number}", "", group) for number, group in _by_number(more)]
    ids = [one for one, _, _ in (*groups, *others)]
    steps = {one: _steps(at, ids, shelf) for at, one in enumerate(ids)}
    shown = "".join(_source_html(one, label, group, steps[one], item_text) for one, label, group in groups)
    rest = "".join(_source_html(one, label, group, steps[one], item_text) for one, label, group in others)
    if rest:
        rest = f"<h3>Fler citat som söktes fram</h3><ol>{rest}</ol>"
    return (
        f'<section class="mm-quotes" aria-labelledby="{shelf.ids}-head">'
        f'<h2 id="{shelf.ids}-head">Ur protokollen</h2>'
        f'<p class="mm-note">Ordagranna citat. Alt+K och Alt+J går till nästa och föregående källa.</p>'
        f"<ol>{shown}</ol>{rest}</section>"
    )


def _source_html(name: str, label: str, group: Sequence[Quote], steps: str, item_text: ItemText) -> str:
    texts = [quote.text for quote in group]
    cited = "".join(map(_cited_html, group))
    kind = ' <span class="mm-tag">Beslut</span>' if any(quote.is_decision for quote in group) else ""
    place = escape(place_line(group[0].place, group[0].page))
    return (
        f'<li id="{name}" data-passage="{escape(group[0].passage_id)}" tabindex="-1">'
        f'<span class="mm-number">{label}</span>{kind}{cited}<p class="mm-place">{place}</p>'
        f"<details><summary>Visa hela punkten med citatet markerat</summary>"
        f'<div class="mm-source" tabindex="0" role="region" aria-label="Hela punkten: {place}">'
        f"{marked_html(item_text(group[0]), texts)}</div>"
        f'{pages_html(group)}<p class="mm-steps">{steps}</p></details></li>'
    )


def _steps(at: int, names: Sequence[str], shelf: Shelving) -> str:
    steps = [(names[at - 1], "Föregående källa")] if at else []
    steps += [(names[at + 1], "Nästa källa")] if at + 1 < len(names) else []
    steps.append((shelf.home, shelf.back))
    return " ".join(f'<a class="mm-step" href="#{where}">{words}</a>' for where, words in steps)


def pages_html(quotes: Sequence[Quote]) -> str:
    """The original pages behind quotes of one PDF as pictures, the quotes marked; "" for other formats."""
    place = quotes[0].place
    if not place.document.lower().endswith(".pdf"):
        return ""
    marks: dict[int, list[str]] = {}
    for quote in quotes:
        for span in quote.spans:
            marks.setdefault(span.page, []).append(f"{span.start}-{span.end}")
    return "".join(
        _page_html(place.document, page_address(place.document_id, page, marks[page]), page)
        for page in sorted(marks)
    )


def page_address(document_id: str, page: int, marks: Sequence[str] = ()) -> str:
    """Where the picture of a page is fetched; ``marks`` are "start-end" offsets into the page's text."""
    wanted = f"?{urlencode({'m': ','.join(marks)})}" if marks else ""
    return f"sida/{document_id}/{page}.png{wanted}"


def _page_html(document: str, address: str, page: int) -> str:
    name = f"Sida {page} i {document} som bild, citatet markerat"
    return (
        f'<figure class="mm-page"><figcaption>{escape(f"Sida {page} i originalet")} '
        f'<a href="{escape(address)}" target="_blank" rel="noreferrer">Öppna i egen flik</a></figcaption>'
        f'<img src="{escape(address)}" alt="{escape(name)}" loading="lazy"></figure>'
    )


def _cited_html(quote: Quote) -> str:
    said = any(map(str.isalpha, quote.context))  # and not a table's rule
    context = f'<p class="mm-note">{lines(quote.context)}</p>' if said else ""
    return f"{context}<blockquote>{lines(quote.text)}</blockquote>"


def _by_number(quotes: Sequence[Quote]) -> list[tuple[int, list[Quote]]]:
    groups: dict[int, list[Quote]] = {}
    for quote in quotes:
        groups.setdefault(quote.number, []).append(quote)
    return list(groups.items())
