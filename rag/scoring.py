"""How much a sentence bears on a question, from signs that can be told: no model is asked.

How much of the question it covers, what its heading, lead-in and neighbour add, its passage's rank,
whether it offers the kind of thing asked for, and whether it is a recorded decision.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.types import Decision, Hit, ItemPlace, Query
from rag.asking import asked
from rag.candidates import Candidate, candidates
from rag.focus import fits
from rag.signals import AMOUNT, COUNT, DATE, DURATION, ENUMERATION, QUANTITY, REASON, Kind, names, places
from rag.wording import QuestionWords, question_words, term_set

Weigh = Callable[[str], float]
"""A term's rarity."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts, measured on the development questions."""

    lexical: float = 1.0
    context: float = 0.4
    before: float = 0.35
    rank: float = 0.5
    passage: float = 0.5
    decision: float = 0.5
    condition: float = 1.5
    kind: float = 0.35
    gained: float = 0.5
    spread: float = 0.35
    same_block: float = 0.25
    beside: float = 0.3
    title: float = 0.5
    elsewhere: float = 0.2
    floor: float = 0.6
    depth: int = 6


MEASURED = Weights()


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score; ``lexical`` is the share of the question that it covers itself."""

    candidate: Candidate
    score: float
    lexical: float
    offers: bool


def rarity(hits: Sequence[Hit]) -> Weigh:
    """Inverse document frequency of a term over the hits alone, for want of the whole index."""
    counts = Counter(term for hit in hits for term in term_set(f"{hit.passage.header}\n{hit.passage.text}"))
    total = len(hits)

    def weigh(term: str) -> float:
        held = counts.get(term, 0)
        return math.log(1 + (2 * total - held + 0.5) / (held + 0.5))

    return weigh


def read_question(query: Query, hits: Sequence[Hit], weigh: Weigh | None = None) -> QuestionWords:
    """The question's content words, weighed and mended against what the hits say."""
    vocabulary = frozenset(
        term for hit in hits for term in term_set(f"{hit.passage.header}\n{hit.passage.text}")
    )
    return question_words(query.text, vocabulary, weigh or rarity(hits))


def score_sentences(
    query: Query,
    words: QuestionWords,
    hits: Sequence[Hit],
    decisions: Mapping[str, Sequence[Decision]],
    weights: Weights = MEASURED,
) -> tuple[Scored, ...]:
    """Every sentence of the first hits with its score, in rank and text order.

    Another meeting than the one the question speaks of counts less, where that one is among the hits.
    """
    scored = score_words(asked(query.text), words, hits, decisions, weights)
    if query.sides or not any(fits(one.candidate.hit.place, query.filters) for one in scored):
        return scored
    return tuple(
        one
        if fits(one.candidate.hit.place, query.filters)
        else replace(one, score=one.score - weights.elsewhere)
        for one in scored
    )


def score_words(
    kinds: frozenset[Kind],
    words: QuestionWords,
    hits: Sequence[Hit],
    decisions: Mapping[str, Sequence[Decision]],
    weights: Weights = MEASURED,
) -> tuple[Scored, ...]:
    """Every sentence of the first hits, scored for a question's words and the kinds it asks for."""
    pool = candidates(hits[: weights.depth], decisions)
    covered = {hit.passage.passage_id: words.coverage(_around(hit)) for hit in hits}
    return tuple(
        _score(candidate, words, kinds, covered[candidate.hit.passage.passage_id], weights)
        for candidate in pool
    )


def offered(text: str, kinds: frozenset[Kind]) -> float:
    """0..2: how much of what was asked for the text offers, by surface signs."""
    signs: tuple[tuple[Kind, bool, float], ...] = (
        ("amount", bool(AMOUNT.search(text)), 1.0),
        ("amount", bool(QUANTITY.search(text)), 0.2),
        ("count", bool(COUNT.search(text)), 0.6),
        ("duration", bool(DURATION.search(text)), 0.9),
        ("person", bool(names(text)), 0.8),
        ("date", bool(DATE.search(text)), 1.0),
        ("municipality", bool(places(text)), 0.8),
        ("place", bool(places(text)), 0.3),
        ("reason", bool(REASON.search(text)), 0.4),
        ("list", bool(ENUMERATION.search(text)), 0.4),
    )
    return sum(weight for kind, there, weight in signs if kind in kinds and there)


def _score(
    candidate: Candidate, words: QuestionWords, kinds: frozenset[Kind], covered: float, weights: Weights
) -> Scored:
    lexical = words.coverage(candidate.terms)
    context = words.gained(candidate.context, candidate.terms)
    before = words.gained(candidate.before, candidate.terms | candidate.context)
    offers = offered(candidate.text, kinds)
    score = weights.lexical * lexical + weights.context * context + weights.before * before
    score += weights.rank / (1 + 0.5 * (candidate.hit.rank - 1)) + weights.passage * covered
    score += weights.kind * min(1.0, offers)
    if candidate.decision and kinds & {"decision", "yes_no", "summary"}:
        score += (
            weights.decision * (0.4 if candidate.notes_only else 1.0) * (1.0 if "decision" in kinds else 0.6)
        )
    if candidate.condition and "condition" in kinds:
        score += weights.condition
    return Scored(candidate, score - _penalty(candidate, weights), lexical, offers > 0)


def _penalty(candidate: Candidate, weights: Weights) -> float:
    """Titles, headings and scraps say little of their own."""
    if candidate.words < 4 and not candidate.bullet:
        return 0.5
    place = candidate.hit.place
    if candidate.words < 12 and candidate.terms <= _frame(place):
        return weights.title
    opens = candidate.start == 0 and candidate.hit.passage.start == 0 and candidate.words < 15
    return weights.title if opens or candidate.heading else 0.0


def _around(hit: Hit) -> frozenset[str]:
    return term_set(f"{hit.passage.header}\n{hit.passage.text}")


def _frame(place: ItemPlace) -> frozenset[str]:
    """What a running head says: body, organisation, day."""
    return term_set(f"{place.body} {place.organisation} {place.meeting_date or ''} sida sid")
