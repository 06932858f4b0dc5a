"""Work run aside: told step by step, called off cleanly."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from index.errors import MinutesError
from ui.work import aside


def test_steps_come_in_order_and_silence_is_told() -> None:
    go = threading.Event()

    def work(tell: Callable[[int], None]) -> None:
        tell(1)
        go.wait()
        tell(2)

    steps = aside(work, threading.Event(), look_s=0.01)
    assert next(steps) == 1
    assert next(steps) is None
    go.set()
    assert [step for step in steps if step is not None] == [2]


def test_an_error_comes_after_the_steps() -> None:
    def work(tell: Callable[[int], None]) -> None:
        tell(1)
        raise MinutesError("Det gick inte.")

    steps = aside(work, threading.Event())
    assert next(steps) == 1
    with pytest.raises(MinutesError, match="Det gick inte"):
        next(steps)


def test_leaving_early_calls_the_work_off_and_waits_for_it() -> None:
    cancel, ended = threading.Event(), threading.Event()

    def work(tell: Callable[[int], None]) -> None:
        tell(1)
        assert cancel.wait(10)
        ended.set()

    steps = aside(work, cancel)
    assert next(steps) == 1
    steps.close()  # type: ignore[attr-defined]
    assert ended.is_set()
