"""Which pages a quote really stands on: a passage may run over several, a quote of it stands on one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from index.errors import UnknownDocument
from index.ledger import Ledger
from index.types import Span
from rag.types import Answer, Citation, Claim, Event, EvidenceFound, Finished, Quote

SpansOf = Callable[[str, int, int], tuple[Span, ...]]
"""The page stretches behind a passage's text from one offset to another."""


def spans_in(ledger: Ledger, passage_id: str, start: int, end: int) -> tuple[Span, ...]:
    """The page stretches behind ``passage.text[start:end]``. Raises: UnknownDocument."""
    passage = ledger.passage(passage_id)
    content = ledger.item(passage.item_id).content
    return content.spans(passage.start + start, passage.start + end)


def placed(events: Iterator[Event], ledger: Ledger) -> Iterator[Event]:
    """The events, each quote and citation with the pages it stands on and no others."""

    def spans_of(passage_id: str, start: int, end: int) -> tuple[Span, ...]:
        try:
            return spans_in(ledger, passage_id, start, end)
        except UnknownDocument:  # removed since it was found
            return ()

    def text_of(passage_id: str) -> str:
        try:
            return ledger.passage(passage_id).text
        except UnknownDocument:
            return ""

    for event in events:
        if isinstance(event, EvidenceFound):
            quotes = tuple(_quote(quote, spans_of) for quote in event.evidence.quotes)
            yield replace(event, evidence=replace(event.evidence, quotes=quotes))
        elif isinstance(event, Finished):
            yield Finished(_answer(event.answer, spans_of, text_of))
        else:
            yield event


def _quote(quote: Quote, spans_of: SpansOf) -> Quote:
    return replace(quote, spans=spans_of(quote.passage_id, quote.start, quote.end) or quote.spans)


def _answer(answer: Answer, spans_of: SpansOf, text_of: Callable[[str], str]) -> Answer:
    def cited(citation: Citation) -> Citation:
        start = text_of(citation.passage_id).find(citation.quote)
        if start < 0:
            return citation
        spans = spans_of(citation.passage_id, start, start + len(citation.quote)) or citation.spans
        return replace(citation, spans=spans, page=spans[0].page if spans else citation.page)

    def claimed(claim: Claim) -> Claim:
        return replace(claim, citations=tuple(map(cited, claim.citations)))

    return replace(
        answer,
        quotes=tuple(_quote(quote, spans_of) for quote in answer.quotes),
        claims=tuple(map(claimed, answer.claims)),
    )
