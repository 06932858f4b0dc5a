"""What a question asks for, and what a sentence offers: transparent surface signals of Swedish.

Both sides speak the same ``Kind`` words, so that selection can prefer a sentence with an
amount for "hur mycket" and the gate can miss it. Pure functions, no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rag.municipalities import MUNICIPALITIES

Kind = Literal[
    "amount", "count", "duration", "person", "date", "place", "municipality",
    "list", "reason", "decision", "condition", "yes_no", "summary", "compare",
]  # fmt: skip

_I = re.IGNORECASE
_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"


def any_of(*alternatives: str) -> re.Pattern[str]:
    """A pattern that finds any of the alternatives, whatever their case."""
    return re.compile("|".join(alternatives), _I)


_NUMBER_WORDS = (
    "noll|ett|en|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|"
    "nitton|tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio|hundra|tusen"
)
_FIGURE = r"\d{1,3}(?:[ . ] ?\d{3})+|\d+(?:[.,]\d+)?"
AMOUNT = re.compile(
    rf"(?:{_FIGURE})\s*(?:kr\b|kronor|:-|tkr|mkr|mnkr|msek|sek\b|miljon\w*|miljard\w*|tusen|procent|%)"
    r"|\b(?:\w+)\s+(?:procent|miljoner|kronor)\b", _I)  # fmt: skip
COUNT = re.compile(rf"\b(?:{_FIGURE}|{_NUMBER_WORDS.replace('ett|en|', '')})\b", _I)
DURATION = re.compile(
    rf"\b(?:{_FIGURE}|{_NUMBER_WORDS})\s+(?:år|månader|veckor|dagar|timmar|minuter|månad|vecka|dag|timme)\b"
    r"|\btillsvidare\b|\btills vidare\b|\b(?:19|20)\d\d\s*[-–]\s*(?:19|20)?\d\d\b", _I)  # fmt: skip
DATE = re.compile(
    rf"\b\d{{1,2}}(?::?[ea])?\s*(?:{_MONTHS}|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec)\b"
    rf"|\b\d{{1,2}}/\d{{1,2}}\b|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{{6}}\b|\b(?:{_MONTHS})\b"
    r"|\bvecka \d+|\bv\.? ?\d{1,2}\b"
    r"|\bi (?:vår|sommar|höst|vinter)\b|\b(?:års|halv)?(?:våren|hösten|sommaren|vintern|årsskiftet"
    r"|halvåret|kvartal\w*)\b"
    r"|\b(?:år|sedan|from|fr\.?o\.?m\.?|senast|under) (?:19|20)\d\d\b"
    r"|\bkl(?:ockan|\.)? ?\d", _I)  # fmt: skip
QUANTITY = re.compile(rf"\b(?:{_FIGURE}|{_NUMBER_WORDS.replace('ett|en|', '')})(?: ?%| \\w+)", _I)
REASON = any_of(
    r"\bhandlar om\b",
    r"\b(?:ansågs?|anser|menade|menar|bedöm\w+|tycker|tyckte) att\b",
    r"\bdär man har\b",
    r"\bgrund\w*",
    r"\beftersom\b",
    r"\bdärför\b",
    r"\bdärmed\b",
    r"\bpå grund av\b",
    r"\bp\.?g\.?a\b",
    r"\bmed anledning av\b",
    r"\butifrån att\b",
    r"(?<!ansvarig )(?<!ansvar )\bför att\b",
    r"\bberor\b",
    r"\bbakgrunden\b",
    r"\borsak\w*",
    r"\bförklar(?:ing\w*|\w+ (?:med|av|att))\b",
    r"\b(?:hinn|räck)\w* inte\b",
    r"\bföljd av\b",
    r"\btack vare\b",
    r"\bskäl\w*",
    r"\bdå (?!och)\w+",
    r"\briskera\w*",
    r"\bmed hänvisning\b",
    r"\binnebär\b",
    r"\bhänger ihop\b",
    r"\bmed tanke på\b",
    r"\bsvårt\b",
    r"\bsvår(igheter)?\b",
    r"\bbehövs\b",
    r"\bsakna[srt]?\b",
    r"\bbrist\w*",
    r"\bkräv\w*",
    r"\bhind\w*",
    r"\bvarsel\b",
    r"\bproblem\w*",
    r"\brisk\w*",
    r"\bbedöm\w*",
    r"\bmotiver\w*",
    r"\bi syfte\b",
    r"\bsyfte\w*",
    r"\bså att\b",
    r"\bdels\b",
    r"\bvilket gör\b",
    r"\bär viktigt\b",
    r"\bgör att\b",
    r"\bdå\b",
)
SAID_REASON = any_of(
    r"\b(?:eftersom|därför|därmed|på grund av|p\.?g\.?a|med anledning av|utifrån att"
    r"|(?<!ansvarig )(?<!ansvar )för att|bero[rd]\w*)\b",
    r"\b(?:bakgrund|orsak|skäl|motiver|syfte)\w*",
    r"\b(?:med hänvisning|i väntan på|med hänsyn till|hänger ihop|med tanke på|dels|vilket gör|gör att"
    r"|tack vare|följd av|då \w+)\b",
    r"\bförklar(?:ing\w*|\w+ (?:med|av|att))\b",
)
"""Words that give a reason plainly, where ``REASON`` holds faint signs too."""
OWN_REASON = any_of(
    r"\w+skäl\b",
    r"\btills\b(?! vidare)",
    r"\bsedan (?:\w+ ){1,4}(?:har|hade|behövt|blivit|fått|gått|sagt|slutat)\b",
    r"\befter (?:upprepad|klagomål|kritik|problem|incident|synpunkt|att)\w*",
    r"\b(?:när|innan) (?:\w+ ){0,4}(?:är klar|saknas)\w*",
    r"\b(?:befara|oroa|orolig|oro för|rädd|undvik|slipp)\w*",
    r"\b(?:inte|ej|för) (?:råd|tid|få|dyr|sen|lång|liten|svår|hög|låg)\w*",
)
"""Words that give a reason for what their own sentence says."""
DECISION = any_of(
    r"\bbeslut(?:ar|ade|ades|at|ats|as|en|et)?\b",
    r"\bbeslöt\b",
    r"\bställer sig bakom\b",
    r"\bställde sig bakom\b",
    r"\buppdras\b",
    r"\buppdrogs\b",
    r"\bi uppdrag\b",
    r"\bgodkänn\w*",
    r"\bgodkände\w*",
    r"\bavslå\w*",
    r"\bnotera\w*",
    r"\bställningstagande\b",
    r"\bfastställ\w*",
    r"\bantar\b",
    r"\bantogs\b",
    r"\bförorda\w*",
    r"\btillstyrk\w*",
    r"\bavstyrk\w*",
    r"\butses\b",
    r"\bväljer\b",
    r"\bäniga\b",
    r"\benas\b",
    r"\bbifall\w*",
    r"\blägg(?:s|er) till handlingarna\b",
    r"\båterremitter\w*",
    r"\bbordlägg\w*",
    r"\bbör\b",
)
ENUMERATION = re.compile(r"\w+, [^,.;]+(?:, [^,.;]+)* (?:och|samt) \w+|;", _I)
_PART = r"[A-ZÅÄÖÉÜ][a-zåäöéü]+(?:-[A-ZÅÄÖÉ][a-zåäöé]+)?"
_NAME = re.compile(rf"(?<!\w){_PART}(?: (?:von|af|de|van|{_PART}))* {_PART}")


def names(text: str, not_names: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Two or more capitalised words in a row, such as persons bear; ``not_names`` (lower-cased
    words that also occur as ordinary words or places) are no part of one."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and words[0].lower() in not_names:
            words.pop(0)
        while words and words[-1].lower() in not_names:
            words.pop()
        if len(words) >= 2:
            found.append(" ".join(words))
    return tuple(dict.fromkeys(found))


def places(text: str) -> tuple[str, ...]:
    """Swedish municipalities and large places named in ``text``, as written in the register."""
    words = set(_CAPITALISED.findall(text))
    return tuple(name for name in MUNICIPALITIES if _stands_in(name, words, text))


_CAPITALISED = re.compile(r"[A-ZÅÄÖ][\w-]+")


def _stands_in(name: str, words: set[str], text: str) -> bool:
    return (name in words or f"{name}s" in words) if " " not in name else name in text


_PLACED = re.compile(
    r"(?:\b(?:i|från|till|för|hos) |[a-zåäö], |[a-zåäö] \()([A-ZÅÄÖ][a-zåäö]{2,})\b"
    r"(?! (?:[A-ZÅÄÖ][a-zåäö]|(?:är|blir|tar) ))"
)


_MIXED = re.compile(r"\b[A-ZÅÄÖ][a-zåäö]+[A-ZÅÄÖ][a-zåäö]+\b")
_BODIES = re.compile(
    r"(?:verket|styrelsen|gruppen|rådet|nämnden|polisen|förbundet|myndigheten|regeringen|kommittén|bolaget)s?$"
)


def learned_places(texts: Sequence[str]) -> frozenset[str]:
    """Names that stand where places stand ("i Tallåsen", "Ada Berg, Tallåsen") in these texts."""
    mixed = {word.lower() for text in texts for word in _MIXED.findall(text)}  # "VästKom" is no place
    return frozenset(
        name
        for text in texts
        for name in _PLACED.findall(text)
        if name.lower() not in mixed and not _BODIES.search(name)
    )
