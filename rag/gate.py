"""Does the evidence answer the question? Decided by code before any model, and said why.

The evidence falls short when nothing that is asked for (a name for "vem", a day for "vilket datum", a
number of just those things for "hur många") stands by what is asked about, when a name or quantity of
the question stands nowhere near, when someone else decided, or when no such meeting is indexed. What
the question says itself answers nothing. Bounds and rules were made on the sets of docs/answers.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.swedish import terms
from index.types import Hit, Query
from rag.asking import asked
from rag.evidence import Gathered
from rag.facts import Day, days
from rag.fillers import asked_for, fills
from rag.focus import core_words, stated_day
from rag.gate_bare import members_missing, not_done, only_asked, only_elsewhere, unlisted
from rag.gate_case import (
    PLAINLY,
    Case,
    full,
    own,
    told_by,
)
from rag.gate_decisions import DECIDED, undecided
from rag.gate_lists import present_missing, several_missing, unlisted_present, unnamed_municipality
from rag.gate_people import holder_missing
from rag.gate_reach import attachment_wanted, contact_missing, expansion_missing, guess_wanted, put_off
from rag.gate_reasons import reason_missing
from rag.gate_slots import kind_missing
from rag.gate_voices import contents_missing, voice_missing
from rag.gate_words import lost_name, lost_noun, lost_quantity, unnamed
from rag.gate_years import year_missing
from rag.scoring import Scored
from rag.wording import QuestionWord, QuestionWords

_AT_MEETING = re.compile(
    r"(?i)\b(?:togs? upp|tas upp|diskuter\w+|behandla\w+|sades|sas|sa man|pratade\w*|dagordning\w*"
    r"|träffen|närvar\w+|deltog|var med|medverka\w+|protokollet|anteckningarna|mötet|sammanträdet"
    r"|kom (?:\w+ ){0,2}fram till)\b"
)
_HELD = re.compile(
    r"(?i)^\W*information\b|\b(?:togs? upp|lyftes?|lyfts|behandlades|presenterades|informerades)\b"
)
_AHEAD_OF = re.compile(r"(?i)\b(?:inför|före|till) (?:mötet|träffen|sammanträdet|nämnden)\b")
_BODY_STEM = 6
ELSEWHERE = 0.5
"""Share of the best sentence's match that one of the organisation asked about must have."""
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
    lost_name,
    unnamed,
    lost_quantity,
    lost_noun,
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
