"""Who may use the model now, and when it may be started again."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

_LOOK_S = 0.05


class Turnstile:
    """Lets one caller in at a time, in the order they came."""

    def __init__(self) -> None:
        self._line: deque[object] = deque()
        self._changed = threading.Condition()

    def enter(self, gives_up: Callable[[], bool]) -> bool:
        """Wait for one's turn; False when ``gives_up`` said so first. Then ``leave`` is due."""
        ticket = object()
        with self._changed:
            self._line.append(ticket)
            while self._line[0] is not ticket:
                if gives_up():
                    self._line.remove(ticket)
                    self._changed.notify_all()
                    return False
                self._changed.wait(_LOOK_S)
        return True

    def leave(self) -> None:
        """Let the next one in."""
        with self._changed:
            self._line.popleft()
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """How many stand in line, the one inside not counted."""
        return max(len(self._line) - 1, 0)


class Restarts:
    """When a model that stopped may start again: ever later, and at most so often.

    ``pauses`` are seconds after the first, second ... stop within ``window_s``; one stop more
    than there are pauses and it stays down until the window has passed.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        pauses: tuple[float, ...] = (0.5, 2.0, 8.0),
        window_s: float = 600.0,
    ) -> None:
        self._clock = clock
        self._pauses = pauses
        self._window_s = window_s
        self._stops: deque[float] = deque()

    def stopped(self) -> None:
        """It stopped just now."""
        self._stops.append(self._clock())

    def pause_s(self) -> float | None:
        """Seconds until it may start, 0 for now; None when it has stopped too often."""
        now = self._clock()
        while self._stops and now - self._stops[0] > self._window_s:
            self._stops.popleft()
        if not self._stops:
            return 0.0
        if len(self._stops) > len(self._pauses):
            return None
        return max(0.0, self._stops[-1] + self._pauses[len(self._stops) - 1] - now)
