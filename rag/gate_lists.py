"""Do the sources list what they count: two lecturers, one municipality, those present?

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re
from collections import Counter

from index.people import NAME, is_person
from index.types import Hit
from rag.facts import capitals, numbers
from rag.fillers import fills, is_label
from rag.focus import fits, written_as
from rag.gate_case import GOES_ON, Case, beside, full, names_in, told_by
from rag.scoring import Scored
from rag.wording import term_set

_COUNTED = re.compile(
    r"(?i)\b(?:en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|några|flera|vissa|någon|hälften av"
    r"|\d+)(?: av)?(?: \w+)? \w*kommun(?:er|erna)?\b"
)
_DESCRIBED = re.compile(r"(?i)\b\w+(?:sta|aste) \w*kommun(?:er|erna|en)?\b")  # "de tre största kommunerna"
_LABELLED = re.compile(r"(?i)\W*(?:alternativ|modell|scenario|spår|förslag|steg) (?:[a-z]|\d)\b")
_THE_REST = re.compile(r"(?i)\b(?:övriga|resterande|utöver|förutom)\b|\binte (?:bygger|ingår|omfattas)\b")
_REST = re.compile(r"(?i)\b(?:övriga|andra|resterande|dessutom|därutöver|utöver)\b")
_BETWEEN_ITEMS = re.compile(r"[,;/]| och | samt | men |\d[.)] ")
_ASKS_PRESENT = re.compile(
    r"(?i)\b(?:deltagarlist\w*|närvarolist\w*|närvarande|deltog|deltagare|var med|kom)\b.*(?:nätverk"
    r"|möte|sammanträde|träff|nämnd|styrelse|råd)"
)
_LIST_OF_PRESENT = re.compile(
    r"(?i)\b(?:närvar\w+|deltog|deltagare|medverkande|ledamöter|frånvar\w+"
    r"|förhinder|ej på plats|anmält|kallade)\b"
)
_SEVERAL = 3  # people from which a passage lists those present
LISTED = 0.3
"""Share of the best sentence's match from which a sentence may enumerate what was counted."""
NEAREST = 0.9
"""Share of the best sentence's own words from which a sentence says the most of the matter."""


def several_missing(case: Case) -> str:
    """ "Vilka två ...", and the sources count them without saying which."""
    wanted = case.asked.several
    if wanted < 2 or "municipality" in case.kinds:
        return ""
    pool = case.gathered.scored
    if _THE_REST.search(case.query.text):
        told = any(_REST.search(one.candidate.text) and _items(one.candidate.text) >= wanted for one in pool)
        return "" if told else "Källorna räknar inte upp de övriga."
    if counting := [one for one in pool if _counts_them(one, case)]:
        told = any(_enumerated(one, wanted, pool) for one in counting)
    else:
        best = max(full(one, case.core) for one in pool)
        about = [one.candidate for one in pool if full(one, case.core) >= LISTED * best]
        bullets = Counter(one.hit.passage.passage_id for one in about if one.bullet)
        told = max(bullets.values(), default=0) >= wanted or any(_items(one.text) >= wanted for one in about)
    return "" if told else "Källorna nämner dem men räknar inte upp dem."


def unnamed_municipality(case: Case) -> str:
    """A municipality is asked for, and what says the most of the matter only counts ("en kommun")."""
    if "municipality" not in case.kinds or case.sided:
        return ""
    pool = case.gathered.scored
    best = max(case.matter.coverage(one.candidate.terms) for one in pool)
    told = [one for one in pool if case.matter.coverage(one.candidate.terms) >= NEAREST * best]
    if not told or not all(_COUNTED.search(one.candidate.text) for one in told):
        return ""
    if any(_DESCRIBED.search(one.candidate.text) for one in told):
        return ""
    near = [held for one in told for held in (one, beside(one, pool, 1)) if held is not None]
    named = any(fills("municipality", case.asked, held.candidate.text) for held in near)
    return "" if named else "Källorna säger inte vilken kommun."


def present_missing(case: Case) -> str:
    """Who was at a meeting is asked for, and its minutes found have no list of those present."""
    if not case.query.attendance or not _ASKS_PRESENT.search(case.query.text) or "count" in case.kinds:
        return ""
    inside = (hit for hit in case.hits if fits(hit.place, case.query.filters))
    return "" if any(map(_lists_present, inside)) else "Källorna säger inte vilka som var med."


def unlisted_present(case: Case) -> str:
    """Who came from somewhere is asked for, and the list of those present has nobody from there."""
    if not case.for_whom or case.listed or len(case.names) != 1 or case.sided or not case.query.attendance:
        return ""
    heads = {
        one.candidate.hit: one
        for one in case.gathered.scored
        if fits(one.candidate.hit.place, case.query.filters)
        and not one.candidate.hit.place.item
        and _lists_present(one.candidate.hit)
    }
    if not heads or any(names_in(told_by([hit]), one, case) for hit, one in heads.items()):
        return ""
    return f"Ingen från {written_as(case.names[0].word, case.query.text)} finns bland de närvarande."


def _lists_present(hit: Hit) -> bool:
    """Whether a passage names several people, or is the head of minutes that says who came."""
    text = hit.passage.text
    people = {match.group() for match in NAME.finditer(text) if is_person(match.group())}
    return len(people) >= _SEVERAL or (not hit.place.item and bool(_LIST_OF_PRESENT.search(text)))


def _counts_them(one: Scored, case: Case) -> bool:
    """Whether a sentence counts the things asked for ("Två av föreläsarna ...")."""
    asked = [number for number in numbers(case.query.text) if not is_label(number, case.query.text)]
    things = {
        term for number in asked for term in term_set(" ".join(case.query.text[number.end :].split()[:2]))
    }
    text = one.candidate.text
    return any(
        number.value in {wanted.value for wanted in asked}
        and things & term_set(" ".join(text[number.end :].split()[:3]))
        for number in numbers(text)
        if not is_label(number, text)
    )


def _enumerated(one: Scored, wanted: int, pool: tuple[Scored, ...]) -> bool:
    """Whether what a sentence counts is listed in it, in the next or in a list that it opens."""
    if _lists(one.candidate.text, wanted):
        return True
    after = beside(one, pool, 1)
    if after is None:
        return False
    opens_list = after.candidate.bullet and not one.candidate.bullet
    later = beside(one, pool, 2)
    goes_on = later is not None and GOES_ON.match(later.candidate.text)
    return (
        opens_list
        or _lists(after.candidate.text, wanted)
        or bool(goes_on and later and _lists(later.candidate.text, wanted))
    )


def _items(text: str) -> int:
    return len(_BETWEEN_ITEMS.findall(text)) + 1


def _lists(text: str, wanted: int) -> bool:
    """Whether a sentence enumerates so many: by name or label, after a colon, in brackets, as "De är ..."."""
    named = sum(not name.initial for name in capitals(text)) >= wanted
    opens = bool(re.search(r"[:;(–]", text)) or bool(GOES_ON.match(text))
    return bool(_LABELLED.match(text)) or ((named or opens) and _items(text) >= wanted)
