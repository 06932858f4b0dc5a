"""What a question asks for: kind of answer, body, meeting dates, people. First version: text only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.errors import BadQuestion
from index.store import Store
from index.types import Query

LONGEST = 2000
"""Characters a question may have."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is known of the indexed meetings, for understanding questions."""

    meetings: tuple[object, ...] = ()
    people: tuple[tuple[str, str], ...] = ()


def catalogue_of(store: Store) -> Catalogue:
    """The catalogue of an open store."""
    return Catalogue((), store.ledger.people())


def understand(question: str, catalogue: Catalogue, today: date) -> Query:
    """The question as search understands it. Raises: BadQuestion."""
    text = " ".join(question.split())
    if not text:
        raise BadQuestion("Frågan är tom.", "Skriv en fråga om mötena.")
    if len(text) > LONGEST:
        raise BadQuestion(f"Frågan är för lång ({len(text)} tecken).", f"Korta den till högst {LONGEST} tecken.")
    return Query(text)
