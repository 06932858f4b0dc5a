"""What a matter is called, and which words mean it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from rag.matters.evidence import SPECIFIC
from rag.matters.specificity import Specificity
from rag.matters.types import Unit

_MOST = 2  # words of a name


def telling_terms(units: Sequence[Unit], specificity: Specificity) -> tuple[str, ...]:
    """Index terms that tell this matter, best first: in the titles of half its units, or said by all."""
    weights: dict[str, float] = defaultdict(float)
    titled: Counter[str] = Counter()
    for unit in units:
        for term in unit.titles:
            weight = specificity.weight(term, unit)
            if weight >= SPECIFIC and "+" not in term:
                weights[term] = max(weights[term], weight)
                titled[term] += 1
    half = math.ceil(len(units) / 2)
    kept = [
        term
        for term in weights
        if titled[term] >= half or all(term in unit.titles or unit.counts.get(term) for unit in units)
    ]
    return tuple(sorted(kept, key=lambda term: (-titled[term], -weights[term], term)))


def name_of(units: Sequence[Unit], specificity: Specificity) -> str:
    """A single unit's title; else the one or two words that tell the matter; else the shortest title."""
    if len(units) == 1:
        return units[0].title
    words: list[str] = []
    for term in telling_terms(units, specificity):
        written = min((unit.titles[term] for unit in units if term in unit.titles), key=len)
        written = next((whole for unit in units if (whole := _coordinated(written, unit))), written)
        if not any(written.lower()[:5] in word.lower() for word in words):
            words.append(written)
    if not words:
        return min((unit.title for unit in units), key=len)
    name = ", ".join([words[0], *(word.lower() if word.istitle() else word for word in words[1:_MOST])])
    return name[:1].upper() + name[1:]


def _coordinated(written: str, unit: Unit) -> str:
    """The whole of "hälso- och sjukvårdsavtalet" for its last word; "" where it stands alone."""
    return next((whole for key, whole in unit.titles.items() if "+" in key and whole.endswith(written)), "")
