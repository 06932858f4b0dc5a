"""Connections to the ledger for reading, one a thread at a time."""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.ledger.rows import Row
from index.ledger.schema import connect, storage_error

CHUNK = 500
"""Values in one IN (...) at most."""


class Pool:
    """Reads the ledger at ``path``; threads don't wait for each other, nor for a writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        connection = self._take()
        try:
            yield connection
        except sqlite3.Error as error:
            raise storage_error(self.path, error) from error
        finally:
            self._idle.put(connection)

    def _take(self) -> sqlite3.Connection:
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        try:
            connection = connect(self.path)
            connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise storage_error(self.path, error) from error
        return connection

    def _close_readers(self) -> None:
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        with self._reading() as connection:
            return connection.execute(query, values).fetchall()

    def _in_chunks(self, query: str, keys: Iterable[object], more: Sequence[object] = ()) -> list[Row]:
        """Rows of a query with (?*) where keys go; ``more`` are the values after them."""
        wanted = list(keys)
        rows: list[Row] = []
        for at in range(0, len(wanted), CHUNK):
            part = wanted[at : at + CHUNK]
            rows += self._rows(query.replace("(?*)", f"({','.join('?' * len(part))})"), (*part, *more))
        return rows

    def meta(self, key: str) -> str:
        """A stored fact about the index, "" when unset."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""
