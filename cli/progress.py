"""Progress bars on standard error, so that what a command prints can be piped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar

from index.build import Progress as IndexStep
from rag.model_files import Progress as ModelStep
from rag.reporting import STAGES


@contextmanager
def indexing_bar() -> Iterator[Callable[[IndexStep], None]]:
    """A bar over files; the value is the callback that indexing wants."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task("Läser in", total=None)

        def step(now: IndexStep) -> None:
            words = f"{now.name[:40]} ({STAGES[now.stage]})" if now.name else STAGES[now.stage]
            shown.update(task, completed=now.done, total=now.total, description=words)

        yield step


@contextmanager
def bar(title: str) -> Iterator[Callable[[ModelStep], None]]:
    """A bar over the bytes of model files; the value is the callback that fetching wants."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as shown:
        tasks: dict[str, TaskID] = {}

        def step(now: ModelStep) -> None:
            key = f"{now.model}/{now.file}"
            if key not in tasks:
                tasks[key] = shown.add_task(f"{title}: {now.model}", total=now.total)
            shown.update(tasks[key], completed=now.done)

        yield step
