"""Units to links: candidates by shared words, weighed by their reasons, kept where those are enough."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rag.matters.evidence import SECTION_SIGN, SPECIFIC, Pair, reasons
from rag.matters.kinship import MeetingTraits, capital_stems, kinship, names_organisation, proper_name
from rag.matters.specificity import Specificity
from rag.matters.types import Kinship, Link, Reason, Unit

ENOUGH = 0.8
"""Weight of reasons, kinship counted, from which two items are taken for one matter."""
KIN: Mapping[Kinship, float] = {"same": 1.0, "related": 0.8, "unknown": 0.6, "other": 0.0}
NAMED, LIKENESS = 0.15, 0.35
_SHOWN = 0.1  # lesser reasons are left unsaid beside others
_RARE_UNITS = 3  # units a rare word may stand in, or this share of all
_RARE_SHARE = 0.02

Nearness = Mapping[tuple[int, int], float]


def find_links(
    units: Sequence[Unit], traits: Mapping[str, MeetingTraits], near: Nearness | None = None
) -> tuple[Link, ...]:
    """Links between units of different meetings, strongest first.

    ``traits`` are by document id; ``near`` gives the likeness (0 to 1) of those pairs of places in
    ``units`` (the lower first) whose vectors stand out: it adds to other reasons and is none alone.
    """
    specificity = Specificity(units, traits.values())
    kin = _Kin(traits)
    rare = _rare_terms(units)
    found = []
    for low, high in _candidates(units, specificity):
        pair = Pair(units[low], units[high], kin.between(units[low], units[high]))
        named = kin.named(pair)
        if pair.kin == "other" and not named:
            continue  # bodies of one name in two organisations have their own matters of one name
        shared = rare & pair.one.counts.keys() & pair.other.counts.keys()
        why = reasons(pair, specificity, shared)
        likeness = (near or {}).get((low, high), 0.0)
        if likeness and any(reason.weight > 0 for reason in why):
            why = (*why, Reason("texterna liknar varandra", round(LIKENESS * likeness, 3)))
        if link := _judge(pair, why, named):
            found.append(link)
    return tuple(sorted(found, key=lambda link: -link.strength))


class _Kin:
    """Kinship of meetings, found once for each two."""

    def __init__(self, traits: Mapping[str, MeetingTraits]) -> None:
        self._traits = traits
        self._known: dict[tuple[str, str], Kinship] = {}

    def between(self, one: Unit, other: Unit) -> Kinship:
        """Kinship of the units' meetings."""
        ids = (one.key.document_id, other.key.document_id)
        if ids not in self._known:
            self._known[ids] = kinship(self._traits[ids[0]], self._traits[ids[1]])
        return self._known[ids]

    def named(self, pair: Pair) -> bool:
        """Whether one text names the other's organisation, which is more than one of its own members."""
        if pair.kin not in ("other", "related"):
            return False
        return any(
            not proper_name(other.place.organisation) & self._traits[one.key.document_id].places
            and names_organisation(capital_stems(one.text), other.place.organisation)
            for one, other in pair.ways
        )


def _judge(pair: Pair, why: Sequence[Reason], named: bool) -> Link | None:
    """A link where the reasons are enough for how near the organisations stand."""
    kin = pair.kin
    if named:
        kin, why = "related", (*why, Reason("den ena texten nämner den andras organisation", NAMED))
    total = sum(reason.weight for reason in why) * KIN[kin]
    told = [reason for reason in why if reason.weight > 0]
    if total < ENOUGH or not told:
        return None
    words = tuple(reason.words for reason in told if reason.weight >= _SHOWN or len(told) == 1)
    return Link(
        pair.one.key, pair.other.key, round(1 - math.exp(-total), 3), words, pair.kin in ("related", "other")
    )


def _candidates(units: Sequence[Unit], specificity: Specificity) -> Iterator[tuple[int, int]]:
    """Places of units in different meetings that share a telling title word, a phrase or a case number."""
    titled: dict[str, list[int]] = defaultdict(list)
    marked: dict[tuple[str, ...], list[int]] = defaultdict(list)
    speaking: dict[str, list[int]] = defaultdict(list)
    for at, unit in enumerate(units):
        for term in unit.titles:
            titled[term].append(at)
        for mark in (*unit.title_pairs, *((number,) for number in unit.numbers)):
            marked[mark].append(at)
        for term in unit.counts:
            speaking[term].append(at)
    found = _referring(units)
    found |= {pair for places in marked.values() for pair in _across(units, places, places)}
    for term, places in titled.items():
        weight = max(specificity.weight(term, units[at]) for at in places)
        if weight > 0:
            found |= _across(units, places, places)
        if weight >= SPECIFIC:
            found |= _across(units, places, speaking[term])
    yield from sorted(found)


def _referring(units: Sequence[Unit]) -> set[tuple[int, int]]:
    """Places of units of which one names the other's paragraph."""
    numbered: dict[str, list[int]] = defaultdict(list)
    for at, unit in enumerate(units):
        numbered[unit.key.item].append(at)
    return {
        pair
        for at, unit in enumerate(units)
        for number in {match["number"] for match in SECTION_SIGN.finditer(unit.text)} - {unit.key.item}
        for pair in _across(units, [at], numbered[number])
    }


def _across(units: Sequence[Unit], ones: Iterable[int], others: Sequence[int]) -> set[tuple[int, int]]:
    return {
        (min(one, other), max(one, other))
        for one in ones
        for other in others
        if units[one].key.document_id != units[other].key.document_id
    }


def _rare_terms(units: Sequence[Unit]) -> frozenset[str]:
    seen = Counter(term for unit in units for term in unit.counts)
    most = max(_RARE_UNITS, int(_RARE_SHARE * len(units)))
    return frozenset(term for term, count in seen.items() if 2 <= count <= most)
