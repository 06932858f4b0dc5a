"""The question's words and how well a text speaks of them: stems, compound parts, near-synonyms, slips.

Scores are shares of the question's weight, so they compare between sentences of one question.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from index.acronyms import GENERAL
from index.swedish import find_terms, terms
from rag.lexicon import ASKING_WORDS, NEAR_SYNONYMS

_LONG_FORMS = {short.upper(): long for short, long in GENERAL.items()}
PART, APART = 0.7, 0.95
"""What a compound's parts count for, where it is written in one and where a hyphen sets them off."""
SYNONYM = 0.75
SLIP = 0.85
NEAR = 0.82
"""Likeness (0..1) from which two terms count as one with a slip of the pen."""
LONG = 7
_WRITER = "sekreterare"
_WROTE_NOTES = re.compile(  # "Vem förde anteckningarna?"
    r"(?i)\bvem\b.*\b(?:skrev|skrivit|förde|fört|tog|tagit|gjorde|stod för)\b.*\b(?:anteckning|protokoll)\w*"
    r"|\bvem (?:\w+ )?(?:antecknade|protokollförde)\b"
)
_ENDING = re.compile(r"(?:erna|arna|orna|en|et|an|na|er|ar|or)$")


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """One content word of a question.

    ``variants`` are (terms that must all be there, how much that counts); ``weight`` tells how
    rare the word is; ``known`` whether any searched text holds it in some form.
    """

    word: str
    weight: float
    variants: tuple[tuple[frozenset[str], float], ...]
    known: bool = True

    def match(self, found: Collection[str]) -> float:
        """0..1: how well a text with the terms ``found`` speaks of the word."""
        best = 0.0
        for needed, factor in self.variants:
            if factor > best and needed:
                share = sum(term in found for term in needed) / len(needed)
                best = max(best, factor * share if share == 1 else factor * share * 0.6)
        return best


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """All content words of a question; ``total`` is the sum of their weights."""

    words: tuple[QuestionWord, ...]

    @property
    def total(self) -> float:
        """Sum of weights, never 0."""
        return sum(word.weight for word in self.words) or 1.0

    def coverage(self, found: Collection[str]) -> float:
        """Share of the question's weight that a text with these terms covers, 0..1."""
        return sum(word.weight * word.match(found) for word in self.words) / self.total

    def gained(self, found: Collection[str], already: Collection[str]) -> float:
        """Share of the question's weight that ``found`` covers and ``already`` does not, 0..1."""
        gains = (word.weight * max(0.0, word.match(found) - word.match(already)) for word in self.words)
        return sum(gains) / self.total

    def with_context(self, whole: QuestionWords, share: float = 0.4) -> QuestionWords:
        """These words, and those that only the whole question has at ``share`` of their weight."""
        mine = {word.word for word in self.words}
        lent = (replace(word, weight=share * word.weight) for word in whole.words if word.word not in mine)
        return QuestionWords((*self.words, *lent))


def question_words(
    question: str, vocabulary: Collection[str], weigh: Callable[[str], float]
) -> QuestionWords:
    """The content words of ``question``.

    ``vocabulary`` holds the terms of the texts searched, by which slips of the pen are mended;
    ``weigh`` gives a term's rarity, such as its inverse document frequency.
    """
    found = []
    seen: set[str] = set()
    for term in find_terms(question):
        written = question[term.start : term.end]
        word, forms = written.lower(), (term.text, *term.parts)
        if word in ASKING_WORDS or forms[0] in seen:
            continue
        seen.add(forms[0])
        found.append(_question_word(word, forms, _meant(written), vocabulary, weigh))
    if _WROTE_NOTES.search(question) and terms(_WRITER)[0] not in seen:
        found.append(_question_word(_WRITER, terms(_WRITER)[:1], frozenset(), vocabulary, weigh))
    return QuestionWords(tuple(found))


def term_set(text: str) -> frozenset[str]:
    """The index terms of a text as a set; remembered for the latest few thousand texts."""
    return _term_set(text)


@lru_cache(maxsize=8192)
def _term_set(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def _meant(written: str) -> frozenset[str]:
    """The terms of what a common acronym stands for, when it is written as one."""
    if sum(char.isupper() for char in written) < 2:
        return frozenset()
    words = (terms(word) for word in _LONG_FORMS.get(written.upper(), "").split())
    return frozenset(found[0] for found in words if found)


def _question_word(
    word: str,
    forms: tuple[str, ...],
    meant: frozenset[str],
    vocabulary: Collection[str],
    weigh: Callable[[str], float],
) -> QuestionWord:
    whole, parts = forms[0], forms[1:]
    variants: list[tuple[frozenset[str], float]] = [(frozenset({whole}), 1.0)]
    if parts:
        variants.append((frozenset(parts), APART if "-" in word else PART))
    variants += [(frozenset(terms(other)[:1]), SYNONYM) for other in synonyms(word)]
    if meant:
        variants.append((meant, SYNONYM))
    known = any(needed and needed <= set(vocabulary) for needed, _ in variants)
    if not known:
        slips = _slips(whole, vocabulary)
        variants += [(frozenset({slip}), SLIP) for slip in slips]
        known = bool(slips)
    weight = (
        max([weigh(whole)] + [PART * weigh(part) for part in parts])
        if not known
        else _weight(variants, weigh, vocabulary)
    )
    return QuestionWord(word, weight, tuple(variants), known)


def _weight(
    variants: Iterable[tuple[frozenset[str], float]],
    weigh: Callable[[str], float],
    vocabulary: Collection[str],
) -> float:
    present = [
        sum(weigh(term) for term in needed) / len(needed)
        for needed, _ in variants
        if needed and any(term in vocabulary for term in needed)
    ]
    return max(present[0], 0.1) if present else 0.1


def synonyms(word: str) -> tuple[str, ...]:
    """Words that minutes use for the same thing; () where none is listed."""
    stem = terms(word)[:1]
    return tuple(
        other
        for group in NEAR_SYNONYMS
        if any(terms(member)[:1] == stem for member in group)
        for other in group
        if terms(other)[:1] != stem
    )


def _slips(whole: str, vocabulary: Collection[str]) -> tuple[str, ...]:
    """Terms of the texts that a misspelled one may mean: nearly it, nearly its beginning, or begun by it."""
    if len(whole) < 5:
        return ()
    same_start = [
        term
        for term in vocabulary
        if abs(len(term) - len(whole)) <= 3
        and (term[:2] == whole[:2] or (term[0] == whole[0] and sorted(term[:3]) == sorted(whole[:3])))
    ]
    for form in (whole, _ENDING.sub("", whole)):
        near = difflib.get_close_matches(form, same_start, n=2, cutoff=NEAR) if len(form) >= 5 else []
        if near:
            return tuple(near)
    return tuple(sorted(term for term in same_start if len(whole) >= LONG and term.startswith(whole))[:2])
