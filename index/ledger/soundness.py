"""Is the ledger as it was written? A digest over the stored rows of each document tells.

SQLite's own check sees broken pages, not a changed letter inside one; a citation rests on every letter.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from index.ledger.rows import digest

_PASSAGE_ROWS = "FROM passages p JOIN items i ON i.row = p.item"
_QUERIES = (
    "SELECT name, title, pages, passages, notes FROM documents WHERE row = ?",
    "SELECT number, text FROM pages WHERE document = ? ORDER BY number",
    """SELECT meeting_id, body, organisation, date, date_evidence, date_source, place, chair, secretary,
        structure FROM meetings WHERE document = ?""",
    "SELECT name, organisation, role, kind, items FROM attendance WHERE document = ? ORDER BY position",
    "SELECT text, span FROM flags WHERE document = ? ORDER BY position",
    "SELECT span, text, reason FROM removed WHERE document = ? ORDER BY position",
    "SELECT item_id, number, title, text, runs, headings FROM items WHERE document = ? ORDER BY row",
    """SELECT i.item_id, x.decision_id, x.start, x.stop, x.kind, x.conditions, x.marked, x.assignee, x.due
        FROM decisions x JOIN items i ON i.row = x.item WHERE i.document = ? ORDER BY x.row""",
    f"""SELECT p.passage_id, i.item_id, p.start, p.stop, p.header, p.spans {_PASSAGE_ROWS}
        WHERE p.document = ? ORDER BY p.row""",
    "SELECT v.vector FROM passages p JOIN vectors v ON v.passage = p.row WHERE p.document = ? ORDER BY p.row",
    """SELECT w.header, w.body FROM passages p JOIN words w ON w.rowid = p.row
        WHERE p.document = ? ORDER BY p.row""",
)


def document_digest(connection: sqlite3.Connection, row: int) -> str:
    """sha256 (hex) over all that is stored of a document, row numbers left out."""
    return digest(
        value if isinstance(value, bytes) else str(value)
        for query in _QUERIES
        for columns in connection.execute(query, (row,))
        for value in columns
    )


def changed_documents(connection: sqlite3.Connection) -> Iterable[str]:
    """Names of the documents that are no longer as they were stored. Reads the whole ledger."""
    rows = connection.execute("SELECT row, name, digest FROM documents ORDER BY row").fetchall()
    return (name for row, name, stored in rows if document_digest(connection, row) != stored)


def mend_words(connection: sqlite3.Connection) -> bool:
    """Make the full-text index anew from its stored terms if it is broken; True if it was."""
    try:
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    except sqlite3.DatabaseError:
        connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
        return True
    return False
