"""Hits and decision records to the few verbatim sentences an answer may rest on, chosen by code.

Each sentence is scored (``rag.scoring``); a greedy choice then gathers sentences that add
something, within a budget of words, for each part of the question and each side of a comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.types import Decision, Hit, Query
from rag.asking import asked, parts
from rag.candidates import Candidate
from rag.quoting import quotes
from rag.scoring import MEASURED, Scored, Weigh, Weights, read_question, score_sentences, score_words
from rag.signals import Kind
from rag.types import Quote
from rag.wording import QuestionWords


@dataclass(frozen=True, slots=True)
class Gathered:
    """What choosing found: the question's words, all sentences scored, those chosen (best first), quotes."""

    words: QuestionWords
    scored: tuple[Scored, ...]
    chosen: tuple[Scored, ...]
    quotes: tuple[Quote, ...]


def gather(
    query: Query,
    hits: Sequence[Hit],
    decisions: Mapping[str, Sequence[Decision]],
    budget: int = 120,
    weigh: Weigh | None = None,
    weights: Weights = MEASURED,
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


def choose(
    scored: Sequence[Scored],
    words: QuestionWords,
    kinds: frozenset[Kind],
    budget: int,
    weights: Weights = MEASURED,
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
