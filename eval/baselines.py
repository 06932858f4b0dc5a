"""The simple recipes that ours is measured beside, built here from the same files.

``windows + vectors`` is what most programs do; ``windows + BM25`` the classic; ``items + both``
our agenda items searched by both and joined by reciprocal rank (Cormack, Clarke & Büttcher
2009): ``score = sum of 1 / (60 + rank)``. None has header lines, compounds or question understanding.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import snowballstemmer

from eval.retrieval import Search
from eval.types import Found
from index.embedder import Embedder, Vectors
from index.store import Store

WINDOW = 180
"""Words of a window; windows do not overlap."""
K1 = 1.2
B = 0.75
FUSED = 60
_WORD = re.compile(r"\w+")

Scoring = Callable[[str], Vectors]


def windows(store: Store) -> tuple[Found, ...]:
    """Every document's text in stretches of ``WINDOW`` words, whatever they cut apart."""
    found = []
    for row in store.ledger.documents():
        words = " ".join(page.text for page in store.ledger.document(row.document_id).pages).split()
        found += [Found(row.name, " ".join(words[at : at + WINDOW])) for at in range(0, len(words), WINDOW)]
    return tuple(found)


def items(store: Store) -> tuple[Found, ...]:
    """Our passages, without their header lines."""
    placed = store.ledger.passages(store.ledger.passage_ids())
    return tuple(Found(place.document, passage.text) for passage, place in placed.values())


def baselines(store: Store, embedder: Embedder) -> dict[str, Search]:
    """Each recipe by name, over what is in the store."""
    whole, cut = windows(store), items(store)
    return {
        "windows + vectors": _searching(whole, [ByVectors(whole, embedder).scores]),
        "windows + BM25": _searching(whole, [ByWords(whole).scores]),
        "items + both": _searching(cut, [ByVectors(cut, embedder).scores, ByWords(cut).scores]),
    }


class ByVectors:
    """Cosine between the question and each text, embedded without a title."""

    def __init__(self, texts: Sequence[Found], embedder: Embedder) -> None:
        self._embedder = embedder
        self._matrix: Vectors = embedder.embed_passages([one.text for one in texts], [""] * len(texts))

    def scores(self, question: str) -> Vectors:
        """One score a text."""
        scores: Vectors = self._matrix @ self._embedder.embed_query(question)
        return scores


class ByWords:
    """BM25 over Snowball stems, all words taken (Robertson & Zaragoza 2009, section 3.5)."""

    def __init__(self, texts: Sequence[Found]) -> None:
        self._counts = [Counter(stems(one.text)) for one in texts]
        self._lengths = [sum(counts.values()) for counts in self._counts]
        self._holding = Counter(stem for counts in self._counts for stem in counts)

    def scores(self, question: str) -> Vectors:
        """One score a text."""
        asked = set(stems(question))
        mean = sum(self._lengths) / max(len(self._lengths), 1)
        pairs = zip(self._counts, self._lengths, strict=True)
        return np.array(
            [self._score(asked, counts, length / mean) for counts, length in pairs], dtype=np.float32
        )

    def _score(self, asked: set[str], counts: Mapping[str, int], length: float) -> float:
        total = 0.0
        for stem in asked & counts.keys():
            rarity = math.log(
                1 + (len(self._counts) - self._holding[stem] + 0.5) / (self._holding[stem] + 0.5)
            )
            total += rarity * counts[stem] * (K1 + 1) / (counts[stem] + K1 * (1 - B + B * length))
        return total


def stems(text: str) -> list[str]:
    """Snowball stems of all words, in order."""
    return [str(stem) for stem in snowballstemmer.stemmer("swedish").stemWords(_WORD.findall(text.lower()))]


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Ranks texts by the sum of 1 / (60 + rank) over several scorings."""

    texts: tuple[Found, ...]
    scorings: tuple[Scoring, ...]

    def __call__(self, question: str) -> tuple[Found, ...]:
        joined = np.zeros(len(self.texts))
        for scoring in self.scorings:
            order = np.argsort(-scoring(question), kind="stable")
            joined[order] += 1.0 / (FUSED + 1 + np.arange(len(order)))
        return tuple(self.texts[at] for at in np.argsort(-joined, kind="stable"))


def _searching(texts: tuple[Found, ...], scorings: Sequence[Scoring]) -> Search:
    return _Ranking(texts, tuple(scorings))
