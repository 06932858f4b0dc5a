"""Was anything decided on what is asked, and by whom?

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.focus import is_verb
from rag.gate_case import PRESENT, Case, named_around, names_in, own, surroundings, told_by
from rag.scoring import Scored
from rag.signals import DECISION

DECIDED = re.compile(
    r"(?<!nästa steg )\b(?:beslut|bestäm|antog|antagit|fastställ|avslog|godkän)", re.IGNORECASE
)
"""A question about a decision."""
_DECIDER = re.compile(  # "Vad beslutade kommunstyrelsen om ..."
    r"(?i)\b(?:beslut\w*(?: tog| fattade)?|bestäm\w*|tyckte|sa(?:de)?) (?P<body>\w*(?:styrelsen|nämnden"
    r"|fullmäktige|utskottet|direktionen|rådet|gruppen|nätverket|politikerna))\b"
)
_WHOSE = re.compile(  # "Vad beslutade GR:s socialchefer ...": theirs, not one where they are spoken of
    r"\b(?i:beslut\w*|bestäm\w*) (?:tog |fattade )?[A-ZÅÄÖ][\wåäö-]*:?s "
    r"\w*(?:chef|nätverk|nämnd|styrelse|direktion|råd)"
)
_DECIDING = (
    r"(?:beslut|beslöt|bestäm|anta|antog|godkän|avsl|fastställ|återremit|bordl|gav|ger|tog|sade|sa|vill|har"
    r"|tyck|ans)"
)
_FOR = re.compile(r"(?i)\b(?:för|inom|till|i) (?:den |det |de )?([a-zåäö]{6,})\W*$")
_AHEAD = re.compile(r"(?i)\b(?:ska|skall|kommer|väntas|planeras|tänkt|beräknas)\b")
_NOTED = re.compile(  # decided of all that its item tells
    r"(?i)\bnotera\w* (?:\w+ )?informationen\b|\binformationen noteras\b|\btill handlingarna\b"
)
SAID = 0.7
"""Match from which a word is said, not only a part of it."""
UNDECIDED = 0.5
"""Share of the best sentence's match that a decision must have."""
NEAREST = 0.9
"""Share from which a sentence is of those that say the most of the matter."""


def undecided(case: Case) -> str:
    """Asked for a decision, and what was decided is about something else, or someone else decided."""
    ahead = "date" in case.kinds and _AHEAD.search(case.query.text)  # "när väntas beslutet"
    if case.sided or ahead or case.kinds & {"reason", "count"} or not DECIDED.search(case.query.text):
        return ""
    pool = case.near
    wanted = case.query.filters.organisations if _WHOSE.search(case.query.text) else ()
    best = max(own(one, case.core) for one in (case.gathered.scored if wanted else pool))
    decided = [one for one in pool if one.candidate.decision or DECISION.search(one.candidate.text)]
    named = _DECIDER.search(case.query.text)
    by = named["body"].lower().rstrip("s") if named else ""
    items = {one.candidate.hit.passage.item_id for one in pool if own(one, case.core) >= NEAREST * best}
    if any(
        (own(one, case.core) >= UNDECIDED * best and names_in(surroundings(one), one, case))
        or (_noted(one, items) and named_around(one, case))
        for one in decided
        if (not by or _decided_by(by, one))
        and (not wanted or one.candidate.hit.place.organisation in (*wanted, ""))
        and not _for_another(one, case)
    ):
        return ""
    return "Källorna tar upp frågan men inget beslut om den."


def _for_another(one: Scored, case: Case) -> bool:
    """Whether what a decision is for ("för funktionsstöd") is said elsewhere and not in its item."""
    found = _FOR.search(case.query.text)
    word = next((word for word in case.said.words if found and word.word == found[1].lower()), None)
    if word is None or is_verb(word.word):
        return False
    item = one.candidate.hit.passage.item_id
    here = told_by([hit for hit in case.hits if hit.passage.item_id == item])
    return word.match(here) < PRESENT and word.match(told_by(case.hits)) >= SAID


def _decided_by(body: str, one: Scored) -> bool:
    """Whether a sentence stands in the minutes of a body ("nämnden"), or says that it decided."""
    stem = body[:-2]
    if stem in one.candidate.hit.place.body.lower():
        return True
    said = rf"(?i){re.escape(stem)}\w* [^.]{{0,40}}\b{_DECIDING}|\b{_DECIDING}\w* {re.escape(stem)}"
    return bool(re.search(said, one.candidate.text))


def _noted(one: Scored, items: Collection[str]) -> bool:
    """Whether a decision takes note of all that one of the items told."""
    return bool(_NOTED.search(one.candidate.text)) and one.candidate.hit.passage.item_id in items
