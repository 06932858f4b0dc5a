"""Facts about the whole: bodies, dates, people, files seen and files set aside."""

from __future__ import annotations

from datetime import date

from index.ledger.pool import Pool
from index.ledger.rows import Quarantined, StaffFacts, load_date, load_overview
from index.types import DocumentRow


class CatalogueReader(Pool):
    """What is known of the corpus as a whole."""

    def document_rows(self) -> tuple[DocumentRow, ...]:
        """Every document as a list shows it, newest meeting first, unknown dates last."""
        query = """SELECT d.document_id, d.name, m.body, m.organisation, m.date, m.date_evidence,
            (SELECT count(*) FROM items i WHERE i.document = d.row
             AND (i.number <> '' OR (i.title <> '' AND m.structure <> 'none'))),
            (SELECT count(*) FROM items i JOIN decisions x ON x.item = i.row
             WHERE i.document = d.row AND x.marked)
            FROM documents d JOIN meetings m ON m.document = d.row
            ORDER BY m.date IS NULL, m.date DESC, d.name"""
        return tuple(load_overview(row) for row in self._rows(query))

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

    def file_documents(self) -> dict[bytes, tuple[str, str]]:
        """Each path seen, with the id of the document there and its recipe."""
        query = "SELECT f.path, d.document_id, d.recipe FROM files f JOIN documents d ON d.row = f.document"
        return {path: (document_id, recipe) for path, document_id, recipe in self._rows(query)}

    def paths_of(self, document_id: str) -> tuple[bytes, ...]:
        """Where the document's bytes were seen; () for a document not stored."""
        query = "SELECT f.path FROM files f JOIN documents d ON d.row = f.document WHERE d.document_id = ?"
        return tuple(path for (path,) in self._rows(query, (document_id,)))

    def staff_facts(self, document_id: str) -> StaffFacts:
        """What staff have set by hand for these bytes."""
        rows = self._rows("SELECT date, body, organisation FROM staff WHERE document_id = ?", (document_id,))
        if not rows:
            return StaffFacts()
        day, body, organisation = rows[0]
        return StaffFacts(load_date(day), body, organisation)
