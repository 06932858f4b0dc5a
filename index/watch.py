"""Index new and changed files as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, DefaultFilter
from watchfiles import watch as changes

from index.build import BuildReport
from index.files import absolute, wanted

Signature = tuple[int, int]
QUIET_MS = 1000
"""A file is whole when its size and time have stood still so long."""


def watch(
    folders: Sequence[Path], index: Callable[[Sequence[Path]], BuildReport], stop: threading.Event
) -> Iterator[BuildReport]:
    """Call ``index`` with the files that are new or changed in ``folders``, once they are whole.

    Yields each report; ends when ``stop`` is set. Files deleted from disk stay indexed.
    """
    unsettled: dict[Path, Signature] = {}
    roots = [absolute(folder) for folder in folders]
    events = changes(
        *roots, watch_filter=_Minutes(), stop_event=stop, rust_timeout=QUIET_MS, yield_on_timeout=True
    )
    for batch in events:
        seen = {Path(path) for change, path in batch if change is not Change.deleted}
        now = {path: state for path in {*unsettled, *seen} if (state := _signature(path))}
        whole = sorted(
            path for path, state in now.items() if path not in seen and unsettled.get(path) == state
        )
        unsettled = {path: state for path, state in now.items() if path not in whole}
        if whole:
            yield index(whole)


class _Minutes(DefaultFilter):
    def __call__(self, change: Change, path: str) -> bool:
        return super().__call__(change, path) and wanted(Path(path))


def _signature(path: Path) -> Signature | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_size, state.st_mtime_ns) if path.is_file() else None
