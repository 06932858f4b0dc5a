"""The watched child process, with workers that fail on purpose: nothing here loads a model."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import (
    Cancelled,
    ContextOverflow,
    MinutesError,
    ModelCrashed,
    ModelMissing,
    ModelRefused,
)
from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.engine.protocol import GenerationLimits, Prompt, RunStats
from rag.engine.turns import Restarts
from rag.models import ModelFile

FAKE = Path(__file__).with_name("fake_worker.py")
MODEL = ModelFile(Path("model.gguf"), "model", "ab" * 32)
Make = Callable[..., LlamaCppEngine]


@pytest.fixture
def make() -> Iterator[Make]:
    """Builds engines around a fake worker and closes them."""
    engines: list[LlamaCppEngine] = []

    def build(*arguments: str, pauses: tuple[float, ...] = (0.0, 0.0, 0.0)) -> LlamaCppEngine:
        command = (sys.executable, str(FAKE), *arguments)
        engine = LlamaCppEngine(lambda: MODEL, EngineOptions(), command, Restarts(time.monotonic, pauses))
        engines.append(engine)
        return engine

    yield build
    for engine in engines:
        engine.close()


def ask(engine: LlamaCppEngine, question: str = "Vad beslutades?", deadline_s: float = 60) -> str:
    limits = GenerationLimits(deadline_s=deadline_s)
    return "".join(engine.stream(Prompt("", (), question), limits, threading.Event()))


def test_streams_the_reply_and_keeps_the_figures(make: Make) -> None:
    engine = make("echo")
    assert ask(engine, "ett två") == "ett två "
    assert engine.stats.prompt_tokens == 7
    assert engine.stats.finish == "stop"
    assert engine.info.build == "fake"
    assert engine.info.sha256 == MODEL.sha256


def test_counts_tokens(make: Make) -> None:
    assert make("echo").count_tokens("ett två tre") == 3


def test_warming_starts_the_process_once(make: Make) -> None:
    engine = make("echo")
    engine.warm()
    engine.warm()
    assert ask(engine, "hej") == "hej "


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGKILL"])
def test_a_crash_is_told_and_the_next_question_answered(make: Make, tmp_path: Path, name: str) -> None:
    engine = make(name, str(tmp_path / "crashed"))
    with pytest.raises(ModelCrashed, match=name):
        ask(engine)
    assert ask(engine, "hej igen") == "hej igen "


def test_what_came_before_a_crash_was_streamed(make: Make) -> None:
    stream = make("SIGSEGV").stream(Prompt("", (), "hej"), GenerationLimits(), threading.Event())
    assert next(stream) == "Nät"
    with pytest.raises(ModelCrashed):
        next(stream)


def test_too_many_crashes_turn_the_model_off(make: Make) -> None:
    engine = make("SIGSEGV")
    for _ in range(4):
        with pytest.raises(ModelCrashed, match="stannade oväntat"):
            ask(engine)
    with pytest.raises(ModelCrashed, match="för många gånger"):
        ask(engine)


def test_a_crash_at_load_is_a_crash(make: Make) -> None:
    with pytest.raises(ModelCrashed):
        ask(make("crash-at-load"))


def test_a_refused_model_is_refused(make: Make) -> None:
    with pytest.raises(ModelRefused, match="fel sort"):
        ask(make("refuse"))


def test_garbage_from_the_process_is_a_crash(make: Make) -> None:
    with pytest.raises(ModelCrashed):
        ask(make("garbage"))


def test_overflow_is_told_with_both_numbers(make: Make) -> None:
    with pytest.raises(ContextOverflow, match=r"5000 .* 4096"):
        ask(make("overflow"))


@pytest.mark.parametrize("error", [ModelMissing("saknas"), ModelRefused("fel hash")])
def test_a_missing_or_wrong_file_never_reaches_the_process(error: MinutesError) -> None:
    def find() -> ModelFile:
        raise error

    engine = LlamaCppEngine(find, EngineOptions(), (sys.executable, "-c", "raise SystemExit(9)"))
    with pytest.raises(type(error)):
        ask(engine)
    with pytest.raises(type(error)):
        _ = engine.info
    engine.close()


def test_cancel_ends_an_endless_reply(make: Make) -> None:
    engine = make("endless")
    cancel = threading.Event()
    stream = engine.stream(Prompt("", (), "hej"), GenerationLimits(), cancel)
    assert next(stream) == "och "
    cancel.set()
    with pytest.raises(Cancelled):
        list(stream)
    assert engine.waiting == 0


def test_closing_the_stream_frees_the_model(make: Make) -> None:
    engine = make("endless")
    for _ in range(2):
        stream = engine.stream(Prompt("", (), "hej"), GenerationLimits(), threading.Event())
        assert next(stream) == "och "
        stream.close()


def test_a_hung_process_is_killed_at_cancel(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.engine.llamacpp._GRACE_S", 0.1)
    engine = make("hang", str(tmp_path / "hung"))
    cancel = threading.Event()
    cancel_when_asked = threading.Timer(0.3, cancel.set)
    cancel_when_asked.start()
    with pytest.raises(Cancelled):
        list(engine.stream(Prompt("", (), "hej"), GenerationLimits(), cancel))
    assert ask(engine, "hej igen") == "hej igen "


def test_a_hung_process_is_killed_at_the_deadline(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.engine.llamacpp._GRACE_S", 0.1)
    engine = make("hang", str(tmp_path / "hung"))
    engine.count_tokens("")  # it is up before the clock starts
    with pytest.raises(ModelCrashed):
        ask(engine, deadline_s=0.2)
    assert ask(engine, "hej igen") == "hej igen "


def test_many_callers_take_turns_and_get_their_own_answers(make: Make) -> None:
    engine = make("echo")
    questions = [f"fråga {n} av tolv" for n in range(12)]
    with ThreadPoolExecutor(12) as pool:
        replies = list(pool.map(lambda question: ask(engine, question), questions))
    assert [reply.strip() for reply in replies] == questions


def test_cancel_while_waiting_for_ones_turn(make: Make) -> None:
    engine = make("endless")
    first = engine.stream(Prompt("", (), "hej"), GenerationLimits(), threading.Event())
    next(first)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        list(engine.stream(Prompt("", (), "hej"), GenerationLimits(), cancel))
    first.close()


def test_the_deadline_counts_the_wait(make: Make) -> None:
    engine = make("endless")
    first = engine.stream(Prompt("", (), "hej"), GenerationLimits(), threading.Event())
    next(first)
    assert ask(engine, deadline_s=0.05) == ""
    assert engine.stats == RunStats(finish="deadline")
    first.close()


def test_a_closed_engine_stays_closed(make: Make) -> None:
    engine = make("echo")
    assert ask(engine, "hej") == "hej "
    engine.close()
    engine.close()
    with pytest.raises(ModelMissing):
        engine.count_tokens("hej")
