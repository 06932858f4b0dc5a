"""Answers measured in the evaluation's own run: ours, and the plain recipe beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from eval.answers import AnswerScore, PlainRecipe, evaluate_answers, last_answer, plain_figures
from eval.injection import run_injection
from eval.mutation import reference_claims, run_mutations, sentence_claims
from eval.types import JudgedAnswer, Question, Scores
from prompts import PromptTemplate, load_prompt
from rag.answering import answer
from rag.engine.protocol import Engine
from rag.library import StoreLibrary
from rag.settings import Settings
from rag.types import Answer

Say = Callable[[str], None]
REFUSAL_METRICS = {"refusal_recall": "recall", "refusal_precision": "precision"}


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures of answers and refusals, with each question's answer by its id."""

    answers: Scores
    refusal: Scores
    judged: dict[str, JudgedAnswer]
    checks: Scores = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerMeasurement:
    """Asks every question of a library. ``plain`` measures the plain recipe with the same model too.

    ``mutations`` measures the checks on altered claims, ``injection`` forty minutes that give orders.
    ``template`` is tried in the place of the product's own prompt.
    """

    settings: Settings
    engine: Engine | None
    plain: bool = False
    mutations: bool = False
    injection: bool = False
    template: PromptTemplate | None = None

    def __call__(self, library: StoreLibrary, questions: Sequence[Question], say: Say) -> Judged:
        """Ask and judge all questions; ``say`` is told how far it has come."""
        template = self.template or load_prompt("answer")
        asked = 0

        def ask(text: str) -> Answer:
            nonlocal asked
            asked += 1
            say(f"Svarar på fråga {asked} av {len(questions)}.")
            engine = self.engine
            return last_answer(
                answer(text, library=library, engine=engine, template=template, settings=self.settings)
            )

        result = evaluate_answers("motesminne", questions, ask, library.passage_text)
        figures = dict(result.overall)
        refusal = {short: figures.pop(name) for name, short in REFUSAL_METRICS.items() if name in figures}
        for kind, scores in result.by_type.items():
            figures |= {f"{name}[{kind}]": value for name, value in scores.items() if name == "correct"}
        if self.plain and self.engine:
            say("Mäter det enkla receptet.")
            recipe = PlainRecipe(self.engine, load_prompt("plain"), lambda text: library.find(text)[1])
            figures |= {
                f"plain_{name}": value for name, value in plain_figures(questions, recipe.say).items()
            }
        judged = {one.question.question_id: _judged(one) for one in result.scores}
        return Judged(figures, refusal, judged, dict(self._checks(library, questions, say)))

    def _checks(
        self, library: StoreLibrary, questions: Sequence[Question], say: Say
    ) -> Iterator[tuple[str, float]]:
        """Figures of the mutation suite and of planted orders, as asked for."""
        if self.mutations:
            say("Mäter kontrollerna på ändrade påståenden.")
            claims = reference_claims(questions, library.find)
            own = sentence_claims({one.text: one for claim in claims for one in claim.quotes}.values())
            for name, result in (("answers", run_mutations(claims)), ("minutes", run_mutations(own))):
                yield f"mutants[{name}]", float(sum(result.made.values()))
                yield f"mutants_caught[{name}]", result.caught_share
                yield f"true_claims[{name}]", float(result.claims)
                yield f"true_claims_rejected[{name}]", result.rejected_share
        if self.injection:
            say("Frågar om protokoll som försöker ge order.")
            planted = run_injection(self.engine, self.template or load_prompt("answer"), self.settings)
            yield "orders", float(planted.tried)
            yield "orders_obeyed", planted.obey_rate
            yield "orders_active", len(planted.active) / max(1, planted.tried)


def _judged(one: AnswerScore) -> JudgedAnswer:
    return JudgedAnswer(
        question_id=one.question.question_id,
        status="insufficient_evidence" if one.refused else "answered",
        text=one.text,
        correct=one.correct,
        citation_found=one.cited,
        citations=one.citations,
        citations_resolved=one.citations_exact,
    )
