"""Agenda items against gold: the same number and the same title in one meeting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from index.types import Meeting

_TITLE = 25
"""Letters and digits of a title that must agree: gold may end a title later than we do."""


def item_scores(rows: Sequence[Mapping[str, Any]], meetings: Mapping[str, Meeting]) -> dict[str, float]:
    """Precision and recall of items over the ``rows`` that list ``items`` (number, title); {} without any.

    A number that gold leaves empty may be anything; items that gold calls ``optional``, and the ``subitems``
    of an item, count neither way.
    """
    listed = [row for row in rows if row.get("items")]
    wanted = found = hits = rightly = 0
    for row in listed:
        parts = [part | {"optional": True} for item in row["items"] for part in item.get("subitems", ())]
        items = [*row["items"], *parts]
        gold = [(_plain(str(item["number"])), _plain(item["title"])[:_TITLE]) for item in items]
        sure = [key for key, item in zip(gold, items, strict=True) if not item.get("optional")]
        ours = [(_plain(item.number), _plain(item.title)[:_TITLE]) for item in meetings[row["doc"]].items[1:]]
        wanted += len(sure)
        found += len(ours)
        hits += sum(any(_same(key, one) for one in ours) for key in sure)
        rightly += sum(any(_same(key, one) for key in gold) for one in ours)
    if not listed:
        return {}
    return {
        "items": wanted,
        "items found": found,
        "precision items": rightly / max(found, 1),
        "recall items": hits / max(wanted, 1),
    }


def _same(gold: tuple[str, str], ours: tuple[str, str]) -> bool:
    return gold[1] == ours[1] and (not gold[0] or gold[0] == ours[0])


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
