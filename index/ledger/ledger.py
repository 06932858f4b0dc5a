"""The ledger's writing side: one transaction per document, so that it is wholly there or wholly absent."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from index.errors import StorageFailed
from index.ledger import writing
from index.ledger.catalogue import CatalogueReader
from index.ledger.documents import DocumentReader
from index.ledger.keywords import Terms, plain_terms
from index.ledger.passages import PassageReader
from index.ledger.rows import Entry, SeenFile
from index.ledger.schema import RECIPE_VERSION, SCHEMA_VERSION, note_closed, open_ledger, storage_error

_FILES = "FROM files f JOIN documents d ON d.row = f.document"


class Ledger(DocumentReader, PassageReader, CatalogueReader):
    """The SQLite file at ``path``, made if it is missing. One process, any number of threads.

    ``terms`` gives the index terms of a text; the same must be used for questions.

    Raises:
        StorageFailed: the file is damaged, or can't be read or written.
        IndexOutdated: another version of the program made it.
    """

    def __init__(self, path: Path, terms: Terms = plain_terms) -> None:
        super().__init__(path)
        self.terms = terms
        self._lock = threading.RLock()
        self._writer = open_ledger(path)
        self._changes = 0
        self._known_id = (-1, "")

    def close(self) -> None:
        """Close all connections; the write-ahead log is folded into the file."""
        self._close_readers()
        with self._lock:
            self._writer.close()
        note_closed(self.path)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield self._writer
                    self._writer.execute("COMMIT")
                except BaseException:
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                    raise
            except sqlite3.IntegrityError:
                raise
            except sqlite3.Error as error:
                raise storage_error(self.path, error) from error
            finally:
                self._changes += 1

    def add(self, entry: Entry, file: SeenFile | None = None) -> tuple[str, ...]:
        """Store a document whose bytes stand at ``file``, in one transaction with what it replaces.

        A document stored already is written anew (after staff have set its date, say). The
        document that stood at the path before goes, unless another path holds its bytes.

        Returns the ids of documents removed.

        Raises:
            StorageFailed: the disk is full or can't be written; nothing has changed.
            ValueError: the entry breaks what ``index.types`` promises.
        """
        writing.check(entry)
        one = entry.document.document_id
        with self._writing() as connection:
            seen = f"SELECT f.path, f.size, f.mtime_ns {_FILES} WHERE d.document_id = ?"
            kept = connection.execute(seen, (one,)).fetchall()
            before = self._documents_at(file)
            writing.delete(connection, one)
            writing.insert(connection, entry, self.terms)
            for path in kept:
                writing.see(connection, SeenFile(*path), one)
            if file is not None:
                writing.see(connection, file, one)
                connection.execute("DELETE FROM quarantine WHERE path = ?", (file.path,))
            return writing.delete_unseen(connection, tuple(old for old in before if old != one))

    def _documents_at(self, file: SeenFile | None) -> tuple[str, ...]:
        query = f"SELECT d.document_id {_FILES} WHERE f.path = ?"
        return tuple(row[0] for row in self._writer.execute(query, (file.path,))) if file else ()

    def see(self, file: SeenFile, document_id: str, gone: Iterable[bytes] = ()) -> tuple[str, ...]:
        """Note that a stored document's bytes stand at this path, and no longer at those ``gone``.

        Returns the ids of documents removed because no path holds them any more.
        """
        with self._writing() as connection:
            before = self._documents_at(file)
            writing.see(connection, file, document_id)
            connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in gone])
            connection.execute("DELETE FROM quarantine WHERE path = ?", (file.path,))
            return writing.delete_unseen(connection, tuple(old for old in before if old != document_id))

    def set_aside(self, path: bytes, name: str, document_id: str, reason: str) -> None:
        """Note that a file could not be indexed; ``reason`` is Swedish."""
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?)",
                (path, name, document_id, reason, writing.now()),
            )

    def set_meta(self, **facts: str) -> None:
        """Set stored facts about the index."""
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())

    def set_staff_facts(
        self,
        document_id: str,
        day: date | None = None,
        body: str | None = None,
        organisation: str | None = None,
    ) -> None:
        """Keep what staff say of a document; it holds for these bytes, also after they are indexed anew.

        The stored meeting follows when the document is indexed anew (``build.restate``).
        """
        with self._writing() as connection:
            connection.execute(
                """INSERT INTO staff VALUES (?, ?, ?, ?) ON CONFLICT (document_id) DO UPDATE SET
                date = coalesce(excluded.date, date), body = coalesce(excluded.body, body),
                organisation = coalesce(excluded.organisation, organisation)""",
                (document_id, day.isoformat() if day else None, body, organisation),
            )

    def clear_staff_facts(self, document_id: str) -> None:
        """Forget what staff have said of a document, so that it is again as read."""
        with self._writing() as connection:
            connection.execute("DELETE FROM staff WHERE document_id = ?", (document_id,))

    def rename_organisation(self, short: str, full: str, flag: str) -> None:
        """Call meetings of ``short`` by ``full``, each with a ``flag`` (Swedish); what staff set stays."""
        with self._writing() as connection:
            writing.rename_organisation(connection, short, full, flag)

    def remove(self, document_id: str) -> None:
        """Remove a document and what staff set for it; ``scrub`` makes its bytes go."""
        with self._writing() as connection:
            writing.delete(connection, document_id)
            connection.execute("DELETE FROM staff WHERE document_id = ?", (document_id,))
            connection.execute("DELETE FROM quarantine WHERE document_id = ?", (document_id,))
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('scrub', 'needed')")

    def scrub(self) -> None:
        """Rewrite the file so that no byte of removed documents is left in it.

        Raises:
            StorageFailed: there is no room (it takes as much again), or a reader is in the way.
        """
        with self._lock:
            try:
                self._close_readers()
                self._writer.execute("INSERT INTO words (words) VALUES ('optimize')")
                self._writer.execute("VACUUM")
                busy = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.Error as error:
                raise storage_error(self.path, error) from error
            if busy:
                raise StorageFailed("Registret används just nu och kunde inte skrivas om.", "Försök igen.")
            self.set_meta(scrub="")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def mark_placed(self, generation: str, last_row: int = 0) -> None:
        """Note that the vector index of that name holds all vectors up to ``last_row``; "" that none does."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (generation,))
            if generation:
                connection.execute("DELETE FROM unplaced WHERE passage <= ?", (last_row,))
            else:
                connection.execute("INSERT OR IGNORE INTO unplaced SELECT row FROM passages")

    @property
    def index_id(self) -> str:
        """Short sha256 that changes whenever what can be found changes."""
        changes, known = self._changes, self._known_id
        if known[0] != changes:
            total = hashlib.sha256(f"{SCHEMA_VERSION} {RECIPE_VERSION} {self.meta('embedder')}".encode())
            for row in self._rows("SELECT document_id, digest FROM documents ORDER BY document_id"):
                total.update(f" {row[0]} {row[1]}".encode())
            known = self._known_id = (changes, total.hexdigest()[:16])
        return known[1]
