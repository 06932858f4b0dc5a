"""Questions that the indexed minutes can answer."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import PlacedDecision


def example_questions(decisions: Sequence[PlacedDecision], most: int = 3) -> tuple[str, ...]:
    """Questions about the newest substantive decisions whose items have short titles."""
    titles = (row.place.title for row in decisions if row.decision.substantive)
    short = dict.fromkeys(title for title in titles if title and len(title) <= 60)
    return tuple(f"Vad beslutades om ”{title}”?" for title in list(short)[:most])
