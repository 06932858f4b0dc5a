"""Make the index anew while it is in use: document by document, each whole in one transaction.

``index.renewal`` begins an empty ledger instead, for one that another version made.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.build import BuildReport, Failure, Progress, Stage
from index.embedder import Embedder
from index.errors import MinutesError, StorageFailed
from index.files import shown
from index.ledger.rows import StoredDocument
from index.naming import join_names
from index.parsing import embed, parse
from index.picturing import same_bytes
from index.readers.limits import ParseLimits
from index.sandbox import read_safely
from index.store import Store
from index.types import Document


def rebuild_index(
    store: Store,
    embedder: Embedder,
    limits: ParseLimits,
    progress: Callable[[Progress], None] = lambda _: None,
    cancel: threading.Event | None = None,
    passage_words: int = 220,
) -> BuildReport:
    """Read, cut and embed every document anew, then write the vector index anew from the ledger.

    The original is read again where its bytes are still the same, else the stored pages serve. What
    staff have set stays. Killed or called off (``cancel``), each document is as it was or as it should be.

    Raises:
        StorageFailed: the disk is full or can't be written.
    """
    stop = cancel or threading.Event()
    started = time.perf_counter()
    documents = store.ledger.documents()
    made: list[str] = []
    failed: list[Failure] = []

    def tell(name: str, stage: Stage) -> None:
        progress(Progress(len(made) + len(failed), len(documents), name, stage))

    for row in documents:
        if stop.is_set():
            break
        tell(row.name, "reading")
        try:
            _restate(store, embedder, _read(store, row, limits), passage_words)
            made.append(row.name)
        except StorageFailed:
            raise
        except MinutesError as error:
            failed.append(Failure(row.name, str(error)))
        tell(row.name, "failed" if failed and failed[-1].path == row.name else "stored")
    join_names(store)
    if not stop.is_set():
        tell("", "finishing")
        store.neighbours.consolidate(anew=True)
    return BuildReport(
        replaced=tuple(made),
        failed=tuple(failed),
        passages=store.ledger.passage_count(),
        seconds=time.perf_counter() - started,
        cancelled=stop.is_set(),
    )


def _read(store: Store, row: StoredDocument, limits: ParseLimits) -> Document:
    """The document as its original reads today; as stored where the original is gone or has changed."""
    for path in map(Path, row.paths):
        if same_bytes([path], row.document_id, limits.max_bytes) is not None:
            read = read_safely(path, limits)
            return replace(read, name=shown(Path(read.name)), title=shown(Path(read.title)))
    return store.ledger.document(row.document_id)


def _restate(store: Store, embedder: Embedder, document: Document, passage_words: int) -> None:
    parsed = parse(document, store.ledger.staff_facts(document.document_id), passage_words)
    store.add(parsed.entry(embed(embedder, parsed.passages), f"{passage_words}"))
