"""How much a word of a title says about which matter it is: 0 for "uppföljning", 1 for a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from simplemma import is_known, lemmatize

from index.acronyms import GENERAL
from index.compounds import compound_parts
from index.swedish import stem
from rag.matters.agenda_words import field_stems, generic_stems, names_an_office
from rag.matters.kinship import MeetingTraits, proper_name
from rag.matters.types import ItemKey, Unit
from rag.municipalities import MUNICIPALITIES

NAME, COMPOUND, FIELD_AND_FORM, DEFINITE, PLAIN, FIELD = 1.0, 0.9, 0.85, 0.8, 0.45, 0.3
_DEEDS = ("ing", "else", "tion", "ande", "ende", "het")
_SHORT = 4  # letters up to which a lower-case word says little
_UNKNOWN = 6  # letters from which a word outside the word list is a term of its own
_SLACK = 0.15  # share of a meeting's items a matter of its own may touch


class Specificity:
    """Weighs index terms of titles over given units; a term that fills a meeting weighs less."""

    def __init__(self, units: Sequence[Unit], traits: Iterable[MeetingTraits]) -> None:
        self._framing = _framing(traits)
        self._spread = _spread(units)
        self._known: dict[tuple[str, ItemKey], float] = {}

    def weight(self, term: str, unit: Unit) -> float:
        """0 to 1: what it says that the term stands in this unit's title."""
        found = self._known.get((term, unit.key))
        if found is None:
            found = self._known[term, unit.key] = self._weigh(term, unit)
        return found

    def _weigh(self, term: str, unit: Unit) -> float:
        written = unit.titles.get(term, term)
        if term in self._framing and written[:1].isupper():
            return 0.0
        if unit.title.isupper():  # capitals throughout tell no acronym and no name
            written = written.lower()
        return form_weight(term, written, _is_name(written, unit)) * self.spread_factor(term)

    def spread_factor(self, term: str) -> float:
        """1 for a term in few items of each meeting that has it, down to 0 for one in most of them."""
        return max(0.0, 1 - 1.5 * max(0.0, self._spread.get(term, 0.0) - _SLACK))


def form_weight(term: str, written: str, name: bool) -> float:
    """What a term says by its form alone: acronym, name, compound, plain word."""
    if "+" in term:  # "hälso- och sjukvårdsavtalet": one name in two words
        return _coordinated(term)
    if written.isupper() and 2 <= len(written) <= 8 and written.isalpha():
        return FIELD if written in GENERAL else COMPOUND
    if term in generic_stems() or names_an_office(term):
        return 0.0
    if name:
        return NAME
    if term in field_stems():
        return FIELD
    pieces = [piece for piece in re.split(r"[-–/]", written) if piece]
    if len(pieces) > 1:
        most = max(form_weight(stem(piece.lower()), piece, False) for piece in pieces)
        return most if most <= FIELD else COMPOUND
    word = _without_genitive(written.lower())
    kinds = _part_kinds(word)
    if kinds:
        return _compound_weight(kinds)
    if not is_known(word, lang="sv") and len(word) >= _UNKNOWN:
        return COMPOUND
    if _is_definite(word):
        return DEFINITE
    return PLAIN if len(word) > _SHORT else FIELD


def _without_genitive(word: str) -> str:
    bare = word.removesuffix("s")
    return bare if bare != word and is_known(bare, lang="sv") else word


def _is_definite(word: str) -> bool:
    """ "isbanan", "bokbussen": the one thing of its kind; not "renoveringen", which is done to many."""
    lemma = str(lemmatize(word, lang="sv")).lower()
    ending = word.endswith(("en", "et", "an", "ån", "ön", "eln"))
    return ending and lemma != word and word.startswith(lemma[:-1]) and not lemma.endswith(_DEEDS)


def _compound_weight(kinds: Sequence[str]) -> float:
    if set(kinds) == {"generic"}:
        return FIELD_AND_FORM if len(kinds) > 2 else 0.0
    if "own" in kinds:
        return COMPOUND
    return FIELD_AND_FORM if "generic" in kinds else FIELD


def _coordinated(term: str) -> float:
    weights = [0.0 if part in generic_stems() else FIELD for part in term.split("+")]
    return FIELD if sum(weights) else 0.0


@lru_cache(maxsize=50_000)
def _part_kinds(word: str) -> tuple[str, ...]:
    """What a compound's parts are, in order: "generic", "field" or "own"; () for a word that is none."""
    return tuple(_kind(part) for part in compound_parts(word))


def _kind(part: str) -> str:
    form = stem(part)
    if form in field_stems() or part in field_stems():
        return "field"
    return "generic" if form in generic_stems() else "own"


def _is_name(written: str, unit: Unit) -> bool:
    """Whether the text writes the word with a capital inside sentences, and never without."""
    base = re.escape(written[: max(4, len(written) - 3)])
    body = unit.text[max(unit.text.find(unit.title), 0) + len(unit.title) :]
    inside = re.findall(rf"(?<=[\wåäö,;] )({base})\w{{0,5}}\b", body, re.IGNORECASE)
    return written[:1].isupper() and bool(inside) and all(word[:1].isupper() for word in inside)


def _framing(traits: Iterable[MeetingTraits]) -> frozenset[str]:
    """Index terms of people, places and organisations: they say who and where, not what."""
    found: set[str] = set()
    for one in traits:
        found |= one.places | proper_name(one.organisation)
        found |= {stem(part) for name in one.people for part in name.split()}
    return frozenset(found | {stem(word.lower()) for name in MUNICIPALITIES for word in name.split()})


def _spread(units: Sequence[Unit]) -> Mapping[str, float]:
    """Per term the mean share of a meeting's other units that hold it too, over the meetings that hold it."""
    meetings: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        meetings[unit.key.document_id].append(unit)
    shares: dict[str, list[float]] = defaultdict(list)
    for held in meetings.values():
        seen: dict[str, int] = defaultdict(int)
        for unit in held:
            for term in unit.counts.keys() | unit.titles.keys():
                seen[term] += 1
        for term, count in seen.items():
            shares[term].append((count - 1) / max(len(held) - 1, 4))
    return {term: sum(values) / len(values) for term, values in shares.items()}
