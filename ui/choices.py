"""What a reader may choose between (bodies, years), and what a choice comes to."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from index.errors import BadQuestion
from index.types import DecisionKind, DocumentRow, Filters, ItemPlace
from rag.decisions import DecisionFilter
from rag.kinds import KINDS
from rag.types import PlacedDecision

ALL_BODIES = "Alla organ"
ALL_YEARS = "Alla år"
SUBSTANTIVE = "Alla utom noteringar"
KIND_CHOICES: Mapping[str, tuple[DecisionKind | None, bool]] = MappingProxyType(
    {
        SUBSTANTIVE: (None, True),
        "Alla slag": (None, False),
        **{words.capitalize(): (kind, False) for kind, words in KINDS.items()},
    }
)
"""Kind, and whether mere notes are left out, by the name a reader chooses."""


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


@dataclass(frozen=True, slots=True)
class LogChoice:
    """What a reader chose of the decision log; ``first`` and ``last`` are a year, month or day."""

    body: str = ALL_BODIES
    first: str = ""
    last: str = ""
    kind: str = SUBSTANTIVE
    text: str = ""
    matter: str = ""
    unmarked: bool = False

    def wanted(self) -> DecisionFilter:
        """The log's filter but for the body (see ``of_body``). Raises: BadQuestion (no such time or kind)."""
        if self.kind not in KIND_CHOICES:
            raise BadQuestion(f"Slaget ”{self.kind}” finns inte.")
        kind, substantive = KIND_CHOICES[self.kind]
        return DecisionFilter(
            kind=kind,
            substantive=substantive,
            text=self.text,
            date_from=time_bounds(self.first)[0],
            date_to=time_bounds(self.last)[1],
            unmarked=self.unmarked,
            matter=self.matter.strip(),
        )

    def words(self) -> str:
        """The choice in words."""
        since = f"från {self.first.strip()}" if self.first.strip() else ""
        until = f"till och med {self.last.strip()}" if self.last.strip() else ""
        period = f"under {self.first.strip()}" if since and self.first.strip() == self.last.strip() else ""
        more = [
            self.body,
            period or " ".join(part for part in (since, until) if part) or "alla tider",
            self.kind.lower(),
            f"med orden ”{self.text.strip()}”" if self.text.strip() else "",
            f"i ärendet ”{self.matter.strip()}”" if self.matter.strip() else "",
            "även beslut i löpande text" if self.unmarked else "",
        ]
        return ", ".join(part for part in more if part)


def time_bounds(text: str) -> tuple[date | None, date | None]:
    """First and last day of a year, month or day as written ("2024", "2024-03"); None where nothing is.

    Raises: BadQuestion.
    """
    written = text.strip()
    if not written:
        return None, None
    parts = written.split("-")
    try:
        year, month, day = (*map(int, parts), *[0] * (3 - len(parts)))
        if len(written) not in (4, 7, 10):
            raise ValueError(written)
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        raise BadQuestion(
            f"”{written}” är ingen tid.", "Skriv ett år, en månad eller ett datum: 2024, 2024-03, 2024-03-12."
        ) from None


def of_body(decisions: Iterable[PlacedDecision], body: str) -> list[PlacedDecision]:
    """The decisions of a chosen body."""
    return [row for row in decisions if body in (ALL_BODIES, body_name(row.place))]


def _bounds(first: str, last: str) -> tuple[date, date]:
    since = date(int(first), 1, 1) if first.isdigit() else date.min
    until = date(int(last), 12, 31) if last.isdigit() else date.max
    return since, until
