"""What kind of answer a question asks for, told by its words. A table with a sample each."""

from __future__ import annotations

import re

from index.types import Intent

# The first row that fits decides.
INTENTS: tuple[tuple[Intent, str, str], ...] = (
    ("summary", r"\bsammanfatt\w*|\bi korthet\b|\bkortfattat\b|\böversikt\b|\bvad handlade .* om\b", "Sammanfatta punkt 3"),
    ("why", r"\bvarför\b|\banledning\w*\b|\borsak\w*|\bskäl(?:et|en)?\b|\bhur kommer det sig\b|\bvad beror\b", "Varför dröjde det?"),
    (
        "amount",
        r"\bhur (?:mycket|mkt|många|stor|stort|stora|dyr\w*|länge|lång\w*|ofta)\b|\bkosta\w*|\bkostnad\w*|\bbelopp\w*"
        r"|\bpris(?:et)?\b|\bavgift\w*|\bantal\w*|\bandel\w*|\bsumma\w*|\bprocent\w*|\bsnitt\w*",
        "Hur mycket kostar kursen?",
    ),
    ("when", r"^\W*när\b|\bnär (?:är|ska|sker|hålls|börjar|startar|går|väntas|blir)\b|\bdatum\w*|\bvilken dag\b|\bhur dags\b", "När är kursen?"),
    ("where", r"^\W*var\b|\b(?:i|på) vilken (?:stad|ort|plats|kommun|lokal)\b|\bvar (?:hölls|hålls|ligger|är|någonstans)\b", "Var hölls mötet?"),
    (
        "decision",
        r"\bbeslut\w*|\bbeslöt\w*|\bbestäm\w*|\bställningstagande\w*|\bställde? sig bakom\b|\blanda(?:de|t)\b|\benades\b"
        r"|\bkom .{0,20}fram till\b|\buppdrag\b|\bgodkän\w*|\bantogs?\b|\bavslog\w*|\bbifall\w*|\bblev det (?:av|något|nåt)\b"
        r"|\btackade (?:ja|nej)\b|\bsa(?:de)? (?:ja|nej)\b|\bröstade\b|\bvotering\w*|\breserver\w*",
        "Vad beslutades om kursen?",
    ),
    ("who", r"\bvem(?:s)?\b|\bvad heter\b|\bnamnet på\b|\brepresentant\w*|\bvilka (?:deltog|var (?:med|närvarande)|kom|medverkade|närvarade|personer)\b", "Vem höll i kursen?"),
    ("list", r"\bvilka\b|\blista\b|\bräkna upp\b|\balla\b|\bnämn\b", "Vilka kommuner deltog?"),
    ("yes_no", r"^\W*(?:får|ska|skall|är|har|hade|finns|fanns|kan|blev|blir|kommer|måste|behöver|gäller|var det|fick|ville)\b", "Får man komma?"),
)  # fmt: skip
_INTENTS = tuple((intent, re.compile(pattern, re.IGNORECASE)) for intent, pattern, _ in INTENTS)

_ATTENDANCE = re.compile(
    r"\bnärvar\w*|\bdeltog\b|\bdeltagit\b|\bdeltagarlist\w*|\bvar (?:\w+ )?med på\b|\bvar(?:it)? (?:med|på|där)\b.*\bmöte\w*"
    r"|\bmedverkade\b|\brepresenterade\b|\bgäst(?:er|erna)?\b|\bfrånvar\w*|\bersättare\b|\bersatte\b|\bordförande\w*|\bsekreterare\w*"
    r"|\bjusterare\w*|\bjusterade\b|\bledamöter\w*|\badjungera\w*|\bvilka kom\b|\bfrån \w+ på .*\bmöte",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\bjämför\w*|\brespektive\b|\bskillnad\w*|\bskiljer\b|\bi förhållande till\b|\bbåda\b|\bbåde\b.+\boch\b|\boch (?:19|20)\d\d\b|\bolika (?:organisationer|nätverk|regioner)\b"
    r"|\bfrån .+ (?:fram )?till\b|\bsedan\b|\butveckl(?:ats|ades)\b|\böver tid\b",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"\bsenaste\b|\bsenast\b|\bsista mötet\b|\bnyaste\b|\bnuläge\w*|\bläget\b|\bhur går det\b|\baktuell\w*|\bnu(?:förtiden|mera)?\b|\bi dagsläget\b",
    re.IGNORECASE,
)
_LATEST_MEETING = re.compile(
    r"\b(?:senaste|sista|nyaste) (?:\w+ )?(?:\w*möte\w*|sammanträde\w*|protokoll\w*|träff\w*|anteckning\w*)", re.IGNORECASE
)


def find_intent(question: str) -> Intent:
    """The kind of answer asked for, "open" when no words tell."""
    return next((intent for intent, pattern in _INTENTS if pattern.search(question)), "open")


def asks_for_attendance(question: str, intent: Intent) -> bool:
    """Whether the question is about who was at a meeting, or in what role."""
    return intent in ("who", "list", "yes_no", "open", "amount") and _ATTENDANCE.search(question) is not None


def asks_to_compare(question: str) -> bool:
    """Whether several bodies, organisations or times are to be set side by side."""
    return _COMPARE.search(question) is not None


def asks_for_latest(question: str) -> bool:
    """Whether the state of things is asked for, so that newer meetings say more."""
    return _LATEST.search(question) is not None


def asks_for_latest_meeting(question: str) -> bool:
    """Whether the newest meeting itself is meant."""
    return _LATEST_MEETING.search(question) is not None
