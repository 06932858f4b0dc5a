"""Matters by words and by body. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from index.swedish import find_terms
from index.types import ItemPlace
from rag.matters.kinship import same_organisation
from rag.matters.types import Matter, MatterEntry
from rag.types import PlacedDecision

IN_NAME, IN_TITLE, IN_TEXT = 4.0, 2.0, 1.0
_SPOKEN_OF = 2  # times a text must say a word that no title says

Terms = Mapping[str, int]


def question_terms(words: str) -> tuple[str, ...]:
    """The index terms of what is asked for, in order."""
    return tuple(dict.fromkeys(term.text for term in find_terms(words)))


def matching(
    matters: Iterable[Matter], asked: Sequence[str], counts: Mapping[str, Terms]
) -> tuple[tuple[float, Matter], ...]:
    """Matters that all asked terms are said in, with a score, best first, larger first among equals.

    Each term must stand in the name, a title or (more than once) a text of one and the same item;
    ``counts`` gives each item's index terms. A matter whose titles hold none of them comes after all
    whose titles do.
    """
    found = []
    for matter in matters:
        name = _terms(matter.name)
        scores = [
            _entry_score(entry, asked, name, counts.get(_unit_id(entry), {})) for entry in matter.entries
        ]
        if best := max(scores, default=0.0):
            found.append((best, matter))
    return tuple(sorted(found, key=lambda one: (-one[0], -one[1].meetings)))


def _unit_id(entry: MatterEntry) -> str:
    return f"{entry.item_id}:{entry.start}"


def _entry_score(entry: MatterEntry, asked: Sequence[str], name: frozenset[str], counts: Terms) -> float:
    title = _terms(entry.title)
    total = 0.0
    for term in asked:
        if term in name:
            total += IN_NAME
        elif term in title:
            total += IN_TITLE
        elif counts.get(term, 0) >= _SPOKEN_OF:
            total += IN_TEXT
        else:
            return 0.0
    return total / max(len(asked), 1)


def _terms(text: str) -> frozenset[str]:
    return frozenset(one for term in find_terms(text) for one in (term.text, *term.parts))


def within(
    matter: Matter,
    body: str = "",
    organisation: str = "",
    date_from: date | None = None,
    date_to: date | None = None,
) -> Matter | None:
    """The matter with only the entries of a body, an organisation and a period; None when none is left.

    Links and mentions that lead elsewhere go with them. An undated entry fails every period.
    """

    def wanted(place: ItemPlace) -> bool:
        return belongs(place, body, organisation) and _in_period(place.meeting_date, date_from, date_to)

    entries = tuple(entry for entry in matter.entries if wanted(entry.place))
    if not entries:
        return None
    kept = {entry.key for entry in entries}
    links = tuple(link for link in matter.links if link.one in kept and link.other in kept)
    mentions = tuple(entry for entry in matter.mentions if wanted(entry.place))
    return replace(matter, entries=entries, links=links, mentions=mentions)


def belongs(place: ItemPlace, body: str = "", organisation: str = "") -> bool:
    """Whether an item was taken up by that body of that organisation; "" asks for neither."""
    if body and body.lower() != place.body.lower():
        return False
    return (
        not organisation
        or organisation.lower() == place.organisation.lower()
        or same_organisation(organisation, place.organisation)
    )


def _in_period(day: date | None, date_from: date | None, date_to: date | None) -> bool:
    if date_from is None and date_to is None:
        return True
    return day is not None and (date_from is None or date_from <= day) and (date_to is None or day <= date_to)


def in_matters(rows: Iterable[PlacedDecision], matters: Iterable[Matter]) -> tuple[PlacedDecision, ...]:
    """The decisions that stand in an entry of any of the matters, in the order given."""
    places: dict[str, list[tuple[int, int]]] = {}
    for matter in matters:
        for entry in matter.entries:
            places.setdefault(entry.item_id, []).append((entry.start, entry.end))
    return tuple(
        row
        for row in rows
        if any(low <= row.decision.start < high for low, high in places.get(row.decision.item_id, ()))
    )
