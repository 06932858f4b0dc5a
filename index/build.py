"""Files to a searchable index: what has changed is read, embedded and stored, one document at a time.

While one document is embedded the next is already read. Killed at any point, what is stored
stays whole and the next run goes on with the rest.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np

from index.embedder import Embedder, Vectors
from index.errors import MinutesError, StorageFailed, UnreadableFile
from index.files import absolute, find_files, seen, sha256, shown
from index.ledger import SeenFile
from index.naming import join_names
from index.parsing import Parsed, embed, parse
from index.readers.limits import ParseLimits
from index.sandbox import read_safely
from index.store import Store
from index.types import Document

Stage = Literal["reading", "embedding", "stored", "unchanged", "failed", "finishing"]
_SLICE = 32
_AHEAD = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` files are finished; ``name`` is the file at hand."""

    done: int
    total: int
    name: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed, and why (Swedish)."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a run did: file paths by outcome.

    ``missing`` were indexed, are gone from disk and stay indexed. ``seconds_embedding`` is the
    embedder's share of ``seconds``.
    """

    added: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    passages: int = 0
    seconds: float = 0.0
    seconds_embedding: float = 0.0
    cancelled: bool = False


Outcome = Literal["added", "unchanged", "replaced", "duplicates"]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file as far as it goes without the embedder: ``parsed`` is None when its bytes are known already."""

    path: Path
    seen: SeenFile
    document_id: str
    parsed: Parsed | None


def build_index(
    paths: Iterable[Path],
    store: Store,
    embedder: Embedder,
    limits: ParseLimits | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    cancel: threading.Event | None = None,
    passage_words: int = 220,
    read: Callable[[Path, ParseLimits], Document] = read_safely,
) -> BuildReport:
    """Index files and whole folders; files already indexed with the same bytes are left alone.

    A file that can't be read is set aside with its reason and the others go on. Set ``cancel``
    to stop after the texts at hand; a document half embedded is left out whole. ``read`` gives
    a file's pages.

    Raises:
        StorageFailed: the disk is full or can't be written. What was stored stays.
    """
    found = find_files(paths)
    bounds = limits or ParseLimits()
    run = _Run(
        store, embedder, lambda path: read(path, bounds), progress, cancel or threading.Event(), passage_words
    )
    run.total = len(found.files)
    started = time.perf_counter()
    run.index(found.files)
    join_names(store)
    if not run.cancel.is_set() and store.neighbours.due():
        run.tell("", "finishing")
        store.neighbours.consolidate()
    return BuildReport(
        **{outcome: tuple(names) for outcome, names in run.outcomes.items()},
        skipped=tuple(map(shown, found.skipped)),
        missing=_missing(store, tuple(paths)),
        failed=tuple(run.failed),
        passages=run.passages,
        seconds=time.perf_counter() - started,
        seconds_embedding=run.seconds_embedding,
        cancelled=run.cancel.is_set(),
    )


def _name(path: Path) -> str:
    return shown(Path(path.name))


def restate(store: Store, embedder: Embedder, document_id: str, passage_words: int = 220) -> None:
    """Store a document anew from its stored pages, with what staff have set since.

    Raises:
        UnknownDocument: it is not indexed.
        StorageFailed: the disk is full or can't be written; the document stays as it was.
    """
    facts = store.ledger.staff_facts(document_id)
    parsed = parse(store.ledger.document(document_id), facts, passage_words)
    store.add(parsed.entry(embed(embedder, parsed.passages), f"{passage_words}"))
    join_names(store)


def _missing(store: Store, paths: Sequence[Path]) -> tuple[str, ...]:
    folders = tuple(absolute(path) for path in paths if path.is_dir())
    known = (Path(os.fsdecode(path)) for path in store.ledger.file_documents())
    return tuple(shown(path) for path in known if _below(path, folders) and not path.exists())


def _below(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


class _Run:
    """One run of ``build_index``: the worker thread reads, the caller's thread embeds and stores."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        read: Callable[[Path], Document],
        progress: Callable[[Progress], None],
        cancel: threading.Event,
        passage_words: int,
    ) -> None:
        self.store, self.embedder, self.read = store, embedder, read
        self.progress, self.cancel, self.passage_words = progress, cancel, passage_words
        self.total = self.done = 0
        self.outcomes: dict[Outcome, list[str]] = {
            "added": [],
            "unchanged": [],
            "replaced": [],
            "duplicates": [],
        }
        self.failed: list[Failure] = []
        self.passages = 0
        self.seconds_embedding = 0.0
        self.recipe = f"{passage_words}"
        self._known = store.ledger.file_documents()
        self._claimed = {document_id for document_id, recipe in self._known.values() if recipe == self.recipe}

    def tell(self, name: str, stage: Stage) -> None:
        """Report progress."""
        self.progress(Progress(self.done, self.total, name, stage))

    def index(self, files: Sequence[Path]) -> None:
        """Bring every file into the index, reading ahead of the one at hand."""
        waiting: deque[tuple[Path, Future[_Prepared]]] = deque()
        rest = iter(files)
        with ThreadPoolExecutor(1, "reading") as pool:
            try:
                while not self.cancel.is_set():
                    ahead = islice(rest, _AHEAD - len(waiting))
                    waiting.extend((path, pool.submit(self._prepare, path)) for path in ahead)
                    if not waiting:
                        return
                    self._take_in(*waiting.popleft())
            finally:
                for _, future in waiting:
                    future.cancel()

    def _prepare(self, path: Path) -> _Prepared:
        try:
            now, document_id = seen(path), sha256(path)
        except OSError as error:
            raise UnreadableFile(
                f"Filen kan inte läsas ({error.strerror}).", "Kontrollera sökvägen och rättigheterna."
            ) from error
        if document_id in self._claimed:
            return _Prepared(path, now, document_id, None)
        self._claimed.add(document_id)
        read = self.read(path)
        document = replace(read, name=shown(Path(read.name)), title=shown(Path(read.title)))
        facts = self.store.ledger.staff_facts(document.document_id)
        return _Prepared(path, now, document.document_id, parse(document, facts, self.passage_words))

    def _take_in(self, path: Path, future: Future[_Prepared]) -> None:
        self.tell(_name(path), "reading")
        stage: Stage = "failed"
        try:
            stage = self._store(future.result())
        except StorageFailed:
            raise
        except MinutesError as error:
            self._fail(path, str(error))
        except Exception as error:  # noqa: BLE001 - one odd file must not stop the others
            _log.exception("could not index a file")
            self._fail(
                path, f"Filen kunde inte tolkas ({type(error).__name__}). Spara den i ett annat format."
            )
        self.done += stage != "reading"
        self.tell(_name(path), stage)

    def _fail(self, path: Path, reason: str) -> None:
        self.failed.append(Failure(shown(path), reason))
        self.store.ledger.set_aside(os.fsencode(path), _name(path), "", reason)

    def _store(self, prepared: _Prepared) -> Stage:
        if prepared.parsed is None:
            return self._note_known(prepared)
        vectors = self._embed(_name(prepared.path), prepared.parsed)
        if vectors is None:
            return "reading"
        self.store.add(prepared.parsed.entry(vectors, self.recipe), prepared.seen)
        self.outcomes["replaced" if prepared.seen.path in self._known else "added"].append(
            shown(prepared.path)
        )
        self.passages += len(vectors)
        if self.store.neighbours.due(midway=True):
            self.store.neighbours.consolidate()
        return "stored"

    def _note_known(self, prepared: _Prepared) -> Stage:
        """The bytes are indexed already: at this path, at one that is gone (renamed), or at another one."""
        ledger = self.store.ledger
        elsewhere = ledger.paths_of(prepared.document_id)
        if not elsewhere:
            raise UnreadableFile("Filen har samma innehåll som en fil som inte kunde indexeras.")
        outcome: Outcome = "unchanged"
        if prepared.seen.path not in elsewhere:
            gone = [path for path in elsewhere if not Path(os.fsdecode(path)).exists()]
            outcome = "unchanged" if gone else "duplicates"
            ledger.see(prepared.seen, prepared.document_id, gone)
        self.outcomes[outcome].append(shown(prepared.path))
        return "unchanged"

    def _embed(self, name: str, parsed: Parsed) -> Vectors | None:
        """The passages' vectors, or None when cancelled on the way."""
        parts: list[Vectors] = [np.empty((0, self.embedder.dimension), dtype=np.float32)]
        for at in range(0, len(parsed.passages), _SLICE):
            if self.cancel.is_set():
                return None
            self.tell(name, "embedding")
            started = time.perf_counter()
            parts.append(embed(self.embedder, parsed.passages[at : at + _SLICE]))
            self.seconds_embedding += time.perf_counter() - started
        return np.concatenate(parts)
