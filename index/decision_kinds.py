"""What a decision does, and what it says of conditions, who and when."""

from __future__ import annotations

import re

from index.sentences import sentences
from index.types import DecisionKind

# Patterns of what a sentence does, with a sample each; the first that stands in the text decides.
ACTS: tuple[tuple[DecisionKind, str, str], ...] = (
    ("rejects", r"ställer sig inte bakom", "Nätverket ställer sig inte bakom förslaget."),
    ("rejects", r"\bavsl(?:år|å|ås|og|ogs)\b", "Nämnden avslår motionen."),
    ("rejects", r"\bavstyrk(?:er|te|a|s|tes)\b", "Nämnden avstyrker förslaget."),
    (
        "rejects",
        r"\b(?:besluta\w*|beslöt) (?:att )?(?:inte|ej)\b|\bsäger nej\b|\bgodkänn(?:er|s) (?:inte|ej)\b",
        "beslutar att inte",
    ),
    ("approves", r"\bställ\w* sig\b(?: \w+){0,3} bakom\b", "Nätverket ställer sig bakom förslaget."),
    ("approves", r"\b(?:god|fast)(?:känn|ställ)\w*", "Styrelsen godkänner budgeten."),
    (
        "approves",
        r"\bant(?:ar|a|as|og|ogs)\b|\baccepter\w+|\bbevilj\w+|\btillstyrk\w+|\bbif(?:all|öll)\w*",
        "Planen antas.",
    ),
    (
        "approves",
        r"\bbör\b|\bförläng(?:s|er|des)\b|\bförordar\b|\bsäger ja\b|\bger klartecken\b",
        "GR bör delta.",
    ),
    (
        "approves",
        r"\b(?:om|ny)?val(?:des|de|t)\b|\b(?:om|ny)?välj(?:s|er|a)\b|\butse(?:s|r)?\b|\butsåg(?:s)?\b",
        "Ada väljs.",
    ),
    (
        "intention",
        r"\bavsiktsförklaring\b|\bhar för avsikt\b|\bavser att\b|\bambitionen är\b",
        "avger en avsiktsförklaring",
    ),
    (
        "assigns",
        r"\buppdra(?:s|r|ga)?\b|\buppdrog(?:s)?\b|\bi uppdrag\b|\bfår uppdraget\b|\bansvarar för\b",
        "X uppdras att",
    ),
    (
        "follow_up",
        r"\båterkom\w+|\bbordl\w+|\båterremi\w+|\bremitter\w+|\bflyttas?\b|\btas upp\b|\binkommer\b",
        "GR återkommer.",
    ),
)
_NOTES = re.compile(
    r"(?i)\bnoter(?:ar|ade|as|ades|a)\b|till handlingarna|\btar del av\b|\btog del av\b|\bta del av\b|\binga synpunkter\b"
    r"|\btar emot informationen\b|\btackar för informationen\b|\bgodkänner informationen\b"
)
_ACTS = tuple((kind, re.compile(f"(?i){pattern}")) for kind, pattern, _ in ACTS)
_DECIDES = re.compile(
    r"(?i)\b(?:beslutar|beslutade|beslöt|beslutas|beslutades)\b(?:\s+(?:enhälligt|även|också|därför))*"
)
_CONDITION = re.compile(
    r"(?i)\b(?:enbart|endast|dock|undantag\w*|undantas|förutsatt|förutsättning(?:en)?|villkor\w*|förbehåll|såvida|om inte"
    r"|gäller (?:inte|ej)|kan (?:därför |dock )?(?:inte|ej)|förutom|med undantag|förbehåller|tidigast|högst|reservera\w*"
    r"|under förutsättning|om minst)\b"
)
_ASSIGNEES = (  # (pattern with the group "who", a sample)
    (
        r"(?P<who>[A-ZÅÄÖ][\w-]+(?: [\w-]+){0,4}?) (?:uppdras|uppdrogs|får i uppdrag|ges i uppdrag|utses|utsågs)\b",
        "Strateg uppdras",
    ),
    (
        r"\b(?:uppdra(?:r|s|ga)?|uppdrog)(?: \w+)? åt (?P<who>[\w-]+(?: [\w-]+){0,3}?)(?= att\b|,|\.|$)",
        "uppdrar åt förbundet att",
    ),
    (
        r"\b(?:ger|gav|ge|lämnar)(?: även)? (?P<who>[\w-]+(?: [\w-]+){0,3}?) i uppdrag\b",
        "ger rådet i uppdrag",
    ),
    (
        r"(?P<who>[A-ZÅÄÖ][\w-]+(?: [\w-]+){0,3}?) (?:återkommer|ansvarar|skickar ut|sammanställer|inkommer)\b",
        "GR återkommer med",
    ),
)
_ASSIGNEE = tuple(re.compile(pattern) for pattern, _ in _ASSIGNEES)
_MONTH = r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
_DUE = re.compile(
    rf"(?i)\b(?:(?:senast|före|innan|till och med|fram till|redan)\s+(?:den\s+)?(?:\d{{1,2}}(?::?[ae])?\s+{_MONTH}(?:\s+\d{{4}})?"
    rf"|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:\s?-?\s?\d{{2,4}})?|{_MONTH}(?:\s+\d{{4}})?|sommaren|årsskiftet|jul|hösten|våren)"
    r"|(?:till|vid|på|inför) (?:nästa|nästkommande|kommande) (?:möte|sammanträde|nätverksmöte|styrelsemöte)t?"
    r"|(?:redan )?(?:nästa|nästkommande) (?:vecka|månad|år)|under (?:våren|sommaren|hösten|vintern)(?: \d{4})?)"
)


def kind_of(text: str) -> DecisionKind:
    """What the decision does: the first sentence that does more than take note says it."""
    noted = False
    for low, high in sentences(text):
        sentence = text[low:high]
        kind = _act(sentence)
        if kind not in {"notes", "other"}:
            return kind
        noted = noted or kind == "notes"
    return "notes" if noted else "other"


def _act(sentence: str) -> DecisionKind:
    decides = _DECIDES.search(sentence)
    if decides:
        rest = sentence[decides.end() :]
        head = _first(rest[:60])
        if head and re.match(r"\s*:?\s*(?:att\s+)?(?:\w+\s+){0,2}", rest):
            kind, at = head
            if at <= 35:
                return kind
        if _NOTES.search(rest[:70]):
            return "notes"
        return "approves"
    first = _first(_NOTES.sub("", sentence))
    if first:
        return first[0]
    return "notes" if _NOTES.search(sentence) else "other"


def _first(text: str) -> tuple[DecisionKind, int] | None:
    """The act that stands first in ``text`` and where; a table row before another wins a tie."""
    hits = [
        (match.start(), order, kind)
        for order, (kind, pattern) in enumerate(_ACTS)
        if (match := pattern.search(text))
    ]
    if not hits:
        return None
    start, _, kind = min(hits)
    return kind, start


def conditions(text: str) -> tuple[str, ...]:
    """The sentences that limit the decision or except somebody from it, as written."""
    return tuple(text[low:high] for low, high in sentences(text) if _CONDITION.search(text[low:high]))


def assignee(text: str) -> str:
    """Who is to act, as written, or ""."""
    for pattern in _ASSIGNEE:
        match = pattern.search(text)
        if match:
            return match.group("who")
    return ""


def due(text: str) -> str:
    """By when, as written, or ""."""
    match = _DUE.search(text)
    return match.group() if match else ""
