"""Do the sources give a reason where a question asks why?

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re

from rag.gate_case import GOES_ON, Case, beside, full, own, same_passage
from rag.scoring import Scored
from rag.signals import OWN_REASON, REASON, SAID_REASON

_SOME_REASON = re.compile(
    "|".join(signs.pattern for signs in (SAID_REASON, OWN_REASON, REASON)), re.IGNORECASE
)
_EXPLAINS = re.compile(  # a sentence that gives the reason of what was said above
    r"(?i)\W*(?:(?:orsak|skäl|anledning|bakgrund|förklaring)\w*|(?:det|detta|allt) beror)\b"
)
_FIRM = re.compile(  # more than "för att" or "behövs"
    r"(?i)\b(?:eftersom|därför|därmed|på grund av|p\.?g\.?a|med anledning av|utifrån att|bero[rd]\w*"
    r"|hänger ihop"
    r"|bakgrund\w*|orsak\w*|skäl\w*|motiver\w*|med tanke på|tack vare|följd av|med hänvisning|befara\w*)\b"
)
_NAMES_REASON = re.compile(r"(?i)\b(?:orsaken|skälet|anledningen|bakgrunden|förklaringen)\b")
REASONED = 0.8
"""Share of the best sentence's match from which a reason is looked for beside a sentence."""
REASON_REACH = 3
"""Sentences before and after it in which a faint sign of a reason counts; a plain one in all its passage."""
STATED = 0.8
"""Share of the question's weight from which a sentence says itself what a reason is asked for."""
MOSTLY, UNDER_TITLE = 0.6, 0.95
"""Shares of it from which a sentence says it, and together with its title and subheading."""
SHARED, SHARED_MORE = 0.1, 0.3
"""Share of it that a sentence beside must say for its reason to go with that."""


def reason_missing(case: Case) -> str:
    """ "Varför", and what speaks of the matter holds no sign of a reason: by the sentences that say
    what is asked about, or, where it is only said in other words, in the passage.
    """
    if "reason" not in case.kinds:
        return ""
    pool = case.gathered.scored
    stated = [one for one in pool if not one.candidate.heading and _is_stated(one, case)]
    told = any(_reason_by(one, case) for one in stated) if stated else _reason_about(case)
    return "" if told else "Källorna tar upp frågan men anger inget skäl."


def _is_stated(one: Scored, case: Case) -> bool:
    """Whether a sentence says what a reason is asked for, all but the matter that stands over it."""
    plain = _states(one, case)
    return plain >= STATED or (plain >= MOSTLY and own(one, case.said) >= UNDER_TITLE)


def _states(one: Scored, case: Case) -> float:
    return case.said.coverage(one.candidate.terms)


def _reason_by(one: Scored, case: Case) -> bool:
    """Whether a sentence gives a reason itself, a later one opens by explaining, or one beside it gives
    a reason and goes with it.
    """
    pool = case.gathered.scored
    if _SOME_REASON.search(one.candidate.text) or _explained_later(one, pool):
        return True
    before, after = beside(one, pool, -1), beside(one, pool, 1)
    return _goes_with(before, one, one, case) or _goes_with(after, one, after, case)


def _explained_later(one: Scored, pool: tuple[Scored, ...]) -> bool:
    later = (held.candidate for held in same_passage(one, pool) if held.candidate.start > one.candidate.start)
    return any(_EXPLAINS.match(candidate.text) for candidate in later)


def _goes_with(near: Scored | None, one: Scored, later: Scored | None, case: Case) -> bool:
    """Whether a sentence beside gives a reason for what ``one`` says: the later of them goes on from the
    other, it names the reason as such, or it speaks of the matter.
    """
    if near is None or later is None or (one.candidate.bullet and near.candidate.bullet):
        return False
    text = near.candidate.text
    linked = GOES_ON.match(later.candidate.text) or _NAMES_REASON.search(text)
    shared = SHARED if _FIRM.search(text) else SHARED_MORE
    return bool(_SOME_REASON.search(text)) and (bool(linked) or _states(near, case) >= shared)


def _reason_about(case: Case) -> bool:
    """Whether the passages of the best sentences give a reason plainly, or a faint one is near those."""
    pool = case.gathered.scored
    best = max(full(one, case.core) for one in pool)
    about = [one for one in pool if full(one, case.core) >= REASONED * best]
    plain = any(SAID_REASON.search(one.candidate.hit.passage.text) for one in about)
    return (
        plain
        or any(OWN_REASON.search(one.candidate.text) for one in about)
        or any(REASON.search(_around(one, pool)) for one in about)
    )


def _around(one: Scored, pool: tuple[Scored, ...]) -> str:
    """A sentence with those near it in its passage."""
    same = same_passage(one, pool)
    at = same.index(one)
    return " ".join(held.candidate.text for held in same[max(0, at - REASON_REACH) : at + REASON_REACH + 1])
