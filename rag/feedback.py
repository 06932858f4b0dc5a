"""Answers that staff call wrong, kept in one local file so that the product can be mended by them.

Nothing is written but by ``FaultBook.add``; nothing leaves the data folder.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import MinutesError, StorageFailed
from rag.exporting import quote_json
from rag.types import Answer

FILE = "feedback.jsonl"
FAULTS: Mapping[str, str] = {
    "wrong": "Svaret stämmer inte",
    "source": "Fel källa",
    "missed": "Svaret finns i protokollen men hittades inte",
    "other": "Annat",
}
"""What can be wrong with an answer, by the name it is kept under."""
LONGEST = 1000
"""Characters a comment may have."""


class FaultBook:
    """The file in the data folder: one JSON line for each answer called wrong. Safe from several threads."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE
        self._guard = threading.Lock()

    def add(self, answer: Answer, fault: str, comment: str = "") -> None:
        """Keep an answer as wrong. Raises: MinutesError (no such fault), StorageFailed."""
        if fault not in FAULTS:
            raise MinutesError("Välj vad som är fel först.")
        line = json.dumps(_record(answer, fault, comment[:LONGEST]), ensure_ascii=False) + "\n"
        with self._guard:
            self._write(line, os.O_APPEND)

    def __len__(self) -> int:
        return sum(1 for _ in self._lines())

    def forget(self, document_id: str) -> None:
        """Drop every line that quotes a document. Raises: StorageFailed."""
        with self._guard:
            lines = list(self._lines())
            kept = [line for line in lines if f'"{document_id}"' not in line]
            if len(kept) < len(lines):
                self._write("".join(kept), os.O_TRUNC)

    def _lines(self) -> Iterator[str]:
        if self.path.exists():
            with self.path.open(encoding="utf-8") as file:
                yield from file

    def _write(self, text: str, way: int) -> None:
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | way, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise StorageFailed(
                f"Återkopplingen kunde inte sparas ({error.strerror}).",
                "Kontrollera utrymme och rättigheter.",
            ) from error


def _record(answer: Answer, fault: str, comment: str) -> dict[str, Any]:
    made = answer.provenance
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "fault": fault,
        "comment": comment,
        "question": answer.question,
        "read_as": answer.query.text,
        "status": answer.status,
        "answer": answer.text,
        "quotes": [
            {**quote_json(quote), "document_id": quote.place.document_id, "passage_id": quote.passage_id}
            for quote in answer.quotes
        ],
        "evidence": [
            {"document_id": hit.place.document_id, "item": hit.place.item} for hit in answer.evidence
        ],
        "index_id": made.index_id,
        "model": made.model,
        "model_sha256": made.model_sha256,
        "prompt_digest": made.prompt_digest,
        "settings_digest": made.settings_digest,
        "version": made.version,
    }
