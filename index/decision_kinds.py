"""What a decision does, and what it says of conditions, who and when."""

from __future__ import annotations

import re

from index.decision_marks import CONCLUSION
from index.decision_verbs import decides
from index.sentences import sentences
from index.types import DecisionKind

_TO_MEETING = r"(?:tar fram|lämnar|redovisar)\b.*\btill (?:\w+ ){1,2}(?:möte|sammanträde)t?"
# What a sentence does: words (alternatives, each a whole word or the start of a phrase), with a sample.
# The act that stands first in the sentence counts; of two at the same place the upper row. The last row
# (somebody just does something) counts only where no other does.
ACTS: tuple[tuple[DecisionKind, tuple[str, ...], str], ...] = (
    ("rejects", ("ställer sig inte bakom", "säger nej", "godkänn(?:er|s) (?:inte|ej)"), "godkänner inte"),
    (
        "rejects",
        (r"går inte vidare", r"avstå(?:r|s)? (?:\w+ )?från", r"avstod från", r"avbö[jd]\w+", r"avvisa\w*"),
        "Nätverket går inte vidare med frågan.",
    ),
    (
        "rejects",
        (r"tackar nej|tackade nej|sade nej|röstade nej|avfärda\w+|röstades ne[dr]",),
        "tackar nej till",
    ),
    ("rejects", ("avsl(?:år|å|ås|og|ogs)", "avstyrk(?:er|te|a|s|tes)"), "Nämnden avslår motionen."),
    ("assigns", (r"(?:varje|respektive|samtliga) \w+ (?:utser|lämnar|redovisar)",), "Varje kommun utser"),
    (
        "approves",
        (r"ställ\w* sig(?: \w+){0,3} bakom", r"(?:god|fast)(?:känn|känd|ställ)\w*"),
        "godkänner planen",
    ),
    ("approves", ("ant(?:ar|a|as|og|ogs)", r"accepter\w+", r"bevilj\w+", r"tillstyrk\w+"), "Planen antas."),
    ("approves", (r"bif(?:all|öll)\w*", "bör", "förläng(?:s|er|des)", "förordar", "säger ja"), "bör behålla"),
    (
        "approves",
        (
            "rekommenderar",
            r"lämnar (?:ett )?(?:gemensamt )?(?:svar|yttrande|remissvar)",
            "godtar",
            "genomförs",
            "lånar ut",
            "inrätta(?:s|r)",
        ),
        "godtar att",
    ),
    (
        "approves",
        (r"fullmakt|mandat", "inför(?:s|er)?(?= (?:en|ett|den|det|från))", r"(?:enas|enades)(?: \w+)? om"),
        "enas om att pröva",
    ),
    ("approves", ("(?:höj|sänk|teckna|fördela|behåll)(?:s|er|r)", "anslut(?:s|er)"), "Avgiften höjs."),
    ("approves", (r"(?:är|var|kom|kommer) (?:ense|eniga?|överens) om",), "kom överens om att"),
    (
        "approves",
        (
            r"(?:sälj|köp|hyr|bygg|riv|stäng)(?:s|es)|avvecklas|upphör|permanentas|utökas|avsätt\w*",
            r"anställ(?:s|er|a)|upphandla\w*|köp(?:s|er|a)? in",
        ),
        "Korttidshemmet avvecklas senast den 30 juni.",
    ),
    (
        "approves",
        (r"ligger fast|oförändra[dt]\w*|är fortsatt", r"ing(?:et|en|enting) (?:\w+ något )?emot"),
        "Målet ligger fast.",
    ),
    (
        "approves",
        (r"(?:fick|vann|får|vinner) (?:bifall|gehör)", r"uppmana(?:r|de)?"),
        "Förslaget vann bifall.",
    ),
    (
        "approves",
        (r"avger .*\byttrande\w*", "(?:om|ny)?val(?:des|de|t)", "(?:om|ny)?välj(?:s|er|a)"),
        "Ada väljs.",
    ),
    ("approves", ("utse(?:s|r)?", "utsåg(?:s)?"), "Ada utses."),
    ("intention", ("avsiktsförklaring", "har för avsikt", "avser att", "ambitionen är"), "avser att"),
    (
        "assigns",
        ("uppdra(?:s|r|ga)?", "uppdrog(?:s)?", "i uppdrag", "får uppdraget", "ansvarar för"),
        "uppdras",
    ),
    (
        "follow_up",
        (
            r"återkom\w+",
            r"bordl\w+",
            r"återremi\w+",
            r"remitter\w+",
            r"flyttas?|hänskj\w+|hänsköt\w*|avvakta\w*",
        ),
        "återkommer",
    ),
    ("follow_up", ("tas upp", "inkommer", _TO_MEETING), "lämnar en plan till nästa möte"),
    (
        "assigns",
        (
            "skriver|undersöker|sammanställer|kontaktar|samordnar|bevakar|tar fram|bjuder in|skickar",
            "utarbetar|tar upp|ordnar|bokar|frågar|kollar|tar hem",
        ),
        "Ada skriver till länsstyrelsen.",
    ),
)
_ACTS = tuple((kind, re.compile(rf"(?i)\b(?:{'|'.join(forms)})\b")) for kind, forms, _ in ACTS)
_NOTES = re.compile(
    r"(?i)\bnoter(?:ar|ade|as|ades|a)\b|till handlingarna|\bt(?:ar|og|a) del av\b|\binga synpunkter\b"
    r"|\b(?:tar emot|tackar för|godkänner) informationen\b"
)
_DECIDES = re.compile(
    r"(?i)\b(?:beslutar|beslutade|beslöts?|beslutas|beslutades|bestämdes?|(?:tar|tog|fattar|fattade) "
    r"(?:ett )?beslut(?:et)?(?: om)?|beslut (?:togs|fattades)(?: om)?)\b"
    r"(?:\s+(?:enhälligt|även|också|därför|\w+(?:nätverket|nämnden|styrelsen|mötet)))*"
)
_AGREED_TEXT = re.compile(
    r"(?i)\b(?:enas|enades|kom överens|beslutar|beslutade)\b[^.:]*\bföljande (?:\w+ )?\w+: "
)
_ALONE = re.compile(r"(?i)\s*(?:för egen del|enhälligt|följande|att|\W)*\s*")  # the list below says what
_NOT = re.compile(r"(?:\s+(?!att\b)\w+){0,2}\s+att (?:inte|ej)\b|\s+(?:inte|ej)\b")
_PROPOSES = re.compile(r"(?i)\b(?:föreslår|rekommenderar|hemställer)\b")
_NEAR = 35  # characters after "beslutar" within which the act must begin to be what is decided
_CONDITION = re.compile(
    r"(?i)\b(?:enbart|endast|dock|undantag\w*|undantas|förutsatt|förutsättning(?:en)?|villkor\w*"
    r"|förbehåll|såvida"
    r"|om inte|gäller (?:inte|ej)|kan (?:därför |dock )?(?:inte|ej)|förutom|förbehåller|tidigast|högst"
    r"|reservera\w*|om minst|deltar (?:inte|ej)|avstår|först efter)\b"
)
_ACTOR = r"[\w-]+(?: [\w-]+){0,3}?"
_ASSIGNEES = (  # (pattern with the group "who", a sample)
    (
        rf"(?P<who>[A-ZÅÄÖ]{_ACTOR}) (?:uppdras|uppdrogs|får i uppdrag|fick i uppdrag|ges i uppdrag)\b",
        "Ada uppdras att",
    ),
    (
        rf"\b(?:uppdra(?:r|s|ga)?|uppdrog)(?: \w+)? åt (?P<who>{_ACTOR})(?= att\b|,|\.|$)",
        "uppdrar åt förbundet att",
    ),
    (rf"\b(?:ger|gav|ge|lämnar)(?: även)? (?P<who>{_ACTOR}) i uppdrag\b", "ger rådet i uppdrag"),
    (
        (
            r"(?P<who>[A-ZÅÄÖ][\w-]*(?: [A-ZÅÄÖ][\w-]+){0,2}) (?:\w+ \w+ och )?(?:återkommer|ansvarar|skickar"
            r"|sammanställer|inkommer|skriver|tar fram|undersöker|samordnar|utses)\b"
        ),
        "GR återkommer med",
    ),
)
_ASSIGNEE = tuple(re.compile(pattern) for pattern, _ in _ASSIGNEES)
_MONTH = r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
_DAY = (
    rf"(?:\d{{1,2}}(?::?[ae])? {_MONTH}(?: \d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:[ -]\d{{2,4}})?)"
)
_SEASON = r"(?:sommaren|årsskiftet|jul|hösten|våren|vintern)"
_DUE = re.compile(
    rf"(?i)\b(?:(?:senast|före|innan|fram till)(?: i| under)?(?: den)? (?:{_DAY}|{_MONTH}(?: \d{{4}})?"
    rf"|{_SEASON})"
    r"|(?:till|vid|på|inför) (?:nästa|nästkommande|kommande) (?:nätverks|styrelse)?(?:möte|sammanträde)t?"
    r"|(?:redan )?(?:nästa|nästkommande) (?:vecka|månad|år)"
    rf"|(?:återkomm(?:er|a)|redovisas?)\b.{{0,40}}?(?P<month> (?:i|under|den) (?:{_DAY}|{_MONTH}"
    rf"|{_SEASON})(?: \d{{4}})?))"
)


def kind_of(text: str, mark: str = "") -> DecisionKind:
    """What the decision does: the first sentence that does more than take note says it, else its mark."""
    if re.match(r"(?i)uppdrag\b", mark):
        return "assigns"
    kind = _kind(text)
    return (
        "follow_up"
        if kind in {"assigns", "other"} and re.match(r"(?i)åtgärd|action|att göra", mark)
        else kind
    )


def settles(mark: str, text: str) -> bool:
    """Whether what stands behind a mark is a decision; behind "Slutsats" it may be a mere finding."""
    if not CONCLUSION.match(mark):
        return True
    acts = kind_of(text) in {"assigns", "follow_up", "rejects", "notes"}
    return acts or any(decides(text[low:high]) for low, high in sentences(text))


def _kind(text: str) -> DecisionKind:
    noted = False
    for low, high in sentences(text):
        kind = _act(text[low:high])
        if kind not in {"notes", "other"}:
            return kind
        noted = noted or kind == "notes"
    if noted:
        return "notes"
    return "approves" if _PROPOSES.search(text) or _DECIDES.search(text) else "other"


def _act(sentence: str) -> DecisionKind:
    agreed = _AGREED_TEXT.search(sentence)
    if agreed:
        return _act(sentence[agreed.end() :])
    decides = _DECIDES.search(sentence)
    if decides:
        rest = sentence[decides.end() :]
        if _ALONE.fullmatch(rest):
            return "other"
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
