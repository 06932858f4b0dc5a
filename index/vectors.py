"""The vector index in Chroma: passage rows and vectors, no text.

A folder is written once (``write_index``), checked, and never changed after. So a process
killed at any point leaves the folder in use as it was; what came later lies beside it until
the next folder is written. The only module that imports chromadb.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

Batch = tuple[list[int], NDArray[np.float32]]
Batches = Callable[[], Iterable[Batch]]

COLLECTION = "passages"
DATABASE = "chroma.sqlite3"
MANIFEST = "manifest.json"
ROWS = "rows.npy"
# Recall first: at 100,000 vectors the ten nearest are all found (docs/speed.md). 10,000 vectors
# between writes of the graph keep a large build from writing the same file over and over.
HNSW: dict[str, str | int] = {
    "space": "cosine",
    "ef_construction": 128,
    "max_neighbors": 16,
    "ef_search": 256,
    "sync_threshold": 10_000,
}
HEADER, LEVEL, LENGTHS = "header.bin", "data_level0.bin", "length.bin"
_GRAPH = struct.Struct("<iQQQQ")
_FLOAT = 4
_QUICK_SEARCH = 16
_ERRORS = (ChromaError, sqlite3.DatabaseError, OSError, ValueError, RuntimeError, KeyError)
_SAME = 1e-4
_TRIES = 40


class BrokenVectors(Exception):
    """The folder is not what was written, or Chroma can't read it: write it anew from the ledger."""


def write_index(folder: Path, batches: Batches, base: Path | None = None) -> None:
    """Write a new index folder from (passage rows, vectors), on top of a copy of ``base`` if given.

    ``batches`` is called twice. Rows in ``base`` must not come again. Every vector added is
    then searched for; those that do not find themselves are noted, so that the reader searches
    them exactly. The folder counts only when its manifest stands, which is written last.

    Raises:
        BrokenVectors: Chroma failed.
        OSError: no room, no rights.
    """
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copytree(base, folder) if base else folder.mkdir(mode=0o700)
    (folder / MANIFEST).unlink(missing_ok=True)
    rows = np.load(base / ROWS) if base else np.empty((2, 0), dtype=np.int64)
    with _chroma_errors():
        added = _add(folder, batches())
        missed = _verify(folder, batches())
    for header in folder.glob(f"*/{HEADER}"):
        _blank_unused(header.parent)
    flags = np.array([[row, int(row in missed)] for row in added], dtype=np.int64).reshape(-1, 2).T
    np.save(folder / ROWS, np.concatenate([rows, flags], axis=1))
    _seal(folder)


def _add(folder: Path, batches: Iterable[Batch]) -> list[int]:
    added: list[int] = []
    with _client(folder) as client:
        collection = client.get_or_create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": HNSW}
        )
        _configure(collection, sync_threshold=HNSW["sync_threshold"])
        size = min(client.get_max_batch_size(), 2000)
        for rows, vectors in batches:
            for at in range(0, len(rows), size):
                part = slice(at, at + size)
                collection.add(ids=[str(row) for row in rows[part]], embeddings=vectors[part])
            added += rows
        # Opened again with this, Chroma writes the graph in full and empties its queue, so
        # that opening the folder later changes nothing but a line in its database.
        _configure(collection, sync_threshold=2, ef_search=_QUICK_SEARCH)
    return added


def _blank_unused(segment: Path) -> None:
    """Make zeros of the room of a graph that holds no vector yet, whatever its size.

    Chroma writes it as it lay in memory, where vectors of removed passages may have been. Its header begins
    with a version (int32), then (uint64) an offset, the room in elements, those in use, bytes of each.
    """
    version, _, room, used, size = _GRAPH.unpack_from((segment / HEADER).read_bytes())
    for name, each in ((LEVEL, size), (LENGTHS, _FLOAT)):
        path = segment / name
        if version == 1 and path.stat().st_size == room * each:
            with path.open("r+b") as stream:
                stream.truncate(used * each)
                stream.truncate(room * each)


def _configure(collection: Any, **settings: str | int) -> None:
    """Change settings of the graph; they hold from when the folder is next opened."""
    for attempt in range(_TRIES):
        try:
            collection.modify(configuration={"hnsw": settings})
            return
        except ChromaError as error:
            # Connections of Chroma's own pool get in each other's way; seen 10 times in 450.
            if "locked" not in str(error) or attempt == _TRIES - 1:
                raise
            time.sleep(0.05)


def _verify(folder: Path, batches: Iterable[Batch]) -> set[int]:
    """Rows that are not found by their own vector (or by an equal one).

    Nearly all are found by a quick search already; the others are searched for as users search.
    """
    with _client(folder) as client:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        missed = [pair for batch in batches for pair in _missed(collection, batch)]
        _configure(collection, ef_search=HNSW["ef_search"])
    if not missed:
        return set()
    with _client(folder) as client:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        again = ([row for row, _ in missed], np.stack([vector for _, vector in missed]))
        return {row for row, _ in _missed(collection, again)}


def _missed(collection: Any, batch: Batch) -> list[tuple[int, NDArray[np.float32]]]:
    rows, vectors = batch
    found = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
    answers = zip(rows, vectors, found["ids"], found["distances"], strict=True)
    return [
        (row, vector)
        for row, vector, ids, distances in answers
        if not ids or (ids[0] != str(row) and distances[0] > _SAME)
    ]


def _seal(folder: Path) -> None:
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        _sync(path)
    manifest = folder / MANIFEST
    manifest.touch(mode=0o600)
    manifest.write_text(json.dumps(_hashes(folder)), encoding="utf-8")
    for path in (manifest, folder, folder.parent):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hashes(folder: Path) -> dict[str, str]:
    """sha256 of each file, but for the manifest and Chroma's database, which opening changes."""
    hashes = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(DATABASE) and path.name != MANIFEST:
            with path.open("rb") as stream:
                hashes[str(path.relative_to(folder))] = hashlib.file_digest(stream, "sha256").hexdigest()
    return hashes


@contextmanager
def _chroma_errors() -> Iterator[None]:
    try:
        yield
    except _ERRORS as error:
        if (
            isinstance(error, OSError)
            and error.errno is not None
            and not isinstance(error, FileNotFoundError)
        ):
            raise
        raise BrokenVectors(str(error)) from error


@contextmanager
def _client(folder: Path) -> Iterator[Any]:
    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    try:
        yield client
    finally:
        client.close()


class VectorIndex:
    """An index folder, checked byte for byte against its manifest and opened for search.

    ``rows`` are the passage rows it holds, ascending; ``missed`` those it does not find by
    their own vector.

    Raises:
        BrokenVectors: the folder is missing, unfinished, changed or unreadable.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _chroma_errors():
            self._check_bytes()
            table = np.load(folder / ROWS)
            self.rows: NDArray[np.int64] = np.sort(table[0])
            self.missed: tuple[int, ...] = tuple(int(row) for row in table[0][table[1] == 1])
            self._client = chromadb.PersistentClient(
                str(folder), settings=Settings(anonymized_telemetry=False)
            )
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self._check_rows()

    def _check_bytes(self) -> None:
        manifest = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest != _hashes(self.folder):
            raise BrokenVectors("a file is not as it was written")
        connection = sqlite3.connect(f"{(self.folder / DATABASE).absolute().as_uri()}?mode=ro", uri=True)
        try:
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise BrokenVectors("the database is damaged")
        finally:
            connection.close()

    def _check_rows(self) -> None:
        held = np.sort(
            np.array([int(one) for one in self._collection.get(include=[])["ids"]], dtype=np.int64)
        )
        if not np.array_equal(held, self.rows):
            self.close()
            raise BrokenVectors("it holds other vectors than were written")

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """The ``k`` nearest passage rows with cosine similarity, best first.

        ``vector`` is float32 (dimension,).
        """
        if not len(self.rows) or k <= 0:
            return []
        with _chroma_errors():
            found = self._collection.query(
                query_embeddings=vector[None, :], n_results=min(k, len(self.rows)), include=["distances"]
            )
        return [
            (int(row), 1.0 - far) for row, far in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()
