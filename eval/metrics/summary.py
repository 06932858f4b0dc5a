"""How good a summary is, beside the minutes it was made from. Pure functions, the same for every way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.sentences import sentences
from rag.facts import capitals, days, name_forms, numbers
from rag.folding import fold
from rag.types import Claim, Quote
from rag.verify import check_claim

GRAM = 3
_MARK = re.compile(r"\s*\[\d{1,3}\]|[*#>`|]+|^\s*[-–•]\s+|^\s*\d{1,2}[.)]\s+(?=\D)", re.MULTILINE)
_BULLET = re.compile(r"[•▪●◦‣]\s*")


@dataclass(frozen=True, slots=True)
class ReferencePoint:
    """Something a good summary says: one word of each group (lower case) must stand in it."""

    words: tuple[tuple[str, ...], ...]

    def told(self, text: str) -> bool:
        """Whether the text says it."""
        plain = " ".join(text.lower().replace("\u00a0", " ").split())
        return all(any(one in plain for one in group) for group in self.words)


def points_told(points: Sequence[ReferencePoint], text: str) -> float:
    """Share of the reference points that the text tells; 1 where there are none."""
    return sum(point.told(text) for point in points) / len(points) if points else 1.0


def distinct(text: str, n: int = GRAM) -> float:
    """Distinct word n-grams over all (distinct-n, Li et al. 2016); 1 for a text too short to repeat."""
    words = re.findall(r"\w+", text.lower())
    grams = [tuple(words[at : at + n]) for at in range(len(words) - n + 1)]
    return len(set(grams)) / len(grams) if grams else 1.0


def verbatim(decisions: Iterable[str], text: str) -> float:
    """Share of the decisions that stand in the text letter for letter, bullets and white space aside."""
    shown = _flat(text)
    found = [_flat(one) in shown for one in decisions]
    return sum(found) / len(found) if found else 1.0


def _flat(text: str) -> str:
    return " ".join(fold(_BULLET.sub(" ", text)).split())


def spoken_sentences(text: str) -> tuple[str, ...]:
    """The sentences a reader sees, without Markdown signs and source numbers; headings of one word go."""
    plain = _MARK.sub("", text)
    found = (plain[start:end].strip(" :") for start, end in sentences(plain))
    return tuple(one for one in found if len(one.split()) > 2)


def judged(told: Iterable[str], quotes: Sequence[Quote], passages: dict[str, str]) -> tuple[Claim, ...]:
    """Each sentence held against the whole minutes by the checker of answers."""
    return tuple(check_claim(one, (), quotes, passages) for one in told)


def supported(claims: Sequence[Claim]) -> float:
    """Share of the sentences that the checker supports; 1 where there is none."""
    return sum(claim.supported for claim in claims) / len(claims) if claims else 1.0


def strange_facts(text: str, source: str) -> tuple[str, ...]:
    """The numbers, dates and names of the text that stand nowhere in the source, each once."""
    known_days, known = days(source), {number.value for number in numbers(source)}
    digits = {int(one) for one in re.findall(r"\d+", source) if len(one) < 10}
    found = [
        text[day.start : day.end] for day in days(text) if not any(day.agrees(one) for one in known_days)
    ]
    masked = list(text)
    for day in days(text):
        masked[day.start : day.end] = " " * (day.end - day.start)
    for number in numbers("".join(masked)):
        if number.value not in known and not (
            number.value == int(number.value) and int(number.value) in digits
        ):
            found.append(text[number.start : number.end])
    written = {form for word in re.findall(r"[\w&]+(?:[-:]\w+)*", source) for form in name_forms(word)}
    found += [
        name.text
        for name in capitals(text)
        if not name.initial
        and not name_forms(name.text) & written
        and not all(name_forms(part) & written for part in name.text.split("-"))
    ]
    return tuple(dict.fromkeys(one.strip(" .") for one in found))


def count_facts(text: str) -> int:
    """How many different numbers, dates and names the text states."""
    named = {name.text for name in capitals(text) if not name.initial}
    return len(days(text)) + len({number.value for number in numbers(text)}) + len(named)
