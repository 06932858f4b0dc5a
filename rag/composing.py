"""From checked claims and quotes to what a reader sees, within a budget of words. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.facts import capitals
from rag.polarity import disagreement
from rag.types import Claim, Quote
from rag.verify import cite
from rag.wording import term_set

READER_WORDS = 120
CLAIM_WORDS = 38
SAID = 0.4
REFUSAL = "Det framgår inte av källorna."
NO_MODEL = "Ingen språkmodell är installerad; så här står det i protokollen."
MODEL_SILENT = "Språkmodellen gav inget svar; så här står det i protokollen."
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
    claims: Sequence[Claim],
    ranked: Sequence[Quote],
    passages: Mapping[str, str],
    limit: int = CLAIM_WORDS,
    leading: int = 1,
) -> tuple[Claim, ...]:
    """The claims with each unsupported one replaced by its quote, nothing said twice.

    The ``leading`` best sentences are always said: one that no claim speaks of comes first, in its
    own words. Quotes are added up to ``limit`` words of text; the first is always there.
    """
    kept = [claim for claim in claims if claim.supported]
    for claim in claims:
        quote = None if claim.supported else _instead(claim, ranked)
        if quote is not None and not _told(quote, kept) and _fits(quote, kept, limit):
            kept.append(as_claim(quote, passages))
    for quote in reversed(ranked[:leading]):
        if not _represented(quote, kept) and (_fits(quote, kept, limit) or not kept or quote is ranked[0]):
            kept.insert(0, as_claim(quote, passages))
    if not any(claim.supported for claim in claims):
        kept += [
            as_claim(quote, passages)
            for quote in ranked[leading:]
            if _fits(quote, kept, limit) and not _told(quote, kept)
        ][:2]
    return tuple(
        claim for n, claim in enumerate(kept) if not any(_repeats(claim, other) for other in kept[:n])
    )


def _repeats(claim: Claim, earlier: Claim) -> bool:
    """Whether a claim adds at most one plain word to an earlier one: no number, no name."""
    missing = term_set(claim.text) - term_set(earlier.text)
    names = term_set(" ".join(name.text for name in capitals(claim.text) if not name.initial))
    plain = all(term.isalpha() for term in missing) and not missing & names
    return len(missing) <= 1 and plain and not disagreement(claim.text, earlier.text)


def _represented(quote: Quote, claims: Sequence[Claim]) -> bool:
    """Whether the claims say a good part of what the quote says."""
    told = term_set(quote.text)
    said = frozenset(term for claim in claims for term in term_set(claim.text))
    return not told or len(told & said) >= SAID * len(told)


def _fits(quote: Quote, kept: Sequence[Claim], limit: int) -> bool:
    return _words(kept) + len(quote.text.split()) <= limit


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


def shown_sentences(
    words: int, claims: Sequence[Claim], ranked: Sequence[Quote], budget: int = READER_WORDS
) -> tuple[Quote, ...]:
    """The sentences to show beside a text of ``words`` words: those cited first, then the best."""
    cited = {citation.number for claim in claims for citation in claim.citations}
    order = sorted(ranked, key=lambda quote: quote.number not in cited)
    return fitting(order, budget - words) if order else ()


def renumbered(claims: Sequence[Claim], numbers: Mapping[int, int]) -> tuple[Claim, ...]:
    """The claims with their citations numbered as the shown quotes are; what is not shown is left out."""
    return tuple(
        replace(
            claim,
            citations=tuple(
                replace(citation, number=numbers[citation.number])
                for citation in claim.citations
                if citation.number in numbers
            ),
        )
        for claim in claims
    )


def _instead(claim: Claim, ranked: Sequence[Quote]) -> Quote | None:
    number = claim.citations[0].number if claim.citations else None
    return next((quote for quote in ranked if quote.number == number), None)


def _words(claims: Sequence[Claim]) -> int:
    return sum(len(claim.text.split()) for claim in claims)


def _one_line(claim: Claim) -> str:
    return " ".join(claim.text.split())


def _marks(claim: Claim) -> str:
    numbers = dict.fromkeys(citation.number for citation in claim.citations)
    return "".join(f" [{number}]" for number in numbers)


def _told(quote: Quote, kept: Sequence[Claim]) -> bool:
    return any(citation.number == quote.number for claim in kept for citation in claim.citations)
