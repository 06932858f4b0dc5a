"""What a reader may choose between (bodies, years), and what a choice comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from index.errors import BadQuestion
from index.types import DocumentRow, Filters, ItemPlace
from rag.decisions import DecisionFilter
from rag.types import PlacedDecision

ALL_BODIES = "Alla organ"
ALL_YEARS = "Alla år"


def body_name(row: DocumentRow | ItemPlace) -> str:
    """Body and organisation as one name; bodies of one name in two organisations stay apart."""
    return ", ".join(dict.fromkeys(part for part in (row.body, row.organisation) if part)) or "Okänt organ"


def body_choices(rows: Iterable[DocumentRow]) -> list[str]:
    """ "Alla organ", then every body that minutes are indexed of."""
    return [ALL_BODIES, *sorted({body_name(row) for row in rows})]


def year_choices(rows: Iterable[DocumentRow]) -> list[str]:
    """ "Alla år", then every year that a meeting is known from, newest first."""
    return [ALL_YEARS, *sorted({str(row.date.year) for row in rows if row.date}, reverse=True)]


def chosen(rows: Sequence[DocumentRow], body: str, first: str, last: str) -> Filters:
    """The limits that a choice of body, first and last year sets on a search.

    Raises: BadQuestion when no minutes fit.
    """
    if not limited(body, first, last):
        return Filters()
    since, until = _bounds(first, last)
    fitting = tuple(
        row.document_id
        for row in rows
        if body in (ALL_BODIES, body_name(row))
        and ((first, last) == (ALL_YEARS, ALL_YEARS) or (row.date and since <= row.date <= until))
    )
    if not fitting:
        raise BadQuestion("Inga inlästa protokoll passar urvalet.", "Välj ett annat organ eller andra år.")
    return Filters(document_ids=fitting)


def limited(body: str, first: str, last: str) -> bool:
    """Whether a choice limits anything."""
    return (body, first, last) != (ALL_BODIES, ALL_YEARS, ALL_YEARS)


def words(body: str, first: str, last: str) -> str:
    """The choice in words."""
    since = "" if first == ALL_YEARS else f"från {first}"
    until = "" if last == ALL_YEARS else f"till och med {last}"
    period = " ".join(part for part in (since, until) if part) or "alla år"
    return f"{body}, {period}"


def decision_filter(text: str, everything: bool, first: str, last: str) -> DecisionFilter:
    """The decision log's filter for a choice; bodies are chosen by ``of_body``."""
    since, until = _bounds(first, last)
    return DecisionFilter(
        substantive=not everything,
        text=text,
        date_from=None if first == ALL_YEARS else since,
        date_to=None if last == ALL_YEARS else until,
        unmarked=everything,
    )


def of_body(decisions: Iterable[PlacedDecision], body: str) -> list[PlacedDecision]:
    """The decisions of a chosen body."""
    return [row for row in decisions if body in (ALL_BODIES, body_name(row.place))]


def _bounds(first: str, last: str) -> tuple[date, date]:
    since = date(int(first), 1, 1) if first.isdigit() else date.min
    until = date(int(last), 12, 31) if last.isdigit() else date.max
    return since, until
