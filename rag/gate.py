"""Does the evidence answer the question? Decided by code before any model, and said why.

The evidence falls short when what is asked for (a name for "vem", a date for "när") does not stand
by what is asked about, when a name of the question stands nowhere near, when a thing is specified
in a way that no source knows ("yrkesresan funktionshinder"), or when no such meeting is indexed.
Few, transparent rules; their bounds were set on two question sets together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.types import Hit, Query
from rag.asking import asked, parts
from rag.evidence import Gathered
from rag.focus import core_words, fits, is_name, is_verb, stated_day, written_as
from rag.scoring import Scored, offered
from rag.signals import DECISION, REASON, Kind, learned_places, places
from rag.wording import QuestionWords, term_set

_DECIDED = re.compile(r"\b(?:beslut|bestäm)", re.IGNORECASE)
PRESENT = 0.4
"""From this match on a word of the question counts as said."""
UNDECIDED = 0.6
"""Share of the best sentence's match that a decision must have."""
LOST = 0.6
"""Share of the question's weight, its names left out, that one unsaid noun may bear."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How much of the question a sentence that offers ``kind`` must cover, beside the best of all.

    ``own`` counts the sentence's words, ``full`` also its heading, neighbour and place.
    ``missing`` says in Swedish what the sources then lack.
    """

    kind: Kind
    own: float
    full: float
    missing: str


BOUNDS = (
    Bound("amount", 0.35, 0.5, "inget belopp"),
    Bound("count", 0.35, 0.0, "inget antal"),
    Bound("date", 0.35, 0.35, "inget datum"),
    Bound("municipality", 0.35, 0.0, "inte vilken kommun"),
    Bound("place", 0.35, 0.0, "ingen plats"),
    Bound("person", 0.35, 0.0, "inget namn"),
)


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

    @property
    def sided(self) -> bool:
        """Whether it asks for several things at once, which no single place need hold."""
        return bool(self.query.sides) or len(parts(self.query.text)) > 1 or "compare" in self.kinds

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
    case = _Case(query, tuple(hits), gathered, core, said, asked(query.text))
    for rule in (
        _no_meeting,
        _lost_name,
        _unknown_variant,
        _lost_noun,
        _undecided,
        _kind_missing,
        _reason_missing,
    ):
        if reason := rule(case):
            return Verdict(False, reason)
    return Verdict(True)


def _no_meeting(case: _Case) -> str:
    """No indexed meeting was held when the question says that something was decided."""
    if "decision" not in case.kinds:
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
    for word in case.core.words:
        if is_name(word.word, case.query.text) and word.match(told) < PRESENT:
            return f"”{written_as(word.word, case.query.text)}” nämns inte i det sammanhanget."
    return ""


def _unknown_variant(case: _Case) -> str:
    """A noun right after a known word that no source has: another variant of the thing is meant."""
    told = _told(case.hits)
    tokens = re.findall(r"\w+(?:[-/]\w+)*", case.query.text.lower())
    words = {word.word: word for word in case.core.words}
    for first, second in pairwise(tokens):
        before, after = words.get(first), words.get(second)
        if not before or not after or before.match(told) < 0.7 or after.match(told) >= PRESENT:
            continue
        if len(second) >= 7 and "-" not in second and not is_verb(second):
            return f"Källorna nämner inte ”{first} {second}”."
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
    """Asked for a decision, and what was decided is about something else."""
    if case.sided or "reason" in case.kinds or not _DECIDED.search(case.query.text):
        return ""
    pool = case.near
    best = max(_own_or_headed(one, case.core) for one in pool)
    decided = [one for one in pool if one.candidate.decision or DECISION.search(one.candidate.text)]
    if max((_own_or_headed(one, case.core) for one in decided), default=0.0) < UNDECIDED * best:
        return "Källorna tar upp frågan men inget beslut om den."
    return ""


def _kind_missing(case: _Case) -> str:
    """What is asked for does not stand by what is asked about."""
    low = case.query.text.lower()
    known = learned_places([hit.passage.text for hit in case.hits])
    known = frozenset(place for place in known if place.lower().rstrip("s") not in low)
    for bound in BOUNDS:
        counts = bound.kind != "count" or "amount" not in case.kinds
        if bound.kind in case.kinds and counts and not _stands_by(bound, case, known):
            return f"Källorna tar upp frågan men anger {bound.missing}."
    return ""


def _stands_by(bound: Bound, case: _Case, known: frozenset[str]) -> bool:
    words = case.said if bound.kind == "person" else case.core
    pool = case.gathered.scored
    typed = [one for one in pool if _offers(one.candidate.text, bound.kind, known)]
    if not typed:
        return False
    own_best = max(_own(one, words) for one in pool)
    full_best = max(_full(one, words) for one in pool)
    if max(_own(one, words) for one in typed) < bound.own * own_best:
        return False
    if max(_full(one, words) for one in typed) < bound.full * full_best:
        return False
    return bound.kind not in ("amount", "count", "date") or _names_beside(typed, case)


def _names_beside(typed: Sequence[Scored], case: _Case) -> bool:
    """Whether a typed sentence, with what stands around it, says the names of the question."""
    wanted = [word for word in case.core.words if is_name(word.word, case.query.text)]
    if case.sided or not wanted:
        return True
    return any(all(word.match(_surroundings(one)) >= PRESENT for word in wanted) for one in typed)


def _offers(text: str, kind: Kind, known: frozenset[str]) -> bool:
    if kind in ("municipality", "place"):
        return bool(places(text)) or any(re.search(rf"\b{re.escape(place)}s?\b", text) for place in known)
    return offered(text, frozenset({kind})) > 0


def _reason_missing(case: _Case) -> str:
    """ "Varför", and no reason in a sentence that speaks of the matter or in those around it."""
    if "reason" not in case.kinds:
        return ""
    if any(REASON.search(one.candidate.text) for one in case.gathered.chosen[:2]):
        return ""
    pool = case.gathered.scored
    best = max(_full(one, case.core) for one in pool)
    for n, one in enumerate(pool):
        if _full(one, case.core) < 0.8 * best:
            continue
        around = [other for other in pool[max(0, n - 1) : n + 3] if _same_passage(one, other)]
        if any(REASON.search(other.candidate.text) for other in around):
            return ""
    return "Källorna tar upp frågan men anger inget skäl."


def _own_or_headed(one: Scored, words: QuestionWords) -> float:
    return words.coverage(one.candidate.terms | one.candidate.context)


def _own(one: Scored, words: QuestionWords) -> float:
    return words.coverage(one.candidate.terms)


def _full(one: Scored, words: QuestionWords) -> float:
    return words.coverage(_surroundings(one))


def _surroundings(one: Scored) -> frozenset[str]:
    candidate = one.candidate
    return candidate.terms | candidate.context | candidate.before | term_set(candidate.hit.passage.header)


def _same_passage(one: Scored, other: Scored) -> bool:
    return one.candidate.hit.passage.passage_id == other.candidate.hit.passage.passage_id


def _told(hits: Sequence[Hit]) -> frozenset[str]:
    return frozenset(term for hit in hits for term in term_set(f"{hit.passage.header}\n{hit.passage.text}"))
