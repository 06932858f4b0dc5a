"""Documents, meetings, items and decisions, read back whole."""

from __future__ import annotations

import json
from collections.abc import Iterable

from index.errors import UnknownDocument
from index.ledger.filters import NO_LIMIT, limit
from index.ledger.pool import Pool
from index.ledger.rows import (
    Row,
    StoredDocument,
    load_decision,
    load_document,
    load_item,
    load_meeting,
    load_place,
)
from index.types import AgendaItem, Attendee, Decision, Document, Filters, Flag, ItemPlace, Meeting, Page

_ITEM = "i.item_id, m.meeting_id, i.number, i.title, i.text, i.runs, i.headings"
_MEETING = """m.meeting_id, d.document_id, m.body, m.organisation, m.date, m.date_evidence,
    m.date_source, m.place, m.chair, m.secretary, m.structure"""
_DECISION = """x.decision_id, i.item_id, substr(i.text, x.start + 1, x.stop - x.start), x.start, x.stop,
    x.kind, x.conditions, x.marked, x.assignee, x.due"""
PLACE = "d.document_id, d.name, i.number, i.title, m.date, m.date_evidence, m.body, m.organisation"


class DocumentReader(Pool):
    """What was read out of each file."""

    def documents(self) -> tuple[StoredDocument, ...]:
        """All documents, by name."""
        paths: dict[int, list[str]] = {}
        for document, path in self._rows("SELECT document, path FROM files ORDER BY path"):
            paths.setdefault(document, []).append(path.decode("utf-8", "replace"))
        query = """SELECT row, document_id, name, title, pages, passages, indexed_at
            FROM documents ORDER BY name, document_id"""
        return tuple(load_document(row[1:], paths.get(row[0], ())) for row in self._rows(query))

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
            f"Inget indexerat dokument heter {name}.", "Se vilka som finns med: motesminne documents."
        )

    def document(self, document_id: str) -> Document:
        """The document as it was read, with all its pages. Raises: UnknownDocument."""
        query = "SELECT row, notes, name, title FROM documents WHERE document_id = ?"
        rows = self._rows(query, (document_id,))
        if not rows:
            raise UnknownDocument(f"Inget indexerat dokument har id {document_id}.")
        row, notes, name, title = rows[0]
        pages = self._rows("SELECT number, text FROM pages WHERE document = ? ORDER BY number", (row,))
        kept = tuple(Page(*page) for page in pages)
        return Document(document_id, name, title, kept, tuple(json.loads(notes)))

    def page_text(self, document_id: str, page: int) -> str:
        """The text of a page (1-based) as read; span offsets count in it. Raises: UnknownDocument."""
        query = """SELECT g.text FROM pages g JOIN documents d ON d.row = g.document
            WHERE d.document_id = ? AND g.number = ?"""
        rows = self._rows(query, (document_id, page))
        if not rows:
            raise UnknownDocument(f"Sidan {page} finns inte i dokumentet {document_id[:12]}.")
        return str(rows[0][0])

    def meetings(self) -> tuple[Meeting, ...]:
        """All meetings, newest first (unknown dates last), without items, flags and removed text."""
        attendance: dict[int, list[Row]] = {}
        people = "SELECT document, name, organisation, role, kind, items FROM attendance"
        for document, *person in self._rows(f"{people} ORDER BY document, position"):
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
        people = "SELECT name, organisation, role, kind, items FROM attendance WHERE document = ?"
        return load_meeting(
            tuple(facts),
            self._rows(f"{people} ORDER BY position", (row,)),
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
            f"""SELECT {PLACE} FROM items i JOIN documents d ON d.row = i.document
            JOIN meetings m ON m.document = i.document WHERE i.item_id = ?""",  # noqa: S608
            (item_id,),
        )
        if not rows:
            raise UnknownDocument(f"Punkten {item_id} finns inte i registret.")
        return load_place(rows[0])

    def decisions(
        self, filters: Filters = NO_LIMIT, marked: bool | None = None, item_id: str | None = None
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
        query = f"""SELECT {_DECISION}, {PLACE} FROM decisions x JOIN items i ON i.row = x.item
            JOIN documents d ON d.row = i.document JOIN meetings m ON m.document = i.document
            WHERE 1 {where} ORDER BY m.date IS NULL, m.date DESC, d.name, x.row"""  # noqa: S608
        return tuple((load_decision(row[:10]), load_place(row[10:])) for row in self._rows(query, values))

    def decisions_of(self, item_ids: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
        """(start, end) of each decision, by item id; items without one are left out."""
        query = """SELECT i.item_id, x.start, x.stop FROM decisions x
            JOIN items i ON i.row = x.item WHERE i.item_id IN (?*)"""
        found: dict[str, list[tuple[int, int]]] = {}
        for item_id, start, end in self._in_chunks(query, item_ids):
            found.setdefault(item_id, []).append((start, end))
        return found
