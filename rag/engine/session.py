"""One model at work in the child process: a prompt in, text out, what was read kept.

Greedy: the same prompt gives the same text.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.engine.chat import ChatForm
from rag.engine.native import AbortedError, Grammar, NativeModel
from rag.engine.protocol import Finish, GenerationLimits, Prompt, RunStats
from rag.engine.writing import Lookahead, TextPieces

_GUESSES = 4  # tokens guessed ahead; measured best on extractive answers


class ContextFullError(Exception):
    """The prompt and the answer do not fit the context. Holds (tokens needed, tokens there are)."""


@dataclass(slots=True)
class Stopper:
    """Tells a run to end: set by another thread, or by the clock (``time.monotonic``)."""

    cancelled: bool = False
    deadline: float = field(default=float("inf"))

    def __call__(self) -> bool:
        """Whether to end now."""
        return self.cancelled or time.monotonic() > self.deadline

    @property
    def finish(self) -> Finish:
        """Which of the two it was."""
        return "cancelled" if self.cancelled else "deadline"


class Session:
    """Runs prompts on a model. ``stopper`` is the one that the model asks while it reads."""

    def __init__(self, model: NativeModel, stopper: Stopper) -> None:
        self._model = model
        self._stopper = stopper
        self._form = ChatForm(model.render, model.tokenise, model.piece, model.start_tokens())
        self._held: list[int] = []  # the tokens whose states are in sequence 0

    def run(self, prompt: Prompt, limits: GenerationLimits, emit: Callable[[str], None]) -> RunStats:
        """Read the prompt, write the answer through ``emit``.

        Raises: ContextFullError, TemplateError, DecodeError, LoadError (a bad grammar).
        """
        began = time.monotonic()
        tokens = self._form.layout(prompt).tokens
        if len(tokens) + limits.max_tokens > self._model.context_tokens:
            raise ContextFullError(len(tokens) + limits.max_tokens, self._model.context_tokens)
        run = _Run(began, len(tokens), TextPieces(limits.stop), emit)
        grammar = self._model.grammar(limits.grammar) if limits.grammar else None
        try:
            run.reused = self._read(tokens)
            finish = self._write(run, limits.max_tokens, grammar)
        except AbortedError:
            finish = self._stopper.finish
        finally:
            if grammar:
                grammar.close()
        if rest := run.pieces.rest():
            emit(rest)
        return run.stats(finish)

    def _read(self, tokens: tuple[int, ...]) -> int:
        """Read what is not remembered already; how many tokens were."""
        same = 0
        while same < min(len(self._held), len(tokens) - 1) and self._held[same] == tokens[same]:
            same += 1
        self._cut(same)
        self._model.decode(tokens[same:], same)
        self._held = list(tokens)
        return same

    def _cut(self, size: int) -> None:
        """Remember only the first ``size`` tokens."""
        del self._held[size:]
        self._model.forget(0, size)

    def _write(self, run: _Run, max_tokens: int, grammar: Grammar | None) -> Finish:
        """Write to the end of the turn, a stop word or a limit. Raises: AbortedError."""
        ahead = Lookahead(self._held, 0 if grammar else _GUESSES)
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
        at = len(self._held)
        self._model.decode(batch, at, scored=len(batch))
        self._held.append(token)
        if not guesses:
            return self._choose(grammar)
        for i, guess in enumerate(guesses):
            best = self._model.best(len(batch) - i)
            if best != guess or self._model.is_end(guess):
                break
            ahead.add(guess)
            self._held.append(guess)
            if run.add(self._model.piece(guess)):
                break
        else:
            best = self._model.best()
        self._model.forget(0, len(self._held))
        return best


@dataclass(slots=True)
class _Run:
    """A run's running figures."""

    began: float
    prompt_tokens: int
    pieces: TextPieces
    emit: Callable[[str], None]
    reused: int = 0
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
        return RunStats(self.prompt_tokens, self.reused, self.written, self.first, total, finish)
