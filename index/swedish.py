"""Swedish text as index terms: stems, compound parts, normalised numbers and dates.

The same terms are made of passages and of questions. All are lower-case letters and digits:
stems as they are, numbers as "n200000", percentages as "p10", days as "d0304" and "d20220304".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from simplemma import is_known, lemmatize

from index.compounds import compound_parts
from index.numerals import Numeral, find_numerals
from index.swedish_words import IRREGULAR, STOP_WORDS

PART_WEIGHT = 0.5
"""What a compound part of a question counts beside a whole word."""

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑–’'´&/:]\s?[^\W\d_]+)*|[^\W_]*\d[^\W_]*")
_JOINTS = re.compile(r"[-‐‑–’'´&/\s]+")
# A vowel that comes and goes: medel/medlen, titel/titlar, nyckel/nycklar.
_FLEETING = re.compile(r"(?<=[bcdfghjklmnpqrstvxz])e(?=[lnr]$)")
_LONGEST_BARE = 3  # letters of words taken as they are: "it", "kr", "lag"
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """What one word or number of a text is indexed as; ``start``/``end`` are its place in the text.

    ``parts`` are further terms: those of a compound, a date without its year.
    """

    text: str
    parts: tuple[str, ...]
    start: int
    end: int


def tokens(text: str) -> tuple[str, ...]:
    """Lower-cased words and numbers in order; hyphenated words stay whole ("it-säkerhet", "gr:s")."""
    return tuple(match.group().lower() for match in _WORD.finditer(text))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a lower-case word: its lemma, then the Snowball stemmer, then fleeting vowels out.

    A compound that the word list does not know is stemmed in its last part.
    """
    lemma = IRREGULAR.get(word, word)
    if lemma == word and len(word) > _LONGEST_BARE:
        lemma = str(lemmatize(word, lang="sv")).lower()
        if lemma == word and not is_known(word, lang="sv") and (parts := compound_parts(word)):
            return word[: -len(parts[-1])] + stem(parts[-1])
    stemmed = str(snowballstemmer.stemmer("swedish").stemWord(lemma))
    return _FLEETING.sub("", stemmed) if len(stemmed) > 3 else stemmed


def is_stop_word(word: str) -> bool:
    """True for words that say nothing of a matter: function words, "hur", "vilka", "sade"."""
    return word in STOP_WORDS


def find_terms(text: str) -> Iterator[Term]:
    """The terms of ``text`` in order, stop words left out."""
    numerals = find_numerals(text)
    at = 0
    for numeral in (*numerals, None):
        end = numeral.start if numeral else len(text)
        yield from _word_terms(text, at, end)
        if numeral:
            yield _numeral_term(numeral)
            at = numeral.end


def terms(text: str) -> tuple[str, ...]:
    """All index terms of ``text`` in order, each word followed by its parts."""
    return tuple(one for term in find_terms(text) for one in (term.text, *term.parts))


def weighted_terms(text: str) -> dict[str, float]:
    """The terms of a question with their weights: 1 for a word, ``PART_WEIGHT`` for a part of one."""
    weights: dict[str, float] = {}
    for term in find_terms(text):
        weights[term.text] = 1.0
        for part in term.parts:
            weights.setdefault(part, PART_WEIGHT)
    return weights


def fold(text: str) -> str:
    """Lower-cased with å, ä and ö as a and o, for what was typed without dots."""
    return text.lower().translate(str.maketrans("åäöéüæø", "aaoeuao"))


def _numeral_term(numeral: Numeral) -> Term:
    return Term(numeral.terms[0], numeral.terms[1:], numeral.start, numeral.end)


def _word_terms(text: str, start: int, end: int) -> Iterator[Term]:
    for match in _WORD.finditer(text, start, end):
        term = _analyse(match.group())
        if term:
            yield Term(term[0], term[1], match.start(), match.end())


_GENITIVE = re.compile(r"[A-ZÅÄÖ]{2,5}s")


@lru_cache(maxsize=200_000)
def _analyse(written: str) -> tuple[str, tuple[str, ...]] | None:
    """(term, parts) of a written word; None for a stop word."""
    if ":" in written:
        written = re.split(r":\s?", written)[0] if _is_inflection(written) else written.replace(":", "-")
    word = written[:-1].lower() if _GENITIVE.fullmatch(written) else written.lower()  # "GRs"
    pieces = [piece for piece in _JOINTS.split(word) if piece]
    if len(pieces) > 1:
        stems = [stem(piece) for piece in pieces]
        return stem("".join(pieces)), tuple(dict.fromkeys((*stems, *_part_stems(pieces[-1]))))
    if not pieces or (is_stop_word(word) and not _is_acronym(written)):
        return None
    return stem(pieces[0]), _part_stems(pieces[0])


def _part_stems(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem(part) for part in compound_parts(word)))


def _is_inflection(word: str) -> bool:
    """ "gr:s", "skr:n": a colon before an ending."""
    return len(word.rsplit(":", 1)[1].strip()) <= 3


def _is_acronym(written: str) -> bool:
    """ "HOS", "VI" in capitals are names, not the words they look like."""
    return len(written) > 1 and written.isupper() and _LETTERS.fullmatch(written) is not None
