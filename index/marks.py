"""What a single line shows by itself: bullets, numbers, labels, links, signatures, headings, presenters."""

from __future__ import annotations

import re

from index.decision_marks import HEAD, OPENER
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
PRESENCE = re.compile(r"(?:Punkt|Ärende|§)\s?\d{1,3}\b|Från [A-ZÅÄÖ]")  # "Punkt 10 från ...", "§ 57 Val"
PEOPLE = re.compile(  # "Lis Palm och Karin Engström, ...", "Eva Ek – analytiker"
    r"[A-ZÅÄÖÉ][a-zåäöéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?(?: [A-ZÅÄÖÉ][\w'’-]+){1,2}(?:,| och | samt | [–-] |$| \()"
)
SIGNATURE = re.compile(  # "Antecknat av ...", "Justeras"
    r"(?=[A-ZÅÄÖ*_])(?i:vid protokollet|antecknat av|anteckna[dt]\b|anteckningar(?: förda av|:| av)"
    r"|protokoll(?:et)? fört av"
    r"|nedtecknat av|protokollförare|mötessekreterare|sekreterare\b|justera[ts]\b|justeras\b|underskrift"
    r"|vid pennan|minutes taken by)"
)
_NOT_HEADING = re.compile(
    r"(?:\d|\(|samtliga\b|alla\b|ordförande\b|bilaga\b|dnr\b|[_.…]{3}|vi\b|jag\b|hon\b|han\b|ja\b|nej\b|se\b)",
    re.IGNORECASE,
)


# The label above or before those to whom a decision is sent: no part of the decision.
DISPATCH_LABEL = (
    r"(?:Beslutet |Beslut |Protokollet |Ärendet )?(?:ska |skall )?(?:skickas|sänds|skickat|expedieras|delges"
    r"|meddelas|översänds)(?: för kännedom)? till"
    r"|(?:Protokolls)?utdrag(?:et)?(?: (?:skickas|sänds|ges))? till"
    r"|Kopia(?: skickas)? till|Expedier(?:ing|as)|Delges|Delgivning|Sändlista|För kännedom(?: till)?"
    r"|Beslutet (?:ska |skall )?(?:delges|expedieras)"
)
DISPATCH = re.compile(rf"(?i:{DISPATCH_LABEL})\s*:|(?i:(?:protokolls)?utdrag) (?:till|skickas till) ")


# Headings of parts that Swedish minutes repeat in every item; some hold a verb, so they are listed.
_PARTS = (
    r"(?:Förslag till|Tidigare|Delegations)\s?beslut",
    r"Beslutsunderlag",
    r"Beslutsgång(?:en)?",
    r"(?:Beskrivning av )?[Ää]rende(?:t|beskrivning)?",
    r"Bakgrund",
    r"Sammanfattning(?: av ärendet)?",
    r"Yrkanden?(?: under sammanträdet)?|(?:Bifalls|Avslags|Tilläggs)yrkanden?",
    r"Propositionsordning(?:en)?",
    r"Omröstning(?:sresultat)?|Votering(?:sresultat)?",
    r"Reservation(?:er)?|Särskil[dt]a? yttranden?|Protokollsanteckning(?:ar)?|Jäv",
    r"Deltar (?:inte|ej) i beslutet",
    rf"(?:{DISPATCH_LABEL})",
    r"Barnkonsekvens\w*|Ekonomiska konsekvenser|Handlingar i ärendet|Dagens sammanträde|Inlägg|Yttranden?",
    r"Diskussion(?:en)?|Information|Bilagor|Uppföljning|Motivering(?: till beslutet)?",
)
_PART = re.compile("|".join(f"(?:{part})" for part in _PARTS), re.IGNORECASE)


def is_part_label(text: str) -> bool:
    """Whether a line is the usual heading of a part of an item ("Yrkanden", "Beslutsunderlag")."""
    return _PART.fullmatch(text.strip(" :.*_")) is not None


def is_capitals(text: str) -> bool:
    """Whether a line is a heading in capital letters ("LITE AV VARJE", "REMISS: BOENDE 2025?")."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 5 and len(text) <= 90 and text.upper() == text and not BULLET.match(text)


def heads_decision(text: str) -> bool:
    """Whether a line of its own puts a decision below it ("Beslut", "Nämnden beslutar")."""
    return HEAD.fullmatch(text) is not None or OPENER.fullmatch(text) is not None


def starts_block(text: str) -> bool:
    """Whether a line by its own mark begins a block: bullet, number, label, capitals, signature."""
    marks = (BULLET, NUMBERED, LABEL, SIGNATURE, PRESENCE)
    return (
        any(mark.match(text) for mark in marks)
        or CAPITALS.fullmatch(text) is not None
        or is_part_label(text)
        or heads_decision(text)
    )


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
