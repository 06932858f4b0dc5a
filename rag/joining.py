"""Does a claim give one sentence's name or figure the other sentence's words? Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.people import NAME, is_person
from index.sentences import sentences
from rag.facts import capitals, municipalities, name_forms, numbers
from rag.types import Quote
from rag.wording import term_set

APART, TOGETHER = 0.3, 0.6
"""A fact is out of place when the sentences that say it share less than ``APART`` of the claim's other
words, and a sentence that does not say it shares ``TOGETHER`` of them or more."""
FEW = 6
"""Terms beside the fact that a claim may have to be checked so: a longer one joins sentences by right."""
_REFERS = re.compile(r"(?i)^\W*(?:hon|han|hen|de|den|det|denna|detta|dessa|båda|samma)\b")


def joined_halves(claim: str, quotes: Sequence[Quote]) -> Iterator[str]:
    """Objections, in Swedish, to names and figures of the claim that stand with other words in the quotes."""
    units = [
        (quote.text[start:end], term_set(f"{quote.context} {quote.text[start:end]}"))
        for quote in quotes
        for start, end in sentences(quote.text)
    ]
    if len(units) < 2 or any(_REFERS.match(text) for text, _ in units):
        return
    said = term_set(claim)
    for fact in _facts(claim):
        rest = said - term_set(fact)
        with_it = [terms for text, terms in units if _says(fact, text)]
        without = [terms for text, terms in units if not _says(fact, text)]
        if not 0 < len(rest) <= FEW or not with_it or not without:
            continue
        if max(_share(rest, terms) for terms in with_it) < APART and any(
            _share(rest, terms) >= TOGETHER for terms in without
        ):
            yield f"källan säger ”{fact}” om något annat"


def _facts(claim: str) -> Iterator[str]:
    """The persons, the other names inside the claim, and the figures save years, as written."""
    people = [match.group() for match in NAME.finditer(claim) if is_person(match.group())]
    yield from people
    inside = " ".join(people).split()
    yield from (name.text for name in capitals(claim) if name.text not in inside)
    figures = (number for number in numbers(claim) if not 1900 <= number.value < 2100)
    yield from (claim[number.start : number.end] for number in figures)


def _says(fact: str, text: str) -> bool:
    """Whether a sentence says every word of the fact, genitives aside, or its number."""
    if values := {number.value for number in numbers(fact)}:
        return bool(values & {number.value for number in numbers(text)})
    written = {form for name in capitals(text) for form in name_forms(name.text)}
    return all(name_forms(word) & written for word in fact.split() if word[:1].isupper())


def _share(rest: frozenset[str], told: frozenset[str]) -> float:
    return len(rest & told) / len(rest)


def name_terms(claim: str) -> frozenset[str]:
    """The terms of the names in a claim: capitals inside it, persons and municipalities anywhere."""
    inside = [name.text for name in capitals(claim) if not name.initial]
    people = [match.group() for match in NAME.finditer(claim) if is_person(match.group())]
    return term_set(" ".join((*inside, *people, *municipalities(claim))))
