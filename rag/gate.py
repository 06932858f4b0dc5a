"""Does the evidence answer the question? Decided by code before any model, and said why.

The evidence falls short when nothing that is asked for (a name for "vem", a day for "vilket datum", a
number of just those things for "hur många") stands by what is asked about, when a name or quantity of
the question stands nowhere near, when someone else decided, or when no such meeting is indexed. What
the question says itself answers nothing. Bounds were set on three question sets together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.swedish import fold
from index.types import Hit, Query
from rag.asking import asked, parts
from rag.evidence import Gathered
from rag.facts import numbers
from rag.fillers import Asked, asked_for, chooses, fills, names_something
from rag.focus import core_words, fits, is_name, is_verb, spelled_out, stated_day, written_as
from rag.scoring import Scored
from rag.signals import DECISION, REASON, Kind
from rag.wording import QuestionWord, QuestionWords, term_set

_DECIDED = re.compile(r"\b(?:beslut|bestäm|antog|antagit|fastställ|avslog|godkän)", re.IGNORECASE)
_QUANTIFIES = re.compile(r"(?i)\b(?:vilka|vilken|de|dessa|mina|punkt(?:en|erna)?|§) $")
PRESENT = 0.4
"""From this match on a word of the question counts as said."""
UNDECIDED = 0.6
"""Share of the best sentence's match that a decision must have."""
OWN, FULL = 0.3, 0.5
"""Shares of the best sentence's match that the filling sentence must have: by its own words; with
heading, neighbour and place. One pair for all kinds: measured on three question sets together."""
LOST = 0.5
"""Share of the question's weight, its names left out, that one unsaid noun may bear."""
ABOUT = 0.5
"""Share of the best sentence's match from which a sentence speaks of the matter."""
REASONED = 0.8
"""The same for where a reason is looked for."""
TOUCHED = 0.3
"""Share of the question's weight that some passage must cover."""


MISSING: tuple[tuple[Kind, str], ...] = (
    ("amount", "inget belopp"),
    ("count", "inget antal"),
    ("date", "inget datum"),
    ("municipality", "inte vilken kommun"),
    ("place", "ingen plats"),
    ("person", "inget namn"),
)
"""What a question may leave open, and what the sources lack where no sentence fills it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the evidence is enough; ``reason`` says in Swedish what is missing."""

    sufficient: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """A question with what was found for it; ``core`` are the words that carry its matter,
    verbs light; ``said`` the same with verbs at full weight.
    """

    query: Query
    hits: tuple[Hit, ...]
    gathered: Gathered
    core: QuestionWords
    said: QuestionWords
    kinds: frozenset[Kind]
    asked: Asked

    @property
    def sided(self) -> bool:
        """Whether it asks for several things at once, which no single place need hold."""
        return bool(self.query.sides) or len(parts(self.query.text)) > 1 or "compare" in self.kinds

    @property
    def names(self) -> tuple[QuestionWord, ...]:
        """The proper names in the question."""
        return tuple(word for word in self.core.words if is_name(word.word, self.query.text))

    @property
    def matter(self) -> QuestionWords:
        """The words that are no names; all where there are only names."""
        rest = tuple(word for word in self.said.words if not is_name(word.word, self.query.text))
        return QuestionWords(rest) if rest else self.said

    @property
    def near(self) -> tuple[Scored, ...]:
        """The sentences of the meetings that the question speaks of; all where it names none."""
        inside = [one for one in self.gathered.scored if fits(one.candidate.hit.place, self.query.filters)]
        return tuple(inside) if inside and not self.sided else self.gathered.scored


def assess(query: Query, hits: Sequence[Hit], gathered: Gathered) -> Verdict:
    """The gate's word on the evidence gathered for a question."""
    if not hits or not gathered.chosen:
        return Verdict(False, "Inget i de indexerade protokollen handlar om detta.")
    core = core_words(query, gathered.words)
    said = core_words(query, gathered.words, soften=False)
    wanted = asked_for(query.text, [hit.passage.text for hit in hits])
    case = _Case(query, tuple(hits), gathered, core, said, asked(query.text), wanted)
    for rule in RULES:
        if reason := rule(case):
            return Verdict(False, reason)
    return Verdict(True)


def _untouched(case: _Case) -> str:
    """No passage speaks of more than a little of the question."""
    words = (case.core, case.gathered.words)
    best = max(one.coverage(_told([hit])) for hit in case.hits for one in words)
    return "" if best >= TOUCHED else "Inget i de indexerade protokollen handlar om detta."


def _no_meeting(case: _Case) -> str:
    """No indexed meeting was held when the question says that something was decided."""
    if not _DECIDED.search(case.query.text):
        return ""
    if case.query.unmet:
        return f"Inget möte i {case.query.unmet[0]} finns bland de indexerade protokollen."
    day = stated_day(case.query.text)
    dates = [hit.place.meeting_date for hit in case.hits if hit.place.meeting_date]
    if day and dates and not any((found.day, found.month) == (day.day, day.month) for found in dates):
        return "Inget möte den dagen finns bland de indexerade protokollen."
    return ""


def _lost_name(case: _Case) -> str:
    """A proper name of the question stands nowhere in the documents that the question speaks of."""
    inside = [hit for hit in case.hits if fits(hit.place, case.query.filters)]
    if case.sided or not inside:
        return ""
    documents = {hit.place.document_id for hit in inside[:3]}
    told = _told([hit for hit in case.hits if hit.place.document_id in documents])
    for word in case.names:
        if word.match(told) < PRESENT and not any(
            spelled_out(word.word, hit.passage.text) for hit in case.hits
        ):
            return f"”{written_as(word.word, case.query.text)}” nämns inte i det sammanhanget."
    return ""


def _unnamed(case: _Case) -> str:
    """What speaks of the matter does not speak of whom or what the question names."""
    best = max(_full(one, case.core) for one in case.gathered.scored)
    if any(
        _full(one, case.core) >= ABOUT * best and _named_around(one, case) for one in case.gathered.scored
    ):
        return ""
    names = " och ".join(f"”{written_as(word.word, case.query.text)}”" for word in case.names)
    return f"Det som sägs om saken nämner inte {names}."


def _lost_quantity(case: _Case) -> str:
    """A number of things that the question takes for known stands in no passage found."""
    text = case.query.text
    there = [known for hit in case.hits for known in numbers(f"{hit.passage.header}\n{hit.passage.text}")]
    for number in numbers(text):
        unit = term_set(number.unit)
        if not unit or number.value >= 1900 or _QUANTIFIES.search(text[: number.start]):
            continue
        if not any(
            known.value == number.value and (not known.unit or term_set(known.unit) & unit) for known in there
        ):
            return f"Källorna nämner inte ”{text[number.start : number.end]} {number.unit}” om detta."
    return ""


def _lost_noun(case: _Case) -> str:
    """Most of what the question is about is a word that no source says."""
    told = _told(case.hits)
    nouns = [word for word in case.core.words if not is_name(word.word, case.query.text)]
    total = sum(word.weight for word in nouns)
    for word in nouns:
        if word.weight > LOST * total and word.match(told) < PRESENT and not is_verb(word.word):
            return f"Källorna nämner inte ”{word.word}”."
    return ""


def _undecided(case: _Case) -> str:
    """Asked for a decision, and what was decided is about something else, or someone else decided."""
    if case.sided or "reason" in case.kinds or not _DECIDED.search(case.query.text):
        return ""
    pool = case.near
    best = max(_own(one, case.core) for one in pool)
    decided = [one for one in pool if one.candidate.decision or DECISION.search(one.candidate.text)]
    if any(
        _own(one, case.core) >= UNDECIDED * best and _names_in(_surroundings(one), one, case)
        for one in decided
    ):
        return ""
    return "Källorna tar upp frågan men inget beslut om den."


def _kind_missing(case: _Case) -> str:
    """What is asked for does not stand by what is asked about."""
    for kind, missing in MISSING:
        counts = kind != "count" or "amount" not in case.kinds
        if kind in case.kinds and counts and not _stands_by(kind, case):
            return f"Källorna tar upp frågan men anger {missing}."
    if chooses(case.query.text) and not any(
        names_something(case.asked, one.candidate.text) for one in case.gathered.chosen[:3]
    ):
        return "Källorna tar upp frågan men anger inget namn."
    return ""


def _stands_by(kind: Kind, case: _Case) -> bool:
    """Whether one sentence fills what is open, covers enough and has the question's names around it."""
    pool = case.gathered.scored
    told = [one for one in pool if not one.candidate.heading] or list(pool)
    own_best = max(case.matter.coverage(one.candidate.terms) for one in told)
    full_best = max(_full(one, case.matter) for one in told)
    return any(
        case.matter.coverage(one.candidate.terms) >= OWN * own_best
        and _full(one, case.matter) >= FULL * full_best
        and _named_around(one, case)
        and fills(kind, case.asked, one.candidate.text)
        for one in pool
    )


def _named_around(one: Scored, case: _Case) -> bool:
    """Whether the passage of a sentence, or its place, says the names of the question."""
    return case.sided or _names_in(_told([one.candidate.hit]), one, case)


def _names_in(told: frozenset[str], one: Scored, case: _Case) -> bool:
    hit = one.candidate.hit
    file = fold(hit.place.document)
    return all(
        word.match(told) >= PRESENT
        or spelled_out(word.word, hit.passage.text)
        or fold(word.word).rstrip("s") in file
        for word in case.names
    )


def _reason_missing(case: _Case) -> str:
    """ "Varför", and no passage that speaks of the matter holds any sign of a reason."""
    if "reason" not in case.kinds:
        return ""
    pool = case.gathered.scored
    best = max(_full(one, case.core) for one in pool)
    about = [one.candidate.hit.passage.text for one in pool if _full(one, case.core) >= REASONED * best]
    if any(REASON.search(text) for text in about):
        return ""
    return "Källorna tar upp frågan men anger inget skäl."


def _own(one: Scored, words: QuestionWords) -> float:
    """What a sentence covers with its title, subheading and lead-in."""
    return words.coverage(one.candidate.terms | one.candidate.context)


def _full(one: Scored, words: QuestionWords) -> float:
    """What it covers with its neighbour and place too."""
    return words.coverage(_surroundings(one))


def _surroundings(one: Scored) -> frozenset[str]:
    candidate = one.candidate
    return candidate.terms | candidate.context | candidate.before | term_set(candidate.hit.passage.header)


def _told(hits: Sequence[Hit]) -> frozenset[str]:
    return frozenset(term for hit in hits for term in term_set(f"{hit.passage.header}\n{hit.passage.text}"))


RULES = (
    _untouched,
    _no_meeting,
    _lost_name,
    _unnamed,
    _lost_quantity,
    _lost_noun,
    _undecided,
    _kind_missing,
    _reason_missing,
)
"""In the order they are asked; the first that finds something missing says so."""
