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
    "list", "reason", "decision", "yes_no", "summary", "compare",
]  # fmt: skip

_I = re.IGNORECASE
_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"

_ASKED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("amount", re.compile(r"\bhur (mycket|mkt|mkket|stor|stort|stora|dyr|dyrt)\b(?! (längre|tidigare|senare|bättre|sämre))|\bbelopp\w*|\bsumma\b|\bandel\b|\bprocent\b"
                          r"|\bvad\b.{0,40}\b(kosta(r|de|t)?|tjänar)\b|\bkostar\b|\bbetalar?\b"
                          r"|\b(vad|vilken) (är|blir|blev|var)\b.{0,50}\b(kostnad\w*|avgift\w*|pris\w*|hyra\w*|taxa\w*)"
                          r"|^(?!.*\b(vad|vem|vilk\w+|hur|när|var|varför|orsak|skäl)\b).*\b(kostnad|pris|avgift|hyra)\b", _I)),
    ("count", re.compile(r"\bhur många\b|\bantal(et)?\b", _I)),
    ("duration", re.compile(r"\bhur länge\b|\w*tid(en)?\b(?=.*\buppsägning)|\bavtalstid\w*", _I)),
    ("person", re.compile(r"\bvem(s)?\b|\bvad heter\b|\bnamnet\b|\brepresentant\w*|\brepresenterade\b"
                          r"|\bvilka (personer|ledamöter|berättade|deltog|var med|medverkade|informerade|föredrog|var närvarande)", _I)),
    ("date", re.compile(r"(?:^|[.:,] |\boch )när\b|\bdatum\w*|\bvilken dag\b|\bhur dags\b|\bvilken tid\b|\bvilket år\b"
                        r"|\bvilken månad\b", _I)),
    ("place", re.compile(r"^\W*var\b(?! det| det| \w+ (med|på)\b)|\b(i|på) vilken (stad|ort|plats|lokal)\b|\bvar någonstans\b", _I)),
    ("municipality", re.compile(r"\bvilk(a|en|et)( \w+){0,2} (kommun(er|en|erna)?|städer|stad|orter)\b", _I)),
    ("list", re.compile(r"\bvilka\b|\bvad för\b|\blista\b|\balla\b|\buppräkna\b|\bräkna upp\b", _I)),
    ("reason", re.compile(r"\bvarför\b|\banledning\w*|\borsak\w*|\bskäl\w*|\bmotiver\w*|\bhur kommer det sig\b", _I)),
    ("decision", re.compile(r"\bbeslut\w*|\bbestäm\w*|\bbeslöt\w*|\bställningstagande\w*|\btog ställning\b|\blandade\b"
                            r"|\buppdrag\b|\bställde sig\b|\bgodkän\w*|\bkom .{0,20}fram till\b|\benades\b|\btackade\b", _I)),
    ("yes_no", re.compile(r"^\W*(får|ska|skall|är|har|hade|finns|fanns|kan|blev|blir|togs|bestämdes|beslutades|gick|"
                          r"kommer|kostar|godkände\w*|avslog|avslogs|var det|måste|behöver)\b", _I)),
    ("summary", re.compile(r"\bsammanfatta\w*|\bsammanfattning\w*|\bi korthet\b|\bkort om\b|\bvad handlade\b|\böversikt\b", _I)),
    ("compare", re.compile(r"\bjämför\w*|\brespektive\b|\bskillnad\w*|\bjämfört\b|\bbåde\b.*\boch\b|\bi förhållande till\b|\b(i|hos|på) \w+ och (i|hos|på) \w+|\bfrån\b.*\b(fram )?till\b", _I)),
)  # fmt: skip

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
    r"|\bvecka \d+|\bv\.? ?\d{1,2}\b|\b(?:års|halv)?(?:våren|hösten|sommaren|vintern|årsskiftet|halvåret|kvartal\w*)\b"
    r"|\b(?:år|sedan|from|fr\.?o\.?m\.?|senast|under) (?:19|20)\d\d\b"
    r"|\bkl(?:ockan|\.)? ?\d", _I)  # fmt: skip
QUANTITY = re.compile(rf"\b(?:{_FIGURE}|{_NUMBER_WORDS.replace('ett|en|', '')})(?: ?%| \\w+)", _I)
REASON = re.compile(
    r"\bhandlar om\b|\bdär man har\b|\bgrund\w*|\beftersom\b|\bdärför\b|\bdärmed\b|\bpå grund av\b|\bp\.?g\.?a\b|\bmed anledning av\b|\butifrån att\b|\bför att\b"
    r"|\bberor\b|\bbakgrunden\b|\borsak\w*|\bskäl\w*|\bdå (?!och)\w+|\briskera\w*|\bmed hänvisning\b|\binnebär\b"
    r"|\bhänger ihop\b|\bmed tanke på\b|\bsvårt\b|\bsvår(igheter)?\b|\bbehövs\b|\bbedöm\w*|\bmotiver\w*|\bi syfte\b|\bsyfte\w*"
    r"|\bså att\b|\bdels\b|\bvilket gör\b|\bär viktigt\b|\bgör att\b|\bdå\b", _I)  # fmt: skip
DECISION = re.compile(
    r"\bbeslut(?:ar|ade|ades|at|ats|as|en|et)?\b|\bbeslöt\b|\bställer sig bakom\b|\bställde sig bakom\b|\buppdras\b"
    r"|\buppdrogs\b|\bi uppdrag\b|\bgodkänn\w*|\bgodkände\w*|\bavslå\w*|\bnotera\w*|\bställningstagande\b|\bfastställ\w*"
    r"|\bantar\b|\bantogs\b|\bförorda\w*|\btillstyrk\w*|\bavstyrk\w*|\butses\b|\bväljer\b|\bäniga\b|\benas\b|\bbifall\w*"
    r"|\blägg(?:s|er) till handlingarna\b|\båterremitter\w*|\bbordlägg\w*|\bbör\b", _I)  # fmt: skip
ENUMERATION = re.compile(r"\w+, [^,.;]+(?:, [^,.;]+)* (?:och|samt) \w+|;", _I)
_NAME = re.compile(r"(?<![\w])[A-ZÅÄÖÉÜ][a-zåäöéü]+(?:-[A-ZÅÄÖÉ][a-zåäöé]+)?(?: (?:von|af|de|van|[A-ZÅÄÖÉÜ][a-zåäöéü]+(?:-[A-ZÅÄÖÉ][a-zåäöé]+)?))*"
                   r" [A-ZÅÄÖÉÜ][a-zåäöéü]+(?:-[A-ZÅÄÖÉ][a-zåäöé]+)?")  # fmt: skip


def asked(question: str) -> frozenset[Kind]:
    """The kinds of answer a question asks for; empty when nothing in its wording says."""
    return frozenset(kind for kind, pattern in _ASKED if pattern.search(question))


_AND_ASKS = re.compile(
    r",? och (?=(?:vad|vem|vilka|vilken|vilket|hur|när|var|varför)\b)|(?<=\?) (?=\w)", _I
)


def parts(question: str) -> tuple[str, ...]:
    """The questions asked in one: "Vad tyckte A om X och vad beslutade B?" is two."""
    found = [part.strip() for part in _AND_ASKS.split(question)]
    return tuple(part for part in found if len(part.split()) >= 2) or (question,)


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


_PLACED = re.compile(r"(?:\b(?:i|från|till|för|hos) |[a-zåäö], )([A-ZÅÄÖ][a-zåäö]{2,})\b(?! [A-ZÅÄÖ][a-zåäö])")


def learned_places(texts: Sequence[str]) -> frozenset[str]:
    """Names that stand where places stand ("i Tallåsen", "Ada Berg, Tallåsen") in these texts."""
    return frozenset(name for text in texts for name in _PLACED.findall(text))
