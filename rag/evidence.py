"""Hits and decision records to the few verbatim sentences an answer may rest on, chosen by code.

Each sentence is scored by how much of the question it covers, by what its heading, lead-in and
neighbour add, by its passage's rank, by whether it offers the kind of thing asked for, and by
being a recorded decision. A greedy choice then gathers sentences that add something, within a
budget of words, and returns them in text order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.types import Decision, Hit, Query
from rag.candidates import Candidate, candidates
from rag.signals import (
    AMOUNT,
    COUNT,
    DATE,
    DURATION,
    ENUMERATION,
    QUANTITY,
    REASON,
    Kind,
    asked,
    names,
    parts,
    places,
)
from rag.types import Quote
from rag.wording import QuestionWords, question_words, term_set

Weigh = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts, measured on the development questions."""

    lexical: float = 1.0
    context: float = 0.4
    before: float = 0.35
    rank: float = 0.5
    passage: float = 0.5
    decision: float = 0.5
    kind: float = 0.35
    gained: float = 0.5
    spread: float = 0.35
    same_block: float = 0.25
    beside: float = 0.3
    title: float = 0.5
    floor: float = 0.45
    depth: int = 6


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score; ``lexical`` is the share of the question that it covers itself."""

    candidate: Candidate
    score: float
    lexical: float
    offers: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """What choosing found: the question's words, all sentences scored, those chosen best first, and their quotes."""

    words: QuestionWords
    scored: tuple[Scored, ...]
    chosen: tuple[Scored, ...]
    quotes: tuple[Quote, ...]


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
    weights: Weights = Weights(),
) -> tuple[Scored, ...]:
    """Every sentence of the first hits with its score, in rank and text order."""
    return score_words(asked(query.text), words, hits, decisions, weights)


def score_words(
    kinds: frozenset[Kind],
    words: QuestionWords,
    hits: Sequence[Hit],
    decisions: Mapping[str, Sequence[Decision]],
    weights: Weights = Weights(),
) -> tuple[Scored, ...]:
    """Every sentence of the first hits, scored for a question's words and the kinds it asks for."""
    pool = candidates(hits[: weights.depth], decisions)
    covered = {hit.passage.passage_id: words.coverage(_around(hit)) for hit in hits}
    return tuple(
        _score(candidate, words, kinds, covered[candidate.hit.passage.passage_id], weights)
        for candidate in pool
    )


def choose(
    scored: Sequence[Scored],
    words: QuestionWords,
    kinds: frozenset[Kind],
    budget: int,
    weights: Weights = Weights(),
) -> tuple[Scored, ...]:
    """Sentences of at most ``budget`` words in all, best first; each adds something to the rest."""
    if not scored:
        return ()
    left = list(scored)
    chosen: list[Scored] = []
    used = 0
    best = max(one.score for one in left)
    while left:
        covered = frozenset(term for one in chosen for term in one.candidate.terms | one.candidate.context)
        ranked = max(left, key=lambda one: _marginal(one, chosen, covered, words, kinds, weights))
        left.remove(ranked)
        if _marginal(ranked, chosen, covered, words, kinds, weights) < best * weights.floor:
            break
        if used + ranked.candidate.words > budget:
            continue
        chosen.append(ranked)
        used += ranked.candidate.words
    return tuple(chosen)


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
    """The shown sentences as quotes in reading order, and from each sentence's number to its quote's."""
    kept = {quote.number for quote in shown}
    whole = quotes([one for n, one in enumerate(chosen, 1) if n in kept])
    numbers = {
        sentence.number: quote.number
        for sentence in shown
        for quote in whole
        if quote.passage_id == sentence.passage_id and quote.start <= sentence.start < quote.end
    }
    return whole, numbers


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
    return Scored(candidate, score - _penalty(candidate, weights), lexical, offers > 0)


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


def _penalty(candidate: Candidate, weights: Weights) -> float:
    """Titles, headings and scraps say little of their own."""
    if candidate.words < 4 and not candidate.bullet:
        return 0.5
    opens = candidate.start == 0 and candidate.hit.passage.start == 0 and candidate.words < 15
    return weights.title if opens or candidate.heading else 0.0


def _marginal(
    one: Scored,
    chosen: Sequence[Scored],
    covered: frozenset[str],
    words: QuestionWords,
    kinds: frozenset[Kind],
    weights: Weights,
) -> float:
    """The score with what the sentence adds to those chosen already."""
    candidate = one.candidate
    score = one.score + weights.gained * words.gained(candidate.terms | candidate.context, covered)
    if not chosen:
        return score
    same = [
        held.candidate
        for held in chosen
        if held.candidate.hit.passage.passage_id == candidate.hit.passage.passage_id
    ]
    if any(_one_list(held, candidate) for held in same):
        score += weights.same_block * (2.0 if "list" in kinds or "decision" in kinds else 1.0)
    if _beside(chosen[0].candidate, candidate):
        score += weights.beside
    if "compare" in kinds and candidate.hit.place.document_id not in {
        held.candidate.hit.place.document_id for held in chosen
    }:
        score += weights.spread
    if any(_much_alike(held.candidate.terms, candidate.terms) for held in chosen):
        score -= 0.6
    return score


def _beside(best: Candidate, other: Candidate) -> bool:
    """Whether a sentence follows or precedes the best one."""
    if best.hit.passage.passage_id != other.hit.passage.passage_id:
        return False
    return 0 <= other.start - best.end <= 2 or 0 <= best.start - other.end <= 2


def _one_list(held: Candidate, other: Candidate) -> bool:
    return (
        held.block == other.block and (held.bullet or held.introduces) and (other.bullet or other.introduces)
    )


def _much_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and len(one & other) > 0.8 * len(one | other)


def _around(hit: Hit) -> frozenset[str]:
    return term_set(f"{hit.passage.header}\n{hit.passage.text}")


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


def gather(
    query: Query,
    hits: Sequence[Hit],
    decisions: Mapping[str, Sequence[Decision]],
    budget: int = 120,
    weigh: Weigh | None = None,
    weights: Weights = Weights(),
) -> Gathered:
    """Choose the evidence for a question: at most ``budget`` words from the hits, in reading order.

    ``decisions`` are those of the hits' items by item id; ``weigh`` gives a term's rarity in the
    whole index, for want of which the hits serve.
    """
    words = read_question(query, hits, weigh)
    scored = score_sentences(query, words, hits, decisions, weights)
    asks = parts(query.text)
    if len(asks) > 1:
        chosen = _for_parts(query, asks, hits, decisions, budget, weigh, weights)
    elif "compare" in asked(query.text):
        chosen = _for_documents(scored, words, asked(query.text), budget, weights)
    else:
        chosen = choose(scored, words, asked(query.text), budget, weights)
    return Gathered(words, scored, chosen, quotes(chosen))


def _for_parts(
    query: Query,
    asks: Sequence[str],
    hits: Sequence[Hit],
    decisions: Mapping[str, Sequence[Decision]],
    budget: int,
    weigh: Weigh | None,
    weights: Weights,
) -> tuple[Scored, ...]:
    """Each part of the question gets its share of the budget; the whole lends it its words."""
    whole = read_question(query, hits, weigh)
    chosen: list[tuple[Scored, ...]] = []
    for n, ask in enumerate(asks):
        part = replace(query, text=ask)
        words = read_question(part, hits, weigh).with_context(whole)
        scored = score_words(asked(ask), words, hits, decisions, weights)
        told = {_place(one) for group in chosen for one in group}
        spent = sum(one.candidate.words for group in chosen for one in group)
        rest = [one for one in scored if _place(one) not in told]
        chosen.append(choose(rest, words, asked(ask), (budget - spent) // (len(asks) - n), weights))
    return _in_turn(chosen)


def _for_documents(
    scored: Sequence[Scored], words: QuestionWords, kinds: frozenset[Kind], budget: int, weights: Weights
) -> tuple[Scored, ...]:
    """A comparison quotes each of the two documents that speak best of the matter."""
    best: dict[str, float] = {}
    for one in scored:
        document = one.candidate.hit.place.document_id
        best[document] = max(best.get(document, 0.0), one.score)
    documents = sorted(best, key=lambda document: -best[document])[:2]
    chosen = [
        choose(
            [one for one in scored if one.candidate.hit.place.document_id == document],
            words,
            kinds,
            budget // len(documents),
            weights,
        )
        for document in documents
    ]
    return _in_turn(chosen)


def _in_turn(groups: Sequence[tuple[Scored, ...]]) -> tuple[Scored, ...]:
    """The first of each group, then the second of each, and so on."""
    longest = max((len(group) for group in groups), default=0)
    return tuple(group[n] for n in range(longest) for group in groups if n < len(group))


def _place(one: Scored) -> tuple[str, int]:
    return one.candidate.hit.passage.passage_id, one.candidate.start
