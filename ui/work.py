"""Long work run aside, told to the page step by step."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from index.build import BuildReport, Progress
from index.types import Filters
from rag.assistant import Assistant
from rag.types import Event

_log = logging.getLogger(__name__)
Step = TypeVar("Step")
FAULT = "Något gick fel i programmet. Försök igen; felet står i loggen på servern."
LOOK_S = 0.25
"""Seconds between two looks at work that has nothing new to tell."""


def aside(
    work: Callable[[Callable[[Step], None]], None], cancel: threading.Event, look_s: float = LOOK_S
) -> Iterator[Step | None]:
    """Run ``work(tell)`` in a thread of its own; yield what it tells, and None when it is silent a while.

    Raises what the work raised, after its last step. Leaving the iterator early sets ``cancel``
    and waits for the work to end.
    """
    steps: queue.Queue[tuple[Step] | None] = queue.Queue()
    with ThreadPoolExecutor(1, "page") as pool:
        running = pool.submit(work, lambda step: steps.put((step,)))
        running.add_done_callback(lambda _: steps.put(None))
        try:
            while True:
                try:
                    told = steps.get(timeout=look_s)
                except queue.Empty:
                    yield None
                    continue
                if told is None:
                    break
                yield told[0]
            running.result()
        finally:
            cancel.set()


def asking(
    assistant: Assistant, question: str, only: Filters, cancel: threading.Event, earlier: Sequence[str] = ()
) -> Iterator[Event | None]:
    """The events of a question, and None while there is nothing new. Raises: as ``Assistant.ask``."""

    def work(tell: Callable[[Event], None]) -> None:
        for event in assistant.ask(question, cancel, only, earlier):
            if cancel.is_set():
                return
            tell(event)

    return aside(work, cancel)


def indexing(
    assistant: Assistant, paths: Sequence[Path], uploaded: int, cancel: threading.Event
) -> Iterator[Progress | BuildReport | None]:
    """Index ``paths``; the first ``uploaded`` of them are moved into the data folder first.

    Yields each step, None while there is nothing new, and the report last. Raises what the work
    raised. Leaving the iterator early stops the work after the present file.
    """

    def work(tell: Callable[[Progress | BuildReport], None]) -> None:
        kept = assistant.keep_uploads(paths[:uploaded])
        for path in paths[:uploaded]:
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()
        tell(assistant.index([*kept, *paths[uploaded:]], tell, cancel))

    return aside(work, cancel)


def unbroken(steps: Iterator[Step], otherwise: Step) -> Iterator[Step]:
    """The steps; a fault that nobody foresaw is logged and ends them with ``otherwise``.

    This is the page's outermost skin: without it a reader would wait for ever.
    """
    try:
        yield from steps
    except Exception:  # noqa: BLE001
        _log.exception("a fault on the page")
        yield otherwise
