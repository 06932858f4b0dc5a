"""Scoring what a way of searching found against what the questions need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from eval.metrics.coverage import cut, rank_of
from eval.metrics.recall import covered, recall_at
from eval.metrics.reciprocal_rank import mean_reciprocal_rank, reciprocal
from eval.metrics.significance import bootstrap_interval, permutation_p
from eval.types import Comparison, Found, Question, Ranked, RetrievalResult, Run, Scores

CUTOFFS = (1, 3, 5, 10)

Search = Callable[[str], Sequence[Found]]
"""A question's text to passages in rank order."""


def run_search(name: str, questions: Iterable[Question], search: Search, k: int = max(CUTOFFS)) -> Run:
    """Search for every answerable question; passages too long to score whole are cut."""
    found = {one.question_id: scored_units(search(one.text))[:k] for one in questions if one.answerable}
    return Run(name, found)


def scored_units(found: Iterable[Found]) -> tuple[Found, ...]:
    """The passages in order, those over 250 words cut."""
    return tuple(Found(one.document, piece) for one in found for piece in cut(one.text))


def evaluate_run(questions: Iterable[Question], run: Run) -> RetrievalResult:
    """Recall and reciprocal rank over the answerable questions, in all and by type and style."""
    ranked = tuple(
        Ranked(one, tuple(rank_of(quote, run.found.get(one.question_id, ())) for quote in one.quotes))
        for one in questions
        if one.answerable
    )
    return RetrievalResult(
        run.name,
        ranked,
        scores(ranked),
        {name: scores(rows) for name, rows in _grouped(ranked, lambda one: one.type).items()},
        {name: scores(rows) for name, rows in _grouped(ranked, lambda one: one.style).items()},
    )


def scores(ranked: Sequence[Ranked]) -> Scores:
    """``recall@k`` for each cutoff, ``mrr`` and the number of questions."""
    return {
        **{f"recall@{k}": recall_at(ranked, k) for k in CUTOFFS},
        "mrr": mean_reciprocal_rank(ranked),
        "questions": float(len(ranked)),
    }


def compare(ours: RetrievalResult, other: RetrievalResult) -> RetrievalResult:
    """``other`` with its difference to ours on recall@1, recall@5 and mrr, tested over the same questions."""
    measures: dict[str, Callable[[Ranked], float]] = {
        "recall@1": lambda one: covered(one, 1),
        "recall@5": lambda one: covered(one, 5),
        "mrr": reciprocal,
    }
    compared = []
    for metric, measure in measures.items():
        mine, theirs = [measure(one) for one in ours.ranked], [measure(one) for one in other.ranked]
        low, high = bootstrap_interval(mine, theirs)
        p = permutation_p(mine, theirs)
        compared.append(Comparison(metric, ours.scores[metric], other.scores[metric], p, low, high))
    return replace(other, compared=tuple(compared))


def _grouped(ranked: Iterable[Ranked], key: Callable[[Question], str]) -> dict[str, list[Ranked]]:
    groups: dict[str, list[Ranked]] = {}
    for one in ranked:
        groups.setdefault(key(one.question), []).append(one)
    return groups
