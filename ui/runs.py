"""Work on the index that goes on whoever watches: a closed page stops nothing, a new one sees it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

Steps = Callable[[threading.Event], Iterator[str]]
"""Work that tells of itself as HTML, given the event that calls it off."""


class Run:
    """One piece of work in a thread of its own. ``cancel`` calls it off."""

    def __init__(self, steps: Steps) -> None:
        self.cancel = threading.Event()
        self._shown = ""
        self._over = False
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._go, args=(steps,), daemon=True, name="index")
        self._thread.start()

    @property
    def over(self) -> bool:
        """Whether the work has ended."""
        return self._over

    def watch(self) -> Iterator[str]:
        """What the work tells, as it comes: the latest only where it tells faster than it is taken."""
        seen = ""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._over or self._shown != seen)  # noqa: B023
                shown, over = self._shown, self._over
            if shown != seen:
                yield shown
                seen = shown
            if over:
                return

    def _go(self, steps: Steps) -> None:
        try:
            for shown in steps(self.cancel):
                with self._change:
                    self._shown = shown
                    self._change.notify_all()
        finally:
            with self._change:
                self._over = True
                self._change.notify_all()


class Runs:
    """The runs over one index, in the order they were begun; what they change takes turns by itself."""

    def __init__(self) -> None:
        self._begun: list[Run] = []
        self._guard = threading.Lock()

    def begin(self, steps: Steps) -> Run:
        """Begin a run."""
        with self._guard:
            self._begun = [run for run in self._begun if not run.over]
            self._begun.append(Run(steps))
            return self._begun[-1]

    def present(self) -> Run | None:
        """The run that is under way, the first begun where others wait."""
        with self._guard:
            return next((run for run in self._begun if not run.over), None)

    def call_off(self) -> bool:
        """Call off all that is under way; False when nothing is."""
        with self._guard:
            running = [run for run in self._begun if not run.over]
        for run in running:
            run.cancel.set()
        return bool(running)
