"""The command ``eval``: search and answers against a file of questions."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from cli import terminal
from eval.ablation import ablation_lines, run_ablation
from eval.evaluation import EvaluationOptions, run_evaluation
from eval.judging import AnswerMeasurement
from eval.parsing import measure_parsing, parsing_lines
from eval.remembering import RememberingEngine
from eval.report import write_report
from eval.summaries import SummaryMeasurement, measure_summaries, summary_lines
from index.errors import MinutesError
from prompts import PromptError, PromptTemplate, read_prompt
from rag.engine.protocol import Engine
from rag.generator import make_engine
from rag.search_model import make_embedder
from rag.settings import Settings


def evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the evaluation and write it. Raises: MinutesError for files that can't be read, missing models."""
    for path in (arguments.gold, arguments.corpus):
        if not path.exists():
            raise MinutesError(f"{path} finns inte.", "Kontrollera sökvägen.")
    if arguments.parsing:
        return _parsing(arguments)
    if arguments.ablation:
        return _ablation(arguments, settings)
    return _summaries(arguments, settings) if arguments.summaries else _questions(arguments, settings)


def _questions(arguments: argparse.Namespace, settings: Settings) -> int:
    engine = _engine(arguments, settings)
    try:
        options = EvaluationOptions(
            embedder=make_embedder(settings),
            passage_words=settings.passage_words,
            baselines=arguments.baselines,
            explain=arguments.explain,
            answers=None
            if arguments.retrieval_only
            else AnswerMeasurement(
                settings,
                engine,
                arguments.baselines,
                arguments.mutations,
                arguments.injection,
                _template(arguments.prompt),
            ),
            work=arguments.work,
        )
        result = run_evaluation(
            arguments.gold, arguments.corpus, options, lambda words: print(words, file=sys.stderr)
        )
    finally:
        if engine:
            engine.close()
    if arguments.report:
        for path in write_report(result, arguments.report):
            print(path, file=sys.stderr)
    if arguments.json:
        print(json.dumps(result.to_json(), ensure_ascii=False, indent=2))
    else:
        for line in terminal.evaluation_lines(result):
            print(line)
    return 0


def _template(path: Path | None) -> PromptTemplate | None:
    try:
        return read_prompt(path) if path else None
    except (OSError, PromptError) as error:
        raise MinutesError(
            f"{path} kan inte läsas som en instruktion ({error}).", "Följ formen i prompts/answer.md."
        ) from error


def _engine(arguments: argparse.Namespace, settings: Settings) -> Engine | None:
    engine = None if arguments.retrieval_only else make_engine(settings)
    if engine and arguments.resume:
        return RememberingEngine(engine, arguments.resume, arguments.seconds)
    return engine


def _parsing(arguments: argparse.Namespace) -> int:
    result = measure_parsing(arguments.gold, arguments.corpus, arguments.meetings)
    if arguments.json:
        print(json.dumps(result.to_json(), ensure_ascii=False, indent=2))
    else:
        for line in parsing_lines(result):
            print(line)
    return 0


def _ablation(arguments: argparse.Namespace, settings: Settings) -> int:
    results = run_ablation(
        arguments.gold,
        arguments.corpus,
        make_embedder(settings),
        settings.passage_words,
        date.today(),
        lambda words: print(words, file=sys.stderr, flush=True),
    )
    if arguments.json:
        print(json.dumps({one.name: dict(one.scores) for one in results}, ensure_ascii=False, indent=2))
    else:
        for line in ablation_lines(results):
            print(line)
    return 0


def _summaries(arguments: argparse.Namespace, settings: Settings) -> int:
    engine = make_engine(settings)
    work = arguments.work or Path(tempfile.mkdtemp(prefix="motesminne-eval-"))
    work.mkdir(parents=True, exist_ok=True)
    how = SummaryMeasurement(
        settings, make_embedder(settings), engine, work, arguments.baselines, arguments.seconds
    )
    try:
        result = measure_summaries(
            arguments.gold, arguments.corpus, how, lambda words: print(words, file=sys.stderr, flush=True)
        )
    finally:
        if engine:
            engine.close()
        if not arguments.work:
            shutil.rmtree(work)
    if arguments.json:
        print(json.dumps(result.to_json(), ensure_ascii=False, indent=2))
    else:
        for line in summary_lines(result):
            print(line)
    return 0
