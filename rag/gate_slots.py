"""Does a sentence by the matter fill what a question leaves open: a day, a name, a sum?

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from simplemma import is_known

from index.swedish_words import word_table
from rag.asking import asked, parts
from rag.fillers import chooses, fills, names_person, names_something
from rag.gate_bare import yet_to_do
from rag.gate_case import (
    PASSAGE,
    PRESENT,
    TAKES_UP,
    Case,
    beside,
    full,
    named_around,
    names_in,
    says_names,
    speaking,
    surroundings,
)
from rag.gate_people import came_then, holds_there, told_to_whom
from rag.gate_reach import of_other_case, of_other_label
from rag.gate_years import of_other_year
from rag.scoring import Scored
from rag.signals import Kind
from rag.wording import term_set

_SUBJECT = re.compile(  # "Saltsund har tio i kö", "Torpsala: Förvaltningen utreder"
    r"(?m)(?:^|[.!?] )(?:[*•–-] )?(?P<who>[A-ZÅÄÖ][a-zåäö]+(?:-[A-ZÅÄÖ][a-zåäö]+)?)"
    r"(?::| (?:har|hade|vill|är|får|ska)) "
)
_ASKS = re.compile(r"(?i)\b(?:vad|vem|vems|vilka|vilken|vilket|hur|när|var|varför)\b")
_NEXT = re.compile(r"(?i)\b(?:nästa|nästkommande) (?:\w*(?:möte|träff|sammanträde|gång)\w*)")
_WHY = re.compile(r"(?i)\W*(?:varför|av vilken anledning|hur kommer det sig)\b")
_WILL_DO = re.compile(r"(?i)\bvem (?:ska|skall|kommer(?: att)?) (?:genomföra|göra|utföra)\b")
_ASSIGNED = re.compile(  # somebody is to do it
    r"(?i)\b(?:ska|skall|kommer att|uppdra\w*|ansvar\w*|åtar|tar|gör|genomför|utför|sköter|leder|håller|av)\b"
)
_ALREADY = re.compile(r"(?i)\bredan\b")
_DATED = re.compile(r"(?i)\w*datum\b|\bpreliminär")  # "19 okt är arbetsdatum" is of what stands above
_LASTING = word_table(
    "äga äger ägde driva driver drev förvalta förvaltar sköta sköter ansvara ansvarar ägarskapet ägandet"
)
"""What a body does with a thing for long: being spoken of beside it is not doing it."""
OWN, FULL = 0.3, 0.5
"""Shares of the best sentence's match that the filling sentence must have: by its own words; with
heading, neighbour and place. One pair for all kinds: measured on three question sets together."""
CHOSEN = 0.5
"""Share of the question's weight that a sentence must cover to tell which company was chosen."""
_TITLE_WORDS = 15
_SHORT = 6  # words of a line in a list without signs
_BY_NAME: frozenset[Kind] = frozenset({"amount", "count", "date"})
_AT: frozenset[Kind] = frozenset({"place", "municipality"})
MISSING: tuple[tuple[Kind, str], ...] = (
    ("amount", "inget belopp"),
    ("count", "inget antal"),
    ("date", "inget datum"),
    ("duration", "ingen tid"),
    ("municipality", "inte vilken kommun"),
    ("place", "ingen plats"),
    ("person", "inget namn"),
)
"""What a question may leave open, and what the sources lack where no sentence fills it."""


def kind_missing(case: Case) -> str:
    """What is asked for does not stand by what is asked about."""
    if case.listed:
        return ""
    lacks = [missing for kind, missing in MISSING if kind in case.kinds and _lacks(kind, case)]
    if lacks and not (len(asks := parts(case.query.text)) > 1 and _some_told(asks, lacks)):
        return f"Källorna tar upp frågan men anger {lacks[0]}."
    if chooses(case.query.text) and not any(
        names_something(case.asked, one.candidate.text) and full(one, case.core) >= CHOSEN
        for one in case.gathered.chosen[:3]
    ):
        return "Källorna tar upp frågan men anger inget namn."
    return ""


def _lacks(kind: Kind, case: Case) -> bool:
    """Whether something of a kind is asked for and stands nowhere by what is asked about."""
    if (kind == "count" and "amount" in case.kinds) or (kind != "date" and _WHY.match(case.query.text)):
        return False
    if kind == "person" and (chooses(case.query.text) or "reason" in case.kinds):  # they have own rules
        return False
    if kind == "person" and (told_to_whom(case) or holds_there(case) or came_then(case)):
        return False
    return not (_stands_by(kind, case) and _in_passage(kind, case))


def _some_told(asks: Sequence[str], lacks: Sequence[str]) -> bool:
    """Whether one of several questions leaves nothing open, or nothing that is missing."""
    wanted = [
        {missing for kind, missing in MISSING if kind in asked(ask)} for ask in asks if _ASKS.search(ask)
    ]
    return any(not missing & set(lacks) for missing in wanted)


def _stands_by(kind: Kind, case: Case) -> bool:
    """Whether one sentence fills what is open, covers enough and has the question's names around it."""
    pool = case.gathered.scored
    told = [one for one in pool if not one.candidate.heading and not _is_title(one)] or list(pool)
    own_best = max(case.matter.coverage(one.candidate.terms) for one in told)
    full_best = max(full(one, case.matter) for one in told)
    return any(
        (
            case.matter.coverage(_told(one, pool) | _under_next(one, case)) >= OWN * own_best
            or (kind in _BY_NAME and _under_names(one, case))
        )
        and case.matter.coverage(surroundings(one) | _told(one, pool)) >= FULL * full_best
        and named_around(one, case)
        and (not _bound(kind, case) or names_in(surroundings(one), one, case))
        and (kind not in ("amount", "count") or case.sided or _named_before(one, case))
        and not _of_rival(one, case)
        and not of_other_label(one, case.query.text)
        and not of_other_case(one, case.query.text)
        and not (_ALREADY.search(case.query.text) and yet_to_do(one))
        and (case.sided or kind not in ("amount", "count") or not of_other_year(one, case.query.text))
        and fills(kind, case.asked, one.candidate.text)
        and (kind != "person" or _does(one, case))
        for one in case.asked_of
    )


def _in_passage(kind: Kind, case: Case) -> bool:
    """Whether a passage that speaks of the question about as much as any holds what is open."""
    if case.sided:
        return True
    about = speaking(case)
    items = {hit.passage.item_id for hit in about}
    best = max(case.matter.coverage(one.candidate.terms) for one in case.gathered.scored)
    return any(
        (
            one.candidate.hit in about
            or (
                one.candidate.hit.passage.item_id in items
                and case.matter.coverage(one.candidate.terms) >= PASSAGE * best
            )
        )
        and fills(kind, case.asked, one.candidate.text)
        for one in case.asked_of
    )


def _does(one: Scored, case: Case) -> bool:
    """Whether a sentence names a person, or says of a body or municipality what is asked who does."""
    verbs = [word for word in case.said.words if word.word in _LASTING]
    if _WILL_DO.search(case.query.text) and not _ASSIGNED.search(one.candidate.text):
        return False
    return (
        not verbs
        or names_person(case.asked, one.candidate.text)
        or any(word.match(_told(one, case.gathered.scored)) >= PRESENT for word in verbs)
    )


def _bound(kind: Kind, case: Case) -> bool:
    """Whether the names must stand by the sentence itself: a place by it, whom somebody represents."""
    return not case.sided and (kind in _AT or (kind == "person" and case.for_whom))


def _two_before(one: Scored, pool: tuple[Scored, ...]) -> frozenset[str]:
    before = [held.candidate.terms for step in (-1, -2) if (held := beside(one, pool, step)) is not None]
    return frozenset().union(*before)


def _told(one: Scored, pool: tuple[Scored, ...]) -> frozenset[str]:
    """What a sentence says itself; with the one before, where it takes that up; with what opens its list."""
    candidate = one.candidate
    opening = term_set(_opening(candidate.hit.passage.text[: candidate.start]))
    told = candidate.terms | candidate.under
    if candidate.words <= _SHORT:
        told |= opening
    if _DATED.search(candidate.text):
        told |= _two_before(one, pool)
    return told | candidate.before if TAKES_UP.search(candidate.text) else told


def _under_next(one: Scored, case: Case) -> frozenset[str]:
    """The terms of what stands over a sentence, where the next meeting is asked about ("Nästa träff")."""
    return one.candidate.context if _NEXT.search(case.query.text) else frozenset()


def _opening(above: str) -> str:
    """The line with a colon that opens the short lines above; "" for none."""
    for line in reversed(above.rstrip().splitlines()):
        if line.rstrip().endswith(":"):
            return line
        if len(line.split()) > _SHORT:
            return ""
    return ""


def _is_title(one: Scored) -> bool:
    """Whether a sentence is the line that its item opens with."""
    candidate = one.candidate
    return candidate.start == 0 and candidate.hit.passage.start == 0 and candidate.words < _TITLE_WORDS


def _named_before(one: Scored, case: Case) -> bool:
    """Whether the question's names are said by a sentence, above it in its passage, or by its place."""
    candidate = one.candidate
    above = term_set(candidate.hit.passage.text[: candidate.end])
    return names_in(above | surroundings(one), one, case)


def _under_names(one: Scored, case: Case) -> bool:
    """Whether a sentence, with its title and lead-in, says the question's names."""
    candidate = one.candidate
    told = candidate.terms | candidate.context
    return bool(case.names) and all(word.match(told) >= PRESENT for word in case.names)


def _of_rival(one: Scored, case: Case) -> bool:
    """Whether the sentence speaks of another than the question's: what is told of each in turn is not shared.

    It does where the passage tells of the named one too, and the last subject or place before it is another.
    """
    candidate = one.candidate
    if not case.names or case.sided or says_names(one, case):
        return False
    passage = candidate.hit.passage.text
    told = sorted(
        (match.start("who"), match["who"])
        for match in _SUBJECT.finditer(passage)
        if not is_known(match["who"].lower(), lang="sv")
    )
    ours = [any(word.match(term_set(who)) >= PRESENT for word in case.names) for _, who in told]
    before = [own for (at, _), own in zip(told, ours, strict=True) if at < candidate.end]
    return any(ours) and bool(before) and not before[-1]
