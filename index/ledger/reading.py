"""What the rest of the program asks of the ledger. Safe from any thread, also while another writes."""

from __future__ import annotations

import json
import queue
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import UnknownDocument
from index.ledger import keywords
from index.ledger.filters import limit
from index.ledger.rows import (
    Quarantined,
    Row,
    StaffFacts,
    StoredDocument,
    load_date,
    load_decision,
    load_item,
    load_meeting,
    load_passage,
    load_place,
    load_vectors,
)
from index.ledger.schema import connect
from index.types import (
    AgendaItem,
    Attendee,
    Decision,
    Document,
    Filters,
    Flag,
    ItemPlace,
    Meeting,
    Page,
    Passage,
)

_ITEM = "i.item_id, m.meeting_id, i.number, i.title, i.text, i.runs, i.headings"
_MEETING = """m.meeting_id, d.document_id, m.body, m.organisation, m.date, m.date_evidence,
    m.date_source, m.place, m.chair, m.secretary, m.structure"""
_PASSAGE = """p.passage_id, d.document_id, i.item_id, substr(i.text, p.start + 1, p.stop - p.start),
    p.start, p.stop, p.header, p.spans"""
_DECISION = """x.decision_id, i.item_id, substr(i.text, x.start + 1, x.stop - x.start), x.start, x.stop,
    x.kind, x.conditions, x.marked, x.assignee, x.due"""
_PLACE = "d.document_id, d.name, i.number, i.title, m.date, m.date_evidence, m.body, m.organisation"
_CHUNK = 500


class LedgerReader:
    """Reads the ledger at ``path``, with a pool of connections so that threads don't wait for each other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = connect(self.path)
            connection.execute("PRAGMA query_only = ON")
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def _close_readers(self) -> None:
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        with self._reading() as connection:
            return connection.execute(query, values).fetchall()

    def _in_chunks(self, query: str, keys: Iterable[object]) -> list[Row]:
        wanted = list(keys)
        rows: list[Row] = []
        for at in range(0, len(wanted), _CHUNK):
            part = wanted[at : at + _CHUNK]
            rows += self._rows(query.replace("(?*)", f"({','.join('?' * len(part))})"), part)
        return rows

    def meta(self, key: str) -> str:
        """A stored fact about the index, "" when unset."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    def documents(self) -> tuple[StoredDocument, ...]:
        """All documents, by name."""
        paths: dict[int, list[str]] = {}
        for document, path in self._rows("SELECT document, path FROM files ORDER BY path"):
            paths.setdefault(document, []).append(path.decode("utf-8", "replace"))
        query = """SELECT row, document_id, name, title, pages, passages, indexed_at
            FROM documents ORDER BY name, document_id"""
        return tuple(StoredDocument(*rest, tuple(paths.get(row, ()))) for row, *rest in self._rows(query))

    def find_document(self, name: str) -> StoredDocument:
        """The document with that id (or its beginning, 8 characters at least), file name or path.

        Raises:
            UnknownDocument: there is none, or there are several.
        """
        found = [d for d in self.documents() if name in (d.document_id, d.name, *d.paths)]
        if not found and len(name) >= 8:
            found = [d for d in self.documents() if d.document_id.startswith(name.lower())]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(d.document_id[:12] for d in found)
            raise UnknownDocument(f"Flera dokument heter {name}.", f"Ange ett av dem med id: {ids}.")
        raise UnknownDocument(
            f"Inget indexerat dokument heter {name}.", "Se vilka som finns med: motesminne list."
        )

    def document(self, document_id: str) -> Document:
        """The document as it was read, with all its pages. Raises: UnknownDocument."""
        query = "SELECT row, notes, document_id, name, title FROM documents WHERE document_id = ?"
        rows = self._rows(query, (document_id,))
        if not rows:
            raise UnknownDocument(f"Inget indexerat dokument har id {document_id}.")
        row, notes, *facts = rows[0]
        pages = self._rows("SELECT number, text FROM pages WHERE document = ? ORDER BY number", (row,))
        return Document(*facts, tuple(Page(*page) for page in pages), tuple(json.loads(notes)))

    def page_text(self, document_id: str, page: int) -> str:
        """The text of a page (1-based) as read; span offsets count in it. Raises: UnknownDocument."""
        rows = self._rows(
            "SELECT g.text FROM pages g JOIN documents d ON d.row = g.document WHERE d.document_id = ? AND g.number = ?",
            (document_id, page),
        )
        if not rows:
            raise UnknownDocument(f"Sidan {page} finns inte i dokumentet {document_id[:12]}.")
        return str(rows[0][0])

    def meetings(self) -> tuple[Meeting, ...]:
        """All meetings, newest first (unknown dates last), without items, flags and removed text."""
        attendance: dict[int, list[Row]] = {}
        for document, *person in self._rows(
            "SELECT document, name, organisation, role, kind, items FROM attendance ORDER BY document, position"
        ):
            attendance.setdefault(document, []).append(tuple(person))
        rows = self._rows(
            f"""SELECT m.document, {_MEETING} FROM meetings m JOIN documents d ON d.row = m.document
            ORDER BY m.date IS NULL, m.date DESC, d.name"""  # noqa: S608
        )
        return tuple(load_meeting(tuple(rest), attendance.get(row, ()), (), (), ()) for row, *rest in rows)

    def meeting(self, document_id: str) -> Meeting:
        """The whole meeting a document records. Raises: UnknownDocument."""
        rows = self._rows(
            f"""SELECT m.document, {_MEETING} FROM meetings m JOIN documents d ON d.row = m.document
            WHERE d.document_id = ?""",  # noqa: S608
            (document_id,),
        )
        if not rows:
            raise UnknownDocument(f"Inget indexerat dokument har id {document_id}.")
        row, *facts = rows[0]
        people = "SELECT name, organisation, role, kind, items FROM attendance WHERE document = ? ORDER BY position"
        return load_meeting(
            tuple(facts),
            self._rows(people, (row,)),
            self.items(document_id),
            self._rows("SELECT text, span FROM flags WHERE document = ? ORDER BY position", (row,)),
            self._rows("SELECT span, text, reason FROM removed WHERE document = ? ORDER BY position", (row,)),
        )

    def attendance(self, document_id: str) -> tuple[Attendee, ...]:
        """Who was at the document's meeting, in its order."""
        query = """SELECT a.name, a.organisation, a.role, a.kind, a.items FROM attendance a
            JOIN documents d ON d.row = a.document WHERE d.document_id = ? ORDER BY a.position"""
        return tuple(Attendee(*row) for row in self._rows(query, (document_id,)))

    def flags(self, document_id: str) -> tuple[Flag, ...]:
        """Slips noticed in the document."""
        return self.meeting(document_id).flags

    def items(self, document_id: str) -> tuple[AgendaItem, ...]:
        """The document's items in order, the head first."""
        query = f"""SELECT {_ITEM} FROM items i JOIN meetings m ON m.document = i.document
            JOIN documents d ON d.row = i.document WHERE d.document_id = ? ORDER BY i.row"""  # noqa: S608
        return tuple(load_item(row) for row in self._rows(query, (document_id,)))

    def item(self, item_id: str) -> AgendaItem:
        """One item. Raises: UnknownDocument."""
        query = f"SELECT {_ITEM} FROM items i JOIN meetings m ON m.document = i.document WHERE i.item_id = ?"  # noqa: S608
        rows = self._rows(query, (item_id,))
        if not rows:
            raise UnknownDocument(f"Punkten {item_id} finns inte i registret.")
        return load_item(rows[0])

    def place(self, item_id: str) -> ItemPlace:
        """Where an item stands. Raises: UnknownDocument."""
        rows = self._rows(
            f"""SELECT {_PLACE} FROM items i JOIN documents d ON d.row = i.document
            JOIN meetings m ON m.document = i.document WHERE i.item_id = ?""",  # noqa: S608
            (item_id,),
        )
        if not rows:
            raise UnknownDocument(f"Punkten {item_id} finns inte i registret.")
        return load_place(rows[0])

    def passages(self, passage_ids: Iterable[str]) -> dict[str, tuple[Passage, ItemPlace]]:
        """The passages with their places, by id; unknown ids are left out."""
        query = f"""SELECT {_PASSAGE}, {_PLACE} FROM passages p JOIN items i ON i.row = p.item
            JOIN documents d ON d.row = p.document JOIN meetings m ON m.document = p.document
            WHERE p.passage_id IN (?*)"""  # noqa: S608
        rows = self._in_chunks(query, passage_ids)
        return {row[0]: (load_passage(row[:8]), load_place(row[8:])) for row in rows}

    def passage(self, passage_id: str) -> Passage:
        """One passage. Raises: UnknownDocument."""
        found = self.passages([passage_id])
        if passage_id not in found:
            raise UnknownDocument(f"Textstycket {passage_id} finns inte i registret.")
        return found[passage_id][0]

    def passage_ids(self, item_id: str | None = None, document_id: str | None = None) -> tuple[str, ...]:
        """Ids in reading order: of one item, of one document, or all."""
        query = "SELECT p.passage_id FROM passages p"
        if item_id is not None:
            return self._ids(
                query + " JOIN items i ON i.row = p.item WHERE i.item_id = ? ORDER BY p.row", (item_id,)
            )
        if document_id is not None:
            join = " JOIN documents d ON d.row = p.document WHERE d.document_id = ? ORDER BY p.row"
            return self._ids(query + join, (document_id,))
        return self._ids(query + " ORDER BY p.row", ())

    def _ids(self, query: str, values: Sequence[object]) -> tuple[str, ...]:
        return tuple(row[0] for row in self._rows(query, values))

    def decisions(
        self, filters: Filters = Filters(), marked: bool | None = None, item_id: str | None = None
    ) -> tuple[tuple[Decision, ItemPlace], ...]:
        """Decisions with their places, newest meeting first, then in reading order.

        ``marked`` limits to those with (True) or without (False) a mark before them.
        """
        bounds = limit(filters)
        where, values = bounds.where, list(bounds.values)
        if marked is not None:
            where += f" AND x.marked = {int(marked)}"
        if item_id is not None:
            where += " AND i.item_id = ?"
            values.append(item_id)
        query = f"""SELECT {_DECISION}, {_PLACE} FROM decisions x JOIN items i ON i.row = x.item
            JOIN documents d ON d.row = i.document JOIN meetings m ON m.document = i.document
            WHERE 1 {where} ORDER BY m.date IS NULL, m.date DESC, d.name, x.row"""  # noqa: S608
        return tuple((load_decision(row[:10]), load_place(row[10:])) for row in self._rows(query, values))

    def bodies(self) -> tuple[tuple[str, str, int], ...]:
        """Each (body, organisation) with its number of meetings, most first."""
        query = "SELECT body, organisation, count(*) AS n FROM meetings GROUP BY 1, 2 ORDER BY n DESC, 1, 2"
        return tuple((body, organisation, n) for body, organisation, n in self._rows(query))

    def meeting_dates(self) -> tuple[tuple[date, str, str], ...]:
        """Each known meeting date with body and organisation, newest first."""
        query = "SELECT date, body, organisation FROM meetings WHERE date IS NOT NULL ORDER BY date DESC"
        return tuple(
            (date.fromisoformat(day), body, organisation) for day, body, organisation in self._rows(query)
        )

    def people(self) -> tuple[tuple[str, str], ...]:
        """Each (name, organisation) on any attendance list, by name."""
        query = "SELECT DISTINCT name, organisation FROM attendance ORDER BY 1, 2"
        return tuple((name, organisation) for name, organisation in self._rows(query))

    def quarantine(self) -> tuple[Quarantined, ...]:
        """Files that could not be indexed, by path."""
        rows = self._rows("SELECT path, name, document_id, reason, noticed_at FROM quarantine ORDER BY path")
        return tuple(Quarantined(path.decode("utf-8", "replace"), *rest) for path, *rest in rows)

    def keyword(
        self, terms: Iterable[str], filters: Filters, k: int, weights: tuple[float, float] = (1.0, 1.0)
    ) -> list[tuple[str, float]]:
        """The ``k`` best passages by bm25, as (passage_id, score), higher is better.

        ``terms`` are index terms (as stored); ``weights`` are for header and text.
        """
        with self._reading() as connection:
            return keywords.find(connection, terms, limit(filters), k, weights)

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many passages each index term stands; terms in none are left out."""
        with self._reading() as connection:
            return keywords.frequencies(connection, terms)

    def passage_count(self, filters: Filters = Filters()) -> int:
        """How many passages the filters leave."""
        bounds = limit(filters)
        if bounds.free:
            return int(self._rows("SELECT coalesce(sum(passages), 0) FROM documents")[0][0])
        query = f"SELECT count(*) FROM passages p {bounds.joins} WHERE 1 {bounds.where}"  # noqa: S608
        return int(self._rows(query, bounds.values)[0][0])

    def vector(self, passage_id: str) -> NDArray[np.float32]:
        """The stored float32 (dimension,) vector. Raises: UnknownDocument."""
        query = "SELECT v.vector FROM vectors v JOIN passages p ON p.row = v.passage WHERE p.passage_id = ?"
        rows = self._rows(query, (passage_id,))
        if not rows:
            raise UnknownDocument(f"Textstycket {passage_id} finns inte i registret.")
        return np.frombuffer(rows[0][0], dtype="<f4").copy()

    def vectors(self, filters: Filters) -> tuple[list[int], NDArray[np.float32]]:
        """Passage rows and float32 (n, dimension) vectors that the filters leave, by row."""
        bounds = limit(filters)
        query = f"""SELECT v.passage, v.vector FROM passages p JOIN vectors v ON v.passage = p.row {bounds.joins}
            WHERE 1 {bounds.where} ORDER BY p.row"""  # noqa: S608
        rows = self._rows(query, bounds.values)
        return [row for row, _ in rows], load_vectors([blob for _, blob in rows], self.dimension)

    def vectors_of_rows(self, rows: Iterable[int]) -> tuple[list[int], NDArray[np.float32]]:
        """The stored vectors of passage rows; rows that are gone are left out."""
        found = self._in_chunks("SELECT passage, vector FROM vectors WHERE passage IN (?*)", rows)
        return [row for row, _ in found], load_vectors([blob for _, blob in found], self.dimension)

    def vector_batches(
        self, size: int, unplaced: bool = False
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """All vectors (or those not yet in the vector index) as (rows, matrix), ``size`` at a time, by row."""
        source = "unplaced u JOIN vectors v ON v.passage = u.passage" if unplaced else "vectors v"
        last = 0
        while True:
            query = f"SELECT v.passage, v.vector FROM {source} WHERE v.passage > ? ORDER BY v.passage LIMIT ?"  # noqa: S608
            rows = self._rows(query, (last, size))
            if not rows:
                return
            last = rows[-1][0]
            yield [row for row, _ in rows], load_vectors([blob for _, blob in rows], self.dimension)

    @property
    def dimension(self) -> int:
        """Length of a vector, 0 while unknown."""
        return int(self.meta("dimension") or 0)

    def passage_ids_of_rows(self, rows: Iterable[int], filters: Filters = Filters()) -> dict[int, str]:
        """Ids of those passage rows that still exist and pass the filters."""
        bounds = limit(filters)
        query = (
            f"SELECT p.row, p.passage_id FROM passages p {bounds.joins} WHERE p.row IN (?*) {bounds.where}"  # noqa: S608
        )
        wanted = list(rows)
        found: dict[int, str] = {}
        for at in range(0, len(wanted), _CHUNK):
            part = wanted[at : at + _CHUNK]
            full = query.replace("(?*)", f"({','.join('?' * len(part))})")
            found.update(self._rows(full, (*part, *bounds.values)))  # type: ignore[arg-type]
        return found

    def file_documents(self) -> dict[bytes, tuple[str, str]]:
        """Each path seen, with the id of the document there and its recipe."""
        query = "SELECT f.path, d.document_id, d.recipe FROM files f JOIN documents d ON d.row = f.document"
        return {path: (document_id, recipe) for path, document_id, recipe in self._rows(query)}

    def paths_of(self, document_id: str) -> tuple[bytes, ...]:
        """Where the document's bytes were seen; () for a document not stored."""
        query = "SELECT f.path FROM files f JOIN documents d ON d.row = f.document WHERE d.document_id = ?"
        return tuple(path for (path,) in self._rows(query, (document_id,)))

    def placed_rows(self) -> NDArray[np.int64]:
        """Rows of the passages that the vector index is said to hold, ascending."""
        query = "SELECT row FROM passages WHERE row NOT IN (SELECT passage FROM unplaced) ORDER BY row"
        return np.array([row for (row,) in self._rows(query)], dtype=np.int64)

    def staff_facts(self, document_id: str) -> StaffFacts:
        """What staff have set by hand for these bytes."""
        rows = self._rows("SELECT date, body, organisation FROM staff WHERE document_id = ?", (document_id,))
        if not rows:
            return StaffFacts()
        day, body, organisation = rows[0]
        return StaffFacts(load_date(day), body, organisation)
