"""Hybrid search: keywords and vectors find candidates, one score orders them, the question nudges it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.arranging import arrange
from index.embedder import Embedder
from index.preferences import nudge
from index.ranking import RECIPE, Recipe, keyword_scores, neighbour_scores, rarities, shares_of_rank
from index.second_look import look_again
from index.store import Store
from index.types import Filters, Hit, ItemPlace, Passage, Query
from index.wording import Wording, learn, word

CANDIDATES = 60
"""Passages taken from each way of searching before they are ordered."""
LEARNED_FROM = 10
"""Best keyword hits whose texts may explain an acronym of the question."""
NO_LIMIT = Filters()

Found = dict[str, tuple[str, ...]]
"""Passage ids with the names of the searches that found them."""


def search(
    store: Store,
    embedder: Embedder,
    query: Query,
    k: int = 10,
    only: Filters = NO_LIMIT,
    recipe: Recipe = RECIPE,
) -> tuple[Hit, ...]:
    """The ``k`` best passages for a question, best first.

    ``only`` limits strictly. What the question itself speaks of (``query.filters``) is preferred:
    when little fits it, the rest follows. ``recipe`` tells what the score is made of.
    """
    ledger = store.ledger
    wording = word(query, ledger.frequencies, ledger.vocabulary, recipe)
    vector = embedder.embed_query(wording.text)
    wording, found = _find(store, wording, vector, query, only, recipe)
    own = rarities(wording.terms, wording.known, ledger.passage_count())
    scores = _scores(store, wording, vector, own, found, recipe)
    placed = ledger.passages(found)
    ages = _ages(place for _, place in placed.values())
    deciding = _deciding(store, query, [passage for passage, _ in placed.values()])
    hits = []
    for one, (passage, place) in placed.items():
        more = nudge(passage, place, query, one in deciding, ages.get(place.document_id, 0.5))
        hits.append(Hit(passage, place, scores[one] + more, 0, found[one]))
    hits.sort(key=lambda hit: (-hit.score, hit.passage.passage_id))
    if recipe.second_look:
        hits = look_again(hits, query, own, deciding)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(arrange(hits, query)[:k], 1))


def _find(
    store: Store,
    wording: Wording,
    vector: NDArray[np.float32],
    query: Query,
    only: Filters,
    recipe: Recipe,
) -> tuple[Wording, Found]:
    """What is found in all that is allowed and in what is meant; the wording with what it taught."""
    found: Found = {}
    first = store.keyword(wording.all_terms, only, CANDIDATES)
    learned = wording
    if recipe.acronyms:
        learned = learn(wording, _texts(store, [one for one, _ in first[:LEARNED_FROM]]))
    if learned != wording:
        first = store.keyword(learned.all_terms, only, CANDIDATES)
    for limits in dict.fromkeys((only, *(_narrowed(side, only) for side in (query.filters, *query.sides)))):
        by_word = first if limits == only else store.keyword(learned.all_terms, limits, CANDIDATES)
        by_vector = store.nearest(vector, CANDIDATES, limits)
        for source, hits in (("keyword", by_word), ("vector", by_vector)):
            for passage_id, _ in hits:
                found[passage_id] = tuple(dict.fromkeys((*found.get(passage_id, ()), source)))
    return learned, found


def _texts(store: Store, passage_ids: Sequence[str]) -> list[str]:
    placed = store.ledger.passages(passage_ids)
    return [placed[one][0].text for one in passage_ids]


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


def _scores(
    store: Store,
    wording: Wording,
    vector: NDArray[np.float32],
    own: Mapping[str, float],
    found: Iterable[str],
    recipe: Recipe,
) -> dict[str, float]:
    """What each passage scores by words and meaning; ``own`` are the weights of the question's terms."""
    ledger = store.ledger
    added = rarities(wording.added, ledger.frequencies(wording.added), ledger.passage_count())
    fields = ledger.terms_of(found)
    words = keyword_scores(own, added, fields)
    near = neighbour_scores(wording.pairs, own, fields)
    ids, matrix = ledger.vectors_of(found)
    cosines = dict(zip(ids, (matrix @ vector).tolist(), strict=True))
    if recipe.by_rank:
        words, cosines = shares_of_rank(words), shares_of_rank(cosines)
    return {
        one: recipe.vectors * cosines[one] + recipe.keyword * words[one] + recipe.neighbours * near[one]
        for one in fields
    }


def _ages(places: Iterable[ItemPlace]) -> dict[str, float]:
    """By document 0 for the newest meeting to 1 for the oldest; undated ones are left out."""
    dated = {place.document_id: place.meeting_date for place in places if place.meeting_date}
    days = sorted(set(dated.values()), reverse=True)
    return {one: days.index(day) / max(len(days) - 1, 1) for one, day in dated.items()}


def _deciding(store: Store, query: Query, passages: Sequence[Passage]) -> set[str]:
    """Ids of the passages that hold a decision or part of one, where the question asks for decisions."""
    if query.intent != "decision":
        return set()
    decisions = store.ledger.decisions_of({passage.item_id for passage in passages})
    return {passage.passage_id for passage in passages if _holds(passage, decisions)}


def _holds(passage: Passage, decisions: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    spans = decisions.get(passage.item_id, ())
    return any(start < passage.end and passage.start < end for start, end in spans)
