"""Headings inside an item, told from prose by what they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexicon import has_finite_verb, words
from index.marks import BULLET, SIGNATURE, reads_as_heading
from index.paragraphs import Block

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
    r"Beslutet (?:skickas|sänds|expedieras|delges) till|(?:Skickas|Sänds|Expedieras) till|Expediering",
    r"Barnkonsekvens\w*|Ekonomiska konsekvenser|Handlingar i ärendet|Dagens sammanträde|Inlägg|Yttranden?",
    r"Diskussion(?:en)?|Information|Bilagor|Uppföljning|Motivering(?: till beslutet)?",
)
_PART = re.compile("|".join(f"(?:{part})" for part in _PARTS), re.IGNORECASE)


def find_headings(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Positions of the blocks that are headings of what follows them; the first block is the item's own."""
    found: list[int] = []
    for at in range(1, len(blocks) - 1):
        if SIGNATURE.match(blocks[at].text):
            break
        follows = bool(found) and found[-1] == at - 1
        if _is_heading(blocks[at], blocks[at - 1], blocks[at + 1], follows):
            found.append(at)
    return tuple(found)


def is_part_label(text: str) -> bool:
    """Whether a line is the usual heading of a part of an item ("Yrkanden", "Beslutsunderlag")."""
    return _PART.fullmatch(text.strip(" :.*_")) is not None


def _is_heading(block: Block, before: Block, after: Block, follows: bool) -> bool:
    if block.kind == "heading" or is_part_label(block.text):
        return True
    text = block.text
    if block.kind == "bullet":
        text = BULLET.sub("", text, count=1)
        if after.kind in {"bullet", "number"} or before.kind == "bullet":
            return False
    if after.kind in {"link", "attachment", "heading"} or before.text.endswith(":"):
        return False
    if text.endswith(".") and (follows or before.kind == "bullet"):
        return False
    return block.kind in {"text", "bullet"} and reads_as_heading(text) and _is_prose(after)


def _is_prose(block: Block) -> bool:
    """Whether a block is what a heading may stand over: not another short line."""
    return block.kind in {"bullet", "number"} or len(words(block.text)) >= 6 or has_finite_verb(block.text)
