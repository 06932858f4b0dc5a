"""Stand-ins for the heavy models, so that tests run in seconds and say what they asked."""

from __future__ import annotations

import re
import threading
import zlib
from collections import deque
from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.errors import Cancelled, MinutesError
from index.swedish import terms
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

    def forget(self, passage_ids: str) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


class HashingEmbedder:
    """Vectors by hashing a text's index terms: the same in every process, alike for texts alike.

    Each term adds 1 in one of ``dimension`` places; the title's terms count like the text's.
    """

    def __init__(self, dimension: int = 64, model_id: str = "hashing") -> None:
        self.dimension = dimension
        self.model_id = f"{model_id}-{dimension}"
        self.embedded = 0

    def embed_passages(self, texts: Sequence[str], titles: Sequence[str]) -> NDArray[np.float32]:
        """float32 (n, dimension), L2-normalised."""
        self.embedded += len(texts)
        both = [f"{title} {text}" for title, text in zip(titles, texts, strict=True)]
        return (
            np.stack([self._vector(text) for text in both])
            if both
            else np.empty((0, self.dimension), np.float32)
        )

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """float32 (dimension,), L2-normalised."""
        return self._vector(text)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for term in terms(text):
            vector[zlib.crc32(term.encode()) % self.dimension] += 1
        unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
        return unit
