"""Question words that no passage holds, mended to the nearest word that one does.

Distance is the optimal string alignment distance (Damerau 1964, one edit a place) between
forms without dots, so that "fardtjanst" is "färdtjänst" at once. The first two letters must be
right, but for their dots: so a large index is not read through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.swedish import fold

_SHORTEST = 5
_TWO_EDITS_FROM = 8
_LETTERS = {"a": "aåä", "o": "oö", "å": "åa", "ä": "äa", "ö": "öo"}
_CHOICES = 5

Lookup = Callable[[str], Mapping[str, int]]
"""Index terms that begin with some letters, and in how many passages each stands."""


def mend(unknown: Iterable[str], lookup: Lookup) -> dict[str, str]:
    """For each term of letters that is long enough the nearest index term; those without one are left out.

    Of several as near the more frequent one is taken.
    """
    mended = {}
    for term in unknown:
        if len(term) >= _SHORTEST and term.isalpha():
            near = _nearest(term, lookup)
            if near:
                mended[term] = near
    return mended


def _nearest(term: str, lookup: Lookup) -> str:
    most = 1 if len(term) < _TWO_EDITS_FROM else 2
    counts: dict[str, int] = {}
    for first, second in product(*(_LETTERS.get(letter, letter) for letter in term[:2])):
        counts.update(lookup(first + second))
    candidates = {
        word: fold(word) for word in counts if abs(len(word) - len(term)) <= most and word.isalpha()
    }
    found = extract(fold(term), candidates, scorer=OSA.distance, score_cutoff=most, limit=_CHOICES)
    return min(found, key=lambda one: (one[1], -counts[one[2]], one[2]))[2] if found else ""
