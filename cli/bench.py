"""The command ``bench``: speed on this machine, and what joining remembered passages costs in answers."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from index.errors import MinutesError
from rag.settings import Settings

if TYPE_CHECKING:
    from eval.bench import BenchOptions
    from eval.types import Question
    from rag.assistant import Assistant

PARTS = ("start", "search", "log", "reading", "ingest", "growth")
QUESTIONS, FEW = 80, 2


def bench(arguments: argparse.Namespace, settings: Settings) -> int:
    """Measure and write it. Raises: MinutesError for files that can't be read, missing models."""
    if arguments.kv_trade:
        return _trade(arguments, settings)
    if arguments.work:
        return _bench(arguments, settings, arguments.work)
    with TemporaryDirectory(prefix="motesminne-bench-") as folder:
        return _bench(arguments, settings, Path(folder))


def _bench(arguments: argparse.Namespace, settings: Settings, folder: Path) -> int:
    from eval.bench import Bench, cold_start, keep_part, part_of, report
    from eval.bench_table import table, write
    from rag.assistant import open_assistant

    options = _options(arguments, folder)
    with open_assistant(settings, _note) as assistant:
        questions = _questions(arguments, assistant)
    if "start" in options.parts and part_of(folder, "start") is None:
        _note("Mäter start.")
        keep_part(folder, "start", cold_start(questions[0].text, os.environ))
    with open_assistant(settings, _note) as assistant:
        measured = Bench(
            settings, assistant.store, assistant.library.embedder, assistant.library, questions, _note
        )
        if not measured.run(options):
            _note("Allt är inte mätt än. Kör samma kommando igen.")
            return 0
    found = report(folder)
    if arguments.docs:
        for path in write(found, arguments.docs):
            _note(str(path))
    _write(arguments, found, table(found))
    return 0


def _options(arguments: argparse.Namespace, folder: Path) -> BenchOptions:
    from eval.bench import BenchOptions
    from eval.readings import SHORT, SPEED

    sizes = arguments.sizes or ((1_000,) if arguments.short else (1_000, 10_000, 100_000))
    parts = arguments.only or PARTS
    if arguments.short:
        return BenchOptions(folder, parts, arguments.seconds, SHORT, FEW, sizes)
    return BenchOptions(folder, parts, arguments.seconds, SPEED, sizes=sizes)


def _questions(arguments: argparse.Namespace, assistant: Assistant) -> tuple[Question, ...]:
    """Some of the question file, evenly spread, else questions made from the indexed decisions."""
    from eval.gold import load_questions
    from eval.types import Question

    most = FEW if arguments.short else QUESTIONS
    if arguments.gold:
        found = tuple(one for one in load_questions(arguments.gold) if one.answerable)
        return found[:: max(len(found) // most, 1)][:most]
    texts = assistant.example_questions(most)
    if not texts:
        raise MinutesError(
            "Det finns inga beslut att fråga om.", "Läs in protokoll först: motesminne index MAPP."
        )
    return tuple(Question(f"q{n}", text, "open", "natural", True, "", ()) for n, text in enumerate(texts, 1))


def _trade(arguments: argparse.Namespace, settings: Settings) -> int:
    from eval.gold import load_questions
    from eval.kv_trade_report import judge, table
    from eval.readings import TRADE, go_on, is_finished, record_prompts
    from rag.assistant import open_assistant

    if arguments.gold is None:
        raise MinutesError("--kv-trade behöver en frågefil.", "Ange den med --gold FIL.")
    questions = load_questions(arguments.gold)
    folder = arguments.kv_trade
    with open_assistant(settings, _note) as assistant:
        prompts = record_prompts(settings, assistant.library, questions, folder)
        left = go_on(settings, prompts, folder, arguments.seconds, progress=_note)
        if left:
            _note(f"{left} svar återstår. Kör samma kommando igen.")
        finished = tuple(one for one in TRADE if is_finished(one, prompts, folder))
        rows = judge(settings, assistant.library, questions, folder, finished) if finished else ()
    _write(arguments, {"readings": [row.to_json() for row in rows]}, table(rows))
    return 0


def _write(arguments: argparse.Namespace, values: Mapping[str, object], lines: tuple[str, ...]) -> None:
    if arguments.json:
        print(json.dumps(values, ensure_ascii=False, indent=2))
        return
    for line in lines:
        print(line)


def _note(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _sizes(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(one) for one in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"”{text}” är inte tal med komma emellan") from None


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The flags of ``bench``."""
    command.add_argument("--short", action="store_true", help="få frågor och en liten samling, några minuter")
    command.add_argument(
        "--only", nargs="+", choices=PARTS, metavar="DEL", help=f"bara dessa delar: {', '.join(PARTS)}"
    )
    command.add_argument(
        "--sizes", type=_sizes, metavar="TAL", help="samlingarnas storlek i textstycken, t.ex. 1000,100000"
    )
    command.add_argument("--gold", type=Path, metavar="FIL", help="frågefil (JSONL) att ta frågor ur")
    command.add_argument("--docs", type=Path, metavar="MAPP", help="skriv tabell, figurer och JSON hit")
    command.add_argument("--work", type=Path, metavar="MAPP", help="spara arbetet här och fortsätt det")
    command.add_argument("--seconds", type=float, default=1e9, metavar="TAL", help="arbeta så länge per gång")
    command.add_argument(
        "--kv-trade", type=Path, metavar="MAPP", help="jämför sparad läsning med full läsning; arbetet i MAPP"
    )
