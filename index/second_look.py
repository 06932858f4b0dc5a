"""The best passages looked at once more: does one sentence hold what is asked for, and which part decides.

What makes a passage fit as a whole (its matter) is told by its score. An amount, a day or a name is told by
one sentence, which must be about the question's words and hold such a thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from index.lexicon import MONTHS
from index.numerals import find_numerals
from index.people import NAME, is_person
from index.preferences import is_head
from index.sentences import sentences
from index.swedish import terms
from index.types import Hit, Intent, Query

LOOKED_AT = 8
"""Best passages that are looked at again."""
FITTING = 0.2
"""What a sentence adds that holds all words of the question and the kind of thing asked for."""

_YEAR = re.compile(r"n(?:19|20)\d\d")
_TIME = re.compile(
    rf"(?i)\b(?:{'|'.join(name for name in MONTHS if len(name) > 3 or name == 'maj')}|våren|sommaren|hösten"
    r"|vintern|årsskiftet|vecka \d+|nästa (?:möte|vecka|månad|år)|(?:19|20)\d\d)\b"
)


def holds_amount(sentence: str) -> bool:
    """Whether a number stands in it that is no date, clock time or year."""
    found = (term for numeral in find_numerals(sentence) for term in numeral.terms)
    return any(term[0] in "np" and not _YEAR.fullmatch(term) for term in found)


def holds_time(sentence: str) -> bool:
    """Whether a day, month, season, year or clock time stands in it."""
    return _TIME.search(sentence) is not None or any(
        one.terms[0][0] in "dt" for one in find_numerals(sentence)
    )


def holds_person(sentence: str) -> bool:
    """Whether somebody's name stands in it."""
    return any(is_person(match.group()) for match in NAME.finditer(sentence))


KINDS: Mapping[Intent, Callable[[str], bool]] = {
    "amount": holds_amount,
    "when": holds_time,
    "who": holds_person,
}
"""What a sentence must hold to answer a question of each kind; other kinds are not told by a sentence."""


def look_again(
    hits: Sequence[Hit], query: Query, weights: Mapping[str, float], deciding: AbstractSet[str]
) -> list[Hit]:
    """The hits, given best first, in their order after a second look at the first ``LOOKED_AT``.

    ``weights`` are those of the question's index terms; ``deciding`` are ids of passages that hold a
    decision, where one is asked for: of several parts of an item, those come first.
    """
    best = [_fitted(hit, query.intent, weights) for hit in hits[:LOOKED_AT]]
    for item in {hit.passage.item_id for hit in best if not is_head(hit.passage)}:
        best = _decision_first(best, item, deciding)
    ordered = [*best, *hits[LOOKED_AT:]]
    return sorted(ordered, key=lambda hit: (-hit.score, hit.passage.passage_id))


def _fitted(hit: Hit, intent: Intent, weights: Mapping[str, float]) -> Hit:
    share = fit(hit.passage.text, intent, weights)
    return replace(hit, score=hit.score + FITTING * share) if share else hit


def fit(text: str, intent: Intent, weights: Mapping[str, float]) -> float:
    """The largest share of the question's words, by weight, in a sentence that holds what is asked for."""
    holds, total = KINDS.get(intent), sum(weights.values())
    if holds is None or not total:
        return 0.0
    parts = (text[low:high] for low, high in sentences(text))
    return max((_weight(part, weights) for part in parts if holds(part)), default=0.0) / total


def _weight(sentence: str, weights: Mapping[str, float]) -> float:
    return sum(weights.get(term, 0.0) for term in set(terms(sentence)))


def _decision_first(hits: Sequence[Hit], item: str, deciding: AbstractSet[str]) -> list[Hit]:
    """The hits with the parts of an item given its scores so that those which decide have the best."""
    parts = [hit for hit in hits if hit.passage.item_id == item]
    ordered = sorted(parts, key=lambda hit: (hit.passage.passage_id not in deciding, -hit.score))
    scores = sorted((hit.score for hit in parts), reverse=True)
    changed = {
        hit.passage.passage_id: replace(hit, score=score) for hit, score in zip(ordered, scores, strict=True)
    }
    return [changed.get(hit.passage.passage_id, hit) for hit in hits]
