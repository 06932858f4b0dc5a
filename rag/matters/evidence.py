"""Why two items may belong to one matter: each reason in Swedish words, with its weight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.sentences import sentences
from index.swedish import terms
from index.types import ItemPlace
from rag.catalogues import body_aliases
from rag.facts import Day, days
from rag.matters.specificity import FIELD, PLAIN, Specificity, form_weight
from rag.matters.types import Kinship, Reason, Unit

SPECIFIC = 0.8
"""Weight from which a term alone tells a matter from another."""
FOCUS, PAIR, SAME_TITLE, RARE, RARE_MOST = 0.6, 0.35, 0.4, 0.12, 0.5
REGISTERED_APART = -0.6
_OPENING = 300  # characters of a text that say what it is about
_LONG = 8  # letters of a term that may be rare by being a compound or a name
_NUMERAL = re.compile(r"[ndp]?\d")
SECTION_SIGN = re.compile(r"§\s*(?P<number>\d{1,4})")
_TELLS = re.compile(
    r"(?i)\b(?:beslut\w*|behandla\w*|tas upp|ta upp|tar upp|lyft\w*|ställning\w*|återkom\w*|redovisa\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units of different meetings, and how near their organisations stand."""

    one: Unit
    other: Unit
    kin: Kinship

    @property
    def ways(self) -> tuple[tuple[Unit, Unit], tuple[Unit, Unit]]:
        """The pair both ways round."""
        return (self.one, self.other), (self.other, self.one)


def reasons(pair: Pair, specificity: Specificity, rare: Iterable[str]) -> tuple[Reason, ...]:
    """All reasons found, weightiest first; weights below zero speak against.

    ``rare`` are index terms of both texts that stand in few others.
    """
    found = [
        *_numbers(pair),
        *_sections(pair),
        *_titles(pair, specificity),
        *_focus(pair, specificity),
        *_rare(pair, rare),
    ]
    if any(reason.weight > 0 for reason in found):
        found += _announced(pair, specificity)
    return tuple(sorted(found, key=lambda reason: -reason.weight))


def _numbers(pair: Pair) -> Iterator[Reason]:
    if pair.kin not in ("same", "related"):
        return
    shared = sorted(pair.one.numbers & pair.other.numbers)
    if shared and pair.kin == "same":
        yield Reason(f"samma diarienummer: {', '.join(shared)}", 1.2)
    elif pair.one.own_numbers and pair.other.own_numbers and pair.kin == "same":
        yield Reason("olika diarienummer", REGISTERED_APART)


def _sections(pair: Pair) -> Iterator[Reason]:
    """ "beslutade den 14 februari 2023, § 17": paragraph, date and organisation all agree."""
    for later, earlier in pair.ways:
        day = earlier.place.meeting_date
        if pair.kin != "same" or not earlier.place.item or day is None:
            continue
        for sentence in _dated_sentences(later.text):
            sections = {match["number"] for match in SECTION_SIGN.finditer(sentence)}
            if earlier.place.item in sections and _dated(sentence, earlier.place, with_year=True):
                yield Reason(f"hänvisar till § {earlier.place.item} den {day.isoformat()}", 1.2)
                return


def _titles(pair: Pair, specificity: Specificity) -> Iterator[Reason]:
    shared = pair.one.titles.keys() & pair.other.titles.keys()
    weights = {
        term: min(specificity.weight(term, pair.one), specificity.weight(term, pair.other)) for term in shared
    }
    phrases = [
        both
        for both in sorted(pair.one.title_pairs & pair.other.title_pairs)
        if 0 < max(weights[term] for term in both) <= PLAIN
    ]
    spoken = {term for both in phrases for term in both if weights[term] <= FIELD}
    for term in shared:
        if "+" in term and (last := term.rsplit("+", 1)[1]) in shared:  # told once, in full
            weights[term], spoken = weights[term] + weights[last], spoken | {last}
    for term in sorted(shared - spoken):
        if weights[term] > 0:
            written = min(pair.one.titles[term], pair.other.titles[term], key=str.isupper)
            yield Reason(f"”{written}” i båda rubrikerna", weights[term])
    for first, second in phrases:
        phrase = f"{pair.one.titles[first]} {pair.one.titles[second]}".lower()
        yield Reason(f"uttrycket ”{phrase}” i båda rubrikerna", PAIR)
    if max(weights.values(), default=0) > FIELD and _plain(pair.one.title) == _plain(pair.other.title):
        yield Reason("samma rubrik", SAME_TITLE)


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.lower()))


def _focus(pair: Pair, specificity: Specificity) -> Iterator[Reason]:
    """A telling word of one's title that the other speaks of, early or more than once."""
    for one, other in pair.ways:
        best = ("", 0.0)
        for term, written in one.titles.items():
            weight = specificity.weight(term, one)
            if weight < SPECIFIC or term in other.titles or not other.counts.get(term):
                continue
            early = written[: max(5, len(written) - 3)].lower() in other.text[:_OPENING].lower()
            share = 1.0 if early or other.counts[term] >= 2 else 0.5
            best = max(best, (written, FOCUS * weight * share), key=lambda found: found[1])
        if best[1]:
            yield Reason(f"den ena rubrikens ”{best[0]}” tas upp i den andra texten", best[1])


def _rare(pair: Pair, rare: Iterable[str]) -> Iterator[Reason]:
    """Long words that both texts use and few others do; a word within another counts once."""
    titled = pair.one.titles.keys() | pair.other.titles.keys()
    kept: list[str] = []
    for term in sorted(rare, key=len, reverse=True):
        if len(term) < _LONG or _NUMERAL.match(term) or term in titled or any(term in one for one in kept):
            continue
        if any(term[:6] in word or word[:6] in term for word in titled):
            continue
        kept.append(term)
    words = [
        word
        for term in kept
        if (word := _as_written(term, pair.one.text)) and form_weight(term, word, False) >= SPECIFIC
    ]
    if words:
        shown = ", ".join(f"”{word}”" for word in words[:4])
        yield Reason(f"ovanliga ord i båda texterna: {shown}", min(RARE * len(words), RARE_MOST))


def _as_written(term: str, text: str) -> str:
    """The word behind an index term, "" for a capitalised one (a person or a place) or none."""
    match = re.search(rf"(?i)\b{re.escape(term[:-2])}\w*", text)
    return match.group() if match and not match.group()[:1].isupper() else ""


def _announced(pair: Pair, specificity: Specificity) -> Iterator[Reason]:
    """ "beslut ska fattas i nätverket den 4 mars": one names the other's body and day, on a shared matter."""
    if pair.kin == "other" or not _shares_specific(pair, specificity):
        return
    for one, other in pair.ways:
        if other.place.meeting_date is None or not other.place.body:
            continue
        for sentence in _dated_sentences(one.text):
            if (
                _TELLS.search(sentence)
                and _dated(sentence, other.place)
                and _names_body(sentence, one, other)
            ):
                yield Reason(f"nämner mötet den {other.place.meeting_date.isoformat()}", 0.7)
                return


def _shares_specific(pair: Pair, specificity: Specificity) -> bool:
    return any(
        specificity.weight(term, one) > FIELD and (term in other.titles or other.counts.get(term))
        for one, other in pair.ways
        for term in one.titles
    )


def _names_body(sentence: str, one: Unit, other: Unit) -> bool:
    if one.place.body == other.place.body:
        return True
    found = frozenset(terms(sentence))
    return any(alias <= found for alias in body_aliases(other.place.body))


def _dated(sentence: str, place: ItemPlace, with_year: bool = False) -> bool:
    day = place.meeting_date
    if day is None:
        return False
    held = Day(day.day, day.month, day.year, 0, 0)
    return any(one.agrees(held) and (one.year or not with_year) for one in days(sentence))


@lru_cache(maxsize=5_000)
def _dated_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text that state a day."""
    found = (text[start:end] for start, end in sentences(text))
    return tuple(sentence for sentence in found if days(sentence))
