"""Whether a loaded model's memory can be moved at all: asked once, before anything is joined."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.engine.memory import DecodeError, Memory

_TALK, _ALONE = 0, 1


def joins_well(model: Memory, sample: Sequence[int]) -> bool:
    """Whether this model's memory can be moved: reading on after a move gives the same scores.

    Empties the memory. ``sample`` is some twenty tokens of text.
    """
    if not model.can_shift:
        return False
    size = len(sample) - 1
    model.forget_all()
    try:
        model.decode(sample[:size], 0, _ALONE)
        state = model.state(_ALONE)
        model.decode(sample[size:], size, _ALONE)
        read = model.scores().copy()
        model.forget_all()
        model.restore(_ALONE, state)
        model.move(_ALONE, -1, -1, 3 * size)
        model.copy(_ALONE, _TALK)
        model.forget(_ALONE)
        model.decode(sample[size:], 4 * size, _TALK)
        joined = model.scores().copy()
    except DecodeError:
        return False
    finally:
        model.forget_all()
    alike = float(np.corrcoef(read, joined)[0, 1])
    return bool(read.argmax() == joined.argmax()) and alike > 0.999
