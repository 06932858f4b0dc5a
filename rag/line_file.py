"""A file of JSON lines in the data folder that only its owner may read. Safe from several threads."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.errors import StorageFailed


class LineFile:
    """One JSON object a line at ``path``, which is made with the first line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()

    def __len__(self) -> int:
        return len(self._lines())

    def add(self, record: dict[str, Any]) -> None:
        """Write one line at the end. Raises: StorageFailed."""
        with self._guard:
            self._write(json.dumps(record, ensure_ascii=False) + "\n", os.O_APPEND)

    def keep(self, wanted: Callable[[str], bool]) -> None:
        """Drop every line that is not wanted. Raises: StorageFailed."""
        with self._guard:
            lines = self._lines()
            kept = [line for line in lines if wanted(line)]
            if len(kept) < len(lines):
                self._write("".join(kept), os.O_TRUNC)

    def forget(self, document_id: str) -> None:
        """Drop every line that names a document. Raises: StorageFailed."""
        self.keep(lambda line: f'"{document_id}"' not in line)

    def _lines(self) -> list[str]:
        try:
            return self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._failed(error) from error

    def _write(self, text: str, way: int) -> None:
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | way, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> StorageFailed:
        return StorageFailed(
            f"{self.path.name} kan inte användas ({error.strerror}).", "Kontrollera utrymme och rättigheter."
        )
