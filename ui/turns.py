"""One queue for the one model: users take turns, however many questions each has asked."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from index.errors import Cancelled, MinutesError
from rag.engine.protocol import Engine, EngineInfo, GenerationLimits, Prompt, RunStats

MOST_EACH = 3
"""Questions that one user may have under way, over all their open pages."""
_LOOK_S = 0.1


class Ticket(threading.Event):
    """A question's place in the queue; set when the question is called off.

    It goes with the question as its cancel event, which is how the engine knows whose turn it is.
    """

    def __init__(self, user: str) -> None:
        super().__init__()
        self.user = user


class Turns:
    """Who asks: at most one question for each open page, one at a time at the model.

    Of those who wait, the user whose last turn is longest ago comes first, then whoever came
    first. A question that is still searching does not hold up one that is ready for the model.
    """

    def __init__(self) -> None:
        self._line: dict[str, Ticket] = {}
        self._ready: list[Ticket] = []
        self._running: Ticket | None = None
        self._served: dict[str, int] = {}
        self._change = threading.Condition()

    @contextmanager
    def enter(self, page: str, user: str = "") -> Iterator[Ticket]:
        """Stand in line until the block is left. ``user`` "" makes each page a user of its own.

        A question that the same page still has under way is called off. Raises MinutesError when the
        user has too many under way on other pages.
        """
        mine = Ticket(user or f"page {page}")
        with self._change:
            others = sum(one.user == mine.user for name, one in self._line.items() if name != page)
            if others >= MOST_EACH:
                raise MinutesError(
                    f"Du har redan {others} frågor på gång.", "Vänta på svaren, eller avbryt någon av dem."
                )
            if former := self._line.pop(page, None):
                former.set()
            self._line[page] = mine
        try:
            yield mine
        finally:
            with self._change:
                if self._line.get(page) is mine:
                    del self._line[page]
                if not self._line and self._running is None:
                    self._served.clear()
                self._change.notify_all()

    def ahead(self, page: str) -> int:
        """How many will have their turn at the model before this page, the one at it included."""
        with self._change:
            mine = self._line.get(page)
            if mine is None or mine is self._running:
                return 0
            order = self._order()
            return order.index(mine) + (self._running is not None) if mine in order else 0

    def call_off(self, page: str) -> bool:
        """Call off the page's question; False when it has none under way."""
        with self._change:
            ticket = self._line.get(page)
        if ticket:
            ticket.set()
        return ticket is not None

    @contextmanager
    def at_model(self, cancel: threading.Event) -> Iterator[None]:
        """Wait for the turn that ``cancel`` stands for, and have the model until the block is left.

        Raises: Cancelled, it was set meanwhile.
        """
        mine = cancel if isinstance(cancel, Ticket) else Ticket("")
        with self._change:
            self._ready.append(mine)
            try:
                while not self._is_next(mine):
                    if cancel.is_set():
                        raise Cancelled("Svaret avbröts.")
                    self._change.wait(_LOOK_S)
            finally:
                self._ready.remove(mine)
            self._running = mine
            self._served[mine.user] = 1 + max(self._served.values(), default=0)
        try:
            yield
        finally:
            with self._change:
                self._running = None
                self._change.notify_all()

    def _is_next(self, mine: Ticket) -> bool:
        if self._running is not None or mine.is_set():
            return False
        return next(one for one in self._order() if one in self._ready) is mine

    def _order(self) -> list[Ticket]:
        """All who wait, in the order in which they would have their turns if all were ready."""
        known = [*self._line.values(), *self._ready]  # what is ready need not stand in line: see at_model
        waiting = [one for one in dict.fromkeys(known) if one is not self._running and not one.is_set()]
        served, order = dict(self._served), list[Ticket]()
        while waiting:
            first = min(waiting, key=lambda one: served.get(one.user, 0))
            waiting.remove(first)
            order.append(first)
            served[first.user] = 1 + max(served.values(), default=0)
        return order


class SharedEngine:
    """An engine whose runs take turns. A run's deadline begins at its turn: until then it waits in sight."""

    def __init__(self, engine: Engine, turns: Turns) -> None:
        self._engine = engine
        self._turns = turns

    @property
    def info(self) -> EngineInfo:
        """The model."""
        return self._engine.info

    @property
    def stats(self) -> RunStats:
        """Figures of the last run that ended."""
        return self._engine.stats

    def warm(self) -> None:
        """Start loading in the background."""
        self._engine.warm()

    def count_tokens(self, text: str) -> int:
        """Tokens of a text as the model reads it."""
        return self._engine.count_tokens(text)

    def stream(
        self, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        """Pieces of the reply, once it is the question's turn. Raises: as the engine."""
        with self._turns.at_model(cancel):
            return (yield from self._engine.stream(prompt, limits, cancel))

    def forget(self, passage_ids: str) -> None:
        """Drop what is kept of passages."""
        self._engine.forget(passage_ids)

    def close(self) -> None:
        """Stop the model."""
        self._engine.close()
