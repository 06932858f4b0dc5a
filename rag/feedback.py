"""Answers that staff call wrong, kept in one local file so that the product can be mended by them.

Nothing is written but by ``FaultBook.add``; nothing leaves the data folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import MinutesError
from rag.exporting import quote_json
from rag.line_file import LineFile
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
        self._file = LineFile(home / FILE)

    def __len__(self) -> int:
        return len(self._file)

    def add(self, answer: Answer, fault: str, comment: str = "") -> None:
        """Keep an answer as wrong. Raises: MinutesError (no such fault), StorageFailed."""
        if fault not in FAULTS:
            raise MinutesError("Välj vad som är fel först.")
        self._file.add({"fault": fault, "comment": comment[:LONGEST], **record(answer)})

    def forget(self, document_id: str) -> None:
        """Drop every line that rests on a document. Raises: StorageFailed."""
        self._file.forget(document_id)


def record(answer: Answer) -> dict[str, Any]:
    """An answer as a line keeps it: what was asked and said, on what it rests, what shaped it, and when."""
    made = answer.provenance
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
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
        "embedder": made.embedder,
        "passages": list(made.passages),
        "timings": asdict(answer.timings),
        "version": made.version,
    }
