"""The values of an evaluation: questions with what they need, runs with what was found, results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Scores = Mapping[str, float]
"""Metric name to value."""


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A stretch of a document that answers a question, or part of it.

    ``document`` is the first three digits of the file name, or the file name.
    """

    document: str
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the yardstick. ``any_of``: one of ``quotes`` is enough, else all are needed.

    ``must_contain`` are groups of lower-case alternatives; a correct answer holds one of each.
    """

    question_id: str
    text: str
    type: str
    style: str
    answerable: bool
    answer: str
    quotes: tuple[GoldQuote, ...]
    must_contain: tuple[tuple[str, ...], ...] = ()
    any_of: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved passage as it is scored: file name and text."""

    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one way of searching found: passages in rank order, by question id."""

    name: str
    found: Mapping[str, tuple[Found, ...]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The rank (1-based) of the first passage that covers each quote of a question, None where none does."""

    question: Question
    ranks: tuple[int | None, ...]

    @property
    def first(self) -> int | None:
        """Rank of the first passage that covers any quote."""
        return min((rank for rank in self.ranks if rank is not None), default=None)

    @property
    def complete(self) -> int | None:
        """Rank by which everything needed is covered: the best quote of ``any_of``, else the last one's."""
        if self.question.any_of:
            return self.first
        known = [rank for rank in self.ranks if rank is not None]
        return max(known) if known and len(known) == len(self.ranks) else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A baseline against ours on one metric.

    ``p`` is two-sided; ``low`` to ``high`` hold 95 % of the bootstrapped differences.
    """

    metric: str
    ours: float
    other: float
    p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """One way of searching, scored over the answerable questions; rows are by question type and style."""

    name: str
    ranked: tuple[Ranked, ...]
    scores: Scores
    by_type: Mapping[str, Scores] = field(default_factory=dict)
    by_style: Mapping[str, Scores] = field(default_factory=dict)
    compared: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """How one answer fared: ``correct`` None where nothing is to be judged; ``missing`` groups not met."""

    question_id: str
    status: str
    text: str
    correct: bool | None
    citation_found: bool | None
    citations: int
    citations_resolved: int
    missing: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """All that a run of the evaluation measured. ``answers`` and ``refusal`` are empty without answers.

    ``checks`` are figures of the mutation suite and of planted orders, where they were asked for.
    """

    retrieval: RetrievalResult
    baselines: tuple[RetrievalResult, ...] = ()
    answers: Scores = field(default_factory=dict)
    refusal: Scores = field(default_factory=dict)
    checks: Scores = field(default_factory=dict)
    judged: Mapping[str, JudgedAnswer] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    explanation: str = ""

    def to_json(self) -> dict[str, object]:
        """Plain values: retrieval, answers, refusal, baselines, per_question, facts."""
        ranked = {one.question.question_id: one for one in self.retrieval.ranked}
        return {
            "retrieval": dict(self.retrieval.scores),
            "answers": dict(self.answers),
            "refusal": dict(self.refusal),
            **({"checks": dict(self.checks)} if self.checks else {}),
            "baselines": {one.name: dict(one.scores) for one in self.baselines},
            "per_question": [
                _question_row(one, ranked.get(one.question_id), self.judged.get(one.question_id))
                for one in self.questions
            ],
            "facts": dict(self.facts),
        }


def _question_row(
    question: Question, ranked: Ranked | None, judged: JudgedAnswer | None
) -> dict[str, object]:
    row: dict[str, object] = {
        "id": question.question_id,
        "type": question.type,
        "style": question.style,
        "ranks": list(ranked.ranks) if ranked else [],
        "status": judged.status if judged else None,
        "correct": judged.correct if judged else None,
    }
    if judged:
        row |= {"citation_found": judged.citation_found, "missing": [list(group) for group in judged.missing]}
    return row
