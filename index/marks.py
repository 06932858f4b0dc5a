"""What a single line shows by itself: bullets, numbers, labels, links, signatures, headings, presenters."""

from __future__ import annotations

import re

from index.lexicon import has_finite_verb, starts_lower, words
from index.people import NAME, is_person
from index.sentences import sentences

BULLET = re.compile(r"(?:[•▪●◦‣■□➢✓]|[-–*+](?=\s)|o(?=\s[A-ZÅÄÖ]))\s*")  # "• text", "- text", "o Text"
NUMBERED = re.compile(r"(?:\d{1,3}|[a-zåäö]|[ivx]{1,5})\s?[.)]\s+\S")  # "1. text", "b) text"
LINK = re.compile(r"<?(?:https?://|www\.|mailto:)\S+>?$", re.IGNORECASE)
LINK_REST = re.compile(r"https?:\S+|(?=\S*[/._=?-]\S*[/._=?-])\S{12,}")  # the end of a link that was broken
ATTACHMENT = re.compile(r"\.(?:docx?|pptx?|xlsx?|pdf|odt|rtf)\W*$", re.IGNORECASE)
LABEL = re.compile(r"[*_]{0,3}[A-ZÅÄÖ][^.:!?]{0,45}:[*_]{0,3}(?:\s|$)")  # "Beslut: ...", "Plats: ..."
CAPITALS = re.compile(r"(?=.*[A-ZÅÄÖ]{5})[A-ZÅÄÖ][A-ZÅÄÖ/-]*(?: [A-ZÅÄÖ/–-]+){0,5}:?")  # "DAGORDNING"
PRESENCE = re.compile(r"(?:Punkt|Ärende|§)\s?\d{1,3}\b")  # "Punkt 10 från ...", "§ 57 Val"
PEOPLE = re.compile(  # "Lis Palm och Karin Engström, ...", "Eva Ek – analytiker"
    r"[A-ZÅÄÖÉ][a-zåäöéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?(?: [A-ZÅÄÖÉ][\w'’-]+){1,2}(?:,| och | samt | [–-] |$| \()"
)
SIGNATURE = re.compile(  # "Antecknat av ...", "Justeras"
    r"(?:vid protokollet|antecknat av|anteckna[dt]\b|anteckningar(?: förda av|:| av)|protokoll(?:et)? fört av"
    r"|nedtecknat av|protokollförare|mötessekreterare|sekreterare\b|justera[ts]\b|justeras\b|underskrift"
    r"|vid pennan|minutes taken by)",
    re.IGNORECASE,
)
_NOT_HEADING = re.compile(
    r"(?:\d|\(|samtliga\b|alla\b|ordförande\b|bilaga\b|dnr\b|[_.…]{3}|vi\b|jag\b|ja\b|nej\b|se\b)", re.IGNORECASE
)


def starts_block(text: str) -> bool:
    """Whether a line by its own mark begins a block: bullet, number, label, capitals, signature."""
    marks = (BULLET, NUMBERED, LABEL, SIGNATURE, PRESENCE)
    return any(mark.match(text) for mark in marks) or CAPITALS.fullmatch(text) is not None


def names_people(text: str) -> bool:
    """Whether a line begins with a person's name that is set apart: a presenter, no title."""
    name = NAME.match(text)
    return PEOPLE.match(text) is not None and name is not None and is_person(name.group())


def reads_as_heading(text: str) -> bool:
    """Whether a line, taken alone, may be a heading: short, without verb, person or list."""
    count = len(words(text))
    if not 1 <= count <= 10 or len(text) > 90 or starts_lower(text) or ATTACHMENT.search(text):
        return False
    if not text[0].isalpha() or _NOT_HEADING.match(text) or SIGNATURE.match(text):
        return False
    if names_people(text) or has_finite_verb(text):
        return False
    if text.endswith(".") and (count > 8 or count < 2 or ":" in text):
        return False
    return not re.search(r"[:;,!?]$|[.:]\s+[A-ZÅÄÖ]|@|https?:", text)


def run_in_heading(text: str) -> str:
    """The heading that a paragraph begins with ("Nästa möte. Vad vill vi ..."), or ""."""
    spans = sentences(text)
    if len(spans) < 2:
        return ""
    first = text[spans[0][0] : spans[0][1]]
    if len(words(first)) > 3 or not first.endswith(".") or not first[0].isupper():
        return ""
    return "" if has_finite_verb(first) or re.search(r"\d|m\.m\.|@", first) else first.rstrip(".")
