"""The command ``bench``: speed on this machine, and what joining remembered passages costs in answers."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from index.errors import MinutesError
from rag.settings import Settings

QUESTIONS = 10


def bench(arguments: argparse.Namespace, settings: Settings) -> int:
    """Measure and write it. Raises: MinutesError for files that can't be read, missing models."""
    if arguments.kv_trade:
        return _trade(arguments, settings)
    from eval.speed import bench as measure
    from eval.speed import table
    from rag.assistant import open_assistant

    with open_assistant(settings, _note) as assistant:
        questions = assistant.example_questions(QUESTIONS)
        report = measure(settings, assistant.library, questions, lambda way, done: _note(f"{way}: {done}"))
    _write(arguments, report.to_json(), table(report))
    return 0


def _trade(arguments: argparse.Namespace, settings: Settings) -> int:
    from eval.gold import load_questions
    from eval.kv_trade_report import judge, table
    from eval.readings import go_on, record_prompts
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
            return 0
        rows = judge(settings, assistant.library, questions, folder)
    _write(arguments, {"readings": [row.to_json() for row in rows]}, table(rows))
    return 0


def _write(arguments: argparse.Namespace, values: object, lines: tuple[str, ...]) -> None:
    if arguments.json:
        print(json.dumps(values, ensure_ascii=False, indent=2))
        return
    for line in lines:
        print(line)


def _note(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The flags of ``bench``."""
    command.add_argument(
        "--kv-trade", type=Path, metavar="MAPP", help="jämför sparad läsning med full läsning; arbetet i MAPP"
    )
    command.add_argument("--gold", type=Path, metavar="FIL", help="frågefil (JSONL) för --kv-trade")
    command.add_argument(
        "--seconds", type=float, default=1e9, metavar="TAL", help="så länge arbetar --kv-trade på en gång"
    )
