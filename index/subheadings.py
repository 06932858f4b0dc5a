"""Headings inside an item, told from prose by what they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexicon import has_finite_verb, starts_lower, words
from index.paragraphs import ATTACHMENT, BULLET, PEOPLE, Block
from index.sentences import sentences

# Headings of parts that Swedish minutes repeat in every item; some hold a verb, so they are listed.
PART_LABEL = re.compile(
    r"(?:(?:Förslag till|Tidigare|Delegations)\s?beslut|Beslutsunderlag|Beslutsgång|Ärendebeskrivning|Bakgrund|Ärendet"
    r"|Sammanfattning(?: av ärendet)?|Beskrivning av ärendet|Yrkanden?(?: under sammanträdet)?|Bifallsyrkande"
    r"|Propositionsordning(?:en)?|Omröstning(?:sresultat)?|Votering|Reservation(?:er)?|Protokollsanteckning(?:ar)?"
    r"|Särskilt yttrande|Jäv|Deltar (?:inte|ej) i beslutet|Beslutet (?:skickas|sänds|expedieras|delges) till"
    r"|(?:Skickas|Sänds|Expedieras) till|Expediering|Barnkonsekvens\w*|Ekonomiska konsekvenser|Handlingar i ärendet"
    r"|Dagens sammanträde|Inlägg|Yttranden?|Diskussion|Information|Bilagor|Uppföljning|Motivering(?: till beslutet)?)",
    re.IGNORECASE,
)
_NOT_HEADING = re.compile(
    r"(?:\d|\(|samtliga\b|alla\b|vid protokollet|antecknat av|anteckningar(?: förda)?(?: av|:)|justera[ts]|sekreterare"
    r"|ordförande\b|bilaga\b|dnr\b|protokollförare|[_.…]{3})",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"(?:vid protokollet|antecknat av|anteckna[dt]|anteckningar(?: förda av|:| av)|protokoll(?:et)? fört av|nedtecknat av"
    r"|protokollförare|mötessekreterare|sekreterare\b|justera[ts]\b|justeras\b|underskrift|vid pennan|minutes taken by)",
    re.IGNORECASE,
)


def find_headings(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Positions of the blocks that are headings of what follows them; the first block is the item's own."""
    found = []
    for at in range(1, len(blocks) - 1):
        if SIGNATURE.match(blocks[at].text):
            break
        if _is_heading(blocks[at], blocks[at - 1], blocks[at + 1]):
            found.append(at)
    return tuple(found)


def is_part_label(text: str) -> bool:
    """Whether a line is the usual heading of a part of an item ("Yrkanden", "Beslutsunderlag")."""
    return PART_LABEL.fullmatch(text.strip(" :.*_")) is not None


def run_in_heading(text: str) -> str:
    """The heading that a paragraph begins with ("Nästa möte. Vad vill vi ..."), or ""."""
    spans = sentences(text)
    if len(spans) < 2:
        return ""
    first = text[spans[0][0] : spans[0][1]]
    short = (
        len(words(first)) <= 3 and first.endswith(".") and first[0].isupper() and not has_finite_verb(first)
    )
    return first.rstrip(".") if short and not re.search(r"\d|m\.m\.", first) else ""


def _is_heading(block: Block, before: Block, after: Block) -> bool:
    if block.kind == "heading" or is_part_label(block.text):
        return True
    text = block.text
    if block.kind == "bullet":
        text = BULLET.sub("", text, count=1)
        if after.kind in {"bullet", "number"} or before.kind == "bullet":
            return False
    if after.kind in {"link", "attachment", "heading"} or before.text.endswith(":"):
        return False
    return block.kind in {"text", "bullet"} and _reads_as_heading(text) and _is_prose(after)


def _reads_as_heading(text: str) -> bool:
    count = len(words(text))
    if not 1 <= count <= 10 or len(text) > 90 or starts_lower(text) or ATTACHMENT.search(text):
        return False
    if _NOT_HEADING.match(text) or PEOPLE.match(text) or has_finite_verb(text):
        return False
    if text.endswith(".") and count > 8:
        return False
    return not re.search(r"[:;,!?]$|\.\s+[A-ZÅÄÖ]|@|https?:", text)


def _is_prose(block: Block) -> bool:
    """Whether a block is what a heading may stand over: not another short line."""
    return block.kind in {"bullet", "number"} or len(words(block.text)) >= 6 or has_finite_verb(block.text)
