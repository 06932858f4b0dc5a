"""Passages by id, by words and by vector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.errors import UnknownDocument
from index.ledger import keywords
from index.ledger.documents import PLACE
from index.ledger.filters import NO_LIMIT, limit
from index.ledger.pool import Pool
from index.ledger.rows import load_passage, load_place, load_vectors
from index.types import Filters, ItemPlace, Passage

_PASSAGE = """p.passage_id, d.document_id, i.item_id, substr(i.text, p.start + 1, p.stop - p.start),
    p.start, p.stop, p.header, p.spans"""


class PassageReader(Pool):
    """What search works with."""

    def passages(self, passage_ids: Iterable[str]) -> dict[str, tuple[Passage, ItemPlace]]:
        """The passages with their places, by id; unknown ids are left out."""
        query = f"""SELECT {_PASSAGE}, {PLACE} FROM passages p JOIN items i ON i.row = p.item
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

    def terms_of(self, passage_ids: Iterable[str]) -> dict[str, tuple[list[str], list[str]]]:
        """The stored index terms of passages, as (those of the header, those of the text)."""
        query = """SELECT p.passage_id, w.header, w.body FROM passages p JOIN words w ON w.rowid = p.row
            WHERE p.passage_id IN (?*)"""
        rows = self._in_chunks(query, passage_ids)
        return {passage_id: (header.split(), body.split()) for passage_id, header, body in rows}

    def vectors_of(self, passage_ids: Iterable[str]) -> tuple[list[str], NDArray[np.float32]]:
        """The stored vectors of passages as (ids, float32 (n, dimension)); unknown ids are left out."""
        query = """SELECT p.passage_id, v.vector FROM passages p JOIN vectors v ON v.passage = p.row
            WHERE p.passage_id IN (?*)"""
        found = self._in_chunks(query, passage_ids)
        return [one for one, _ in found], load_vectors([blob for _, blob in found], self.dimension)

    def vocabulary(self, prefix: str) -> dict[str, int]:
        """Index terms that begin with ``prefix`` and the number of passages each stands in."""
        query = "SELECT term, passages FROM vocabulary WHERE term >= ? AND term < ?"
        return dict(self._rows(query, (prefix, prefix + "\U0010ffff")))

    def passage_count(self, filters: Filters = NO_LIMIT) -> int:
        """How many passages the filters leave."""
        bounds = limit(filters)
        if bounds.free:
            return int(self._rows("SELECT coalesce(sum(passages), 0) FROM documents")[0][0])
        query = f"SELECT count(*) FROM passages p {bounds.joins} WHERE 1 {bounds.where}"  # noqa: S608
        if not filters.items:  # whole documents: far fewer rows to count
            query = f"""SELECT coalesce(sum(d.passages), 0) FROM documents d
                JOIN meetings m ON m.document = d.row WHERE 1 {bounds.where}"""  # noqa: S608
        return int(self._rows(query, bounds.values)[0][0])

    @property
    def dimension(self) -> int:
        """Length of a vector, 0 while unknown."""
        return int(self.meta("dimension") or 0)

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
        query = f"""SELECT v.passage, v.vector FROM passages p
            JOIN vectors v ON v.passage = p.row {bounds.joins} WHERE 1 {bounds.where} ORDER BY p.row"""  # noqa: S608
        rows = self._rows(query, bounds.values)
        return [row for row, _ in rows], load_vectors([blob for _, blob in rows], self.dimension)

    def vectors_of_rows(self, rows: Iterable[int]) -> tuple[list[int], NDArray[np.float32]]:
        """The stored vectors of passage rows; rows that are gone are left out."""
        found = self._in_chunks("SELECT passage, vector FROM vectors WHERE passage IN (?*)", rows)
        return [row for row, _ in found], load_vectors([blob for _, blob in found], self.dimension)

    def vector_batches(
        self, size: int, unplaced: bool = False, after: int = 0
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """All vectors (or those not yet in the vector index) as (rows, matrix), ``size`` at a time.

        Begins with the first row ``after`` the one given.
        """
        source = "unplaced u JOIN vectors v ON v.passage = u.passage" if unplaced else "vectors v"
        last = after
        while True:
            query = f"""SELECT v.passage, v.vector FROM {source}
                WHERE v.passage > ? ORDER BY v.passage LIMIT ?"""  # noqa: S608
            rows = self._rows(query, (last, size))
            if not rows:
                return
            last = rows[-1][0]
            yield [row for row, _ in rows], load_vectors([blob for _, blob in rows], self.dimension)

    def passage_ids_of_rows(self, rows: Iterable[int], filters: Filters = NO_LIMIT) -> dict[int, str]:
        """Ids of those passage rows that still exist and pass the filters."""
        bounds = limit(filters)
        query = f"""SELECT p.row, p.passage_id FROM passages p {bounds.joins}
            WHERE p.row IN (?*) {bounds.where}"""  # noqa: S608
        return dict(self._in_chunks(query, rows, bounds.values))

    def placed_rows(self) -> NDArray[np.int64]:
        """Rows of the passages that the vector index is said to hold, ascending."""
        query = "SELECT row FROM passages WHERE row NOT IN (SELECT passage FROM unplaced) ORDER BY row"
        return np.array([row for (row,) in self._rows(query)], dtype=np.int64)
