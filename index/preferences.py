"""What a question makes likelier, as small additions to a passage's score.

A nudge is small beside the score itself (a cosine plus a keyword score, together about 0.3 to
1.2), so it decides between passages that fit about equally well and hides none that fits best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.types import Filters, ItemPlace, Passage, Query


@dataclass(frozen=True, slots=True)
class Nudges:
    """How much each thing adds; ``period`` only when at most two months are meant."""

    organisation: float = 0.02
    period: float = 0.15
    item: float = 0.15
    decision: float = 0.2
    head: float = 0.05
    newest: float = 0.03


NUDGES = Nudges()
_LONG = timedelta(62)


def is_head(passage: Passage) -> bool:
    """Whether the passage stands before the first item: title, attendance, agenda."""
    return passage.item_id.endswith("-000")


def in_period(day: date | None, filters: Filters) -> bool:
    """Whether a known day lies between the filters' dates; False where they have none."""
    if day is None or (filters.date_from is None and filters.date_to is None):
        return False
    return (filters.date_from or date.min) <= day <= (filters.date_to or date.max)


def of_item(number: str, wanted: Sequence[str]) -> bool:
    """Whether an item is one of those wanted, or a part of one: "4.1" is of 4."""
    return number in wanted or number.partition(".")[0] in wanted


def fits(place: ItemPlace, filters: Filters) -> bool:
    """Whether a place passes every limit of the filters; an unknown date passes no date limit."""
    dated = filters.date_from is not None or filters.date_to is not None
    return (
        (not filters.organisations or place.organisation in filters.organisations)
        and (not filters.bodies or place.body in filters.bodies)
        and (not filters.document_ids or place.document_id in filters.document_ids)
        and (not filters.items or of_item(place.item, filters.items))
        and (not dated or in_period(place.meeting_date, filters))
    )


def nudge(
    passage: Passage, place: ItemPlace, query: Query, decides: bool, age: float, by: Nudges = NUDGES
) -> float:
    """What to add to a passage's score.

    ``decides`` tells whether it holds a decision; ``age`` is 0 for the newest meeting found and
    1 for the oldest.
    """
    total = _place_nudge(place, query.filters, by)
    if decides and query.intent == "decision":
        total += by.decision
    if is_head(passage):
        total += by.head if query.attendance else -by.head
    return total - by.newest * age * query.latest_first


def _place_nudge(place: ItemPlace, filters: Filters, by: Nudges) -> float:
    total = by.organisation * (place.organisation in filters.organisations)
    total += by.item * of_item(place.item, filters.items)
    first, last = filters.date_from or date.min, filters.date_to or date.max
    if last - first <= _LONG and in_period(place.meeting_date, filters):
        total += by.period
    return total
