"""How well passages fit a question, as pure functions on terms and vectors.

The keyword score is BM25F (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework:
BM25 and Beyond", section 3.6): a term in the header counts ``HEADER`` times one in the text. It
is divided by the most that any passage could reach for the question, so that it lies in 0..1
whatever the question's length, and can be added to a cosine (a convex combination; Bruch et al.
2023, "An Analysis of Fusion Functions for Hybrid Retrieval", found it to beat ranks, and so did
we: see docs/adr).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

K1 = 0.9
B = 0.6
HEADER = 2.0
KEYWORD = 0.6
"""Weight of the keyword score beside the cosine, which counts 1."""

NEIGHBOURS = 0.15
"""Weight of the share of neighbouring question words that stand together in the text."""
WINDOW = 4
"""Places in the list of terms that count as together: the parts of compounds stand between."""

Fields = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a passage's score is made of; the evaluation leaves parts out to see what they add.

    ``by_rank`` puts what a rank gives in place of scores (``shares_of_rank``).
    """

    vectors: float = 1.0
    keyword: float = KEYWORD
    neighbours: float = NEIGHBOURS
    compounds: bool = True
    acronyms: bool = True
    second_look: bool = True
    by_rank: bool = False


RECIPE = Recipe()


def rarity(passages: int, frequency: int) -> float:
    """Inverse document frequency ln(1 + (N - n + 0.5) / (n + 0.5)), never negative."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def rarities(terms: Mapping[str, float], frequencies: Mapping[str, int], passages: int) -> dict[str, float]:
    """Weight times rarity of each question term; a term in no passage counts as if in one."""
    return {
        term: weight * rarity(passages, max(frequencies.get(term, 0), 1)) for term, weight in terms.items()
    }


def keyword_scores(
    weights: Mapping[str, float], added: Mapping[str, float], fields: Mapping[str, Fields]
) -> dict[str, float]:
    """BM25F of each passage, as a share of what the question's own terms can give at most.

    ``weights`` are theirs (see ``rarities``); ``added`` those of terms that stand for the same things,
    which add to a score and not to the most it can be. ``fields`` are (terms of the header, terms of
    the text) by passage id; lengths are measured against their mean.
    """
    most = (K1 + 1) * sum(weights.values())
    weights = {**added, **weights}
    if not most or not fields:
        return dict.fromkeys(fields, 0.0)
    mean = sum(len(header) + len(text) for header, text in fields.values()) / len(fields) or 1.0
    return {one: _score(weights, header, text, mean) / most for one, (header, text) in fields.items()}


def _score(weights: Mapping[str, float], header: Sequence[str], text: Sequence[str], mean: float) -> float:
    in_header = Counter(term for term in header if term in weights)
    in_text = Counter(term for term in text if term in weights)
    norm = K1 * (1 - B + B * (len(header) + len(text)) / mean)
    total = 0.0
    for term in in_header.keys() | in_text.keys():
        count = in_text[term] + HEADER * in_header[term]
        total += weights[term] * count * (K1 + 1) / (count + norm)
    return total


def neighbour_scores(
    pairs: Sequence[tuple[str, str]], weights: Mapping[str, float], fields: Mapping[str, Fields]
) -> dict[str, float]:
    """For each passage the share of ``pairs``, by weight, whose two terms stand together in its text.

    The ordered-window feature of the sequential dependence model (Metzler & Croft 2005, "A Markov Random
    Field Model for Term Dependencies"), with either order allowed.
    """
    worth = {(one, two): weights.get(one, 0.0) + weights.get(two, 0.0) for one, two in pairs}
    total = sum(worth.values())
    if not total:
        return dict.fromkeys(fields, 0.0)
    wanted = {term for pair in worth for term in pair}
    scores = {}
    for passage, (_, text) in fields.items():
        places: dict[str, list[int]] = {}
        for at, term in enumerate(text):
            if term in wanted:
                places.setdefault(term, []).append(at)
        scores[passage] = sum(value for pair, value in worth.items() if _together(pair, places)) / total
    return scores


def _together(pair: tuple[str, str], places: Mapping[str, Sequence[int]]) -> bool:
    ones, twos = (places.get(term, ()) for term in pair)
    return any(abs(one - two) <= WINDOW for one in ones for two in twos)


def shares_of_rank(scores: Mapping[str, float]) -> dict[str, float]:
    """In place of each score what its rank gives: 61 / (60 + rank), 1 for the first (Cormack et al. 2009)."""
    ordered = sorted(scores, key=lambda one: (-scores[one], one))
    return {one: 61 / (60 + rank) for rank, one in enumerate(ordered, 1)}
