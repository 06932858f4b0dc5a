"""What kind of answer a question asks for, told by its words."""

from __future__ import annotations

import re

from index.types import Intent


def _any(patterns: str) -> re.Pattern[str]:
    """Matches any of the patterns, one or several a line, set apart by spaces; "_" is a space in them."""
    return re.compile("|".join(one.replace("_", " ") for one in patterns.split()), re.IGNORECASE)


# The first row that fits decides. Intent, patterns, sample.
INTENTS: tuple[tuple[Intent, re.Pattern[str], str], ...] = (
    (
        "summary",
        _any(r"\bsammanfatt\w* \bi_korthet\b \bkortfattat\b \böversikt\b \bvad_handlade_.*_om\b"),
        "Sammanfatta punkt 3",
    ),
    (
        "why",
        _any(r"\bvarför\b \banledning\w* \borsak\w* \bskäl(?:et|en)?\b \bhur_kommer_det_sig\b \bvad_beror\b"),
        "Varför dröjde det?",
    ),
    (
        "amount",
        _any(
            r"""
            \bhur_(?:mycket|mkt|många|stor|stort|stora|dyr\w*|länge|lång\w*|ofta)\b \bkostar\b \bkostade\b
            \b(?:vilket|vilken|vad_är)_(?:belopp|avgift|pris|kostnad|summa|andel|antal)\w*
            """
        ),
        "Hur mycket kostar kursen?",
    ),
    (
        "when",
        _any(
            r"""
            ^\W*när\b \bnär_(?:är|ska|sker|hålls|börjar|startar|går|väntas|blir)\b \bdatum\w* \bvilken_dag\b
            \bhur_dags\b
            """
        ),
        "När är kursen?",
    ),
    (
        "where",
        _any(
            r"""
            ^\W*var\b \b(?:i|på)_vilken_(?:stad|ort|plats|kommun|lokal)\b
            \bvar_(?:hölls|hålls|ligger|är|någonstans)\b
            """
        ),
        "Var hölls mötet?",
    ),
    (
        "decision",
        _any(
            r"""
            \bbeslut\w* \bbeslöt\w* \bbestäm\w* \bställningstagande\w* \bställde?_sig_bakom\b
            \blanda(?:de|t)\b
            \benades\b \bkom_.{0,20}fram_till\b \buppdrag\b \bgodkän\w* \bantogs?\b \bavslog\w* \bbifall\w*
            \bblev_det_(?:av|något|nåt)\b \btackade_(?:ja|nej)\b \bsa(?:de)?_(?:ja|nej)\b \bröstade\b
            \bvotering\w* \breserver\w*
            """
        ),
        "Vad beslutades om kursen?",
    ),
    (
        "amount",
        _any(
            r"""
            \bkosta\w* \bkostnad\w* \bbelopp\w* \bpris(?:et)?\b \bavgift\w* \bantal\w* \bandel\w* \bsumma\w*
            \bprocent\w* \bsnitt\w*
            """
        ),
        "kostnad per deltagare",
    ),
    (
        "who",
        _any(
            r"""
            \bvem(?:s)?\b \bvad_heter\b \bnamnet_på\b \brepresentant\w*
            \bvilka_(?:deltog|var_(?:med|närvarande)|kom|medverkade|närvarade|personer)\b
            """
        ),
        "Vem höll i kursen?",
    ),
    ("list", _any(r"\bvilka\b \blista\b \bräkna_upp\b \balla\b \bnämn\b"), "Vilka kommuner deltog?"),
    (
        "yes_no",
        _any(
            r"""
            ^\W*(?:får|ska|skall|är|har|hade|finns|fanns|kan|blev|blir|kommer|måste|behöver|gäller|fick)\b
            """
        ),
        "Får man komma?",
    ),
)

_ATTENDANCE = _any(
    r"""
    \bnärvar\w* \bdeltog\b \bdeltagit\b \bdeltagarlist\w* \bvar_(?:\w+_)?med_på\b
    \bvar(?:it)?_(?:med|på|där)\b.*\bmöte\w* \bmedverkade\b \brepresenterade\b \bgäst(?:er|erna)?\b
    \bfrånvar\w* \bersättare\b \bersatte\b \bordförande\w* \bsekreterare\w* \bjusterare\w* \bjusterade\b
    \bledamöter\w* \badjungera\w* \bvilka_kom\b \bfrån_\w+_på_.*\bmöte
    """
)
_COMPARE = _any(
    r"""
    \bjämför\w* \brespektive\b \bskillnad\w* \bskiljer\b \bi_förhållande_till\b \bbåda\b \bbåde\b.+\boch\b
    \boch_(?:19|20)\d\d\b \bolika_(?:organisationer|nätverk|regioner)\b \bfrån_.+_(?:fram_)?till\b \bsedan\b
    \butveckl(?:ats|ades)\b \böver_tid\b
    """
)
_LATEST = _any(
    r"""
    \bsenaste\b \bsenast\b \bsista_mötet\b \bnyaste\b \bnuläge\w* \bläget\b \bhur_går_det\b \baktuell\w*
    \bnu(?:förtiden|mera)?\b(?!-) \bi_dagsläget\b
    """
)
_LATEST_MEETING = _any(
    r"""
    \b(?:senaste|sista|nyaste)_(?:\w+_)?(?:\w*möte\w*|sammanträde\w*|protokoll\w*|träff\w*|anteckning\w*)
    \bförra_(?:\w+_)?(?:\w*mötet|sammanträdet|\w*träffen)\b
    """
)


def find_intent(question: str) -> Intent:
    """The kind of answer asked for, "open" when no words tell."""
    return next((intent for intent, pattern, _ in INTENTS if pattern.search(question)), "open")


def asks_for_attendance(question: str, intent: Intent) -> bool:
    """Whether the question is about who was at a meeting, or in what role."""
    told = intent in ("who", "list", "yes_no", "open", "amount")
    return told and _ATTENDANCE.search(question) is not None


def asks_to_compare(question: str) -> bool:
    """Whether several bodies, organisations or times are to be set side by side."""
    return _COMPARE.search(question) is not None


def asks_for_latest(question: str) -> bool:
    """Whether the state of things is asked for, so that newer meetings say more."""
    return _LATEST.search(question) is not None


def asks_for_latest_meeting(question: str) -> bool:
    """Whether the newest meeting itself is meant."""
    return _LATEST_MEETING.search(question) is not None
