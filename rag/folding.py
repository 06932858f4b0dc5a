"""Quotes compared as a careful reader would: white space, hyphenation and quotation marks folded.

Never fuzzy: another letter or digit is another quote.
"""

from __future__ import annotations

import re
import unicodedata

from rag.types import CitationStatus

_MARKS = str.maketrans(
    dict.fromkeys("”“„»«″", '"') | dict.fromkeys("’‘‚´`′", "'") | {"‑": "-", "‐": "-", "\u00ad": ""}
)
_BROKEN = re.compile(r"(?<=\w)-\s*\n\s*(?=\w)|(?<=\w)- (?=[a-zåäö])")


def fold(text: str) -> str:
    """The text in NFC on single spaces, with plain quotation marks and broken words joined."""
    plain = unicodedata.normalize("NFC", text).translate(_MARKS)
    return " ".join(_BROKEN.sub("", plain).split())


def find_quote(quote: str, stored: str) -> CitationStatus:
    """Whether the quoted words stand in the stored text: exact, after folding, or not."""
    if not quote.strip():
        return "not_found"
    if quote in stored:
        return "exact"
    return "normalised" if fold(quote) in fold(stored) else "not_found"
