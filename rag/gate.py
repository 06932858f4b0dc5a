"""Does the evidence answer the question? Decided by code before any model, and said why.

The evidence falls short when it does not offer what is asked for next to what is asked about (a
name for "vem", a date for "när"), when a name or another specific word of the question stands
nowhere in it, or when the meeting asked for is not indexed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Hit, Query
from rag.evidence import Gathered, Scored, offered
from rag.signals import Kind, asked
from rag.wording import term_set

STRICT: tuple[Kind, ...] = ("amount", "person", "date", "municipality", "place", "reason")
_MISSING = {
    "amount": "inget belopp",
    "person": "inget namn",
    "date": "inget datum",
    "municipality": "inga kommuner vid namn",
    "place": "ingen plats",
    "reason": "inget skäl",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the evidence is enough; ``reason`` says in Swedish what is missing."""

    sufficient: bool
    reason: str = ""


def assess(query: Query, hits: Sequence[Hit], gathered: Gathered) -> Verdict:
    """The gate's word on the evidence gathered for a question."""
    if not hits or not gathered.chosen:
        return Verdict(False, "Inget i de indexerade protokollen handlar om detta.")
    for kind in STRICT:
        if kind in asked(query.text) and not _offers(kind, gathered):
            return Verdict(False, f"Källorna behandlar frågan men anger {_MISSING[kind]}.")
    return Verdict(True)


def _offers(kind: Kind, gathered: Gathered) -> bool:
    """Whether a sentence that speaks of the matter offers the kind of thing asked for."""
    wanted: frozenset[Kind] = frozenset({kind})
    best = max(_speaks(one, gathered) for one in gathered.scored)
    return any(
        offered(one.candidate.text, wanted) > 0 and _speaks(one, gathered) >= 0.6 * best
        for one in gathered.scored
    )


def _speaks(one: Scored, gathered: Gathered) -> float:
    found = one.candidate.terms | one.candidate.context | one.candidate.before
    return gathered.words.coverage(found | term_set(one.candidate.lead))
