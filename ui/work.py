"""Long work run aside, told to the page step by step."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.build import BuildReport, Progress
from rag.assistant import Assistant
from rag.reporting import progress_line, report_lines


def indexing(assistant: Assistant, paths: Sequence[Path], uploaded: int) -> Iterator[tuple[str, ...]]:
    """Index ``paths`` (the first ``uploaded`` of them are copies to keep), yielding lines of progress and the report.

    Raises what the work raised. Leaving the iterator early stops the work after the present file.
    """
    steps: queue.Queue[Progress | BuildReport | BaseException] = queue.Queue()
    cancel = threading.Event()

    def work() -> None:
        try:
            kept = assistant.keep_uploads(paths[:uploaded])
            steps.put(assistant.index([*kept, *paths[uploaded:]], steps.put, cancel))
        except BaseException as error:  # handed to the page's thread, which raises it again
            steps.put(error)

    thread = threading.Thread(target=work, name="indexing")
    thread.start()
    try:
        while True:
            step = steps.get()
            if isinstance(step, BaseException):
                raise step
            if isinstance(step, BuildReport):
                yield report_lines(step)
                return
            yield (progress_line(step),)
    finally:
        cancel.set()
        thread.join()
