"""An answer from remembered passages that fails its check is read and written anew."""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from prompts import load_prompt
from rag.answering import answer
from rag.engine.protocol import GenerationLimits, Prompt, RunStats
from rag.settings import Settings
from rag.types import Answer, Finished, TextDelta
from tests.fakes import ScriptedEngine
from tests.rag.made import MadeLibrary, hit

QUESTION = "Vad kostar simkursen?"
RIGHT = "Avgiften för simkursen är 450 kronor per deltagare och termin."
WRONG = "Avgiften för simkursen är 460 kronor per deltagare och termin."


class Joining(ScriptedEngine):
    """Says that what it read was joined, unless it was asked to read afresh."""

    def stream(
        self, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        yield from super().stream(prompt, limits, cancel)
        return RunStats(joined_tokens=0 if limits.fresh else 40)


def asked(engine: ScriptedEngine, home: Path) -> tuple[Answer, str]:
    settings = Settings(home=home, models_dir=home)
    events = list(
        answer(
            QUESTION,
            library=MadeLibrary((hit(),)),
            engine=engine,
            template=load_prompt("answer"),
            settings=settings,
        )
    )
    streamed = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert isinstance(events[-1], Finished)
    return events[-1].answer, streamed


@pytest.mark.parametrize(("first", "times"), [(RIGHT, 1), (WRONG, 2)])
def test_only_what_fails_its_check_is_read_anew(first: str, times: int, tmp_path: Path) -> None:
    engine = Joining(first, RIGHT)
    found, streamed = asked(engine, tmp_path)
    assert "450 kronor" in found.text
    assert "460" not in found.text
    assert found.status == "answered"
    assert [limits.fresh for _, limits in engine.history] == [False, True][:times]
    assert streamed.strip() == first


def test_what_was_read_in_its_place_is_not_read_again(tmp_path: Path) -> None:
    engine = ScriptedEngine(WRONG)
    found, _ = asked(engine, tmp_path)
    assert "460" not in found.text
    assert len(engine.history) == 1
