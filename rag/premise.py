"""A question that takes for true what the minutes say the opposite of, and the sentence that says so."""

from __future__ import annotations

import re
from dataclasses import replace

from index.types import Query
from rag.asking import asked
from rag.evidence import Gathered
from rag.focus import core_words, is_name
from rag.polarity import negations
from rag.quoting import quotes
from rag.scoring import Scored
from rag.wording import term_set

CORRECTION = "Det stämmer inte som frågan förutsätter."
_PRESUMES = frozenset({"reason", "date", "count", "person", "amount"})
_NEAR = 0.5
_MOST = 0.95
"""Share of the most that any sentence says of the question's words, for a sentence that is no decision."""
_PRESENT = 0.4
_I = re.IGNORECASE
_REFUSED = re.compile(
    r"\b(?:avslog|avslå\w*|avslag\w*|avstyrk\w*|nekade\w*|avvisade\w*|avböjde\w*)\b"
    r"|\b(?:sa|sade|säger|tackade|röstade)\b.{0,60}\bnej\b",
    _I,
)
_ENDED = re.compile(
    r"\b(?:sagt upp|säger upp|sade upp|sa upp|säga upp|uppsagt|lämna\w*|lägg\w* ne[dr]\w*"
    r"|lades ne[dr]\w*|lagt ne[dr]|nedlagd\w*"
    r"|stängde\w*|stänga\w*|avslut\w*|upphör\w*|avvecklade\w*)\b",
    _I,
)
_ACCEPTED = re.compile(
    r"\b(?:acceptera\w*|godkänn\w*|godkände\w*|anta|antar|antog\w*"
    r"|ställ(?:er|de) sig bakom|bifall\w*|biföll\w*|tillstyrk\w*)\b",
    _I,
)
_GOES_ON = re.compile(
    r"\b(?:behåll\w*|förläng\w*|fortsätt\w*|fortsatt\w*|kvarstå\w*|ställer sig bakom att \w+ fortsätter)\b",
    _I,
)
_TOGETHER = re.compile(r"\b(?:ihop|tillsammans|gemensamt|i samverkan)\b", _I)
_APART = re.compile(r"\b(?:enskilt|var för sig|på egen hand|separat)\b", _I)
_SHORTER = re.compile(r"\b(?:förkort\w*|kortare)\b", _I)
_LONGER = re.compile(r"\b(?:förläng\w*|längre)\b", _I)
_PRESUPPOSES = re.compile(
    r"\bnu när\b|^eftersom\b|^jag vet att\b"
    r"|\bsom .{0,60}\b(?:beslut|enades|kom överens|lova|bestämde|valde|sa ja|gick med på"
    r"|införde)\w*",
    _I,
)
_NO = frozenset(("inte", "ej", "ingen", "inget", "inga"))
_SHARED = 2
"""Words of the question that a sentence must have to deny it."""
_CLASHES = (
    (_REFUSED, _ACCEPTED),
    (_ENDED, _GOES_ON),
    (_ACCEPTED, _REFUSED),
    (_GOES_ON, _ENDED),
    (_TOGETHER, _APART),
    (_APART, _TOGETHER),
    (_SHORTER, _LONGER),
    (_LONGER, _SHORTER),
)


def contradicted(query: Query, gathered: Gathered) -> Scored | None:
    """The sentence that says the opposite of what the question takes for granted; None where none does.

    A decision before others; another sentence only for "varför" and "vilket datum", where it says the
    question's names itself (or goes on from one that does) or the most of all.
    """
    kinds = asked(query.text)
    if not kinds & _PRESUMES:
        return None
    words = core_words(query, gathered.words)
    names = [word for word in words.words if is_name(word.word, query.text)]

    def covers(one: Scored) -> float:
        return words.coverage(one.candidate.terms | one.candidate.context)

    best = max(map(covers, gathered.scored), default=0.0)
    near = sorted((one for one in gathered.scored if covers(one) >= _NEAR * best), key=lambda one: -one.score)
    for one in near:
        candidate = one.candidate
        around = candidate.terms | candidate.context | term_set(candidate.hit.passage.header)
        named = all(word.match(around) >= _PRESENT for word in names)
        if candidate.decision and named and _clash(query.text, candidate.text):
            return one
    most = max((words.coverage(one.candidate.terms) for one in gathered.scored), default=0.0)
    for one in near if kinds & {"reason", "date"} else ():
        told = one.candidate.terms | one.candidate.before
        named = bool(names) and all(word.match(told) >= _PRESENT for word in names)
        says = named or (not names and words.coverage(one.candidate.terms) >= _MOST * most)
        if says and _turned(query.text, one.candidate.text):
            return one
    return None


def denied(query: Query, gathered: Gathered) -> Scored | None:
    """The sentence that says no to what a question presupposes ("nu när ...", "som de enades om"), for a
    question that the gate finds no answer to; None for none.

    It negates a word of the question, has two of them, and covers at least half of what the best one does.
    """
    if not _PRESUPPOSES.search(query.text) or negations(query.text):
        return None
    words = core_words(query, gathered.words)

    def own(one: Scored) -> float:
        return words.coverage(one.candidate.terms | one.candidate.context)

    best = max((own(one) for one in gathered.scored), default=0.0)
    for one in sorted(gathered.scored, key=own, reverse=True):
        said = [word for word in words.words if word.match(one.candidate.terms) >= _PRESENT]
        negated = [no.terms for no in negations(one.candidate.text) if no.word in _NO]
        denies = any(word.match(terms) >= _PRESENT for terms in negated for word in said)
        if denies and len(said) >= _SHARED and own(one) >= _NEAR * best:
            return one
    return None


def with_correction(gathered: Gathered, one: Scored, budget: int) -> Gathered:
    """The evidence with the whole decision that ``one`` belongs to put first, within the budget of words."""
    run = _decision_run(gathered.scored, one)
    chosen = list(run)
    left = budget - sum(held.candidate.words for held in run)
    for held in gathered.chosen:
        if held not in run and held.candidate.words <= left:
            chosen.append(held)
            left -= held.candidate.words
    return replace(gathered, chosen=tuple(chosen), quotes=quotes(chosen))


def _decision_run(scored: tuple[Scored, ...], one: Scored) -> tuple[Scored, ...]:
    """The unbroken run of decision sentences around ``one`` in its passage, at most 60 words."""
    passage = one.candidate.hit.passage.passage_id
    inside = [held for held in scored if held.candidate.hit.passage.passage_id == passage]
    at = inside.index(one)
    low = at
    while low and inside[low - 1].candidate.decision:
        low -= 1
    high = at + 1
    while high < len(inside) and inside[high].candidate.decision:
        high += 1
    run = inside[low:high]
    return tuple(run) if sum(held.candidate.words for held in run) <= 60 else (one,)


def _clash(question: str, source: str) -> bool:
    return _turned(question, source) or _denied(question, source)


def _turned(question: str, source: str) -> bool:
    """Whether the source says a word that is the opposite of one that the question says."""
    for presumed, told in _CLASHES:
        turned = presumed in (_TOGETHER, _APART) and negations(question)  # "inte ihop" is "enskilt"
        if not turned and presumed.search(question) and not presumed.search(source) and told.search(source):
            return True
    return False


def _denied(question: str, source: str) -> bool:
    """Whether the source negates what the question states plainly: at least three of the same words."""
    if "reason" not in asked(question) or negations(question):
        return False
    said = term_set(question)
    return any(
        len(negation.terms & said) >= 3 for negation in negations(source) if negation.word in ("inte", "ej")
    )
