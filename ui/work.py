"""Long work run aside, told to the page step by step."""

from __future__ import annotations

import queue
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.build import BuildReport, Progress
from rag.assistant import Assistant
from rag.reporting import progress_line, report_lines


def indexing(assistant: Assistant, paths: Sequence[Path], uploaded: int) -> Iterator[tuple[str, ...]]:
    """Index ``paths`` and yield lines of progress, then the report's lines.

    The first ``uploaded`` paths are copied into the data folder first. Raises what the work
    raised. Leaving the iterator early stops the work after the present file.
    """
    steps: queue.Queue[Progress | None] = queue.Queue()
    cancel = threading.Event()

    def work() -> BuildReport:
        kept = assistant.keep_uploads(paths[:uploaded])
        return assistant.index([*kept, *paths[uploaded:]], steps.put, cancel)

    with ThreadPoolExecutor(1, "indexing") as pool:
        running = pool.submit(work)
        running.add_done_callback(lambda _: steps.put(None))
        try:
            while step := steps.get():
                yield (progress_line(step),)
            yield report_lines(running.result())
        finally:
            cancel.set()


def temporary_file(name: str, text: str) -> Path:
    """A file to download, in a folder of its own that the page may read."""
    path = Path(tempfile.mkdtemp(prefix="motesminne-")) / name
    path.write_text(text, encoding="utf-8", newline="")
    return path
