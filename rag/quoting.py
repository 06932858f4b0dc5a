"""Chosen sentences as verbatim quotes with their place, neighbours joined. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.candidates import Candidate
from rag.scoring import Scored
from rag.types import Quote


def quotes(chosen: Sequence[Scored]) -> tuple[Quote, ...]:
    """The chosen sentences as quotes in reading order, neighbours joined, numbered from 1.

    Passages come in rank order, sentences of one passage in text order.
    """
    ordered = sorted(chosen, key=lambda one: (one.candidate.hit.rank, one.candidate.start))
    groups: list[list[Scored]] = []
    for one in ordered:
        if groups and _adjoins(groups[-1][-1].candidate, one.candidate):
            groups[-1].append(one)
        else:
            groups.append([one])
    return tuple(_quote(n, group) for n, group in enumerate(groups, 1))


def sentence_quotes(chosen: Sequence[Scored]) -> tuple[Quote, ...]:
    """Each chosen sentence as a quote of its own, best first, numbered from 1 in that order."""
    return tuple(_quote(n, (one,)) for n, one in enumerate(chosen, 1))


def joined(shown: Sequence[Quote], chosen: Sequence[Scored]) -> tuple[tuple[Quote, ...], dict[int, int]]:
    """The shown sentences as quotes, best first, and from each sentence's number to its quote's.

    A quote stands where its best sentence does in ``chosen``.
    """
    kept = {quote.number for quote in shown}
    best = {
        _key(one.candidate.hit.passage.passage_id, one.candidate.start): n for n, one in enumerate(chosen)
    }
    whole = tuple(
        replace(quote, number=n)
        for n, quote in enumerate(
            sorted(
                quotes([one for n, one in enumerate(chosen, 1) if n in kept]),
                key=lambda quote: min(
                    best.get(_key(quote.passage_id, at), len(chosen)) for at in range(quote.start, quote.end)
                ),
            ),
            1,
        )
    )
    numbers = {
        sentence.number: quote.number
        for sentence in shown
        for quote in whole
        if quote.passage_id == sentence.passage_id and quote.start <= sentence.start < quote.end
    }
    return whole, numbers


def _key(passage_id: str, start: int) -> tuple[str, int]:
    return passage_id, start


def _adjoins(first: Candidate, second: Candidate) -> bool:
    passage = first.hit.passage
    return (
        passage.passage_id == second.hit.passage.passage_id
        and not passage.text[first.end : second.start].strip()
    )


def _quote(number: int, group: Sequence[Scored]) -> Quote:
    first, last = group[0].candidate, group[-1].candidate
    passage = first.hit.passage
    return Quote(
        number=number,
        passage_id=passage.passage_id,
        place=first.hit.place,
        text=passage.text[first.start : last.end],
        start=first.start,
        end=last.end,
        spans=passage.spans,
        is_decision=any(one.candidate.decision for one in group),
        context=first.lead,
    )
