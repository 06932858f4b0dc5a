"""Small made passages for the tests of answering: invented bodies, persons and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from index.types import Decision, DecisionKind, Hit, ItemPlace, Passage, Query, Span
from rag.evidence import gather
from rag.gate import assess
from rag.types import Quote

POOL = (
    "4. Simhallen i Lillby\n"
    "Ada Bergqvist, Lillby, redovisar läget. Avgiften för simkursen är 450 kronor per deltagare och termin. "
    "Ombyggnaden väntas kosta 12,5 miljoner kronor. Tre kommuner deltar: Lillby, Storby och Sjöby.\n"
    "Nämnden bedömer inte att en ny bassäng löser behovet.\n"
    "Beslut: Fritidsnämnden beslutar att godkänna avtalet om simhallen. Avtalet förlängs två år."
)
SCHOOL = (
    "7. Skolskjuts\n"
    "Kostnaden för skolskjuts ökade med 4 procent. Mötet om skolskjuts hålls den 14 maj i Storby.\n"
    "Beslut: Rådet noterar informationen."
)


def place(item: str, title: str, document: str = "lillby.txt") -> ItemPlace:
    """Where a made passage stands."""
    return ItemPlace(
        document, document, item, title, date(2024, 3, 7), "stated", "Fritidsnämnden", "Lillby kommun"
    )


def hit(
    text: str = POOL,
    item: str = "4",
    title: str = "Simhallen i Lillby",
    rank: int = 1,
    document: str = "lillby.txt",
) -> Hit:
    """A made passage as a hit."""
    where = place(item, title, document)
    header = f"{where.body}, {where.organisation} · 7 mars 2024 · punkt {item} · {title}"
    key = f"{document}-{item}"
    passage = Passage(f"{key}-00", document, key, text, 0, len(text), header, (Span(1, 0, len(text)),))
    return Hit(passage, where, 1.0 / rank, rank, ("keyword",))


def missed(question: str, *texts: str, query: Query | None = None) -> str:
    """What the gate misses, "" for nothing, in one passage about the school bus a text."""
    hits = [hit(text, str(at), "Skolbussen", at) for at, text in enumerate(texts, 1)]
    asked = replace(query, text=question) if query else Query(question)
    return assess(asked, hits, gather(asked, hits, {})).reason


def decision(found: Hit, mark: str = "Beslut: ", kind: DecisionKind = "approves") -> Decision:
    """The marked decision of a made passage."""
    start = found.passage.text.index(mark) + len(mark)
    text = found.passage.text[start:]
    return Decision(
        f"{found.passage.item_id}-d00", found.passage.item_id, text, start, start + len(text), kind
    )


def quote(text: str, number: int = 1, title: str = "Simhallen i Lillby") -> Quote:
    """A quote whose passage is its own text."""
    return Quote(number, f"p{number}", place("4", title), text, 0, len(text), (Span(1, 0, len(text)),))


class MadeLibrary:
    """An index of given hits: finds them whatever is asked."""

    index_id = "made"
    embedder_id = "made"

    def __init__(
        self, hits: Sequence[Hit], decisions: Mapping[str, Sequence[Decision]] | None = None
    ) -> None:
        self._hits = tuple(hits)
        self._decisions = decisions or {}

    def find(self, question: str) -> tuple[Query, tuple[Hit, ...]]:
        """All hits."""
        return Query(question), self._hits

    def decisions(self, item_ids: Sequence[str]) -> Mapping[str, Sequence[Decision]]:
        """Those given."""
        return {item: self._decisions.get(item, ()) for item in item_ids}

    def rarity(self, term: str) -> float:
        """Longer terms are rarer."""
        return 1.0 + len(term) / 10
