"""How fast the decision log and the matters answer over an open index."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from index.store import Store
from rag.decisions import DecisionFilter, placed_decisions
from rag.matters.book import MatterBook

T = TypeVar("T")


def measure_log(store: Store) -> dict[str, Any]:
    """Seconds of the decision log, of linking all matters, and of finding one once they are linked."""
    book = MatterBook(store)
    linking, matters = _timed(book.all)
    log, decisions = _timed(lambda: placed_decisions(store, DecisionFilter(substantive=True)))
    word = matters[0].name if matters else "beslut"
    finding, _ = _timed(lambda: book.find_matter(word))
    return {
        "meetings": len(store.ledger.document_rows()),
        "decisions": len(decisions),
        "matters": sum(matter.meetings > 1 for matter in matters),
        "log_s": log,
        "linking_s": linking,
        "finding_s": finding,
    }


def log_table(part: Mapping[str, Any]) -> list[str]:
    """The figures as a Markdown table in Swedish."""
    rows = (
        ("beslutsloggen", "log_s"),
        ("alla frågor kopplas, första gången", "linking_s"),
        ("en fråga över tid, därefter", "finding_s"),
    )
    return [
        f"| {part['meetings']} möten, {part['decisions']} beslut, {part['matters']} frågor över tid | |",
        "|---|---|",
        *(f"| {name} | {part[key] * 1000:.0f} ms |" for name, key in rows),
    ]


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found
