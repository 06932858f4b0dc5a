"""Does a sentence by the matter fill what a question leaves open: a day, a name, a sum, a reason?

One of the two halves of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re

from simplemma import is_known

from rag.fillers import chooses, fills, names_something
from rag.gate_case import PRESENT, Case, full, named_around
from rag.scoring import Scored
from rag.signals import REASON, Kind
from rag.wording import term_set

_SUBJECT = re.compile(  # "Saltsund har tio i kö", "Torpsala: Förvaltningen utreder"
    r"(?m)(?:^|[.!?] )(?:[*•–-] )?(?P<who>[A-ZÅÄÖ][a-zåäö]+(?:-[A-ZÅÄÖ][a-zåäö]+)?)"
    r"(?::| (?:har|hade|vill|är|får|ska)) "
)
OWN, FULL = 0.3, 0.5
"""Shares of the best sentence's match that the filling sentence must have: by its own words; with
heading, neighbour and place. One pair for all kinds: measured on three question sets together."""
REASONED = 0.8
"""The same for where a reason is looked for."""


MISSING: tuple[tuple[Kind, str], ...] = (
    ("amount", "inget belopp"),
    ("count", "inget antal"),
    ("date", "inget datum"),
    ("municipality", "inte vilken kommun"),
    ("place", "ingen plats"),
    ("person", "inget namn"),
)
"""What a question may leave open, and what the sources lack where no sentence fills it."""


def kind_missing(case: Case) -> str:
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


def _stands_by(kind: Kind, case: Case) -> bool:
    """Whether one sentence fills what is open, covers enough and has the question's names around it."""
    pool = case.gathered.scored
    told = [one for one in pool if not one.candidate.heading] or list(pool)
    own_best = max(case.matter.coverage(one.candidate.terms) for one in told)
    full_best = max(full(one, case.matter) for one in told)
    return any(
        case.matter.coverage(one.candidate.terms) >= OWN * own_best
        and full(one, case.matter) >= FULL * full_best
        and named_around(one, case)
        and not _of_rival(one, case)
        and fills(kind, case.asked, one.candidate.text)
        for one in case.asked_of
    )


def _of_rival(one: Scored, case: Case) -> bool:
    """Whether the sentence speaks of another than the question's: what is told of each in turn is not shared.

    It does where the passage tells of the named one too, and the last subject or place before it is another.
    """
    candidate = one.candidate
    if not case.names or case.sided or all(word.match(candidate.terms) >= PRESENT for word in case.names):
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


def reason_missing(case: Case) -> str:
    """ "Varför", and no passage that speaks of the matter holds any sign of a reason."""
    if "reason" not in case.kinds:
        return ""
    pool = case.gathered.scored
    best = max(full(one, case.core) for one in pool)
    about = [one.candidate.hit.passage.text for one in pool if full(one, case.core) >= REASONED * best]
    if any(REASON.search(text) for text in about):
        return ""
    return "Källorna tar upp frågan men anger inget skäl."
