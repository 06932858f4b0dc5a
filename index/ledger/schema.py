"""The ledger's tables, and the checks made before an existing ledger is trusted.

Everything a document holds hangs on ``documents.row`` by ON DELETE CASCADE, except the
full-text table ``words`` (row for row with ``passages``) and ``vocabulary``. Rows of
``passages`` are never reused, so a row number names one passage for the ledger's lifetime.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from index.errors import IndexOutdated, StorageFailed
from index.ledger.soundness import changed_documents, mend_words

SCHEMA_VERSION = 1
"""Raise when the tables change (kept in SQLite's ``user_version``)."""

RECIPE_VERSION = 5
"""Raise when reading, cutting or index terms come to store something else for the same file."""

REBUILD = "Bygg om ur originalfilerna med: motesminne index --rebuild."

_CLOSED = ".closed"

ITEM_NUMBERS = "CREATE INDEX IF NOT EXISTS items_number ON items (number)"

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, title TEXT NOT NULL,
    pages INTEGER NOT NULL, passages INTEGER NOT NULL, digest TEXT NOT NULL, recipe TEXT NOT NULL,
    indexed_at TEXT NOT NULL, notes TEXT NOT NULL);
CREATE TABLE files (
    path BLOB PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL);
CREATE INDEX files_document ON files (document);
CREATE TABLE pages (
    row INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    number INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (document, number));
CREATE TABLE meetings (
    document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, meeting_id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL, organisation TEXT NOT NULL, date TEXT, date_evidence TEXT NOT NULL,
    date_source TEXT NOT NULL, place TEXT NOT NULL, chair TEXT NOT NULL, secretary TEXT NOT NULL,
    structure TEXT NOT NULL);
CREATE INDEX meetings_date ON meetings (date);
CREATE INDEX meetings_body ON meetings (body, organisation, date);
CREATE TABLE attendance (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
    name TEXT NOT NULL, organisation TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL,
    items TEXT NOT NULL, PRIMARY KEY (document, position)) WITHOUT ROWID;
CREATE INDEX attendance_name ON attendance (name);
CREATE TABLE flags (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
    text TEXT NOT NULL, span TEXT NOT NULL, PRIMARY KEY (document, position)) WITHOUT ROWID;
CREATE TABLE removed (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
    span TEXT NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (document, position)) WITHOUT ROWID;
CREATE TABLE items (
    row INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    item_id TEXT NOT NULL UNIQUE, number TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    runs TEXT NOT NULL, headings TEXT NOT NULL);
CREATE INDEX items_document ON items (document);
CREATE TABLE decisions (
    row INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES items ON DELETE CASCADE,
    decision_id TEXT NOT NULL UNIQUE, start INTEGER NOT NULL, stop INTEGER NOT NULL, kind TEXT NOT NULL,
    conditions TEXT NOT NULL, marked INTEGER NOT NULL, assignee TEXT NOT NULL, due TEXT NOT NULL);
CREATE INDEX decisions_item ON decisions (item);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT, passage_id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    item INTEGER NOT NULL REFERENCES items ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, header TEXT NOT NULL, spans TEXT NOT NULL);
CREATE INDEX passages_document ON passages (document);
CREATE INDEX passages_item ON passages (item);
CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vector BLOB NOT NULL);
CREATE TABLE unplaced (passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE);
CREATE VIRTUAL TABLE words USING fts5 (
    header, body, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'");
CREATE TABLE vocabulary (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE quarantine (
    path BLOB PRIMARY KEY, name TEXT NOT NULL, document_id TEXT NOT NULL, reason TEXT NOT NULL,
    noticed_at TEXT NOT NULL);
CREATE TABLE staff (
    document_id TEXT PRIMARY KEY, date TEXT, body TEXT, organisation TEXT) WITHOUT ROWID;
"""


def connect(path: Path) -> sqlite3.Connection:
    """A connection with our pragmas; the file must exist. Transactions are begun by hand."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=30,
    )
    for pragma in ("foreign_keys = ON", "secure_delete = ON", "synchronous = FULL", "cache_size = -32000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def open_ledger(path: Path) -> sqlite3.Connection:
    """Create the ledger, or check the one that is there, and give its writing connection.

    A ledger that was closed in order and not touched since is not read through again.

    Raises:
        StorageFailed: the file can't be read or written, or is damaged.
        IndexOutdated: another version of the program made it.
    """
    try:
        if not path.exists() or path.stat().st_size == 0:
            return _create(path)
        connection = connect(path)
        try:
            _check_version(connection, path)
            if not _as_closed(path):
                _check_content(connection, path)
            path.with_suffix(_CLOSED).unlink(missing_ok=True)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(ITEM_NUMBERS)  # older ledgers lack it
        except BaseException:
            connection.close()
            raise
        return connection
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise storage_error(path, error) from error


def damaged(path: Path, what: str) -> StorageFailed:
    """The error for a ledger whose bytes are wrong."""
    return StorageFailed(
        f"Registret {path} är skadat ({what}).", f"Lägg tillbaka en säkerhetskopia av datamappen. {REBUILD}"
    )


def storage_error(path: Path, error: Exception) -> StorageFailed:
    """What a reader is told of a fault in SQLite or the file system."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path, str(error))
    if isinstance(error, UnicodeDecodeError) or "decode" in str(error):
        return damaged(path, "text i det är inte läsbar")
    what = getattr(error, "strerror", None) or str(error)
    return StorageFailed(
        f"Registret {path} kan inte läsas eller skrivas ({what}).",
        "Kontrollera utrymmet på disken och rättigheterna till mappen.",
    )


def _create(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = connect(path)
    connection.execute("PRAGMA page_size = 16384")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        f"BEGIN IMMEDIATE; {TABLES} {ITEM_NUMBERS}; PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
    )
    return connection


def note_closed(path: Path) -> None:
    """Note the size and time of a ledger that was just closed in order."""
    state = path.stat()
    note = path.with_suffix(_CLOSED)
    note.touch(mode=0o600)
    note.write_text(f"{state.st_size} {state.st_mtime_ns}", encoding="ascii")


def _as_closed(path: Path) -> bool:
    try:
        state, note = path.stat(), path.with_suffix(_CLOSED).read_text(encoding="ascii")
    except (OSError, ValueError):
        return False
    return note == f"{state.st_size} {state.st_mtime_ns}"


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version == 0:
        raise damaged(path, "det är inget register från Mötesminne")
    if version != SCHEMA_VERSION:
        age = "en äldre" if version < SCHEMA_VERSION else "en nyare"
        raise IndexOutdated(
            f"Registret {path} är gjort av {age} version av Mötesminne (format {version}).", REBUILD
        )


def _check_content(connection: sqlite3.Connection, path: Path) -> None:
    problems = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
    if problems != ["ok"]:
        raise damaged(path, problems[0])
    changed = next(iter(changed_documents(connection)), None)
    if changed is not None:
        raise damaged(path, f"innehållet i {changed} har ändrats")
    mend_words(connection)  # last, so that a refused ledger is left as it was
