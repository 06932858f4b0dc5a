"""The index as answering sees it: a question in, passages and decision records out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from index.embedder import Embedder
from index.ledger.filters import NO_LIMIT
from index.search import search
from index.store import Store
from index.types import Decision, Filters, Hit, Query
from rag.question import catalogue_of, understand


class StoreLibrary:
    """``rag.answering.Library`` over an open store."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        hits: int,
        today: date | None = None,
        only: Filters = NO_LIMIT,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._hits = hits
        self._today = today
        self._only = only

    def limited(self, only: Filters) -> StoreLibrary:
        """The same index seen through limits that the reader has set."""
        return StoreLibrary(self._store, self._embedder, self._hits, self._today, only)

    @property
    def index_id(self) -> str:
        """Changes whenever the indexed content does."""
        return self._store.index_id

    @property
    def embedder_id(self) -> str:
        """Which model made the vectors."""
        return self._embedder.model_id

    @property
    def embedder(self) -> Embedder:
        """What makes the vectors of questions."""
        return self._embedder

    def find(self, question: str, k: int | None = None) -> tuple[Query, tuple[Hit, ...]]:
        """The question understood and its ``k`` best passages, best first. Raises: BadQuestion."""
        query = understand(question, catalogue_of(self._store), self._today or date.today())
        return query, search(self._store, self._embedder, query, k or self._hits, self._only)

    def decisions(self, item_ids: Sequence[str]) -> Mapping[str, Sequence[Decision]]:
        """The decision records of items, in text order, by item id."""
        ledger = self._store.ledger
        return {item: [found for found, _ in ledger.decisions(item_id=item)] for item in item_ids}

    def passage_text(self, passage_id: str) -> str:
        """A passage's stored text. Raises: UnknownDocument."""
        return self._store.ledger.passage(passage_id).text

    def rarity(self, term: str) -> float:
        """Inverse document frequency ln(1 + N / (1 + n)), N passages of which n hold the term."""
        ledger = self._store.ledger
        return math.log(1 + ledger.passage_count() / (1 + ledger.frequencies((term,)).get(term, 0)))
