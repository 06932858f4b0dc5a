"""What is read ahead: the head, then likely questions' evidence, as answering would show it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from prompts import load_prompt
from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.engine.protocol import Prompt
from rag.filling import ReadAhead, prompt_of
from rag.models import ModelFile
from rag.settings import Settings
from tests.fakes import ScriptedEngine
from tests.rag.made import MadeLibrary, hit

FAKE = Path(__file__).parent / "engine" / "fake_worker.py"
QUESTION = "Vad kostar simkursen?"
LIBRARY = MadeLibrary((hit(),))


class Listening(LlamaCppEngine):
    """Notes what it is to keep; its worker joins or does not."""

    joins = True

    def __init__(self) -> None:
        file = ModelFile(Path("model.gguf"), "fejk", "ab" * 32)
        super().__init__(lambda: file, EngineOptions(), (sys.executable, str(FAKE), "echo"))
        self.kept: list[Prompt] = []
        self.hushed: list[float] = []
        self.heard = threading.Semaphore(0)

    def keep(self, prompt: Prompt) -> None:
        self.kept.append(prompt)
        self.heard.release()

    def hush(self, seconds: float) -> None:
        self.hushed.append(seconds)


class Warmed(ScriptedEngine):
    warmed = False

    def warm(self) -> None:
        self.warmed = True


@pytest.fixture
def engine() -> Iterator[Listening]:
    made = Listening()
    yield made
    made.close()


def settings(home: Path, kv_cache_mb: int = 100) -> Settings:
    return Settings(home=home, models_dir=home, kv_cache_mb=kv_cache_mb)


def test_the_head_is_read_then_what_a_question_would_show(engine: Listening, tmp_path: Path) -> None:
    ahead = ReadAhead(settings(tmp_path), lambda: (QUESTION,), lambda: LIBRARY)
    ahead.start(engine)
    assert engine.heard.acquire(timeout=30)
    assert engine.heard.acquire(timeout=30)
    ahead.stop()
    head, prompt = engine.kept
    assert head.evidence == ()
    assert (head.system, head.examples, head.prefix) == (prompt.system, prompt.examples, prompt.prefix)
    assert prompt == prompt_of(QUESTION, LIBRARY, settings(tmp_path))[0]
    assert "450 kronor" in prompt.evidence[0].shown
    assert not prompt.evidence[0].label, "a number would differ from question to question"


def test_without_a_cache_only_the_head_is_read(engine: Listening, tmp_path: Path) -> None:
    ahead = ReadAhead(settings(tmp_path, kv_cache_mb=0), lambda: (QUESTION,), lambda: LIBRARY)
    ahead.start(engine)
    assert engine.heard.acquire(timeout=30)
    ahead.stop()
    assert [prompt.evidence for prompt in engine.kept] == [()]


def test_stopped_it_tells_no_more(engine: Listening, tmp_path: Path) -> None:
    ahead: ReadAhead

    def questions() -> Iterator[str]:
        yield QUESTION
        ahead.stop()
        yield QUESTION

    ahead = ReadAhead(settings(tmp_path), questions, lambda: LIBRARY)
    ahead.start(engine)
    assert engine.heard.acquire(timeout=30)
    assert engine.heard.acquire(timeout=30)
    ahead.stop()
    assert len(engine.kept) == 2


def test_it_gives_way_to_a_question(engine: Listening, tmp_path: Path) -> None:
    ahead = ReadAhead(settings(tmp_path), lambda: (QUESTION,), lambda: LIBRARY)
    ahead.give_way(engine)
    ahead.start(engine)
    assert engine.heard.acquire(timeout=30)
    ahead.stop()
    assert [prompt.evidence for prompt in engine.kept] == [()], "only what the question needs too"
    assert len(engine.hushed) == 1
    assert engine.hushed[0] > 0


def test_a_first_question_has_the_head_read_meanwhile_and_once(engine: Listening, tmp_path: Path) -> None:
    ahead = ReadAhead(settings(tmp_path), lambda: (QUESTION,), lambda: LIBRARY)
    ahead.load(engine)
    ahead.load(engine)
    assert engine.heard.acquire(timeout=30)
    ahead.stop()
    assert [prompt.evidence for prompt in engine.kept] == [()]


def test_other_engines_are_only_warmed(tmp_path: Path) -> None:
    ahead = ReadAhead(settings(tmp_path), lambda: (QUESTION,), lambda: LIBRARY)
    other = Warmed("svar")
    ahead.start(other)
    assert other.warmed
    ahead.start(None)
    ahead.stop()


def test_a_passage_is_shown_by_its_chosen_sentences_alone(tmp_path: Path) -> None:
    prompt = prompt_of(QUESTION, LIBRARY, settings(tmp_path))[0]
    assert prompt is not None
    assert prompt.prefix == load_prompt("answer").prefix
    (part,) = prompt.evidence
    assert part.keep == ()
    assert part.text.startswith(hit().passage.header + "\n")
    assert "bassäng" not in part.text
