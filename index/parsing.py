"""A document as read, to the parts that are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.decisions import find_decisions
from index.embedder import Embedder, Vectors
from index.ledger import Entry, StaffFacts
from index.minutes import parse_meeting
from index.passages import cut_passages
from index.types import Decision, Document, Meeting, Passage


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document cut into its parts, not yet embedded."""

    document: Document
    meeting: Meeting
    decisions: tuple[Decision, ...]
    passages: tuple[Passage, ...]

    def entry(self, vectors: Vectors, recipe: str) -> Entry:
        """The whole, ready to be stored."""
        return Entry(self.document, self.meeting, self.decisions, self.passages, vectors, recipe)


def parse(document: Document, facts: StaffFacts, passage_words: int) -> Parsed:
    """Find the meeting, its decisions and its passages; what staff have set wins over what was read."""
    meeting = with_staff_facts(parse_meeting(document), facts)
    decisions = tuple(decision for item in meeting.items for decision in find_decisions(item))
    return Parsed(document, meeting, decisions, cut_passages(meeting, document.title, passage_words))


def with_staff_facts(meeting: Meeting, facts: StaffFacts) -> Meeting:
    """The meeting with what staff have set in place of what was read."""
    changes: dict[str, Any] = {}
    if facts.date is not None:
        changes |= {"date": facts.date, "date_evidence": "staff", "date_source": "angivet av personal"}
    if facts.body is not None:
        changes["body"] = facts.body
    if facts.organisation is not None:
        changes["organisation"] = facts.organisation
    return replace(meeting, **changes)


def embed(embedder: Embedder, passages: Sequence[Passage]) -> Vectors:
    """float32 (n, dimension): each passage's text under its header."""
    return embedder.embed_passages([one.text for one in passages], [one.header for one in passages])
