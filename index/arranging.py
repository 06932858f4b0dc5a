"""The order in which hits are given, where a question asks for more than the best one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from index.preferences import fits, is_head, of_item
from index.types import Hit, Query

_TRIFLE = 20
"""Words of an item that only opens or closes a meeting."""


def arrange(hits: Sequence[Hit], query: Query) -> list[Hit]:
    """The hits, given best first, as the question asks for them.

    A comparing question gets the best of each side in turn. A question for a whole meeting or item
    gets its passages in reading order, then the rest.
    """
    if query.whole == "item":
        return _whole_item(hits, query)
    if query.whole == "meeting":
        return _whole_meeting(hits, query)
    return _in_turn(hits, query) if query.sides else list(hits)


def _in_turn(hits: Sequence[Hit], query: Query) -> list[Hit]:
    best = hits[0].score if hits else 0.0
    sides = [
        [hit for hit in hits if fits(hit.place, side) and hit.score >= _FAR * best] for side in query.sides
    ]
    sides.sort(key=lambda side: hits.index(side[0]) if side else len(hits))
    first = (hit for turn in zip_longest(*sides) for hit in turn if hit is not None)
    return _unique((*first, *hits))


_FAR = 0.6
"""A side's hit that scores less than this share of the best waits for its place."""


def _whole_item(hits: Sequence[Hit], query: Query) -> list[Hit]:
    meant = [hit for hit in hits if fits(hit.place, query.filters)] or hits
    if not meant:
        return []
    document, item = meant[0].place.document_id, meant[0].passage.item_id
    parts = (
        hit
        for hit in hits
        if hit.passage.item_id == item
        or (
            hit.place.document_id == document
            and hit.place.item
            and of_item(hit.place.item, query.filters.items)
        )
    )
    return _unique((*_in_order(parts), *hits))


def _whole_meeting(hits: Sequence[Hit], query: Query) -> list[Hit]:
    meant = [hit for hit in hits if fits(hit.place, query.filters)] or hits
    document = meant[0].place.document_id if meant else ""
    passages = _in_order(hit for hit in hits if hit.place.document_id == document)
    items = [hit for hit in passages if not is_head(hit.passage)]
    matter = [hit for hit in items if len(hit.passage.text.split()) >= _TRIFLE]
    return _unique((*_one_an_item(matter), *matter, *items, *passages, *hits))


def _one_an_item(hits: Sequence[Hit]) -> list[Hit]:
    """The best passage of each item, in reading order."""
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda one: -one.score):
        best.setdefault(hit.passage.item_id, hit)
    return _in_order(best.values())


def _in_order(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: hit.passage.passage_id)


def _unique(hits: Iterable[Hit]) -> list[Hit]:
    return list({hit.passage.passage_id: hit for hit in hits}.values())
