"""The decision log: which decision records are wanted, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.store import Store
from index.swedish import tokens
from index.types import DecisionKind, Filters, ItemPlace
from rag.types import PlacedDecision


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """``kind`` None means every kind; ``body`` matches body or organisation; ``text`` is words that
    all stand in the decision or its title. ``unmarked`` takes in decisions without a "Beslut:".
    ``matter`` names a matter: only decisions in its items, whatever their own words.
    """

    kind: DecisionKind | None = None
    substantive: bool = False
    body: str = ""
    text: str = ""
    date_from: date | None = None
    date_to: date | None = None
    unmarked: bool = False
    matter: str = ""


def placed_decisions(store: Store, wanted: DecisionFilter) -> tuple[PlacedDecision, ...]:
    """The wanted decisions with places and pages, newest meeting first, then in reading order."""
    filters = Filters(date_from=wanted.date_from, date_to=wanted.date_to)
    found = store.ledger.decisions(filters, None if wanted.unmarked else True)
    kept = []
    for decision, place in found:
        if wanted.kind and decision.kind != wanted.kind:
            continue
        if wanted.substantive and not decision.substantive:
            continue
        if not _concerns(place, wanted.body) or not _says(f"{place.title} {decision.text}", wanted.text):
            continue
        spans = store.ledger.item(decision.item_id).content.spans(decision.start, decision.end)
        kept.append(PlacedDecision(decision, place, spans[0].page if spans else 1))
    return tuple(kept)


def _concerns(place: ItemPlace, body: str) -> bool:
    return not body.strip() or body.strip().lower() in f"{place.body} {place.organisation}".lower()


def _says(text: str, words: str) -> bool:
    there = tokens(text)
    return all(any(token.startswith(word) for token in there) for word in tokens(words))
