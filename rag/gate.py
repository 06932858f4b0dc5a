"""Does the evidence answer the question? Decided by code before any model, and said why.

The evidence falls short when nothing that is asked for (a name for "vem", a day for "vilket datum", a
number of just those things for "hur många") stands by what is asked about, when a name or quantity of
the question stands nowhere near, when someone else decided, or when no such meeting is indexed. What
the question says itself answers nothing. Bounds and rules were made on the sets of docs/answers.md.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from index.compounds import compound_parts
from index.swedish import terms
from index.types import Hit, Query
from rag.asking import asked
from rag.evidence import Gathered
from rag.facts import Day, days, numbers
from rag.fillers import asked_for, fills
from rag.focus import core_words, fits, is_name, is_verb, spelled_out, stated_day, written_as
from rag.gate_bare import members_missing, not_done, only_asked, only_elsewhere, unlisted
from rag.gate_case import (
    FRAME,
    LIGHT,
    PRESENT,
    Case,
    full,
    named_around,
    own,
    said_beside,
    told_by,
)
from rag.gate_decisions import DECIDED, undecided
from rag.gate_lists import present_missing, several_missing, unlisted_present, unnamed_municipality
from rag.gate_reach import attachment_wanted, contact_missing, expansion_missing, guess_wanted, put_off
from rag.gate_reasons import reason_missing
from rag.gate_slots import holder_missing, kind_missing
from rag.gate_voices import contents_missing, voice_missing
from rag.gate_years import year_missing
from rag.scoring import Scored
from rag.signals import Kind
from rag.wording import QuestionWord, QuestionWords, term_set

_AT_MEETING = re.compile(
    r"(?i)\b(?:togs? upp|tas upp|diskuter\w+|behandla\w+|sades|sas|sa man|pratade\w*|dagordning\w*"
    r"|träffen|närvar\w+|deltog|var med|medverka\w+|protokollet|anteckningarna|mötet|sammanträdet"
    r"|kom (?:\w+ ){0,2}fram till)\b"
)
_HELD = re.compile(r"(?i)^\W*information\b|\b(?:togs? upp|lyftes?|lyfts|behandlades|presenterades|informerades)\b")
_AHEAD_OF = re.compile(r"(?i)\b(?:inför|före|till) (?:mötet|träffen|sammanträdet|nämnden)\b")
_QUANTIFIES = re.compile(r"(?i)\b(?:vilka|vilken|de|dessa|mina|punkt(?:en|erna)?|§) $")
_BODY_STEM, _SHORTENED, _LONG_STEM = 6, 7, 8
ALIKE = 3
"""Letters with which a shortened word begins and ends as the whole one does ("infomöte")."""
_FIGURES: tuple[Kind, ...] = ("amount", "count", "date", "duration")
LOST = 0.5
"""Share of the question's weight, its names left out, that one unsaid noun may bear."""
NAMED = 0.3
"""Share of the best sentence's match, names left out, that one must have whose passage says the names."""
SPLIT = 0.88
"""Likeness from which two words of the question are one that the sources say ("medgivande utredning")."""
PLAINLY = 0.9
"""Match from which a word is said as it stands, not by a part or a near word."""
ELSEWHERE = 0.5
"""Share of the best sentence's match that one of the organisation asked about must have."""
STEM = 0.65
"""Share of a long word that another must begin with alike to say it."""
TOUCHED = 0.08
"""Share of the question's weight that some passage must cover."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the evidence is enough; ``reason`` says in Swedish what is missing."""

    sufficient: bool
    reason: str = ""


def assess(query: Query, hits: Sequence[Hit], gathered: Gathered) -> Verdict:
    """The gate's word on the evidence gathered for a question."""
    if not hits or not gathered.chosen:
        return Verdict(False, "Inget i de indexerade protokollen handlar om detta.")
    core = core_words(query, gathered.words)
    said = core_words(query, gathered.words, soften=False)
    wanted = asked_for(query.text, [hit.passage.text for hit in hits])
    case = Case(query, tuple(hits), gathered, core, said, asked(query.text), wanted)
    for rule in RULES:
        if reason := rule(case):
            return Verdict(False, reason)
    return Verdict(True)


def _untouched(case: Case) -> str:
    """No passage speaks of more than a little of the question."""
    words = (case.core, case.gathered.words)
    best = max(one.coverage(told_by([hit])) for hit in case.hits for one in words)
    return "" if best >= TOUCHED else "Inget i de indexerade protokollen handlar om detta."


def _no_meeting(case: Case) -> str:
    """No indexed meeting was held when the question says that something was decided."""
    if not DECIDED.search(case.query.text) and not _AT_MEETING.search(case.query.text):
        return ""
    if "compare" in case.kinds:
        return ""
    if case.query.unmet:
        return f"Inget möte i {case.query.unmet[0]} finns bland de indexerade protokollen."
    ahead = _AHEAD_OF.search(case.query.text)
    day = None if ahead else stated_day(case.query.text)
    if day and any(_tells_day(one, day, case) for one in case.gathered.scored):
        return ""
    dates = [hit.place.meeting_date for hit in case.hits if hit.place.meeting_date]
    if day and dates and not any((found.day, found.month) == (day.day, day.month) for found in dates):
        return "Inget möte den dagen finns bland de indexerade protokollen."
    return ""


def _tells_day(one: Scored, day: Day, case: Case) -> bool:
    """Whether a sentence tells of another meeting that day: who came, where that is asked, or that the
    matter was taken up then.
    """
    text = one.candidate.text
    if not any((found.day, found.month) == (day.day, day.month) for found in days(text)):
        return False
    if "person" in case.kinds:
        return fills("person", case.asked, text)
    best = max(own(held, case.matter) for held in case.gathered.scored)
    return bool(_HELD.search(text)) and own(one, case.matter) >= PLAINLY * best


def _lost_name(case: Case) -> str:
    """A proper name of the question stands nowhere in the documents that the question speaks of."""
    inside = [hit for hit in case.hits if fits(hit.place, case.query.filters)]
    if case.sided or not inside:
        return ""
    documents = {hit.place.document_id for hit in inside[:3]}
    told = told_by([hit for hit in case.hits if hit.place.document_id in documents])
    for word in case.names:
        if word.match(told) < PRESENT and not any(_beside(word, hit) for hit in case.hits):
            return f"”{written_as(word.word, case.query.text)}” nämns inte i det sammanhanget."
    return ""


def _beside(word: QuestionWord, hit: Hit) -> bool:
    return said_beside(word, hit) or spelled_out(word.word, hit.passage.text)


def _unnamed(case: Case) -> str:
    """What speaks of the matter does not speak of whom or what the question names."""
    best = max(full(one, case.matter) for one in case.gathered.scored)
    if case.listed or any(
        full(one, case.matter) >= NAMED * best and named_around(one, case) for one in case.gathered.scored
    ):
        return ""
    names = " och ".join(f"”{written_as(word.word, case.query.text)}”" for word in case.names)
    return f"Det som sägs om saken nämner inte {names}."


def _lost_quantity(case: Case) -> str:
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


def _lost_noun(case: Case) -> str:
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


def _elsewhere(case: Case) -> str:
    """What speaks of the matter is another organisation's than the one that the question names."""
    bodies = case.query.filters.bodies
    matter = QuestionWords(tuple(word for word in case.core.words if not _of_body(word, bodies)))
    inside = max((full(one, matter) for one in case.asked_of), default=0.0)
    if inside >= ELSEWHERE * max(full(one, matter) for one in case.gathered.scored):
        return ""
    return f"Det som sägs om saken gäller inte {' eller '.join(case.query.filters.organisations)}."


def _of_body(word: QuestionWord, bodies: Sequence[str]) -> bool:
    """Whether a word names the people of a body: "socialchefer" of "Socialchefsnätverket"."""
    stem = terms(word.word)[0] if terms(word.word) else ""
    return len(stem) >= _BODY_STEM and any(name.lower().startswith(stem) for name in bodies)


RULES = (
    guess_wanted,
    attachment_wanted,
    contact_missing,
    expansion_missing,
    _untouched,
    _no_meeting,
    _lost_name,
    _unnamed,
    _lost_quantity,
    _lost_noun,
    _elsewhere,
    undecided,
    holder_missing,
    several_missing,
    unnamed_municipality,
    year_missing,
    kind_missing,
    reason_missing,
    put_off,
    voice_missing,
    contents_missing,
    present_missing,
    unlisted_present,
    unlisted,
    members_missing,
    not_done,
    only_asked,
    only_elsewhere,
)
"""In the order they are asked; the first that finds something missing says so."""
