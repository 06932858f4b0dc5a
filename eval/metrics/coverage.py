"""Does a passage cover a quote?

A quote is covered when at least 80 % of its word 4-grams stand in the passage:
``|{g in grams(quote): g in grams(passage)}| / |grams(quote)| >= 0.8``, words being runs of
letters, digits and underscores in lower case. A quote of fewer than five words is covered when
all its words stand there. After the n-gram recall of ROUGE-N (Lin 2004).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.gold import same_document
from eval.types import Found, GoldQuote

SHARE = 0.8
GRAM = 4
LONGEST = 250
"""Words of a passage: what is longer is cut before it is scored."""

_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Runs of letters, digits and underscores, in lower case."""
    return _WORD.findall(text.lower())


def grams(of: Sequence[str]) -> list[tuple[str, ...]]:
    """All runs of ``GRAM`` words, in order."""
    return [tuple(of[at : at + GRAM]) for at in range(len(of) - GRAM + 1)]


def covers(text: str, quote: str) -> bool:
    """Whether a passage's text covers a quote."""
    wanted, there = words(quote), words(text)
    if len(wanted) <= GRAM:
        return bool(wanted) and set(wanted) <= set(there)
    known = set(grams(there))
    asked = grams(wanted)
    return sum(gram in known for gram in asked) >= SHARE * len(asked)


def cut(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """A text of more than ``longest`` words in pieces of at most that many; others whole."""
    found = list(_WORD.finditer(text))
    if len(found) <= longest:
        return (text,)
    starts = [found[at].start() for at in range(0, len(found), longest)]
    return tuple(text[low:high] for low, high in zip(starts, [*starts[1:], len(text)], strict=True))


def rank_of(quote: GoldQuote, found: Sequence[Found]) -> int | None:
    """Rank (1-based) of the first passage of the quote's document that covers it; None when none does."""
    for rank, one in enumerate(found, 1):
        if same_document(quote.document, one.document) and covers(one.text, quote.text):
            return rank
    return None
