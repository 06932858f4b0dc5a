"""How much one file may cost, and the checks every reader shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.errors import TooLarge
from index.types import Page


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """Limits of one parse: wall clock and CPU seconds, MiB of address space, bytes, pages, characters."""

    seconds: int = 60
    memory_mb: int = 1024
    max_bytes: int = 50_000_000
    max_pages: int = 2000
    max_characters: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: pages in order from 1 on, and remarks for the log (Swedish)."""

    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()


def check_pages(pages: Iterable[Page], limits: ParseLimits) -> tuple[Page, ...]:
    """The pages, drawn one by one. Raises TooLarge at the first page or character over a limit."""
    kept: list[Page] = []
    characters = 0
    for page in pages:
        characters += len(page.text)
        if len(kept) == limits.max_pages:
            raise TooLarge(f"Filen har fler än {limits.max_pages} sidor.", "Dela upp den i mindre filer.")
        if characters > limits.max_characters:
            raise TooLarge(
                f"Filen innehåller mer än {limits.max_characters} tecken.", "Dela upp den i mindre filer."
            )
        kept.append(page)
    return tuple(kept)
