"""What reading needs of a model: a memory of tokens at positions, in numbered sequences; how it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class LoadError(Exception):
    """The file can't be loaded as a model."""


class AbortedError(Exception):
    """Reading was stopped by the stop function."""


class DecodeError(Exception):
    """The library could not read the tokens, or the state does not fit."""


@dataclass(frozen=True, slots=True)
class Joining:
    """What remembered passages are used for: ``longest`` tokens at most are kept in one state.

    Always: evidence that begins as remembered evidence began, which stands where it was read, so that
    using it is the same as reading it. With ``moves`` also passages read alone, moved to their places.
    """

    longest: int = 1 << 20
    moves: bool = False


class Memory(Protocol):
    """A model's memory; ``rag.engine.native.NativeModel`` has a real one."""

    @property
    def can_shift(self) -> bool:
        """Whether what was read can be moved to other positions."""
        ...

    def decode(self, tokens: Sequence[int], start: int, sequence: int = 0, scored: int = 1) -> None:
        """Read tokens at positions from ``start``; the last ``scored`` of them get scores.

        Raises: AbortedError, DecodeError; what was read of the tokens is then undefined.
        """
        ...

    def scores(self, back: int = 1) -> NDArray[np.float32]:
        """Scores after the ``back``-th last scored token, one a token of the vocabulary: a view."""
        ...

    def forget(self, sequence: int, start: int = -1, end: int = -1) -> None:
        """Drop positions [start, end) of a sequence; -1 is open. Raises: DecodeError."""
        ...

    def forget_all(self) -> None:
        """Empty every sequence."""
        ...

    def move(self, sequence: int, start: int, end: int, by: int) -> None:
        """Shift positions [start, end) of a sequence by a distance."""
        ...

    def copy(self, source: int, target: int) -> None:
        """Let a sequence's positions belong to another sequence too."""
        ...

    def state(self, sequence: int) -> bytes:
        """All that a sequence remembers, as bytes that ``restore`` takes."""
        ...

    def restore(self, sequence: int, state: bytes) -> None:
        """Replace what a sequence remembers. Raises: DecodeError when the state does not fit."""
        ...
