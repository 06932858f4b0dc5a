"""What a matter is: items of several meetings, tied by links that say their reasons. Immutable; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from index.types import Decision, ItemPlace

Kinship = Literal["same", "related", "unknown", "other"]
Verdict = Literal["confirmed", "parted"]


@dataclass(frozen=True, slots=True)
class ItemKey:
    """An item, in words that outlive indexing anew: ``item`` is its number, or its title where it has none.

    ``heading`` names a part of an item of many matters ("Korta punkter"); "" means the item.
    """

    document_id: str
    item: str
    heading: str = ""

    def covers(self, other: ItemKey) -> bool:
        """Whether this key names that part, or the whole item it stands in."""
        same = (self.document_id, self.item) == (other.document_id, other.item)
        return same and (not self.heading or self.heading == other.heading)


@dataclass(frozen=True, slots=True)
class Unit:
    """An item, or one heading's part of a mixed item, as linking sees it.

    ``start``/``end`` are offsets in the item's text. ``titles`` maps index terms of the title to the word
    as written; ``title_pairs`` are neighbouring ones. ``counts`` are the index terms of the text.
    ``numbers`` are the case numbers (diarienummer) it names, ``own_numbers`` those it is registered under.
    """

    key: ItemKey
    item_id: str
    place: ItemPlace
    title: str
    text: str
    start: int
    end: int
    titles: Mapping[str, str]
    title_pairs: frozenset[tuple[str, str]]
    counts: Mapping[str, int]
    numbers: frozenset[str] = frozenset()
    own_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two items belong together (``words`` is Swedish), and how much that says (1 is enough alone)."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Link:
    """Two items of one matter. ``strength`` is 0 to 1; ``across`` tells that their organisations differ.

    ``verdict`` is what staff said, None while they have said nothing.
    """

    one: ItemKey
    other: ItemKey
    strength: float
    reasons: tuple[str, ...]
    across: bool = False
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class MatterEntry:
    """One item, or part of one, in a matter; ``page`` (1-based) is where it begins.

    ``decisions`` are the marked decisions in it, in reading order.
    """

    key: ItemKey
    item_id: str
    place: ItemPlace
    title: str
    start: int
    end: int
    page: int
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter over time: ``entries`` oldest first (undated where a link places them, else last).

    ``mentions`` are items that name the matter in passing. ``matter_id`` is that of its first entry.
    """

    matter_id: str
    name: str
    entries: tuple[MatterEntry, ...]
    links: tuple[Link, ...] = ()
    mentions: tuple[MatterEntry, ...] = ()

    @property
    def meetings(self) -> int:
        """In how many meetings it was taken up."""
        return len({entry.place.document_id for entry in self.entries})

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations it was taken up in, in order."""
        return tuple(dict.fromkeys(e.place.organisation for e in self.entries if e.place.organisation))
