"""How good are the answers: right, cited, honest about not knowing, short.

What is scored is what a reader sees: the text and the shown quotes, at most 120 words together.
*Correct*: every group of ``must_contain`` is met by one alternative, on lower-cased text with
white space collapsed. *Refusal* is the positive class of ``insufficient_evidence``: recall over the
unanswerable questions, precision over all refusals. *Citation recall*: share of answerable
questions where a shown quote covers a needed one. *Citations exact*: share of all citations and
shown quotes whose words stand in the stored passage.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from eval.gold import same_document
from eval.metrics.coverage import covers
from eval.types import Question
from index.types import Hit
from prompts import PromptTemplate
from rag.engine.protocol import Engine, EvidencePart, GenerationLimits, Prompt
from rag.folding import find_quote
from rag.types import Answer, Finished

READER_WORDS = 120
Ask = Callable[[str], Answer]
_MARK = re.compile(r"\s*\[\d{1,2}\]")
_UNKNOWN = re.compile(r"framgår inte|framgår ej|finns inte i källorna|anges inte", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """One question's answer judged. None: the question asks for no such thing."""

    question: Question
    refused: bool
    correct: bool | None
    claims_correct: bool | None
    cited: bool | None
    citations: int
    citations_exact: int
    claims: int
    unsupported_shown: int
    words: int
    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """All answers of one way of answering, with figures overall and by question type."""

    name: str
    scores: tuple[AnswerScore, ...]

    @property
    def overall(self) -> dict[str, float]:
        """The figures over all questions."""
        return figures(self.scores)

    @property
    def by_type(self) -> dict[str, dict[str, float]]:
        """The same figures for each question type, in order of first appearance."""
        types = dict.fromkeys(score.question.type for score in self.scores)
        return {kind: figures([one for one in self.scores if one.question.type == kind]) for kind in types}


def evaluate_answers(
    name: str, questions: Iterable[Question], ask: Ask, stored: Callable[[str], str]
) -> AnswerResult:
    """Ask every question and score the answers; ``stored`` gives a passage's text by its id."""
    return AnswerResult(
        name, tuple(score_answer(question, ask(question.text), stored) for question in questions)
    )


def score_answer(question: Question, answer: Answer, stored: Callable[[str], str]) -> AnswerScore:
    """Judge one answer."""
    shown = " ".join([answer.text, *(quote.text for quote in answer.quotes)])
    quotes = [(quote.text, quote.passage_id) for quote in answer.quotes]
    quotes += [(one.quote, one.passage_id) for claim in answer.claims for one in claim.citations]
    graded = bool(question.must_contain) and question.answerable
    return AnswerScore(
        question=question,
        refused=answer.status == "insufficient_evidence",
        correct=meets(question, shown) and len(shown.split()) <= READER_WORDS if graded else None,
        claims_correct=meets(question, _MARK.sub("", answer.text)) if graded else None,
        cited=cites(question, answer) if question.answerable else None,
        citations=len(quotes),
        citations_exact=sum(find_quote(text, stored(passage)) != "not_found" for text, passage in quotes),
        claims=len(answer.claims),
        unsupported_shown=sum(claim.supported and not claim.citations for claim in answer.claims),
        words=len(shown.split()),
        seconds=answer.timings.total_s,
        text=answer.text,
    )


def meets(question: Question, shown: str) -> bool:
    """Whether the text holds one alternative of each group of ``must_contain``."""
    low = " ".join(shown.lower().split())
    return all(any(one in low for one in group) for group in question.must_contain)


def cites(question: Question, answer: Answer) -> bool:
    """Whether a shown quote covers a quote that the question needs."""
    return any(
        same_document(needed.document, quote.place.document) and covers(quote.text, needed.text)
        for needed in question.quotes
        for quote in answer.quotes
    )


def figures(scores: Sequence[AnswerScore]) -> dict[str, float]:
    """The metrics by name; a metric that no question allows is left out."""
    unanswerable = [one for one in scores if not one.question.answerable]
    refusals = [one for one in scores if one.refused]
    right = sum(not one.question.answerable for one in refusals)
    rows: tuple[tuple[str, Sequence[float]], ...] = (
        ("correct", [one.correct for one in scores if one.correct is not None]),
        ("claims_correct", [one.claims_correct for one in scores if one.claims_correct is not None]),
        ("citation_recall", [one.cited for one in scores if one.cited is not None]),
        ("words", [one.words for one in scores]),
        ("seconds", [one.seconds for one in scores]),
        ("unsupported_shown", [one.unsupported_shown for one in scores]),
    )
    found = {name: sum(values) / len(values) for name, values in rows if values}
    citations = sum(one.citations for one in scores)
    if citations:
        found["citations_exact"] = sum(one.citations_exact for one in scores) / citations
    if unanswerable:
        found["refusal_recall"] = right / len(unanswerable)
    if refusals:
        found["refusal_precision"] = right / len(refusals)
    return found


def last_answer(events: Iterable[object]) -> Answer:
    """The answer that a stream of events ends with."""
    for event in events:
        if isinstance(event, Finished):
            return event.answer
    raise ValueError("the events hold no answer")


@dataclass(frozen=True, slots=True)
class PlainRecipe:
    """The usual way, for comparison: the first passages in the prompt, no choice, no checks."""

    engine: Engine
    template: PromptTemplate
    find: Callable[[str], Sequence[Hit]]
    passages: int = 3
    limits: GenerationLimits = field(default_factory=GenerationLimits)

    def say(self, question: str) -> str:
        """The model's own answer, as it comes."""
        parts = tuple(
            EvidencePart(hit.passage.passage_id, f"{hit.passage.header}\n{hit.passage.text}", (), f"[{n}] ")
            for n, hit in enumerate(self.find(question)[: self.passages], 1)
        )
        prompt = Prompt(
            self.template.prefix,
            parts,
            self.template.fill(question=question),
            self.template.system,
            self.template.examples,
        )
        return "".join(self.engine.stream(prompt, self.limits, threading.Event()))


def plain_figures(questions: Iterable[Question], say: Callable[[str], str]) -> Mapping[str, float]:
    """Correctness and refusal of the plain recipe; its text alone is what the reader sees."""
    correct: list[bool] = []
    refused: list[Question] = []
    unanswerable = 0
    for question in questions:
        said = say(question.text)
        unanswerable += not question.answerable
        if _UNKNOWN.search(said):
            refused.append(question)
        if question.answerable and question.must_contain:
            correct.append(meets(question, " ".join(_MARK.sub("", said).split()[:READER_WORDS])))
    right = sum(not question.answerable for question in refused)
    return {
        "correct": sum(correct) / max(1, len(correct)),
        "refusal_recall": right / max(1, unanswerable),
        "refusal_precision": right / max(1, len(refused)),
    }
