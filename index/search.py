"""Hybrid search: keywords and vectors find candidates, one score orders them, the question nudges it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.arranging import arrange
from index.embedder import Embedder
from index.preferences import nudge
from index.ranking import KEYWORD, keyword_scores, rarities
from index.spelling import mend
from index.store import Store
from index.swedish import find_terms, weighted_terms
from index.types import Filters, Hit, ItemPlace, Passage, Query

CANDIDATES = 60
"""Passages taken from each way of searching before they are ordered."""
MENDED = 0.8
"""What the mended form of a misspelt word counts."""
FRAMING = 0.4
"""What the words count that only say which body or when."""
NO_LIMIT = Filters()


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it is searched for: index terms with weights, and the text that is embedded."""

    terms: Mapping[str, float]
    text: str


def search(
    store: Store, embedder: Embedder, query: Query, k: int = 10, only: Filters = NO_LIMIT
) -> tuple[Hit, ...]:
    """The ``k`` best passages for a question, best first.

    ``only`` limits strictly. What the question itself speaks of (``query.filters``) is preferred:
    when little fits it, the rest follows.
    """
    wording = word(store, query)
    vector = embedder.embed_query(wording.text)
    found = _find(store, wording, vector, query, only)
    scored = sorted(
        _score(store, wording, vector, query, found), key=lambda hit: (-hit.score, hit.passage.passage_id)
    )
    ordered = arrange(scored, query)[:k]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ordered, 1))


def word(store: Store, query: Query) -> Wording:
    """The question's terms, with words that no passage holds mended where an indexed one is near."""
    text = query.text
    terms = weighted_terms(text)
    known = store.ledger.frequencies(terms)
    words = [one for one in find_terms(text) if one.text not in known]
    mended = mend((one.text for one in words), store.ledger.vocabulary)
    for one in reversed(words):
        if good := mended.get(one.text):
            text = text[: one.start] + good + text[one.end :]
            for term, weight in weighted_terms(good).items():
                terms.setdefault(term, MENDED * weight)
    for term in query.framing:
        if term in terms:
            terms[term] *= FRAMING
    return Wording(terms, text)


def _find(
    store: Store, wording: Wording, vector: NDArray[np.float32], query: Query, only: Filters
) -> dict[str, tuple[str, ...]]:
    """Passage ids with the searches that found them, in all that is allowed and in what is meant."""
    found: dict[str, tuple[str, ...]] = {}
    for limits in dict.fromkeys((only, *(_narrowed(side, only) for side in (query.filters, *query.sides)))):
        for source, hits in (
            ("keyword", store.keyword(wording.terms, limits, CANDIDATES)),
            ("vector", store.nearest(vector, CANDIDATES, limits)),
        ):
            for passage_id, _ in hits:
                found[passage_id] = tuple(dict.fromkeys((*found.get(passage_id, ()), source)))
    return found


def _narrowed(wanted: Filters, only: Filters) -> Filters:
    """What the question means, within what is allowed; the allowed alone where both limit the same thing."""
    return Filters(
        bodies=only.bodies or wanted.bodies,
        organisations=only.organisations or wanted.organisations,
        document_ids=only.document_ids or wanted.document_ids,
        items=only.items or wanted.items,
        date_from=only.date_from or wanted.date_from,
        date_to=only.date_to or wanted.date_to,
    )


def _score(
    store: Store,
    wording: Wording,
    vector: NDArray[np.float32],
    query: Query,
    found: Mapping[str, tuple[str, ...]],
) -> Iterable[Hit]:
    ledger = store.ledger
    weights = rarities(wording.terms, ledger.frequencies(wording.terms), ledger.passage_count())
    words = keyword_scores(weights, ledger.terms_of(found))
    ids, matrix = ledger.vectors_of(found)
    cosines = dict(zip(ids, (matrix @ vector).tolist(), strict=True))
    placed = ledger.passages(found)
    ages = _ages(place for _, place in placed.values())
    deciding = (
        _deciding(store, [passage for passage, _ in placed.values()]) if query.intent == "decision" else set()
    )
    for one, (passage, place) in placed.items():
        score = cosines[one] + KEYWORD * words[one]
        score += nudge(passage, place, query, one in deciding, ages.get(place.document_id, 0.5))
        yield Hit(passage, place, score, 0, found[one])


def _ages(places: Iterable[ItemPlace]) -> dict[str, float]:
    """By document 0 for the newest meeting to 1 for the oldest; undated ones are left out."""
    dated = {place.document_id: place.meeting_date for place in places if place.meeting_date}
    days = sorted(set(dated.values()), reverse=True)
    return {one: days.index(day) / max(len(days) - 1, 1) for one, day in dated.items()}


def _deciding(store: Store, passages: Sequence[Passage]) -> set[str]:
    """Ids of the passages that hold a decision or part of one."""
    decisions = store.ledger.decisions_of({passage.item_id for passage in passages})
    return {
        passage.passage_id
        for passage in passages
        if any(
            start < passage.end and passage.start < end for start, end in decisions.get(passage.item_id, ())
        )
    }
