"""Meetings to the units that matters are made of: items, and the parts of items that hold several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from index.swedish import Term, find_terms
from index.types import AgendaItem, ItemPlace, Meeting
from rag.matters.agenda_words import is_formality, is_mixed, is_part_of_one
from rag.matters.types import ItemKey, Unit

Terms = Mapping[str, int]

_NUMBER = r"(?P<year>(?:19|20)\d\d)\s?[/:-]\s?(?P<serial>\d{1,6})\b"
_CASE_NUMBERS = (
    re.compile(
        r"\b(?:[Dd]nr|DNR|[Dd]iarienr|[Dd]iarienummer|[Ää]rendenr|[Ää]rendenummer)\b\.?:?\s*"
        rf"(?P<series>[A-ZÅÄÖ]{{2,6}})?[\s:/-]*{_NUMBER}"
    ),
    re.compile(rf"\b(?P<series>[A-ZÅÄÖ]{{2,6}})[ -]{_NUMBER}"),
)
_OWN_REACH = 160  # characters from an item's beginning in which its own case number stands
_LEAD_TITLE = 110  # characters of a first line that may name what stands before the first heading
_NUMERAL = re.compile(r"[nd]\d|p\d|\d")
_COORDINATED = re.compile(r"(?i)\b(?P<first>[a-zåäö]{3,})- och (?P<second>[a-zåäö]{5,})")


def meeting_units(
    meeting: Meeting, name: str, terms_of: Mapping[str, Terms] | None = None
) -> tuple[Unit, ...]:
    """The units of a meeting in order; formalities, the head and empty items left out.

    ``name`` is the file's; ``terms_of`` gives index terms with counts by item id where they are at hand.
    """
    return tuple(_units(meeting, name, terms_of or {}))


def _units(meeting: Meeting, name: str, terms_of: Mapping[str, Terms]) -> Iterator[Unit]:
    for item in meeting.items:
        if not item.title or is_formality(item.title):
            continue
        place = ItemPlace(
            meeting.document_id, name, item.number, item.title, meeting.date, meeting.date_evidence,
            meeting.body, meeting.organisation,
        )  # fmt: skip
        bounds = part_bounds(item)
        for start, end, heading in bounds:
            text = item.text[start:end]
            known = terms_of.get(item.item_id) if len(bounds) == 1 else None
            counts = known if known is not None else Counter(_index_terms(find_terms(text)))
            yield _unit(item, place, (start, end), heading, counts)


def part_bounds(item: AgendaItem) -> tuple[tuple[int, int, str], ...]:
    """(start, end, heading) of an item's parts: the item itself, unless it gathers several matters."""
    own = [(at, name) for at, name in item.headings if not is_part_of_one(name)]
    if not own or not is_mixed(item.title):
        return ((0, len(item.text), ""),)
    starts = [at for at, _ in own]
    parts = [(low, high, name) for (low, name), high in zip(own, [*starts[1:], len(item.text)], strict=True)]
    lead = item.text[: starts[0]]
    body = lead.split("\n", 1)[1] if "\n" in lead else ""
    return (*(((0, starts[0], ""),) if len(body.split()) > 5 else ()), *parts)


def _unit(item: AgendaItem, place: ItemPlace, bounds: tuple[int, int], heading: str, counts: Terms) -> Unit:
    start, end = bounds
    text = item.text[start:end]
    whole = not heading and end == len(item.text)
    title = heading or (item.title if whole else _lead_title(item, text))
    named = [title]
    if whole:
        named += [name for _, name in item.headings if not is_part_of_one(name) and not is_mixed(item.title)]
    written, pairs = title_terms(named)
    key = ItemKey(place.document_id, item.number or item.title, heading)
    return Unit(
        key, item.item_id, place, title, text, start, end, written, pairs, counts,
        case_numbers(text), case_numbers(text[:_OWN_REACH]),
    )  # fmt: skip


def _lead_title(item: AgendaItem, lead: str) -> str:
    """What stands before the first heading is named by its first line, where that is a short one."""
    body = lead.split("\n", 1)[1] if "\n" in lead else ""
    first = re.split(r"(?<=[.:])\s|\n", body.strip(" •\n"), maxsplit=1)[0]
    return first.strip(" .:•") if first and len(first) <= _LEAD_TITLE else item.title


def title_terms(titles: Iterable[str]) -> tuple[dict[str, str], frozenset[tuple[str, str]]]:
    """Index terms of titles with the words as written, and the pairs of terms that stand side by side."""
    written: dict[str, str] = {}
    pairs: set[tuple[str, str]] = set()
    for title in titles:
        found = [one for one in find_terms(title) if _counts(one, title)]
        for one in found:
            written.setdefault(one.text, title[one.start : one.end])
        for match in _COORDINATED.finditer(title):
            written.setdefault("+".join(one.text for one in find_terms(match.group())), match.group())
        pairs |= {
            (one.text, two.text) for one, two in pairwise(found) if title[one.end : two.start].strip() == ""
        }
    return written, frozenset(pairs)


def _counts(term: Term, title: str) -> bool:
    """Numbers and the first half of "hälso- och sjukvård" tell no matter."""
    return not _NUMERAL.match(term.text) and " " not in title[term.start : term.end]


def _index_terms(found: Iterable[Term]) -> Iterator[str]:
    for term in found:
        yield term.text
        yield from term.parts


def case_numbers(text: str) -> frozenset[str]:
    """The case numbers a text names, as "SN 2023/4"."""
    found = set()
    for pattern in _CASE_NUMBERS:
        for match in pattern.finditer(text):
            found.add(f"{match['series'] or ''} {match['year']}/{int(match['serial'])}".strip())
    return frozenset(found)
