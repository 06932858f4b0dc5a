"""The data folder: who owns it, its ledger and its vector search, opened and closed together."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.errors import IndexBusy, IndexOutdated, StorageFailed
from index.ledger import Entry, Ledger, SeenFile
from index.ledger.filters import NO_LIMIT
from index.ledger.keywords import Terms
from index.ledger.schema import REBUILD, RECIPE_VERSION
from index.neighbours import Neighbours
from index.swedish import terms as swedish_terms
from index.types import Filters

LEDGER = "ledger.sqlite3"
VECTORS = "chroma"
LOCK = "lock"
OWNER = "owner"
ASIDE = ".old"

Progress = Callable[[str], None]


class Store:
    """An open data folder. Make it with ``Store.open``; ``close`` it, or use it in a with statement.

    Reading is safe from any thread while one thread indexes.
    """

    def __init__(self, home: Path, lock: FileLock, ledger: Ledger, neighbours: Neighbours) -> None:
        self.home = home
        self.ledger = ledger
        self.neighbours = neighbours
        self._lock = lock

    @classmethod
    def open(
        cls,
        home: Path,
        embedder_id: str = "",
        dimension: int = 0,
        terms: Terms = swedish_terms,
        progress: Progress = lambda _: None,
    ) -> Store:
        """Take the data folder ``home``, made if it is missing, and open what is in it.

        ``embedder_id`` and ``dimension`` name the embedding model; leave them out to read
        without one. ``progress`` is told, in Swedish, of work that takes long.

        Raises:
            IndexBusy: another process has the folder open.
            IndexOutdated: another version or embedding model made the index.
            StorageFailed: the folder can't be read or written, or the ledger is damaged.
        """
        lock = own(home)
        try:
            ledger = Ledger(home / LEDGER, terms)
            try:
                _agree(ledger, embedder_id, dimension)
                if ledger.meta("scrub"):
                    progress("Borttagna dokument raderas slutgiltigt.")
                    ledger.scrub()
                    ledger.mark_placed("")
                neighbours = Neighbours(ledger, home / VECTORS, progress)
            except BaseException:
                ledger.close()
                raise
        except sqlite3.Error as error:
            lock.release()
            raise StorageFailed(
                f"Registret i {home} kan inte användas ({error}).", "Se efter utrymme."
            ) from error
        except BaseException:
            lock.release()
            raise
        return cls(home, lock, ledger, neighbours)

    def close(self) -> None:
        """Close everything and let the folder go."""
        self.neighbours.close()
        self.ledger.close()
        _private(self.home)
        (self.home / OWNER).unlink(missing_ok=True)
        self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def index_id(self) -> str:
        """Short sha256 that changes whenever what can be found changes."""
        return self.ledger.index_id

    def agree(self, embedder_id: str, dimension: int) -> None:
        """Name the embedding model of a store opened without one. Raises: IndexOutdated."""
        _agree(self.ledger, embedder_id, dimension)

    def add(self, entry: Entry, file: SeenFile | None = None) -> tuple[str, ...]:
        """Store a document (see ``Ledger.add``) and make it searchable at once."""
        if not self.ledger.dimension:
            self.ledger.set_meta(dimension=str(entry.vectors.shape[1]))
        removed = self.ledger.add(entry, file)
        self.neighbours.refresh()
        return removed

    def keyword(
        self, terms: Iterable[str], filters: Filters, k: int, weights: tuple[float, float] = (1.0, 1.0)
    ) -> list[tuple[str, float]]:
        """Keyword search, see ``PassageReader.keyword``."""
        return self.ledger.keyword(terms, filters, k, weights)

    def nearest(
        self, vector: NDArray[np.float32], k: int, filters: Filters = NO_LIMIT
    ) -> list[tuple[str, float]]:
        """Vector search, see ``Neighbours.nearest``."""
        return self.neighbours.nearest(vector, k, filters)

    def remove(self, name: str) -> str:
        """Remove a document (by id, file name or path) so that no byte of it is left; returns its id.

        The ledger is rewritten and the vector index made anew, which takes time and room in
        proportion to the whole index. Interrupted, it is finished when the folder is next opened.

        Raises:
            UnknownDocument: no document, or several, have that name.
            StorageFailed: no room or no rights.
        """
        document_id = self.ledger.find_document(name).document_id
        self.ledger.remove(document_id)
        self.neighbours.consolidate(anew=True)
        self.ledger.scrub()
        self.drop_aside()
        return document_id

    def drop_aside(self) -> None:
        """Delete a ledger that ``renewal.reset`` put aside."""
        for path in self.home.glob(f"{LEDGER}{ASIDE}*"):
            path.unlink()


def own(home: Path) -> FileLock:
    """Make the folder if it is missing, and take its lock.

    Raises:
        IndexBusy: another process has it.
        StorageFailed: the folder can't be made or written.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _private(home)
        lock = FileLock(home / LOCK, timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise _busy(home) from None
        owner = home / OWNER
        owner.touch(mode=0o600)
        owner.write_text(str(os.getpid()), encoding="ascii")
    except OSError as error:
        raise StorageFailed(
            f"Datamappen {home} kan inte användas ({error.strerror or error}).",
            "Kontrollera rättigheter och utrymme, eller välj en annan med MOTESMINNE_HOME.",
        ) from error
    return lock


def _busy(home: Path) -> IndexBusy:
    try:
        pid = (home / OWNER).read_text(encoding="ascii").strip()
    except OSError:
        pid = ""
    owner = f"process {pid}" if pid.isdigit() else "en annan process"
    return IndexBusy(
        f"Datamappen {home} är upptagen av {owner}.", "Stäng den, eller vänta tills den är klar."
    )


def _private(home: Path) -> None:
    home.chmod(0o700)
    for path in home.glob(f"{LEDGER}*"):
        path.chmod(0o600)


def _agree(ledger: Ledger, embedder_id: str, dimension: int) -> None:
    """Check that what made the index is what reads it; an empty index takes on the reader's."""
    made_by, recipe = ledger.meta("embedder"), ledger.meta("recipe")
    empty = not ledger.passage_count()
    if not empty and recipe != str(RECIPE_VERSION):
        raise IndexOutdated(
            f"Indexet är gjort med regelversion {recipe or '?'}, denna version har {RECIPE_VERSION}.", REBUILD
        )
    if not embedder_id:
        return
    if empty:
        ledger.set_meta(embedder=embedder_id, dimension=str(dimension), recipe=str(RECIPE_VERSION))
    elif (made_by, ledger.dimension) != (embedder_id, dimension):
        raise IndexOutdated(
            f"Indexet är gjort med inbäddningsmodellen {made_by}, inte {embedder_id}.",
            REBUILD,
        )
