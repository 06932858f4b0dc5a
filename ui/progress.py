"""How an indexing run goes on, file by file, to HTML."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from html import escape

from index.build import Progress, Stage
from rag.reporting import STAGES

STOPPING = "Inläsningen stannar efter filen som läses nu"
LATEST = 8
"""So many files are shown with their state; what failed is always shown."""
_DONE: tuple[Stage, ...] = ("stored", "unchanged", "failed")


class Files:
    """The files of one run as they come. ``reason`` says why a file of that name failed (Swedish),
    ``called_off`` whether the run is to stop.
    """

    def __init__(
        self,
        reason: Callable[[str], str],
        clock: Callable[[], float] = time.monotonic,
        called_off: Callable[[], bool] = lambda: False,
    ) -> None:
        self._reason = reason
        self._called_off = called_off
        self._clock = clock
        self._began = clock()
        self._rows: list[tuple[str, Stage]] = []
        self._failed: list[tuple[str, str]] = []
        self._last = Progress(0, 0, "", "reading")

    def take(self, step: Progress) -> None:
        """Note one step of the run."""
        self._last = step
        if step.stage == "finishing":
            return
        open_row = self._rows and self._rows[-1][1] not in _DONE
        if open_row:
            self._rows[-1] = (step.name, step.stage)
        else:
            self._rows.append((step.name, step.stage))
        if step.stage == "failed":
            self._failed.append((step.name, self._reason(step.name)))

    def html(self) -> str:
        """Bar, time left, the latest files with their state, and every file that failed with its reason."""
        step = self._last
        latest = "".join(
            f'<li class="mm-stage-{stage}">{escape(name)}: {STAGES[stage]}</li>'
            for name, stage in reversed(self._rows[-LATEST:])
        )
        words = f"{step.done} av {step.total} filer klara{self._left()}"
        if self._called_off():
            words = f"{STOPPING} …"
        elif step.stage == "finishing":
            words = "Avslutar …"
        return (
            f'<p class="mm-message mm-busy" aria-busy="true">{words}</p>'
            f'<progress max="{max(step.total, 1)}" value="{step.done}" aria-label="Inläsningen">'
            f'</progress><ul class="mm-files">{latest}</ul>{failed_html(self._failed)}'
        )

    def _left(self) -> str:
        """The time left, judged by the files so far; "" before the second one is done."""
        step = self._last
        if step.done < 2 or step.done >= step.total:
            return ""
        seconds = (self._clock() - self._began) / step.done * (step.total - step.done)
        return f", {time_words(seconds)} kvar"


def failed_html(failed: Sequence[tuple[str, str]]) -> str:
    """The files that could not be read, each with its reason."""
    if not failed:
        return ""
    rows = "".join(f"<li><strong>{escape(name)}</strong>: {escape(why)}</li>" for name, why in failed)
    return f'<p class="mm-doubt">{len(failed)} kunde inte läsas:</p><ul class="mm-failed">{rows}</ul>'


def time_words(seconds: float) -> str:
    """A length of time as it is said: "ungefär 40 s", "ungefär 3 min"."""
    if seconds < 90:
        return f"ungefär {max(round(seconds, -1 if seconds >= 20 else 0), 1):.0f} s"
    return f"ungefär {round(seconds / 60)} min"
