"""The evaluation as one call: files and questions in, everything measured out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from eval.baselines import baselines
from eval.explaining import explain
from eval.gold import load_questions
from eval.judging import Judged
from eval.retrieval import compare, evaluate_run, run_search
from eval.types import EvaluationResult, Found, Question, RetrievalResult
from index.build import BuildReport, build_index
from index.embedder import Embedder
from index.errors import MinutesError
from index.store import Store
from rag.library import StoreLibrary
from rag.question import catalogue_of, understand

OURS = "motesminne"

Say = Callable[[str], None]
AnswerPart = Callable[[StoreLibrary, Sequence[Question], Say], Judged]
"""Measures answers over an open library."""


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """What to measure and with what; ``today`` fixes "förra året"; no ``answers`` means search alone.

    ``work`` keeps the index for a later run over the same files.
    """

    embedder: Embedder
    passage_words: int = 245
    baselines: bool = True
    explain: str = ""
    today: date | None = None
    answers: AnswerPart | None = None
    work: Path | None = None


def run_evaluation(
    gold: Path, corpus: Path, options: EvaluationOptions, progress: Say = lambda _: None
) -> EvaluationResult:
    """Index ``corpus`` in a folder of its own, ask every question of ``gold`` and score what comes.

    ``progress`` is told in Swedish what is being done.

    Raises:
        MinutesError: the questions or the corpus can't be read, or no question has ``options.explain`` as id.
    """
    questions = load_questions(gold)
    wanted = [one for one in questions if one.question_id == options.explain]
    if options.explain and not wanted:
        raise MinutesError(f"Ingen fråga i {gold} har id {options.explain}.")
    embedder = options.embedder
    with (
        tempfile.TemporaryDirectory(prefix="motesminne-eval-") as folder,
        Store.open((options.work or Path(folder)) / "home", embedder.model_id, embedder.dimension) as store,
    ):
        progress(f"Läser in {corpus}.")
        report = build_index([corpus], store, options.embedder, passage_words=options.passage_words)
        if not report.added and not report.unchanged:
            raise MinutesError(f"Inga protokoll kunde läsas in från {corpus}.", _failures(report))
        library = StoreLibrary(store, options.embedder, 10, options.today)
        return _measured(store, library, questions, wanted, options, progress)


def _measured(
    store: Store,
    library: StoreLibrary,
    questions: tuple[Question, ...],
    wanted: Sequence[Question],
    options: EvaluationOptions,
    progress: Say,
) -> EvaluationResult:
    progress(f"Söker svar på {len(questions)} frågor.")
    ours = evaluate_run(questions, run_search(OURS, questions, lambda text: _found(library, text)))
    result = EvaluationResult(
        retrieval=ours,
        baselines=_simple_recipes(store, questions, ours, options.embedder, progress)
        if options.baselines
        else (),
        questions=questions,
        facts={
            "embedder": options.embedder.model_id,
            "passages": str(store.ledger.passage_count()),
            "documents": str(len(store.ledger.documents())),
            "index_id": store.index_id,
        },
        explanation="\n\n".join(_explained(store, library, one, options) for one in wanted),
    )
    if options.answers is None:
        return result
    answered = options.answers(library, questions, progress)
    return replace(
        result,
        answers=answered.answers,
        refusal=answered.refusal,
        checks=answered.checks,
        judged=answered.judged,
    )


def _found(library: StoreLibrary, question: str) -> list[Found]:
    _, hits = library.find(question)
    return [Found(hit.place.document, hit.passage.text) for hit in hits]


def _simple_recipes(
    store: Store, questions: Sequence[Question], ours: RetrievalResult, embedder: Embedder, progress: Say
) -> tuple[RetrievalResult, ...]:
    results = []
    for name, search in baselines(store, embedder).items():
        progress(f"Mäter {name}.")
        results.append(compare(ours, evaluate_run(questions, run_search(name, questions, search))))
    return tuple(results)


def _explained(store: Store, library: StoreLibrary, question: Question, options: EvaluationOptions) -> str:
    query = understand(question.text, catalogue_of(store), options.today or date.today())
    _, hits = library.find(question.text)
    placed = store.ledger.passages(store.ledger.passage_ids())
    return explain(question, query, hits, list(placed.values()))


def _failures(report: BuildReport) -> str:
    return "; ".join(f"{one.path}: {one.reason}" for one in report.failed)
