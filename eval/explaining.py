"""Why a question found what it found: how it was read, what was found, where its quotes stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.metrics.coverage import covers, rank_of
from eval.types import Found, Question
from index.types import Hit, ItemPlace, Passage, Query

_SHOWN = 5
_WIDTH = 90

Placed = tuple[Passage, ItemPlace]


def explain(question: Question, query: Query, hits: Sequence[Hit], corpus: Sequence[Placed]) -> str:
    """A report in Swedish, a fact a line. ``hits`` are those scored, ``corpus`` all passages with places."""
    return "\n".join((*_reading(question, query), *_hits(hits), *_quotes(question, hits, corpus)))


def _reading(question: Question, query: Query) -> Iterator[str]:
    yield f"{question.question_id}: {question.text}"
    yield f"Typ {question.type}, stil {question.style}; läst som {query.intent}."
    yield from query.explanation
    flags = {
        "frågar efter deltagare": query.attendance,
        "vill ha det nyaste": query.latest_first,
        "jämför": query.sides,
    }
    yield from (f"Frågan {what}." for what, so in flags.items() if so)


def _hits(hits: Sequence[Hit]) -> Iterator[str]:
    yield "Träffar:"
    for hit in hits[:_SHOWN]:
        found = f"{hit.score:.3f}, {' + '.join(hit.sources)}"
        yield f"  {hit.rank}. {_where(hit.place)} ({found}): {_short(hit.passage.text)}"


def _quotes(question: Question, hits: Sequence[Hit], corpus: Sequence[Placed]) -> Iterator[str]:
    found = [Found(hit.place.document, hit.passage.text) for hit in hits]
    for quote in question.quotes:
        rank = rank_of(quote, found)
        yield f"Citat ur {quote.document} punkt {quote.item or '(inledningen)'}: {_short(quote.text)}"
        if rank:
            yield f"  täcks av träff {rank}."
            continue
        there = [
            _where(place)
            for passage, place in corpus
            if rank_of(quote, [Found(place.document, passage.text)]) and covers(passage.text, quote.text)
        ]
        yield (
            f"  står i {', '.join(there)}, som inte är bland de {len(hits)} träffarna."
            if there
            else "  täcks inte av något enda textstycke: det är delat mellan flera, eller lästes inte in."
        )


def _where(place: ItemPlace) -> str:
    return (
        f"{place.document} punkt {place.item}"
        if place.item
        else f"{place.document} {place.title or 'inledning'}"
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"
