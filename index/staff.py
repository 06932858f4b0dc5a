"""What staff say of a document in place of what was read: date, body, organisation."""

from __future__ import annotations

from datetime import date, timedelta

from index.build import restate
from index.embedder import Embedder
from index.errors import MinutesError
from index.ledger import StaffFacts
from index.store import Store

EARLIEST = date(1862, 1, 1)
"""Before that there were no municipalities to keep minutes."""
LONGEST = 120
"""Characters a name may have."""
_AHEAD = timedelta(days=366)


def set_facts(
    store: Store, embedder: Embedder, document_id: str, facts: StaffFacts | None, passage_words: int = 220
) -> None:
    """Set what is given (None: leave as it is), or with ``facts`` None go back to what was read.

    Headers, filters and vectors follow. It holds for these bytes, also when they are indexed anew.

    Raises: MinutesError (an impossible date, a name that is none), UnknownDocument, StorageFailed.
    """
    if facts is None:
        store.ledger.clear_staff_facts(document_id)
    else:
        kept = checked(facts)
        store.ledger.set_staff_facts(document_id, kept.date, kept.body, kept.organisation)
    restate(store, embedder, document_id, passage_words)


def checked(facts: StaffFacts) -> StaffFacts:
    """The facts with white space folded. Raises: MinutesError."""
    if facts.date is not None and not EARLIEST <= facts.date <= date.today() + _AHEAD:
        raise MinutesError(f"Datumet {facts.date} kan inte stämma.", "Skriv mötets datum som 2024-03-12.")
    return StaffFacts(facts.date, _name(facts.body), _name(facts.organisation))


def _name(text: str | None) -> str | None:
    if text is None:
        return None
    name = " ".join(text.split())
    if len(name) > LONGEST or not name.isprintable():
        raise MinutesError(f"Namnet kan ha högst {LONGEST} tecken.", "Skriv bara namnet.")
    return name
