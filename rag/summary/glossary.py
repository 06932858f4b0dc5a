"""The short forms that minutes use, with what they stand for and where that is said. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.acronyms import GENERAL, find_definitions
from rag.summary.citing import cite_words
from rag.summary.material import ItemMaterial
from rag.summary.types import SummarySection, SummaryTable, TableRow
from rag.types import Citation

_USED = re.compile(r"(?<![\w-])[A-ZÅÄÖ][A-Za-zåäöÅÄÖ]{1,6}(?![\w])")
GENERAL_SOURCE = "allmän ordlista, inte protokollen"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A short form with its long form; ``said`` is False where only the general list explains it."""

    short: str
    long: str
    said: bool
    citation: Citation


def meanings(items: Sequence[ItemMaterial]) -> tuple[Meaning, ...]:
    """Short forms used in the items, by letter; what the minutes say of themselves wins over the list."""
    found: dict[str, Meaning] = {}
    for item in items:
        for one in find_definitions(item.item.text):
            cited = cite_words(item, one.short)
            if cited and one.short not in found:
                found[one.short] = Meaning(one.short, one.long, True, cited)
    for item in items:
        for short in Counter(_USED.findall(item.item.text)):
            if short in GENERAL and short not in found and (cited := cite_words(item, short)):
                found[short] = Meaning(short, GENERAL[short], False, cited)
    return tuple(found[short] for short in sorted(found, key=str.lower))


def glossary_section(items: Sequence[ItemMaterial]) -> SummarySection:
    """Short form, meaning and who says so; the source is where the minutes explain or first use it."""
    rows = tuple(
        TableRow((one.short, one.long, "protokollet" if one.said else GENERAL_SOURCE), (one.citation,))
        for one in meanings(items)
    )
    header = ("Förkortning", "Betydelse", "Enligt")
    return SummarySection("glossary", "Förkortningar", table=SummaryTable(header, rows), folded=True)
