"""Do the sources say the words of the question at all: its names, its numbers, what it is about?

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from index.compounds import compound_parts
from index.people import NAME, is_person
from index.swedish import terms
from index.types import Hit
from rag.asking import asked
from rag.facts import numbers
from rag.fillers import fills
from rag.focus import fits, is_name, is_verb, spelled_out, written_as
from rag.gate_case import FRAME, LIGHT, PLAINLY, PRESENT, Case, full, named_around, said_beside, told_by
from rag.signals import Kind
from rag.wording import QuestionWord, term_set

_SHORTENED, _LONG_STEM = 7, 8
_QUANTIFIES = re.compile(r"(?i)\b(?:vilka|vilken|de|dessa|mina|punkt(?:en|erna)?|§) $")
ALIKE = 3
"""Letters with which a shortened word begins and ends as the whole one does ("infomöte")."""
_FIGURES: tuple[Kind, ...] = ("amount", "count", "date", "duration")
LOST = 0.5
"""Share of the question's weight, its names left out, that one unsaid noun may bear."""
NAMED = 0.3
"""Share of the best sentence's match, names left out, that one must have whose passage says the names."""
SPLIT = 0.88
"""Likeness from which two words of the question are one that the sources say ("medgivande utredning")."""
STEM = 0.65
"""Share of a long word that another must begin with alike to say it."""


def lost_name(case: Case) -> str:
    """A proper name of the question stands nowhere in the documents that the question speaks of."""
    inside = [hit for hit in case.hits if fits(hit.place, case.query.filters)]
    if case.sided or not inside:
        return ""
    documents = {hit.place.document_id for hit in inside[:3]}
    told = told_by([hit for hit in case.hits if hit.place.document_id in documents])
    whole = _named_whole(case)
    for word in case.names:
        if word.word in whole:
            continue
        if word.match(told) < PRESENT and not any(_beside(word, hit) for hit in case.hits):
            return f"”{written_as(word.word, case.query.text)}” nämns inte i det sammanhanget."
    return ""


def _named_whole(case: Case) -> frozenset[str]:
    """The words of the people in the question whose whole name one sentence says."""
    return frozenset(
        part.lower()
        for match in NAME.finditer(case.query.text)
        if is_person(match.group())
        and any(match.group() in one.candidate.text for one in case.gathered.scored)
        for part in match.group().split()
    )


def _beside(word: QuestionWord, hit: Hit) -> bool:
    return said_beside(word, hit) or spelled_out(word.word, hit.passage.text)


def unnamed(case: Case) -> str:
    """What speaks of the matter does not speak of whom or what the question names."""
    best = max(full(one, case.matter) for one in case.gathered.scored)
    if case.listed or any(
        full(one, case.matter) >= NAMED * best and named_around(one, case) for one in case.gathered.scored
    ):
        return ""
    names = " och ".join(f"”{written_as(word.word, case.query.text)}”" for word in case.names)
    return f"Det som sägs om saken nämner inte {names}."


def lost_quantity(case: Case) -> str:
    """A number of things that the question takes for known stands in no passage found."""
    text = case.query.text
    there = [known for hit in case.hits for known in numbers(f"{hit.passage.header}\n{hit.passage.text}")]
    for number in numbers(text):
        unit = term_set(number.unit)
        before, after = text[: number.start], text[number.end :]
        chained = re.search(r"\d-$", before) or re.match(r"-\d", after)  # "80-90-100"
        known_kind = unit and number.unit != "plus" and number.value < 1900
        if chained or not known_kind or _QUANTIFIES.search(before):
            continue
        if not any(
            known.value == number.value and (not known.unit or term_set(known.unit) & unit) for known in there
        ):
            return f"Källorna nämner inte ”{text[number.start : number.end]} {number.unit}” om detta."
    return ""


def lost_noun(case: Case) -> str:
    """Most of what the question is about is a word that no source says; a reason has its own rule."""
    if case.sided or "reason" in case.kinds:
        return ""
    told = told_by(case.hits)
    nouns = [word for word in case.core.words if not is_name(word.word, case.query.text)]
    total = sum(word.weight for word in nouns)
    for word in nouns:
        asks = (  # they say not of what
            is_verb(word.word)
            or bool(asked(word.word))
            or word.word in LIGHT | FRAME
            or word.word.endswith("punkten")
        )
        lost = word.weight > LOST * total and not asks and not _said(word, told, case)
        if lost and not _filled_without(word, nouns, case):
            return f"Källorna nämner inte ”{word.word}”."
    return ""


def _filled_without(lost: QuestionWord, nouns: Sequence[QuestionWord], case: Case) -> bool:
    """Whether one sentence fills what is open and says all the other nouns: then one word was another."""
    rest = [word for word in nouns if word is not lost and not is_verb(word.word) and not asked(word.word)]
    return bool(rest) and any(
        all(word.match(one.candidate.terms) >= PLAINLY for word in rest)
        and any(kind in case.kinds and fills(kind, case.asked, one.candidate.text) for kind in _FIGURES)
        for one in case.gathered.chosen
    )


def _said(word: QuestionWord, told: frozenset[str], case: Case) -> bool:
    """Whether the terms told say the word, a part that a hyphen sets off, it with its neighbour, or it
    shortened or lengthened; or the place of a passage found says it.
    """
    if word.match(told) >= PRESENT or any(_beside(word, hit) for hit in case.hits):
        return True
    parts = re.split("[-/]", word.word) if re.search("[-/]", word.word) else []
    if any(term_set(part) & told for part in parts) or any(_one_compound(word.word, term) for term in told):
        return True
    if any(_said_in_parts(word.word, one.candidate.terms) for one in case.gathered.scored):
        return True
    written = re.findall(r"[\w-]+", case.query.text.lower())
    joined = [
        one + two for one, two in pairwise(written) if word.word in (one, two) and min(len(one), len(two)) > 3
    ]
    whole = [term for one in joined for term in term_set(one) if len(term) > len(word.word) + 3]
    return any(difflib.get_close_matches(term, told, 1, SPLIT) for term in whole)


def _said_in_parts(word: str, told: frozenset[str]) -> bool:
    """Whether one sentence says all parts of a compound: "mottagande av flyktingar"."""
    parts = compound_parts(word)
    return len(parts) > 1 and all(term_set(part) & told for part in parts)


def _one_compound(word: str, term: str) -> bool:
    """Whether a term is the beginning of a long word, or both begin and end alike ("habersättning")."""
    begins = len(term) >= 6 and len(term) * 2 >= len(word) and word.startswith(term)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(term, word, strict=False)))
    stem = (terms(word) or (word,))[0]
    same = shared >= _LONG_STEM and shared >= STEM * len(word)  # "halkbekämpat", "halkbekämpning"
    shortened = len(stem) >= _SHORTENED and len(term) > len(stem)
    alike = term[:ALIKE] == stem[:ALIKE] and term[-ALIKE:] == stem[-ALIKE:]
    return begins or same or (shortened and alike)
