"""Which sentences of an item say what it was about: chosen by code, no model asked. Pure functions.

Centrality by the item's own recurring terms (a light form of Erkan & Radev 2004, "LexRank"), the title's
words, place in the text and turns of phrase that carry an outcome; a greedy choice against repetition
(Carbonell & Goldstein 1998, "MMR").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.lexicon import dangles, ends_sentence, has_finite_verb
from index.swedish import find_terms
from rag.signals import AMOUNT, DATE, DURATION, QUANTITY, places
from rag.summary.material import ItemMaterial, Sentence
from rag.wording import term_set

Rarity = Callable[[str], float]
"""A term's inverse document frequency."""

OUTCOME = re.compile(
    r"(?i)\b(?:föresl\w+|förslag\w*|syfte\w*|innebär|nästa steg|slutsats\w*|konstatera\w*|behöv(?:er|s)"
    r"|önska\w*|enas|ställ\w+ sig|bedöm\w+|anser|framför|framhåll\w*|samsyn|risk\w*|kommer att|uppdr\w+"
    r"|utse\w*|lyfter|viktig\w*|krävs|saknas|svår\w*|kostna\w*|finansier\w*|fördel\w*|intresse\w*"
    r"|positiv\w*|planera\w*|avstyrk\w*|tillstyrk\w*|har valt|startar|projektstart|är klar|pausa\w*)\b"
)
_LEANING = re.compile(
    r"(?i)^(?:detta|den(?: här)?|denna|dessa|det|de|dess|därefter|därmed|därför|dock|man|han|hon|vidare"
    r"|även|också|samma|här|där|så|vilket|något|några|bland annat|se|att)\b(?! som)"
)
_AWAITED = re.compile(
    r"(?i)\b(?:beslut (?:ska|skall|väntas|planeras|förväntas|fattas)|(?:planerat|kommande) beslut"
    r"|fatta beslut (?:om|vid|i)|tas upp (?:för beslut|till beslut))\b"
)
_ANNOUNCES = re.compile(
    r"(?i)(?:information|dialog|diskussion|redovisning|återrapportering|genomgång|samtal|uppföljning)\b"
    r"(?: (?:om|kring|sker|förs|med|och|av|från)\b|$)"
)
_BACKGROUND = re.compile(
    r"(?i)\b(?:genomförs gemensamt|informera[rdes]*\b|berätta[rde]*\b|presenteras? vid mötet|redovisa[rsde]*"
    r"|återrapporter\w+|erfarenhetsutbyte|hälsar|tackar)\b"
)
_PROCEDURE = re.compile(
    r"(?i)\b(?:bildspel\w*|bifoga\w+|biläg\w+|infoga\w+|utskicka\w*|utsänd|länk\b|ladda ner|röstar (?:ja|nej)"
    r"|gås igenom|justera (?:dagens )?protokoll\w*|genomgång av dagordningen|ställer proposition\w*)\b"
)
_MONEY = re.compile(r"\d\s?(?:kr\b|kronor|tkr|mkr|mnkr|miljon\w*|miljard\w*)")
LONG = 34
SHORT = 11
WORTH = 0.3
WORDS_PER_LINE = 60


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence with its score; scores compare within one item only."""

    sentence: Sentence
    score: float


def lines_wanted(item: ItemMaterial) -> int:
    """How many sentences an item's summary takes: 1 to 3 by its length, up to 4 where it has many parts."""
    body = [one for one in item.sentences if not one.decided]
    words = sum(one.words for one in body)
    parts = len({one.part for one in body})
    return max(min(3, 1 + words // WORDS_PER_LINE), min(4, parts))


def choose(item: ItemMaterial, rarity: Rarity, most: int) -> tuple[Sentence, ...]:
    """The ``most`` sentences that tell best what was discussed, in text order; decisions' words are left out.

    Each part under a subheading that has a sentence worth it gets one before any gets its second.
    """
    left = list(weigh(item, rarity))
    parts = {one.sentence.part for one in left}
    chosen: list[Sentence] = []
    while left and len(chosen) < most:
        told = {one.part for one in chosen}
        untold = [one for one in left if one.sentence.part not in told and one.score >= WORTH]
        fresh = untold if len(parts) > 1 else []
        best = max(fresh or left, key=lambda one: _marginal(one, chosen))
        left.remove(best)
        chosen.append(best.sentence)
    return tuple(sorted(chosen, key=lambda one: one.start))


def weigh(item: ItemMaterial, rarity: Rarity) -> tuple[Weighed, ...]:
    """Every body sentence outside the decisions with its score, in text order."""
    body = [one for one in item.sentences if not one.decided]
    if not body:
        return ()
    counts = Counter(term for one in item.sentences for term in one.terms)
    title = term_set(item.item.title)
    decided = frozenset(term for one in item.sentences if one.decided for term in one.terms)
    central = [_centrality(one, counts, rarity) for one in body]
    best = max(central) or 1.0
    return tuple(
        Weighed(one, value / best + _signs(one, body, n, title, decided))
        for n, (one, value) in enumerate(zip(body, central, strict=True))
    )


def _centrality(one: Sentence, counts: Counter[str], rarity: Rarity) -> float:
    if not one.terms:
        return 0.0
    total = sum(rarity(term) * (min(counts[term], 4) if counts[term] > 1 else 0.3) for term in one.terms)
    return float(total / len(one.terms) ** 0.6)


def _signs(
    one: Sentence, body: Sequence[Sentence], n: int, title: frozenset[str], decided: frozenset[str]
) -> float:
    opens = n == 0 or body[n - 1].part != one.part
    found = {
        "opens": 0.25 * opens,
        "title": 0.3 * (len(title & one.terms) / len(title) if title else 0.0),
        "decision": 0.25 * (len(decided & one.terms) / len(one.terms) if decided and one.terms else 0.0),
        "outcome": 0.1 * min(3, len(OUTCOME.findall(one.text))),
        "money": 0.3 * bool(_MONEY.search(one.text)),
        "amount": 0.2 * bool(AMOUNT.search(one.text)),
        "duration": 0.15 * bool(DURATION.search(one.text)),
        "places": 0.1 * bool(places(one.text)),
        "lead": 0.15 * bool(one.lead.endswith(":") and OUTCOME.search(one.lead)),
        "date": 0.15 * bool(DATE.search(one.text)),
        "announces": -0.6 * bool(_ANNOUNCES.match(one.text)),
        "verbless": -0.2 * (not has_finite_verb(one.text)),
        "quantity": 0.05 * bool(QUANTITY.search(one.text)),
        "awaited": 0.8 * bool(_AWAITED.search(one.text)),
        "row": -1.0 * (one.text.count("|") > 1),
        "leaning": -0.35 * bool(_LEANING.match(one.text)),
        "background": -0.25 * bool(_BACKGROUND.search(one.text)),
        "procedure": -0.6 * bool(_PROCEDURE.search(one.text)),
        "question": -0.4 * one.text.endswith("?"),
        "bullet": -0.1 * one.bullet,
        "short": -0.06 * max(0, SHORT - one.words),
        "long": -0.02 * max(0, one.words - LONG),
        "open-ended": -0.5 * one.text.endswith(":"),
        "broken": -1.0 * ((one.text[:1].islower() and not one.lead) or dangles(one.text)),
        "cut": -0.2 * (not ends_sentence(one.text)),
    }
    return sum(found.values())


def _marginal(one: Weighed, chosen: Sequence[Sentence]) -> float:
    alike = max((likeness(one.sentence.terms, other.terms) for other in chosen), default=0.0)
    beside = any(other.end <= one.sentence.start <= other.end + 2 for other in chosen)
    leans = bool(_LEANING.match(one.sentence.text))
    return one.score - 0.9 * alike + (0.3 if beside and leans else 0.0)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared share of the smaller of two sets of terms, 0..1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def has_words(text: str) -> bool:
    """Whether a text says anything that can be searched for."""
    return bool(find_terms(text))
