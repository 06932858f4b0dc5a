"""What a decision does, and what it says of conditions, who and when."""

from __future__ import annotations

import re

from index.sentences import sentences
from index.types import DecisionKind

# What a sentence does: words (alternatives, each a whole word or the start of a phrase), with a sample.
# The act that stands first in the sentence counts; of two at the same place the upper row. The last row
# (somebody just does something) counts only where no other does.
ACTS: tuple[tuple[DecisionKind, tuple[str, ...], str], ...] = (
    ("rejects", (r"ställer sig inte bakom", r"säger nej", r"godkänn(?:er|s) (?:inte|ej)"), "ställer sig inte bakom"),
    ("rejects", (r"avsl(?:år|å|ås|og|ogs)", r"avstyrk(?:er|te|a|s|tes)"), "Nämnden avslår motionen."),
    ("assigns", (r"(?:varje|respektive|samtliga) \w+ (?:utser|lämnar|redovisar)",), "Varje kommun utser en person."),
    ("approves", (r"ställ\w* sig(?: \w+){0,3} bakom", r"(?:god|fast)(?:känn|ställ)\w*"), "ställer sig bakom"),
    ("approves", (r"ant(?:ar|a|as|og|ogs)", r"accepter\w+", r"bevilj\w+", r"tillstyrk\w+", r"bif(?:all|öll)\w*"), "antas"),
    ("approves", (r"bör", r"förläng(?:s|er|des)", r"förordar", r"säger ja", r"rekommenderar", r"godtar"), "GR bör delta."),
    ("approves", (r"inför(?:s|er)?(?= (?:en|ett|den|det|från))", r"inrätta(?:s|r)", r"genomförs", r"lånar ut"), "inför en"),
    ("approves", (r"(?:höj|sänk|teckna|fördela|behåll)(?:s|er|r)", r"anslut(?:s|er)", r"avger .*\byttrande\w*"), "höjs"),
    ("approves", (r"(?:enas|enades) om",), "Nätverket enas om att pröva."),
    ("approves", (r"(?:om|ny)?val(?:des|de|t)", r"(?:om|ny)?välj(?:s|er|a)", r"utse(?:s|r)?", r"utsåg(?:s)?"), "Ada väljs."),
    ("intention", (r"avsiktsförklaring", r"har för avsikt", r"avser att", r"ambitionen är"), "avger en avsiktsförklaring"),
    ("assigns", (r"uppdra(?:s|r|ga)?", r"uppdrog(?:s)?", r"i uppdrag", r"får uppdraget", r"ansvarar för"), "X uppdras att"),
    ("follow_up", (r"återkom\w+", r"bordl\w+", r"återremi\w+", r"remitter\w+", r"flyttas?", r"tas upp"), "GR återkommer."),
    ("follow_up", (r"inkommer", r"(?:tar fram|lämnar|redovisar)\b.*\btill (?:\w+ ){1,2}(?:möte|sammanträde)t?"), "till mötet"),
    ("assigns", (r"(?:skriver|undersöker|sammanställer|kontaktar|samordnar|bevakar|tar fram|bjuder in)",), "Ada skriver."),
)  # fmt: skip
_ACTS = tuple((kind, re.compile(rf"(?i)\b(?:{'|'.join(forms)})\b")) for kind, forms, _ in ACTS)
_NOTES = re.compile(
    r"(?i)\bnoter(?:ar|ade|as|ades|a)\b|till handlingarna|\bt(?:ar|og|a) del av\b|\binga synpunkter\b"
    r"|\b(?:tar emot|tackar för|godkänner) informationen\b"
)
_DECIDES = re.compile(
    r"(?i)\b(?:beslutar|beslutade|beslöt|beslutas|beslutades)\b"
    r"(?:\s+(?:enhälligt|även|också|därför|\w+(?:nätverket|nämnden|styrelsen|mötet)))*"
)
_NOT = re.compile(r"(?:\s+(?!att\b)\w+){0,2}\s+att (?:inte|ej)\b|\s+(?:inte|ej)\b")
_NEAR = 35  # characters after "beslutar" within which the act must begin to be what is decided
_CONDITION = re.compile(
    r"(?i)\b(?:enbart|endast|dock|undantag\w*|undantas|förutsatt|förutsättning(?:en)?|villkor\w*|förbehåll|såvida"
    r"|om inte|gäller (?:inte|ej)|kan (?:därför |dock )?(?:inte|ej)|förutom|förbehåller|tidigast|högst"
    r"|reservera\w*|om minst|deltar (?:inte|ej)|avstår|först efter)\b"
)
_ACTOR = r"[\w-]+(?: [\w-]+){0,3}?"
_ASSIGNEES = (  # (pattern with the group "who", a sample)
    (rf"(?P<who>[A-ZÅÄÖ]{_ACTOR}) (?:uppdras|uppdrogs|får i uppdrag|fick i uppdrag|ges i uppdrag)\b", "Ada uppdras att"),
    (rf"\b(?:uppdra(?:r|s|ga)?|uppdrog)(?: \w+)? åt (?P<who>{_ACTOR})(?= att\b|,|\.|$)", "uppdrar åt förbundet att"),
    (rf"\b(?:ger|gav|ge|lämnar)(?: även)? (?P<who>{_ACTOR}) i uppdrag\b", "ger rådet i uppdrag"),
    (
        r"(?P<who>[A-ZÅÄÖ][\w-]*(?: [A-ZÅÄÖ][\w-]+){0,2}) (?:\w+ \w+ och )?"
        r"(?:återkommer|ansvarar|skickar|sammanställer|inkommer|skriver|tar fram|undersöker|samordnar|utses)\b",
        "GR återkommer med",
    ),
)  # fmt: skip
_ASSIGNEE = tuple(re.compile(pattern) for pattern, _ in _ASSIGNEES)
_MONTH = r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
_DAY = rf"(?:\d{{1,2}}(?::?[ae])? {_MONTH}(?: \d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:[ -]\d{{2,4}})?)"
_SEASON = r"(?:sommaren|årsskiftet|jul|hösten|våren|vintern)"
_DUE = re.compile(
    rf"(?i)\b(?:(?:senast|före|innan|fram till)(?: i| under)?(?: den)? (?:{_DAY}|{_MONTH}(?: \d{{4}})?|{_SEASON})"
    r"|(?:till|vid|på|inför) (?:nästa|nästkommande|kommande) (?:nätverks|styrelse)?(?:möte|sammanträde)t?"
    r"|(?:redan )?(?:nästa|nästkommande) (?:vecka|månad|år)"
    rf"|(?:återkomm(?:er|a)|redovisas?)\b.{{0,40}}?(?P<month> (?:i|under|den) (?:{_DAY}|{_MONTH}|{_SEASON})(?: \d{{4}})?))"
)


def kind_of(text: str) -> DecisionKind:
    """What the decision does: the first sentence that does more than take note says it."""
    noted = False
    for low, high in sentences(text):
        kind = _act(text[low:high])
        if kind not in {"notes", "other"}:
            return kind
        noted = noted or kind == "notes"
    return "notes" if noted else "other"


def _act(sentence: str) -> DecisionKind:
    decides = _DECIDES.search(sentence)
    if decides:
        rest = sentence[decides.end() :]
        if _NOT.match(rest):
            return "rejects"
        head = _first(rest)
        if head and head[1] <= _NEAR:
            return head[0]
        return "notes" if _NOTES.search(rest[: 2 * _NEAR]) else "approves"
    first = _first(_NOTES.sub("", sentence))
    if first:
        return first[0]
    return "notes" if _NOTES.search(sentence) else "other"


def _first(text: str) -> tuple[DecisionKind, int] | None:
    """The act that stands first in ``text`` and where."""
    for acts in (_ACTS[:-1], _ACTS[-1:]):
        hits = [
            (match.start(), row, kind)
            for row, (kind, pattern) in enumerate(acts)
            if (match := pattern.search(text))
        ]
        if hits:
            start, _, kind = min(hits)
            return kind, start
    return None


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
    return (match.group("month") or match.group()).strip() if match else ""
