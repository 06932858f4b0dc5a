"""Stand-ins for the heavy models, so that tests run in seconds and say what they asked."""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Generator

from index.errors import Cancelled, MinutesError
from rag.engine.protocol import EngineInfo, Finish, GenerationLimits, Prompt, RunStats


class ScriptedEngine:
    """An engine that answers from a queue of replies and keeps the prompts it was given.

    A reply is text, streamed word by word, or an error to raise. ``history`` holds
    (prompt, limits) in the order of the calls. An empty queue is a fault of the test.
    """

    def __init__(self, *replies: str | MinutesError, context_tokens: int = 4096) -> None:
        self.replies: deque[str | MinutesError] = deque(replies)
        self.history: list[tuple[Prompt, GenerationLimits]] = []
        self.closed = False
        self._info = EngineInfo("scripted", "0" * 64, context_tokens, "test")
        self._stats = RunStats()

    @property
    def info(self) -> EngineInfo:
        """Always the same model."""
        return self._info

    @property
    def stats(self) -> RunStats:
        """Figures of the last run, in words instead of tokens."""
        return self._stats

    def warm(self) -> None:
        """Nothing to load."""

    def count_tokens(self, text: str) -> int:
        """Words count as tokens."""
        return len(text.split())

    def stream(
        self, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        """The next reply of the queue. Raises: what the queue holds; Cancelled."""
        self.history.append((prompt, limits))
        reply = self.replies.popleft()
        if isinstance(reply, MinutesError):
            raise reply
        pieces = re.findall(r"\S+\s*", reply)
        for piece in pieces[: limits.max_tokens]:
            if cancel.is_set():
                raise Cancelled("Svaret avbröts.")
            yield piece
        finish: Finish = "length" if len(pieces) > limits.max_tokens else "stop"
        read = self.count_tokens(prompt.system + " " + prompt.user)
        self._stats = RunStats(read, 0, min(len(pieces), limits.max_tokens), 0.0, 0.0, finish)
        return self._stats

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True
