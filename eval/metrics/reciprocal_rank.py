"""mrr: mean reciprocal rank of the first passage that covers any quote.

``mrr = (1 / |Q|) sum over q of 1 / first(q)``, with 0 for a question whose quotes no passage
covers (Voorhees 1999, "The TREC-8 Question Answering Track Report").
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.types import Ranked


def reciprocal(one: Ranked) -> float:
    """1 / rank of the first useful passage, 0 when there is none."""
    return 1.0 / one.first if one.first else 0.0


def mean_reciprocal_rank(ranked: Sequence[Ranked]) -> float:
    """Mean of ``reciprocal`` over the questions, 0 without any."""
    return sum(reciprocal(one) for one in ranked) / len(ranked) if ranked else 0.0
