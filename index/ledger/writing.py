"""Inserting and deleting a whole document, inside a transaction the caller holds."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from index.ledger.keywords import Terms, add_words, delete_words
from index.ledger.rows import Entry, SeenFile, dump, dump_runs, dump_spans, dump_vector
from index.ledger.soundness import document_digest
from index.types import Decision, Passage


def now() -> str:
    """The time in ISO form, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def check(entry: Entry) -> None:
    """Refuse an entry that breaks what ``index.types`` promises.

    Raises:
        ValueError: a passage or decision is not the stretch of its item that it says, or
            the vectors don't match the passages.
    """
    texts = {item.item_id: item.text for item in entry.meeting.items}
    parts: tuple[Passage | Decision, ...] = (*entry.passages, *entry.decisions)
    for part in parts:
        if texts[part.item_id][part.start : part.end] != part.text:
            raise ValueError(f"text of {part} is not item[{part.start}:{part.end}]")
    if len(entry.vectors) != len(entry.passages):
        raise ValueError(f"{len(entry.vectors)} vectors for {len(entry.passages)} passages")


def insert(connection: sqlite3.Connection, entry: Entry, terms: Terms) -> int:
    """Store everything of a document; returns its row."""
    document, meeting = entry.document, entry.meeting
    row = _insert(
        connection,
        "documents (document_id, name, title, pages, passages, digest, recipe, indexed_at, notes)",
        (
            document.document_id,
            document.name,
            document.title,
            len(document.pages),
            len(entry.passages),
            "",
            entry.recipe,
            now(),
            dump(document.notes),
        ),
    )
    connection.executemany(
        "INSERT INTO pages (document, number, text) VALUES (?, ?, ?)",
        [(row, page.number, page.text) for page in document.pages],
    )
    day = None if meeting.date is None else meeting.date.isoformat()
    facts = (
        meeting.meeting_id,
        meeting.body,
        meeting.organisation,
        day,
        meeting.date_evidence,
        meeting.date_source,
    )
    rest = (meeting.place, meeting.chair, meeting.secretary, meeting.structure)
    connection.execute("INSERT INTO meetings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (row, *facts, *rest))
    _insert_lists(connection, row, entry)
    items = _insert_items(connection, row, entry)
    _insert_passages(connection, row, items, entry, terms)
    whole = document_digest(connection, row)
    connection.execute("UPDATE documents SET digest = ? WHERE row = ?", (whole, row))
    return row


def _insert(connection: sqlite3.Connection, table: str, values: tuple[object, ...]) -> int:
    marks = ",".join("?" * len(values))
    cursor = connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608
    return int(cursor.lastrowid or 0)


def _insert_lists(connection: sqlite3.Connection, document: int, entry: Entry) -> None:
    meeting = entry.meeting
    connection.executemany(
        "INSERT INTO attendance VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (document, n, a.name, a.organisation, a.role, a.kind, a.items)
            for n, a in enumerate(meeting.attendance)
        ],
    )
    connection.executemany(
        "INSERT INTO flags VALUES (?, ?, ?, ?)",
        [(document, n, f.text, dump_spans([f.span] if f.span else [])) for n, f in enumerate(meeting.flags)],
    )
    connection.executemany(
        "INSERT INTO removed VALUES (?, ?, ?, ?, ?)",
        [(document, n, dump_spans([r.span]), r.text, r.reason) for n, r in enumerate(meeting.removed)],
    )


def _insert_items(connection: sqlite3.Connection, document: int, entry: Entry) -> dict[str, int]:
    items: dict[str, int] = {}
    for item in entry.meeting.items:
        items[item.item_id] = _insert(
            connection,
            "items (document, item_id, number, title, text, runs, headings)",
            (
                document,
                item.item_id,
                item.number,
                item.title,
                item.text,
                dump_runs(item.content.runs),
                dump(item.headings),
            ),
        )
    columns = "item, decision_id, start, stop, kind, conditions, marked, assignee, due"
    connection.executemany(
        f"INSERT INTO decisions ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [
            (
                items[d.item_id],
                d.decision_id,
                d.start,
                d.end,
                d.kind,
                dump(d.conditions),
                d.marked,
                d.assignee,
                d.due,
            )
            for d in entry.decisions
        ],
    )
    return items


def _insert_passages(
    connection: sqlite3.Connection, document: int, items: dict[str, int], entry: Entry, terms: Terms
) -> None:
    rows: list[int] = []
    for passage, vector in zip(entry.passages, entry.vectors, strict=True):
        row = _insert(
            connection,
            "passages (passage_id, document, item, start, stop, header, spans)",
            (
                passage.passage_id,
                document,
                items[passage.item_id],
                passage.start,
                passage.end,
                passage.header,
                dump_spans(passage.spans),
            ),
        )
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (row, dump_vector(vector)))
        connection.execute("INSERT INTO unplaced VALUES (?)", (row,))
        rows.append(row)
    words = [(terms(passage.header), terms(passage.text)) for passage in entry.passages]
    add_words(connection, [(row, header, body) for row, (header, body) in zip(rows, words, strict=True)])


def delete(connection: sqlite3.Connection, document_id: str) -> None:
    """Remove everything of a document; what staff set for its bytes stays."""
    found = connection.execute("SELECT row FROM documents WHERE document_id = ?", (document_id,)).fetchone()
    if found is None:
        return
    rows = connection.execute("SELECT row FROM passages WHERE document = ?", found).fetchall()
    delete_words(connection, [row for (row,) in rows])
    connection.execute("DELETE FROM documents WHERE row = ?", found)


def see(connection: sqlite3.Connection, file: SeenFile, document_id: str) -> None:
    """Note that the document's bytes stand at this path."""
    connection.execute(
        """INSERT INTO files SELECT ?, row, ?, ? FROM documents WHERE document_id = ?
        ON CONFLICT (path) DO UPDATE SET document = excluded.document, size = excluded.size,
        mtime_ns = excluded.mtime_ns""",
        (file.path, file.size, file.mtime_ns, document_id),
    )


def delete_unseen(connection: sqlite3.Connection, document_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Remove those of the documents that no path holds any more; returns them."""
    gone = tuple(
        one
        for one in document_ids
        if connection.execute(
            "SELECT 1 FROM documents d WHERE d.document_id = ? AND NOT EXISTS "
            "(SELECT 1 FROM files f WHERE f.document = d.row)",
            (one,),
        ).fetchone()
    )
    for one in gone:
        delete(connection, one)
    return gone


def rename_organisation(connection: sqlite3.Connection, short: str, full: str, flag: str) -> None:
    """Give meetings of the organisation ``short`` the name ``full`` and a flag, but for what staff set."""
    rows = connection.execute(
        """SELECT m.document FROM meetings m JOIN documents d ON d.row = m.document
        WHERE m.organisation = ? AND NOT EXISTS (SELECT 1 FROM staff s
            WHERE s.document_id = d.document_id AND s.organisation IS NOT NULL)""",
        (short,),
    ).fetchall()
    for (row,) in rows:
        connection.execute("UPDATE meetings SET organisation = ? WHERE document = ?", (full, row))
        count = connection.execute("SELECT count(*) FROM flags WHERE document = ?", (row,)).fetchone()[0]
        connection.execute("INSERT INTO flags VALUES (?, ?, ?, ?)", (row, count, flag, dump_spans([])))
        whole = document_digest(connection, row)
        connection.execute("UPDATE documents SET digest = ? WHERE row = ?", (whole, row))
