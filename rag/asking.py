"""What a question asks for: the kinds of thing its wording wants, and the questions in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.signals import Kind, any_of

_ALTERNATIVES: Mapping[Kind, tuple[str, ...]] = {
    "amount": (
        r"\bhur (mycket|mkt|mkket|stor|stort|stora|dyr|dyrt)\b(?! (längre|tidigare|senare|bättre|sämre))",
        r"\b\w*belopp\w*",
        r"\bhur många (?:tusen|miljoner|kronor|kr)\b",
        r"^(?=[^?]*$)(?!.*\b(vad|vem|vilk\w+|hur|när|var|varför)\b).*\bkronor\b",
        r"\bsumma\b",
        r"\bandel\b",
        r"\bprocent\b",
        r"\b(?:tjänstgörings|sysselsättnings|tjänste)(?:grad|omfattning)\b",
        r"\bvad\b.{0,80}\b(kosta(r|de|t)?|tjänar)\b",
        r"\bkostar\b",
        r"(?<!\bvem )(?<!\bvilka )(?<!\bska )(?<!\bslutar )(?<!\batt )\bbetalar?\b",
        r"\b(vad|vilken) (är|blir|blev|var)\b.{0,50}\b(kostnad\w*|avgift\w*|pris\w*|hyra\w*|taxa\w*)",
        r"^(?!.*\b(vad|vem|vilk\w+|hur|när|var|varför|orsak|skäl)\b).*\b(\w*(?:kostnad|pris|avgift)|hyra)\b",
        r"^(?=[^?]*$)(?!.*\b(vad|vem|vilk\w+|hur|när|var|varför|är|har|ska)\b).*\b(\w*budget|anslag)\b",
        r"\bvad\b.*\b(?:i|för) lön+\b",
        r"\b(vilken|vad (är|blir)) \w*lön+en?\b|\bvilken \w*lön\b",
    ),
    "count": (
        r"(?<!\bveta )(?<!\bvet )(?<!\bsäga )\bhur m(?:ång|ågn|ongn|ang)a\b",
        r"\bantal(et)?\b",
    ),
    "duration": (
        r"\bhur länge\b",
        r"\bhur lång tid\b",
        r"\w*tid(en)?\b(?=.*\buppsägning)",
        r"\bavtalstid\w*",
    ),
    "person": (
        r"\bvem(s)?\b",
        r"\bvad heter\b",
        r"\bnamnet\b",
        r"^namn\b|^(?!.*\b(vad|vem|vilk\w+|hur|när|var|varför)\b).*\bnamn\W*$",
        r"\bvilken \w*(jurist|samordnare|sekreterare|strateg|direktör|handläggare|politiker)\b(?! är)",
        r"\brepresentant\w*",
        r"\brepresenterade\b",
        r"\bvilka (personer|ledamöter|gäster|föreläsare|talare)",
        r"\bvilka (berättade|deltog|var med|medverkade|informerade|föredrog)",
        r"\bvilka var närvarande",
    ),
    "date": (
        r"(?:^|[.:,] |\boch )när\b",
        r"\b\w*datum\w*",
        r"\b(?:sammanträdes|mötes)(?:dag|tid)\w*",
        r"\bvilken (vecko)?dag\b",
        r"\b(veckodag|klockslag)\w*",
        r"\bvilken vecka\b",
        r"\bsista \w*dag\b",
        r"\bdeadline\b",
        r"\bhur dags\b",
        r"\böppettid\w*",
        r"\bvilken tid\b",
        r"\bvilket år\b",
        r"\bvilken månad\b",
    ),
    "place": (
        r"^\W*var\b(?! det| det| \w+ (med|på)\b|.*\b(avgör|beslut|behandla|diskuter))",
        r"\b(i|på) vilken (stad|ort|plats|lokal)\b",
        r"^(?!.*\b(vad|vem|vilk\w+|hur|när|var|varför)\b).*\b(lokal|adress)\b",
        r"^(?=[^?]*$)(?!.*\b(vad|vem|vilk\w+|hur|när|var|varför|är|har|ska)\b)plats\b",
        r"\bvar någonstans\b",
    ),
    "municipality": (
        r"\bvilk(a|en|et)( (?!\w*r\b)\w+){0,2} (\w*kom+un(er)?|städer|stad|orter)\b",
        r"\bvilk(a|en) (av )?(de )?\w*kom+un(erna|en)\b",
    ),
    "list": (
        r"\bvilka\b",
        r"\bvad för\b",
        r"\blista\b",
        r"\balla\b",
        r"\buppräkna\b",
        r"\bräkna upp\b",
    ),
    "reason": (
        r"\bvarför\b",
        r"\banledning\w*",
        r"\borsak\w*",
        r"\bskäl\w*",
        r"\bmotiver\w*",
        r"\bhur kommer det sig\b",
        r"\bvad bero(?:r|dde)\b",
    ),
    "decision": (
        r"\bbeslut\w*",
        r"\bbestäm\w*",
        r"\bbeslöt\w*",
        r"\bställningstagande\w*",
        r"\btog ställning\b",
        r"\blandade\b",
        r"\buppdrag\b",
        r"\bställde sig\b",
        r"\bgodkän\w*",
        r"\bkom .{0,20}fram till\b",
        r"\benades\b",
        r"\btackade\b",
    ),
    "yes_no": (
        r"^\W*(får|ska|skall|är|har|hade|finns|fanns|kan|blev|blir|togs|bestämdes|beslutades|gick)\b",
        r"^\W*(kommer|kostar|godkände\w*|avslog|avslogs|var det|måste|behöver)\b",
    ),
    "summary": (
        r"\bsammanfatta\w*",
        r"\bsammanfattning\w*",
        r"\bi korthet\b",
        r"\bkort om\b",
        r"\bdet viktigaste\b",
        r"\bvad handlade\b",
        r"\böversikt\b",
    ),
    "condition": (
        r"\bundanta(g|s|gen|gna|get|r|en)\b",
        r"\bvillkor\w*",
        r"\bförbehåll\w*",
        r"\bförutsättning\w*",
    ),
    "compare": (
        r"\bjämför\w*",
        r"\brespektive\b",
        r"\bskillnad\w*",
        r"\bjämfört\b",
        r"\bbåde\b.*\boch\b",
        r"\bi förhållande till\b",
        r"\b(i|hos|på) \w+ och (i|hos|på) \w+",
        r"\bfrån\b.*\b(fram )?till\b",
    ),
}
_ASKED = {kind: any_of(*alternatives) for kind, alternatives in _ALTERNATIVES.items()}
_WHETHER = re.compile(  # "Är det beslutat vem ..." asks whether, not who
    r"(?i)(?<=\bär det )(?:nu |redan )?(?:beslutat|bestämt|klart|avgjort) (?:vem|vilka|vilken|när|var|hur)\b"
)
_INSIDE = re.compile(
    r"(?i)^(?P<asks>\W*(?:vad|varför|vem|hur)\b[^,?]*?) (?:om|på|av|över) hur (?:många|mycket|stor)\b"
)
_WHO_INSIDE = re.compile(r"(?i)^(?P<asks>\W*(?:vad|varför|hur)\b[^,?]*?(?<!och)) vem(?= som\b)")
_AND_ASKS = re.compile(
    r",? och (?=(?:vad|vem|vilka|vilken|vilket|hur|när|var|varför)\b)|(?<=\?) (?=\w)", re.IGNORECASE
)


def asked(question: str) -> frozenset[Kind]:
    """The kinds of answer a question asks for; empty when nothing in its wording says."""
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(_plain(question)))


def _plain(question: str) -> str:
    """The question without what another question in it asks: "svårt att få grepp om hur många"."""
    plain = _INSIDE.sub(r"\g<asks>", _WHETHER.sub(" ", question))
    return _WHO_INSIDE.sub(r"\g<asks>", plain)


def parts(question: str) -> tuple[str, ...]:
    """The questions asked in one: "Vad tyckte A om X och vad beslutade B?" is two."""
    found = [part.strip() for part in _AND_ASKS.split(question)]
    return tuple(part for part in found if len(part.split()) >= 2) or (question,)
