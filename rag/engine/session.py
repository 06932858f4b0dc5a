"""One model at work in the child process: a prompt in, text out, what was read kept.

Greedy: the same prompt gives the same text.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.engine.chat import ChatForm
from rag.engine.memory import AbortedError, DecodeError
from rag.engine.native import Grammar, NativeModel
from rag.engine.protocol import Finish, GenerationLimits, Prompt, RunStats
from rag.engine.reading import Reader
from rag.engine.writing import Lookahead, TextPieces

_GUESSES = 4  # tokens guessed ahead


class ContextFullError(Exception):
    """The prompt and the answer do not fit the context. Holds (tokens needed, tokens there are)."""


@dataclass(slots=True)
class Stopper:
    """Tells a run to end: set by another thread, or by the clock (``time.monotonic``).

    While ``idle``, what runs ends as soon as somebody is ``waited_for``.
    """

    waited_for: Callable[[], bool] = lambda: False
    idle: bool = False
    cancelled: bool = False
    deadline: float = field(default=float("inf"))

    def __call__(self) -> bool:
        """Whether to end now."""
        if self.idle:
            return self.waited_for()
        return self.cancelled or time.monotonic() > self.deadline

    @property
    def finish(self) -> Finish:
        """Which of the two it was."""
        return "cancelled" if self.cancelled else "deadline"


class Session:
    """Runs prompts on a model. ``stopper`` is the one that the model asks while it reads.

    ``room`` is how many tokens a prompt and its answer may take together.
    """

    def __init__(self, model: NativeModel, stopper: Stopper, reader: Reader, room: int) -> None:
        self._model = model
        self._stopper = stopper
        self._reader = reader
        self._room = room
        self._form = ChatForm(model.render, model.tokenise, model.piece, model.start_tokens())

    def run(self, prompt: Prompt, limits: GenerationLimits, emit: Callable[[str], None]) -> RunStats:
        """Read the prompt, write the answer through ``emit``.

        Raises: ContextFullError, TemplateError, DecodeError, LoadError (a bad grammar).
        """
        began = time.monotonic()
        layout = self._form.layout(prompt)
        size = len(layout.tokens)
        if size + limits.max_tokens > self._room:
            raise ContextFullError(size + limits.max_tokens, self._room)
        run = _Run(began, size, TextPieces(limits.stop), emit)
        grammar = self._model.grammar(limits.grammar) if limits.grammar else None
        try:
            run.reused = self._reader.read(layout, limits.fresh)
            run.joined = self._reader.joined
            finish = self._write(run, limits.max_tokens, grammar)
        except AbortedError:
            finish = self._stopper.finish
        finally:
            if grammar:
                grammar.close()
        if rest := run.pieces.rest():
            emit(rest)
        return run.stats(finish)

    def keep(self, prompt: Prompt) -> None:
        """Have the prompt's evidence read in idle time. Raises: TemplateError."""
        self._reader.keep(self._form.layout(prompt))

    def idle(self) -> bool:
        """Do a piece of idle work; False when there is none or somebody is waited for.

        A head is read to its end: who is waited for needs it.
        """
        self._stopper.idle = not self._reader.wants_head
        self._stopper.cancelled, self._stopper.deadline = False, float("inf")
        try:
            return self._reader.keep_next()
        except (AbortedError, DecodeError):
            return False
        finally:
            self._stopper.idle = False

    def settle(self) -> RunStats:
        """Do all the idle work there is, now."""
        began = time.monotonic()
        try:
            while self._reader.keep_next():
                pass
        except AbortedError:
            return RunStats(total_s=time.monotonic() - began, finish=self._stopper.finish)
        return RunStats(total_s=time.monotonic() - began)

    def forget(self, passage_ids: str) -> None:
        """Drop all that was read of passages whose id begins so."""
        self._reader.forget(passage_ids)

    def _write(self, run: _Run, max_tokens: int, grammar: Grammar | None) -> Finish:
        """Write to the end of the turn, a stop word or a limit. Raises: AbortedError."""
        ahead = Lookahead(self._reader.held, 0 if grammar else _GUESSES)
        token = self._choose(grammar)
        while True:
            if run.pieces.stopped or self._model.is_end(token):
                return "stop"
            if run.written == max_tokens:
                return "length"
            if run.add(self._model.piece(token)):
                return "stop"
            if self._stopper():
                raise AbortedError
            ahead.add(token)
            token = self._next(run, token, ahead, max_tokens, grammar)

    def _choose(self, grammar: Grammar | None) -> int:
        return grammar.choose(self._model.scores()) if grammar else self._model.best()

    def _next(self, run: _Run, token: int, ahead: Lookahead, max_tokens: int, grammar: Grammar | None) -> int:
        """Read the token just written with guesses behind it; keep the guesses that hold."""
        guesses = ahead.guess()[: max_tokens - run.written]
        batch = (token, *guesses)
        at = len(self._reader.held)
        self._model.decode(batch, at, scored=len(batch))
        self._reader.wrote(token)
        if not guesses:
            return self._choose(grammar)
        for i, guess in enumerate(guesses):
            best = self._model.best(len(batch) - i)
            if best != guess or self._model.is_end(guess):
                break
            ahead.add(guess)
            self._reader.wrote(guess)
            if run.add(self._model.piece(guess)):
                break
        else:
            best = self._model.best()
        self._model.forget(0, len(self._reader.held))
        return best


@dataclass(slots=True)
class _Run:
    """A run's running figures."""

    began: float
    prompt_tokens: int
    pieces: TextPieces
    emit: Callable[[str], None]
    reused: int = 0
    joined: int = 0
    written: int = 0
    first: float | None = None

    def add(self, data: bytes) -> bool:
        """Count and show a token; whether a stop word came with it."""
        self.written += 1
        if self.first is None:
            self.first = time.monotonic() - self.began
        if text := self.pieces.add(data):
            self.emit(text)
        return self.pieces.stopped

    def stats(self, finish: Finish) -> RunStats:
        total = time.monotonic() - self.began
        return RunStats(
            self.prompt_tokens,
            self.reused,
            self.written,
            self.first,
            total,
            finish,
            joined_tokens=self.joined,
        )
