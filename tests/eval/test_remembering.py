"""A kept reply stands for a new one, and the time set is kept."""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from eval.remembering import RememberingEngine
from index.errors import MinutesError
from rag.engine.protocol import GenerationLimits, Prompt
from tests.fakes import ScriptedEngine

PROMPT = Prompt("Källor:\n", (), "Fråga?")


def _say(engine: RememberingEngine, prompt: Prompt = PROMPT) -> str:
    stream: Generator[str, None, object] = engine.stream(prompt, GenerationLimits(), threading.Event())
    return "".join(stream)


def test_the_model_is_asked_once_for_one_prompt_even_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    model = ScriptedEngine("Ett svar.", "Ett annat.")
    engine = RememberingEngine(model, path)
    assert _say(engine) == _say(engine) == "Ett svar."
    again = RememberingEngine(model, path)
    assert _say(again) == "Ett svar."
    assert _say(again, Prompt("", (), "Annat?")) == "Ett annat."
    assert len(model.history) == 2


def test_no_more_is_asked_when_the_time_is_up(tmp_path: Path) -> None:
    engine = RememberingEngine(ScriptedEngine("Svar."), tmp_path / "replies.jsonl", seconds=-1)
    with pytest.raises(MinutesError, match="Tiden"):
        _say(engine)


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(MinutesError):
        RememberingEngine(ScriptedEngine(), path)
