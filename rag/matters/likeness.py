"""Which units' vectors stand out as alike, once what a whole meeting has in common is taken away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.matters.types import Unit

_FROM, _FULL = 0.35, 0.65  # cosine of centred vectors: 3.5 and 6.5 deviations over the 5 shared minutes


def near_pairs(units: Sequence[Unit], vectors: NDArray[np.float32]) -> dict[tuple[int, int], float]:
    """Likeness (0 to 1) by pair of places, the lower first; pairs of one meeting are left out.

    ``vectors`` is float32 (units, dimension), zeros where a unit has none of its own. The mean of each
    meeting is taken off, since headers and wording make the items of one meeting alike.
    """
    if not len(units):
        return {}
    centred = vectors.astype(np.float32, copy=True)
    documents = np.array([unit.key.document_id for unit in units])
    known = np.abs(vectors).sum(axis=1) > 0
    for document in set(documents.tolist()):
        held = (documents == document) & known
        if held.any():
            centred[held] -= centred[held].mean(axis=0)
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    unit_length = np.divide(centred, norms, out=np.zeros_like(centred), where=norms > 1e-6)
    cosines = np.triu(unit_length @ unit_length.T, k=1)
    return {
        (int(low), int(high)): min(1.0, float((cosines[low, high] - _FROM) / (_FULL - _FROM)))
        for low, high in zip(*np.nonzero(cosines > _FROM), strict=True)
        if documents[low] != documents[high]
    }
