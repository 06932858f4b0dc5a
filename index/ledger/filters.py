"""Filters as SQL: joins and conditions on ``passages p``, ``items i``, ``meetings m``, ``documents d``."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Filters

NO_LIMIT = Filters()
_JOINS = {
    "d": "JOIN documents d ON d.row = p.document",
    "m": "JOIN meetings m ON m.document = p.document",
    "i": "JOIN items i ON i.row = p.item",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """SQL that limits a query over ``passages p``: ``where`` starts with AND, or is empty."""

    joins: str
    where: str
    values: tuple[str, ...]

    @property
    def free(self) -> bool:
        """True when it limits nothing."""
        return not self.where


def limit(filters: Filters) -> Limit:
    """The SQL of ``filters``. A meeting without a known date fails every date limit."""
    conditions: list[str] = []
    values: list[str] = []
    for column, wanted in (
        ("m.body", filters.bodies),
        ("m.organisation", filters.organisations),
        ("d.document_id", filters.document_ids),
        ("i.number", filters.items),
    ):
        if wanted:
            conditions.append(f"{column} IN ({','.join('?' * len(wanted))})")
            values.extend(wanted)
    for comparison, day in ((">=", filters.date_from), ("<=", filters.date_to)):
        if day is not None:
            conditions.append(f"m.date {comparison} ?")
            values.append(day.isoformat())
    joins = [join for letter, join in _JOINS.items() if any(c.startswith(f"{letter}.") for c in conditions)]
    return Limit(" ".join(joins), "".join(f" AND {c}" for c in conditions), tuple(values))
