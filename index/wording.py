"""A question's words as they are searched for: mended, weighed, and joined by what they abbreviate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from index.acronyms import GENERAL, acronyms
from index.ranking import RECIPE, Recipe
from index.spelling import Lookup, mend
from index.swedish import find_terms, stem, weighted_terms
from index.types import Query

MENDED = 0.8
"""What the mended form of a misspelt word counts."""
EXPANDED = 0.4
"""What each word counts that an acronym of the question stands for."""
SHORTENED = 1.0
"""What an acronym counts whose words the question writes out."""
FRAMING = 0.4
"""What the words count that only say which body or when."""
RARE = 2
"""A word that stands in so few passages may be called something else in the others."""


Count = Callable[[Iterable[str]], Mapping[str, int]]
"""Index terms to the number of passages each stands in."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it is searched for.

    ``terms`` are its index terms with weights, ``added`` further ones for the same things; ``text`` is
    what is embedded. ``known`` tells in how many passages each of ``terms`` stands. ``pairs`` are words that
    follow on each other in the question.
    """

    text: str
    terms: Mapping[str, float]
    added: Mapping[str, float]
    known: Mapping[str, int]
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def all_terms(self) -> dict[str, float]:
        """Own and added terms."""
        return {**self.added, **self.terms}


def word(query: Query, count: Count, lookup: Lookup, recipe: Recipe = RECIPE) -> Wording:
    """The wording of a question.

    Words that no passage holds are mended where an indexed one is near, or written out where they
    are common acronyms.
    """
    text, mended = _mended(query.text, count, lookup)
    terms = weighted_terms(text) if recipe.compounds else {one.text: 1.0 for one in find_terms(text)}
    framing = set(query.framing)
    for term in terms:
        terms[term] *= (FRAMING if term in framing else 1.0) * (MENDED if term in mended else 1.0)
    known = count(terms)
    matter = [one.text for one in find_terms(text)]
    pairs = tuple(pair for pair in pairwise(matter) if framing.isdisjoint(pair) and pair[0] != pair[1])
    general = GENERAL.items() if recipe.acronyms else ()
    return Wording(text, terms, _other_forms(terms, known, general, rare=0), known, pairs)


def _mended(text: str, count: Count, lookup: Lookup) -> tuple[str, frozenset[str]]:
    """The text with unknown words replaced by the nearest index term, and those terms."""
    words = list(find_terms(text))
    known = count(one.text for one in words)
    mended = mend((one.text for one in words if one.text not in known), lookup)
    for one in reversed(words):
        if good := mended.get(one.text):
            text = text[: one.start] + good + text[one.end :]
    return text, frozenset(mended.values())


def learn(wording: Wording, texts: Iterable[str]) -> Wording:
    """The wording with the other forms of its rare words, as the texts explain them: "GVI" and what it is."""
    pairs = [pair for text in texts for pair in acronyms(text).items()]
    more = _other_forms(wording.terms, wording.known, pairs, RARE)
    return replace(wording, added={**more, **wording.added}) if more else wording


def _other_forms(
    terms: Mapping[str, float], known: Mapping[str, int], pairs: Iterable[tuple[str, str]], rare: int
) -> dict[str, float]:
    """Terms for the other form of each acronym: the short one of all words written out, and the words
    of an acronym that stands in ``rare`` passages at most."""
    added: dict[str, float] = {}
    for one, long in pairs:
        short, words = stem(one.lower()), _terms_of(long)
        whole = [term for term, weight in words.items() if weight == 1.0]
        if whole and all(term in terms for term in whole):
            added[short] = SHORTENED
        elif short in terms and known.get(short, 0) <= rare:
            for term, weight in words.items():
                added.setdefault(term, EXPANDED * weight)
    return {term: weight for term, weight in added.items() if term not in terms}


@lru_cache(maxsize=1000)
def _terms_of(long: str) -> Mapping[str, float]:
    return weighted_terms(long)
