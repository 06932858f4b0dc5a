"""The worker's own loop, in this process, over pipes, with a session that stands in for the model."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import IO

import pytest

from rag.engine.memory import DecodeError
from rag.engine.protocol import GenerationLimits, Prompt, RunStats
from rag.engine.wire import Message, prompt_out, receive, send

worker = pytest.importorskip("rag.engine.worker")


class FakeSession:
    """Echoes the question; idles a fixed number of times."""

    def __init__(self, stopper: object, idle: int = 0) -> None:
        self.stopper = stopper
        self.idle_left = idle
        self.idled = threading.Event()
        self.kept: list[Prompt] = []
        self.forgotten: list[str] = []

    def run(self, prompt: Prompt, limits: GenerationLimits, emit: object) -> RunStats:
        assert callable(emit)
        if prompt.suffix == "overfull":
            raise worker.ContextFullError(5000, 4096)
        if prompt.suffix == "unreadable":
            raise DecodeError("trasig")
        if prompt.suffix == "wait":
            while not callable(self.stopper) or not self.stopper():
                pass
            return RunStats(finish="cancelled")
        emit(prompt.suffix)
        return RunStats(output_tokens=1)

    def idle(self) -> bool:
        self.idle_left -= 1
        self.idled.set()
        return self.idle_left >= 0

    def keep(self, prompt: Prompt) -> None:
        self.kept.append(prompt)

    def settle(self) -> RunStats:
        return RunStats(total_s=1.0)

    def forget(self, passage_ids: str) -> None:
        self.forgotten.append(passage_ids)


class Line:
    """A worker at work in a thread, and both ends of its line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        to_worker, self._out = os.pipe()
        self._in, from_worker = os.pipe()
        self.out: IO[bytes] = os.fdopen(self._out, "wb")
        self.replies: IO[bytes] = os.fdopen(self._in, "rb")
        self.ended = threading.Event()
        monkeypatch.setattr(worker.os, "_exit", lambda _code: self.ended.set())
        self.worker = worker.Worker(os.fdopen(to_worker, "rb"), os.fdopen(from_worker, "wb"))
        self.session = FakeSession(self.worker._stopper, idle=3)
        monkeypatch.setattr(self.worker, "_load", lambda _message: self.session)
        threading.Thread(target=self.worker.serve, daemon=True).start()
        self.tell({"op": "load"})

    def tell(self, message: Message) -> None:
        send(self.out, message)

    def run(self, number: int, suffix: str) -> None:
        limits = {"max_tokens": 5, "deadline_s": 60.0, "stop": [], "grammar": ""}
        prompt = prompt_out(Prompt("", (), suffix))
        self.tell({"op": "run", "id": number, "prompt": prompt, "limits": limits})

    def reply(self) -> Message:
        message = receive(self.replies)
        assert message is not None
        return message


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    yield (line := Line(monkeypatch))
    line.out.close()
    assert line.ended.wait(10)


def test_runs_one_after_another(line: Line) -> None:
    line.run(1, "hej")
    line.run(2, "igen")
    replies = [line.reply() for _ in range(4)]
    assert [(one["op"], one["id"]) for one in replies] == [("text", 1), ("done", 1), ("text", 2), ("done", 2)]
    assert line.session.idled.wait(30)


def test_a_cancel_is_heard_while_it_works(line: Line) -> None:
    line.run(1, "wait")
    line.tell({"op": "cancel", "id": 1})
    assert line.reply()["stats"]["finish"] == "cancelled"


def test_a_cancel_before_its_turn_counts_and_only_for_it(line: Line) -> None:
    line.run(1, "wait")
    line.run(2, "wait")
    line.tell({"op": "cancel", "id": 2})
    line.tell({"op": "cancel", "id": 1})
    assert [line.reply()["id"] for _ in range(2)] == [1, 2]
    line.run(3, "hej")
    assert line.reply() == {"op": "text", "id": 3, "text": "hej"}


def test_faults_are_told_and_the_work_goes_on(line: Line) -> None:
    line.run(1, "overfull")
    assert line.reply() == {"op": "failed", "id": 1, "kind": "overflow", "needed": 5000, "room": 4096}
    line.run(2, "unreadable")
    assert line.reply() == {"op": "failed", "id": 2, "kind": "engine", "reason": "trasig"}
    line.run(3, "hej")
    assert line.reply()["text"] == "hej"


def test_hushed_it_leaves_idle_work(line: Line) -> None:
    line.tell({"op": "hush", "seconds": 60.0})
    line.run(1, "hej")
    assert [line.reply()["op"] for _ in range(2)] == ["text", "done"]
    line.session.idle_left = 1
    line.session.idled.clear()
    line.run(2, "igen")
    assert [line.reply()["op"] for _ in range(2)] == ["text", "done"]
    assert line.worker._stopper.waited_for()
    assert not line.session.idled.is_set()
    line.tell({"op": "hush", "seconds": 0.0})
    line.run(3, "nu")
    assert [line.reply()["op"] for _ in range(2)] == ["text", "done"]
    assert line.session.idled.wait(10)


def test_keeping_and_forgetting_get_no_reply(line: Line) -> None:
    line.tell({"op": "keep", "prompt": prompt_out(Prompt("", (), "x"))})
    line.tell({"op": "forget", "passage_ids": "a-"})
    line.tell(
        {"op": "settle", "id": 1, "limits": {"max_tokens": 5, "deadline_s": 60.0, "stop": [], "grammar": ""}}
    )
    assert line.reply()["stats"]["total_s"] == 1.0
    assert line.session.kept == [Prompt("", (), "x")]
    assert line.session.forgotten == ["a-"]
