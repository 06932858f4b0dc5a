"""Questions and answers kept for a number of days, where the settings say so; nothing is kept by default."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.feedback import record
from rag.line_file import LineFile
from rag.types import Answer

FILE = "questions.jsonl"


class Journal:
    """The file in the data folder: one JSON line for each answer, for ``days`` days. No names are kept."""

    def __init__(self, home: Path, days: int) -> None:
        self._file = LineFile(home / FILE)
        self._days = days

    def __len__(self) -> int:
        return len(self._file)

    def add(self, answer: Answer) -> None:
        """Keep an answer, and drop those kept long enough. Raises: StorageFailed."""
        self.purge()
        self._file.add(record(answer))

    def purge(self, now: datetime | None = None) -> None:
        """Drop the answers kept long enough. Raises: StorageFailed."""
        since = (now or datetime.now(UTC)) - timedelta(days=self._days)
        self._file.keep(lambda line: _time(line) >= since)

    def forget(self, document_id: str) -> None:
        """Drop every line that rests on a document. Raises: StorageFailed."""
        self._file.forget(document_id)


def _time(line: str) -> datetime:
    """When a line was written; the beginning of time where it does not say."""
    try:
        return datetime.fromisoformat(json.loads(line)["time"])
    except (ValueError, TypeError, KeyError):
        return datetime.min.replace(tzinfo=UTC)
