"""What is said besides an answer or a no: the nearest items, a basis that is not indexed. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.types import Hit, ItemPlace

MOST = 3
"""Meetings and items named."""
_LONGEST_TITLE = 8
_ELSEWHERE = re.compile(
    r"(?i)\b(?:(?:se|enligt|i) (?:bifoga\w+ |bilagd\w* )?(?:bilaga\w*|presentation\w*|underlag\w*)(?: \d+)?"
    r"|bifogas|bilägg\w*"
    r"|[\wåäö-]+\.(?:docx?|pdf|pptx?|xlsx?))"
)


def nearest(hits: Sequence[Hit]) -> str:
    """Which items come nearest, each once with its meeting; "" for no hits."""
    places = list(dict.fromkeys(hit.place for hit in hits))[:MOST]
    if not places:
        return ""
    return f"Närmast: {'; '.join(_named(place) for place in places)}."


def missing_basis(told: Iterable[str]) -> str:
    """That one of the texts points to an attachment, which is not indexed; "" if none does."""
    for text in told:
        if found := _ELSEWHERE.search(text):
            words = " ".join(found.group().split())
            return f"Protokollet hänvisar till ett underlag som inte är inläst (”{words}”)."
    return ""


def _named(place: ItemPlace) -> str:
    title = " ".join(place.title.split()[:_LONGEST_TITLE])
    meeting = " ".join(
        part for part in (place.body, place.meeting_date.isoformat() if place.meeting_date else "") if part
    )
    return f"{title} ({meeting or place.document})" if title else meeting or place.document
