"""Does a sentence tell the time that a question asks for: a day, a year, an hour, a last day?"""

from __future__ import annotations

import re
from collections.abc import Callable

from index.lexicon import MONTHS
from rag.signals import DATE

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(
    r"(?i)\b\d{1,2}(?::?[ea])?\.? ?(?:-|–|och)? ?(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*"
    r"|\b\d{1,2}/\d{1,2}\b|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{6}\b|\b\d\d-\d\d-\d\d\b"
)
_WANTS_DAY = re.compile(r"(?i)\b(?:mötes|sammanträdes)?datum(?:et|en)?\b|\bvilken dag\b|\bvilka dagar\b")
_WANTS_YEAR = re.compile(r"(?i)\b(?:vilket|från vilket) år\b")
_WANTS_HOUR = re.compile(
    r"(?i)\b(?:hur dags|öppettid\w*|klockslag\w*|vilken tid (?!på året)|vilket klockslag"
    r"|hur sent|vilken tid$)"
)
_HOUR = re.compile(r"(?i)\bkl(?:ockan|\.)? ?\d+|\b\d{1,2}[.:]\d\d\b")
_DEADLINE = re.compile(
    r"(?i)\b(?:sista \w*dag|senast|deadline|svarstid\w*"
    r"|(?:vara?|va) (?:inne|inskicka\w*|inlämna\w*)|(?:lämnas|skickas) in"
    r"|måste .*\bsvara)\b"
)
_BY_WHEN = re.compile(
    r"(?i)\b(?:senast|före|innan|inom|sista|svarstid\w*|deadline|fram till"
    r"|till och med|t\.?o\.?m\.?|på sig|går ut|inne)\b"
)
_BEGAN = re.compile(r"(?i)\bnär (?:start|började|bildad|inrätt|grundad|infört|infördes|öppnade|kom till)\w*")
_WANTS_MONTH = re.compile(r"(?i)\bvilken månad\b")
_MONTH = re.compile(rf"(?i)\b(?:{'|'.join(MONTHS)})\b|\b\d{{1,2}}/\d{{1,2}}\b|\b\d\d-\d\d-\d\d\b")
_YEAR_AFTER = 6  # characters after a day in which its year may stand
_DECIDES = re.compile(  # "när tar fullmäktige beslut", "när behandlas"
    r"(?i)\b(?:ta[rs]?|fattas?|tog|fattade)\b.{0,40}\bbeslut|\bbeslut(?:ar|as|ade|ades)\b|\bbehandla\w*"
    r"|\bta ställning\b|\bavgör\w*"
)
_FROM = re.compile(r"(?i)(?:från och med|fr\.?o\.?m\.?|från|gäller) (?:den )?$")
_KINDS = ((_WANTS_YEAR, _YEAR), (_WANTS_MONTH, _MONTH), (_WANTS_HOUR, _HOUR), (_WANTS_DAY, _DAY))
"""What a question may want of a time, and how that is written; else any ``DATE``."""


def tells_when(question: str, new: Callable[[str], bool], text: str) -> bool:
    """Whether ``text`` holds a time of the kind asked for; ``new`` tells what the question does not say."""
    if _DEADLINE.search(question) and not _BY_WHEN.search(text):
        return False
    if _BEGAN.search(question) and any(new(year) for year in _YEAR.findall(text)):
        return True
    pattern = next((told for wants, told in _KINDS if wants.search(question)), DATE)
    return any(
        new(match.group()) and not _another_time(question, text, match) for match in pattern.finditer(text)
    )


def _another_time(question: str, text: str, match: re.Match[str]) -> bool:
    """Whether a date is of another year than the question's, or the day from which a decision holds."""
    asked = set(_YEAR.findall(question))
    told = set(_YEAR.findall(text[match.start() : match.end() + _YEAR_AFTER]))
    if asked and told and not asked & told:
        return True
    return bool(_DECIDES.search(question) and _FROM.search(text[: match.start()]))
