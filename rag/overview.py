"""What is indexed, in short: a row a document, and questions it can answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.store import Store
from index.types import DocumentRow
from rag.types import PlacedDecision


def document_rows(store: Store) -> tuple[DocumentRow, ...]:
    """Each indexed document with its meeting, by file name; ``items`` leaves the head out."""
    ledger = store.ledger
    meetings = {meeting.document_id: meeting for meeting in ledger.meetings()}
    decisions = Counter(place.document_id for _, place in ledger.decisions(marked=True))
    rows = []
    for document in ledger.documents():
        meeting = meetings[document.document_id]
        items = sum(1 for item in ledger.items(document.document_id) if item.number)
        rows.append(
            DocumentRow(
                document.document_id,
                document.name,
                meeting.body,
                meeting.organisation,
                meeting.date,
                meeting.date_evidence,
                items,
                decisions[document.document_id],
            )
        )
    return tuple(rows)


def example_questions(decisions: Sequence[PlacedDecision], most: int = 3) -> tuple[str, ...]:
    """Questions about the newest substantive decisions whose items have short titles."""
    titles = (row.place.title for row in decisions if row.decision.substantive)
    short = dict.fromkeys(title for title in titles if title and len(title) <= 60)
    return tuple(f"Vad beslutades om ”{title}”?" for title in list(short)[:most])
