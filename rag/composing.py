"""From checked claims and quotes to what a reader sees, within a budget of words. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from rag.types import Claim, Quote
from rag.verify import cite

READER_WORDS = 120
CLAIM_WORDS = 45
REFUSAL = "Det framgår inte av källorna."
NO_MODEL = "Ingen språkmodell är installerad; så här står det i protokollen."
_LINKS = re.compile(r"!?\[([^\]\d][^\]]*)\]\([^)]*\)")
_TAGS = re.compile(r"<[^<>\n]{0,200}>")
_ADDRESS = re.compile(r"\b(?:https?|ftp|data|javascript|file|mailto)\s*:\S*", re.IGNORECASE)


def harmless(text: str) -> str:
    """The text without anything active: links, images, tags, role tokens, hidden characters."""
    shown = "".join(
        char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs") or char == "\n"
    )
    shown = _LINKS.sub(r"\1", shown)
    shown = _ADDRESS.sub("(länk borttagen)", shown)
    return _TAGS.sub("", shown).replace("<|", "").replace("|>", "")


def is_active(text: str) -> bool:
    """Whether a text holds a link, an image or a tag: no claim of a model may."""
    return bool(_LINKS.search(text) or _ADDRESS.search(text) or _TAGS.search(text) or "<|" in text)


def as_claim(quote: Quote, passages: Mapping[str, str]) -> Claim:
    """The quote itself as a claim: supported when its words stand in the stored text."""
    citation = cite(quote, passages.get(quote.passage_id, ""))
    supported = citation.status != "not_found"
    return Claim(
        quote.text, supported, (citation,) if supported else (), () if supported else ("citatet finns inte",)
    )


def mend(
    claims: Sequence[Claim], quotes: Sequence[Quote], passages: Mapping[str, str], limit: int = CLAIM_WORDS
) -> tuple[Claim, ...]:
    """The claims with each unsupported one replaced by its quote, nothing said twice.

    With no claims at all the best quotes stand in, up to ``limit`` words.
    """
    kept: list[Claim] = []
    for claim in claims:
        if claim.supported:
            kept.append(claim)
            continue
        number = claim.citations[0].number if claim.citations else None
        quote = next((quote for quote in quotes if quote.number == number), None)
        if quote is not None and not _told(quote, kept) and len(quote.text.split()) <= limit + 15:
            kept.append(as_claim(quote, passages))
    if not kept:
        kept = [as_claim(quote, passages) for quote in fitting(quotes, limit)]
    return tuple(
        claim for n, claim in enumerate(kept) if claim.text not in {other.text for other in kept[:n]}
    )


def text_of(claims: Sequence[Claim]) -> str:
    """The claims as running text with source numbers, nothing in it active."""
    return " ".join(f"{harmless(_one_line(claim))}{_marks(claim)}" for claim in claims)


def fitting(quotes: Sequence[Quote], budget: int) -> tuple[Quote, ...]:
    """Quotes in the given order that fit into ``budget`` words; the first is always there."""
    shown: list[Quote] = []
    left = budget
    for quote in quotes:
        words = len(quote.text.split())
        if words <= left or not shown:
            shown.append(quote)
            left -= words
    return tuple(shown)


def shown_quotes(
    text: str, claims: Sequence[Claim], ranked: Sequence[Quote], budget: int = READER_WORDS
) -> tuple[Quote, ...]:
    """The quotes shown beside ``text``: those cited first, then the best; in number order, within the budget."""
    cited = {citation.number for claim in claims for citation in claim.citations}
    left = budget - len(text.split())
    order = sorted(ranked, key=lambda quote: quote.number not in cited)
    return tuple(sorted(fitting(order, left), key=lambda quote: quote.number)) if order else ()


def _one_line(claim: Claim) -> str:
    return " ".join(claim.text.split())


def _marks(claim: Claim) -> str:
    numbers = dict.fromkeys(citation.number for citation in claim.citations)
    return "".join(f" [{number}]" for number in numbers)


def _told(quote: Quote, kept: Sequence[Claim]) -> bool:
    return any(citation.number == quote.number for claim in kept for citation in claim.citations)
