"""Links to matters: strongest first, and only as long as the items of a matter belong together as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.matters.types import Link, Unit
from rag.matters.verdicts import Ruling

TOGETHER = 0.3
"""Mean strength between two groups from which they are one matter: a chain of items must not drift."""

Group = tuple[int, ...]


def with_rulings(links: Iterable[Link], rulings: Sequence[Ruling]) -> tuple[Link, ...]:
    """The links with what staff said of them; parted ones stay, marked, for showing."""
    return tuple(_ruled(link, rulings) for link in links)


def _ruled(link: Link, rulings: Sequence[Ruling]) -> Link:
    said = next((one for one in reversed(rulings) if one.rules(link.one, link.other)), None)
    if said is None:
        return link
    return replace(link, verdict=said.verdict, strength=1.0 if said.verdict == "confirmed" else link.strength)


def missing_links(
    units: Sequence[Unit], links: Sequence[Link], rulings: Sequence[Ruling]
) -> tuple[Link, ...]:
    """Links that staff confirmed and no reason gave: between the first parts that the two keys name."""
    found = []
    for ruling in rulings:
        if ruling.verdict != "confirmed" or any(ruling.rules(link.one, link.other) for link in links):
            continue
        one = next((unit.key for unit in units if ruling.one.covers(unit.key)), None)
        other = next((unit.key for unit in units if ruling.other.covers(unit.key)), None)
        if one and other and one != other:
            found.append(Link(one, other, 1.0, ("bekräftad av personal",), verdict="confirmed"))
    return tuple(found)


def group(units: Sequence[Unit], links: Sequence[Link], rulings: Sequence[Ruling] = ()) -> tuple[Group, ...]:
    """Places of units by matter, each in one; confirmed links first, parted items never together."""
    place = {unit.key: at for at, unit in enumerate(units)}
    strength = {
        frozenset((place[link.one], place[link.other])): link.strength
        for link in links
        if link.verdict != "parted" and link.one in place and link.other in place
    }
    groups: list[set[int]] = [{at} for at in range(len(units))]
    home = list(range(len(units)))
    held = [link for link in links if frozenset((place.get(link.one), place.get(link.other))) in strength]
    for link in sorted(held, key=lambda link: (link.verdict != "confirmed", -link.strength)):
        low, high = sorted((home[place[link.one]], home[place[link.other]]))
        if low == high or _parted(groups[low], groups[high], units, rulings):
            continue
        if link.verdict == "confirmed" or _cohesion(groups[low], groups[high], units, strength) >= TOGETHER:
            groups[low] |= groups[high]
            for at in groups[high]:
                home[at] = low
            groups[high] = set()
    return tuple(tuple(sorted(one)) for one in groups if one)


def _cohesion(
    one: set[int], other: set[int], units: Sequence[Unit], strength: dict[frozenset[int], float]
) -> float:
    """Mean strength over the pairs of different meetings, 0 where no link is."""
    pairs = [
        frozenset((a, b)) for a in one for b in other if units[a].key.document_id != units[b].key.document_id
    ]
    return sum(strength.get(pair, 0.0) for pair in pairs) / len(pairs) if pairs else 0.0


def _parted(one: set[int], other: set[int], units: Sequence[Unit], rulings: Sequence[Ruling]) -> bool:
    parted = [ruling for ruling in rulings if ruling.verdict == "parted"]
    return any(ruling.rules(units[a].key, units[b].key) for ruling in parted for a in one for b in other)
