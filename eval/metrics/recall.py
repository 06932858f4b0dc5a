"""recall@k: the share of questions whose needed quotes are covered by the first k passages together.

``recall@k = |{q : complete(q) <= k}| / |Q|``, where ``complete(q)`` is the rank by which every
needed quote is covered (the best one, where one is enough). Questions count alike, however
many quotes they need: the strict form of set recall (Manning, Raghavan & Schütze 2008, ch. 8).
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.types import Ranked


def covered(one: Ranked, k: int) -> float:
    """1 when all that is needed stands among the first ``k`` passages, else 0."""
    return float(one.complete is not None and one.complete <= k)


def recall_at(ranked: Sequence[Ranked], k: int) -> float:
    """Mean of ``covered`` over the questions, 0 without any."""
    return sum(covered(one, k) for one in ranked) / len(ranked) if ranked else 0.0
