"""What an engine is: a prompt in parts goes in, pieces of text come out.

A prompt is kept in parts so that an engine can keep what it has read: ``system``, ``examples``
and ``prefix`` are the same for every question, each evidence part is the same whenever its
passage is used, and only ``suffix`` (the question) is new. All parts are data: an engine never
reads a role token out of them.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Finish = Literal["stop", "length", "deadline", "cancelled"]


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """One passage as the model reads it.

    ``key`` is the passage id; ``text`` is the whole passage as it is read, header included.
    ``keep`` are half-open ranges of ``text``, rising, that are shown: () means all of it. The
    rest may still shape what the model remembers of the kept ranges. ``label`` stands before
    the part and may differ between questions, such as "[1] ".
    """

    key: str
    text: str
    keep: tuple[tuple[int, int], ...] = ()
    label: str = ""

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """What is shown of ``text``, each range grown over the white space that follows it."""
        if not self.keep:
            return ((0, len(self.text)),)
        return tuple((start, _skip_space(self.text, end)) for start, end in self.keep)

    @property
    def shown(self) -> str:
        """The part as a reader of the prompt sees it; ends in one line break."""
        body = "".join(self.text[start:end] for start, end in self.ranges)
        return f"{self.label}{body.strip()}\n"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to the model.

    In the order read: ``system``; ``examples`` as (user, assistant) turns; then one user turn of
    ``prefix``, the evidence parts and ``suffix``; then the assistant's turn, which begins with
    ``reply``. The reply's opening is not repeated in what the engine streams.
    """

    prefix: str
    evidence: tuple[EvidencePart, ...]
    suffix: str
    system: str = ""
    examples: tuple[tuple[str, str], ...] = ()
    reply: str = ""

    @property
    def user(self) -> str:
        """The whole user turn as plain text."""
        return self.prefix + "".join(part.shown for part in self.evidence) + self.suffix


@dataclass(frozen=True, slots=True)
class GenerationLimits:
    """Where generation ends. ``grammar`` is GBNF, "" for none; ``stop`` is not streamed.

    ``deadline_s`` counts from the call, waiting for other questions included. ``fresh`` reads
    the evidence anew even where it is remembered, for an answer no memory can have blurred.
    """

    max_tokens: int = 220
    deadline_s: float = 180.0
    stop: tuple[str, ...] = ()
    grammar: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which model answers: what goes into an answer's provenance."""

    model: str
    sha256: str
    context_tokens: int
    build: str


@dataclass(frozen=True, slots=True)
class RunStats:
    """One run's figures. Seconds count from the call; ``reused_tokens`` were not read again.

    ``joined_tokens`` of them are evidence that was read alone, earlier, and moved here.
    ``finish`` tells how it ended: anything but "stop" means that the text is cut off.
    """

    prompt_tokens: int = 0
    reused_tokens: int = 0
    output_tokens: int = 0
    first_token_s: float | None = None
    total_s: float = 0.0
    finish: Finish = "stop"
    notes: Mapping[str, float] = field(default_factory=dict)
    joined_tokens: int = 0


class Engine(Protocol):
    """A language model with one owner: calls from several threads wait for each other."""

    @property
    def info(self) -> EngineInfo:
        """The model. Never starts it. Raises ModelMissing or ModelRefused."""
        ...

    @property
    def stats(self) -> RunStats:
        """Figures of the last run that ended."""
        ...

    def warm(self) -> None:
        """Start loading in the background and return at once; faults show at the next stream."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of a text as the model reads it; servers that can't tell give an estimate."""
        ...

    def stream(
        self, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        """Pieces of the reply as they come; the generator's return value is the run's figures.

        At the deadline the stream ends and the figures' ``finish`` says so. Closing the
        generator early frees the model as a cancel does.

        Raises: Cancelled (``cancel`` was set), ContextOverflow (before anything is read),
        ModelMissing, ModelRefused, ModelCrashed.
        """
        ...

    def forget(self, passage_ids: str) -> None:
        """Drop whatever is kept of passages whose id begins so. Raises: StorageFailed."""
        ...

    def close(self) -> None:
        """Stop the model and free its memory. May be called twice."""
        ...


def _skip_space(text: str, end: int) -> int:
    while end < len(text) and text[end].isspace():
        end += 1
    return end
