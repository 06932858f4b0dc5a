"""Hybrid search: keywords and vectors find candidates, one score orders them, preferences nudge it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder
from index.ranking import KEYWORD, keyword_scores, rarities
from index.store import Store
from index.swedish import weighted_terms
from index.types import Filters, Hit, ItemPlace, Passage, Query

CANDIDATES = 60
"""Passages taken from each way of searching before they are ordered."""
NO_LIMIT = Filters()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be a hit, with its score and the searches that found it."""

    passage: Passage
    place: ItemPlace
    score: float
    sources: tuple[str, ...]


def search(store: Store, embedder: Embedder, query: Query, k: int = 10, only: Filters = NO_LIMIT) -> tuple[Hit, ...]:
    """The ``k`` best passages for a question, best first.

    ``only`` limits strictly; what the question itself speaks of (``query.filters``) is preferred.
    """
    vector = embedder.embed_query(query.text)
    terms = weighted_terms(query.text)
    found = _found(store, terms, vector, only)
    candidates = _scored(store, terms, vector, found)
    ordered = sorted(candidates, key=lambda one: (-one.score, one.passage.passage_id))
    return tuple(
        Hit(one.passage, one.place, one.score, rank, one.sources) for rank, one in enumerate(ordered[:k], 1)
    )


def _found(
    store: Store, terms: Mapping[str, float], vector: NDArray[np.float32], only: Filters
) -> dict[str, tuple[str, ...]]:
    """Passage ids with the searches that found them."""
    found: dict[str, tuple[str, ...]] = {}
    by_word = store.keyword(terms, only, CANDIDATES)
    by_vector = store.nearest(vector, CANDIDATES, only)
    for source, hits in (("keyword", by_word), ("vector", by_vector)):
        for passage_id, _ in hits:
            found[passage_id] = (*found.get(passage_id, ()), source)
    return found


def _scored(
    store: Store, terms: Mapping[str, float], vector: NDArray[np.float32], found: Mapping[str, tuple[str, ...]]
) -> Iterable[Candidate]:
    ledger = store.ledger
    weights = rarities(terms, ledger.frequencies(terms), ledger.passage_count())
    words = keyword_scores(weights, ledger.terms_of(found))
    ids, matrix = ledger.vectors_of(found)
    cosines = dict(zip(ids, (matrix @ vector).tolist(), strict=True))
    for one, (passage, place) in ledger.passages(found).items():
        yield Candidate(passage, place, cosines[one] + KEYWORD * words[one], found[one])
