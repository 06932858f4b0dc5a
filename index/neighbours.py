"""Nearest passages: the Chroma folder in use, and beside it what came since, searched exactly.

The ledger says which folder is in use (its *generation*) and which passages it lacks. A new
folder is written beside the old one and swapped in by one ledger transaction.
"""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import StorageFailed
from index.ledger import Ledger
from index.ledger.filters import NO_LIMIT
from index.types import Filters
from index.vectors import BrokenVectors, VectorIndex, write_index

FEWEST = 10
"""With fewer passages than this no Chroma folder is written: searching them exactly is all there is."""
EXACT = 4_000
"""Up to so many passages a limited search compares with each one of them."""
WIDEST = 4_000
"""So many neighbours are asked for at most before a limited search compares with each passage."""
_BATCH = 2_000

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tail:
    """Vectors that the folder in use lacks: ``rows`` ascending, ``matrix`` float32 (n, dimension)."""

    rows: NDArray[np.int64]
    matrix: NDArray[np.float32]

    @staticmethod
    def of(batches: Iterable[tuple[list[int], NDArray[np.float32]]], dimension: int) -> Tail:
        """All of the batches, in their order."""
        parts = list(batches)
        rows = np.array([row for part, _ in parts for row in part], dtype=np.int64)
        return Tail(
            rows, np.concatenate([np.empty((0, dimension), np.float32), *(part for _, part in parts)])
        )

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """The ``k`` best rows with cosine similarity, best first."""
        return best(self.rows, self.matrix @ vector, k) if len(self.rows) else []


def best(rows: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
    """The ``k`` rows with the highest scores, best first, lower rows first among equals."""
    k = min(k, len(rows))
    if k <= 0:
        return []
    top = np.argpartition(-scores, k - 1)[:k]
    order = top[np.lexsort((rows[top], -scores[top]))]
    return [(int(rows[at]), float(scores[at])) for at in order]


class Neighbours:
    """Vector search over the passages of ``ledger``, with its folders under ``folder``.

    A missing, changed or broken folder is written anew from the ledger's vectors; ``progress``
    is told so in Swedish.

    Raises:
        StorageFailed: the folder can't be written.
    """

    def __init__(self, ledger: Ledger, folder: Path, progress: Progress = lambda _: None) -> None:
        self._ledger = ledger
        self._folder = folder
        self._progress = progress
        self._writing = threading.RLock()
        self._lock = threading.Lock()
        self._index: VectorIndex | None = None
        self._tail = Tail.of([], ledger.dimension)
        self._open()

    def _open(self) -> None:
        generation = self._ledger.meta("generation")
        if generation:
            try:
                self._index = VectorIndex(self._folder / generation)
                if not np.isin(self._ledger.placed_rows(), self._index.rows).all():
                    self._index.close()
                    raise BrokenVectors("it lacks passages")
            except BrokenVectors:
                self._index = None
                self._progress("Vektorindexet är skadat eller saknas och byggs om ur registret.")
                self._ledger.mark_placed("")
        self._clear_others()
        self._tail = self._load_tail()
        if generation and self._index is None:
            self.consolidate(anew=True)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._index = None

    def _clear_others(self) -> None:
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if self._index is None or path != self._index.folder:
                    shutil.rmtree(path, ignore_errors=True)

    def _load_tail(self) -> Tail:
        missed = self._index.missed if self._index else ()
        batches = [self._ledger.vectors_of_rows(missed)] if missed else []
        batches.extend(self._ledger.vector_batches(_BATCH, unplaced=True))
        return Tail.of(batches, self._ledger.dimension)

    def refresh(self) -> None:
        """Take in what the ledger has got since."""
        with self._writing:
            old = self._tail
            last = max(old.rows.max(initial=0), self._index.rows.max(initial=0) if self._index else 0)
            new = self._ledger.vector_batches(_BATCH, unplaced=True, after=int(last))
            dimension = self._ledger.dimension
            before = [(old.rows.tolist(), old.matrix)] if len(old.rows) else []
            self._tail = Tail.of([*before, *new], dimension)

    def nearest(
        self, vector: NDArray[np.float32], k: int, filters: Filters = NO_LIMIT
    ) -> list[tuple[str, float]]:
        """The ``k`` nearest passages that pass ``filters``: (passage_id, cosine similarity), best first."""
        if filters != NO_LIMIT:
            count = self._ledger.passage_count(filters)
            share = count / max(1, self._ledger.passage_count())
            if count <= EXACT or share * WIDEST < k:  # the widest search would be likely to find too few
                return self._exact(vector, k, filters)
            wanted = min(WIDEST, int(k / share * 1.5) + k)
        else:
            wanted = k + 20
        while True:
            found = self._candidates(vector, wanted)
            names = self._ledger.passage_ids_of_rows([row for row, _ in found], filters)
            hits = [(names[row], score) for row, score in found if row in names]
            if len(hits) >= k or len(found) < wanted:
                return hits[:k]
            if wanted >= WIDEST:
                return self._exact(vector, k, filters)
            wanted = min(WIDEST, wanted * 4)

    def _candidates(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        with self._lock:
            found = dict(self._index.nearest(vector, k)) if self._index else {}
            tail = self._tail
        found.update(tail.nearest(vector, k))
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:k]

    def _exact(self, vector: NDArray[np.float32], k: int, filters: Filters) -> list[tuple[str, float]]:
        rows, matrix = self._ledger.vectors(filters)
        if not rows:
            return []
        found = best(np.array(rows, dtype=np.int64), matrix @ vector, k)
        names = self._ledger.passage_ids_of_rows([row for row, _ in found])
        return [(names[row], score) for row, score in found if row in names]

    @property
    def pending(self) -> int:
        """How many passages lie beside the folder in use."""
        return len(self._tail.rows)

    def due(self, midway: bool = False) -> bool:
        """Whether so many passages lie beside the folder that a new one should be written.

        ``midway`` through a run only when searching them exactly would begin to take time.
        """
        held = len(self._index.rows) if self._index else 0
        most = max(20_000, held // 4) if midway else min(20_000, max(200, held // 10))
        return self.pending >= (most if held or midway else FEWEST)

    def consolidate(self, anew: bool = False) -> None:
        """Write a new folder that holds every vector, swap it in, remove the old one.

        ``anew`` writes it from nothing, so that no byte of removed vectors is left.

        Raises:
            StorageFailed: no room or no rights; the old folder stays in use.
        """
        with self._writing:
            generation = uuid.uuid4().hex[:12] if self._ledger.passage_count() >= FEWEST else ""
            new = None
            if generation:
                self._write(self._folder / generation, anew or self._stale())
                new = VectorIndex(self._folder / generation)
            self._ledger.mark_placed(generation, int(new.rows.max()) if new else 0)
            with self._lock:
                old, self._index = self._index, new
                self._tail = self._load_tail()
            if old is not None:
                old.close()
            self._clear_others()

    def _stale(self) -> bool:
        """Too many of the folder's vectors belong to passages that are gone, or too few to build upon."""
        if self._index is None:
            return True
        held = len(self._index.rows)
        alive = self._ledger.passage_count() - self.pending
        return self.pending > held or held - alive > held // 4

    def _write(self, folder: Path, anew: bool) -> None:
        base = None if anew or self._index is None else self._index.folder
        try:
            write_index(folder, lambda: self._ledger.vector_batches(_BATCH, unplaced=base is not None), base)
        except (OSError, BrokenVectors) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise StorageFailed(
                f"Vektorindexet kunde inte skrivas i {self._folder} ({error}).",
                "Frigör utrymme och kör: motesminne index.",
            ) from error
