"""The same questions asked in several ways of reading, with the same model, greedily.

Every way reads the prompts that answering really makes. The usual way reads the found passages whole,
afresh for each question; ours reads chosen sentences, and joins what was kept of them. The work is
long, so it can be done in pieces: what is done lies in a folder and is not done again.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eval.speed import Asked, mean, percentile, record
from eval.types import Question
from index.errors import Cancelled
from prompts import load_prompt
from rag.answering import Library
from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.engine.protocol import GenerationLimits, Prompt, RunStats
from rag.engine.wire import prompt_in, stats_in
from rag.generator import engine_options
from rag.models import resolve
from rag.prompting import passage_part
from rag.settings import Settings

_PROMPTS, _RUNS, _STATES = "prompts.json", "runs.jsonl", "states"
_STATE_BYTES = 40 * 10**9
_USUAL_HITS = 5  # passages that the usual way puts into a prompt


@dataclass(frozen=True, slots=True)
class Reading:
    """A way of reading: ``joins`` remembered passages, or reads them in their place.

    ``cold`` remembers none beforehand, but keeps what it reads. ``moves`` is
    ``rag.engine.memory.Joining``'s. ``whole`` shows the best passages whole instead of the chosen sentences.
    The prompt's common beginning is remembered in every way, as other programs do too.
    """

    name: str
    joins: bool
    moves: bool = False
    whole: bool = False
    cold: bool = False


FULL = Reading("valda meningar, läses för varje fråga", joins=False)
KEPT = Reading("valda meningar, sparade som de lästes", joins=True)
MOVED = Reading("valda meningar, sparade var för sig och flyttade", joins=True, moves=True)
USUAL = Reading("hela passager, läses för varje fråga", joins=False, whole=True)
TRADE = (FULL, KEPT, MOVED)
COLD = Reading("valda meningar, nya och sparas", joins=True, cold=True)
SPEED = (USUAL, Reading("hela passager, sparade som de lästes", joins=True, whole=True), FULL, COLD, KEPT)
SHORT = (USUAL, FULL, KEPT)


@dataclass(frozen=True, slots=True)
class Said:
    """What the model said to one question in one way of reading."""

    reading: str
    question_id: str
    text: str
    stats: RunStats


@dataclass(frozen=True, slots=True)
class Recorded:
    """A question's prompt as answering makes it, and with its passages whole."""

    shown: Prompt
    whole: Prompt


def record_prompts(
    settings: Settings, library: Library, questions: Sequence[Question], folder: Path
) -> dict[str, Recorded]:
    """The prompts of the questions that answering gives to the model, by id; made once and kept.

    Those with most sources come first: one source alone is read alike in every way.
    """
    path = folder / _PROMPTS
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        rows = {}
        for question in questions:
            asked = record(settings, library, question.text)
            if asked.prompt:
                rows[question.question_id] = asdict(Recorded(asked.prompt, _whole(asked)))
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    rows = json.loads(path.read_text(encoding="utf-8"))
    found = {key: Recorded(prompt_in(row["shown"]), prompt_in(row["whole"])) for key, row in rows.items()}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1].shown.evidence)))


def _whole(asked: Asked) -> Prompt:
    prompt = asked.prompt or Prompt("", (), "")
    return replace(prompt, evidence=tuple(passage_part(hit.passage) for hit in asked.hits[:_USUAL_HITS]))


def said_so_far(folder: Path) -> dict[tuple[str, str], Said]:
    """The answers made so far, by (reading, question id)."""
    path = folder / _RUNS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    rows = [json.loads(line) for line in lines]
    said = (Said(row["reading"], row["question_id"], row["text"], stats_in(row["stats"])) for row in rows)
    return {(one.reading, one.question_id): one for one in said}


def go_on(
    settings: Settings,
    prompts: Mapping[str, Recorded],
    folder: Path,
    seconds: float,
    readings: Sequence[Reading] = TRADE,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Make answers for about so many seconds; how many are then still to be made.

    Raises: ModelMissing, ModelRefused, ModelCrashed.
    """
    due = time.monotonic() + seconds
    for reading in readings:
        done = said_so_far(folder)
        left = {
            key: one.whole if reading.whole else one.shown
            for key, one in prompts.items()
            if (reading.name, key) not in done
        }
        if left and time.monotonic() < due:
            _ask(settings, reading, left, folder, due, progress)
    done = said_so_far(folder)
    return sum((one.name, key) not in done for one in readings for key in prompts)


def is_finished(reading: Reading, prompts: Mapping[str, Recorded], folder: Path) -> bool:
    """Whether every prompt has its answer in this way of reading."""
    done = said_so_far(folder)
    return all((reading.name, key) in done for key in prompts)


def _ask(
    settings: Settings,
    reading: Reading,
    prompts: Mapping[str, Prompt],
    folder: Path,
    due: float,
    progress: Callable[[str], None],
) -> None:
    engine = _engine(settings, reading, folder)
    try:
        engine.count_tokens("")  # loaded before the clock starts
        if not _settled(engine, prompts.values() if reading.joins and not reading.cold else (), due):
            progress(f"{reading.name}: läser passager i förväg")
            return
        with (folder / _RUNS).open("a", encoding="utf-8") as file:
            for key, prompt in prompts.items():
                if time.monotonic() > due:
                    return
                said = _say(settings, engine, reading, key, prompt)
                file.write(json.dumps(asdict(said), ensure_ascii=False) + "\n")
                file.flush()
                progress(f"{reading.name}: {key} {engine.stats.first_token_s:.2f} s")
    finally:
        engine.close()


def _say(settings: Settings, engine: LlamaCppEngine, reading: Reading, key: str, prompt: Prompt) -> Said:
    limits = GenerationLimits(settings.answer_tokens, settings.deadline_s, fresh=not reading.joins)
    text = "".join(engine.stream(prompt, limits, threading.Event()))
    return Said(reading.name, key, text, engine.stats)


def _engine(settings: Settings, reading: Reading, folder: Path) -> LlamaCppEngine:
    options: EngineOptions = replace(
        engine_options(settings),
        cache=folder / (f"{_STATES}-new" if reading.cold else _STATES),
        cache_bytes=_STATE_BYTES,
        moves=reading.moves,
    )
    return LlamaCppEngine(lambda: resolve(settings, "generator"), options)


def _settled(engine: LlamaCppEngine, prompts: Iterable[Prompt], due: float) -> bool:
    """Read heads and passages beforehand; False when time ran out first."""
    template = load_prompt("answer")
    engine.keep(Prompt(template.prefix, (), "", template.system, template.examples))
    for prompt in prompts:
        engine.keep(prompt)
    cancel = threading.Event()
    timer = threading.Timer(max(due - time.monotonic(), 0.0), cancel.set)
    timer.start()
    try:
        engine.settle(cancel)
    except Cancelled:
        return False
    finally:
        timer.cancel()
    return True


def figures(said: Sequence[Said]) -> dict[str, float]:
    """Tokens a question on average; seconds at the 50th and 95th percentile; seconds a token written."""
    stats = [one.stats for one in said]
    first = [one.first_token_s for one in stats if one.first_token_s is not None]
    whole = [one.total_s for one in stats]
    writing = [one.total_s - one.first_token_s for one in stats if one.first_token_s is not None]
    return {
        "prompt_tokens": mean([one.prompt_tokens for one in stats]),
        "read_tokens": mean([one.prompt_tokens - one.reused_tokens for one in stats]),
        "output_tokens": mean([one.output_tokens for one in stats]),
        "first_token_p50_s": percentile(first, 50),
        "first_token_p95_s": percentile(first, 95),
        "whole_p50_s": percentile(whole, 50),
        "whole_p95_s": percentile(whole, 95),
        "written_s_per_token": sum(writing) / max(sum(one.output_tokens - 1 for one in stats), 1),
    }
