"""The last look at every shown line: it has a source, and no number, date or name that its source lacks.

Lines have been checked as they were made; this check knows nothing of how, and drops what it can't follow.
Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from rag.composing import harmless
from rag.facts import capitals, days, name_forms, numbers
from rag.folding import fold
from rag.summary.glossary import GENERAL_SOURCE
from rag.summary.types import SummaryLine, SummarySection, SummaryTable, TableRow
from rag.types import Citation

_INDEX_COLUMNS = ("Fråga", "Punkt", "Möte och punkt", "Enligt", "Slag")
_OWN_WORDS = frozenset(
    [
        "organ",
        "datum",
        "plats",
        "ordförande",
        "antecknat",
        "antecknar",
        "protokoll",
        "närvarande",
        "punkten",
        "beslut",
        "fråga",
        "okänt",
    ]
)


def proven(sections: Sequence[SummarySection]) -> tuple[tuple[SummarySection, ...], int, int]:
    """The sections without what can't be followed to its source; how many rows hold, and how many not.

    A line of staff's own is not judged.
    """
    kept = tuple(_proven(section) for section in sections)
    before, after = _count(sections), _count(kept)
    return kept, after, before - after


def _proven(section: SummarySection) -> SummarySection:
    lines = tuple(line for line in section.lines if not line_faults(line))
    table = section.table
    if table:
        rows = tuple(row for row in table.rows if not row_faults(row, table.header))
        table = SummaryTable(table.header, rows)
    return replace(section, lines=lines, table=table)


def _count(sections: Iterable[SummarySection]) -> int:
    return sum(len(one.lines) + (len(one.table.rows) if one.table else 0) for one in sections)


def line_faults(line: SummaryLine) -> tuple[str, ...]:
    """What speaks against a line, in Swedish; () when it holds or is staff's own."""
    if line.origin == "staff":
        return ()
    found = list(_source_faults(line.citations))
    told = " ".join(citation.quote for citation in line.citations)
    if line.origin == "quote" and fold(line.text).lstrip("• ") not in fold(harmless(told)):
        found.append("raden är inte ordagrann")
    if line.origin == "worded" and line.objections:
        found += line.objections
    return (*found, *_fact_faults(line.text, line.citations))


def row_faults(row: TableRow, header: Sequence[str] = ()) -> tuple[str, ...]:
    """What speaks against a table's row, in Swedish; () when it holds.

    Columns that only say where or under what name something stands are the index's words, and what the
    general list of short forms explains says so itself.
    """
    own = set(_INDEX_COLUMNS) | ({"Betydelse"} if GENERAL_SOURCE in row.cells else set())
    cells = [cell for name, cell in zip_longest(header, row.cells, fillvalue="") if name not in own]
    facts = (fault for cell in cells for fault in _fact_faults(cell, row.citations))
    return (*_source_faults(row.citations), *facts)


def _source_faults(citations: Sequence[Citation]) -> tuple[str, ...]:
    if not citations:
        return ("källa saknas",)
    return (
        ("citatet finns inte i protokollet",) if any(one.status == "not_found" for one in citations) else ()
    )


def _fact_faults(text: str, citations: Sequence[Citation]) -> tuple[str, ...]:
    """Numbers, dates and names that neither the quotes nor their places hold."""
    known = "\n".join(f"{one.quote}\n{_place(one)}" for one in citations)
    values = {number.value for number in numbers(known)} | {day.year for day in days(known)}
    found = [
        f"talet {text[one.start : one.end]} står inte i källan"
        for one in numbers(text)
        if one.value not in values
    ]
    found += [
        f"datumet {text[one.start : one.end]} står inte i källan"
        for one in days(text)
        if not any(one.agrees(other) for other in days(known))
    ]
    forms = {form for word in re.findall(r"\w+(?:[-:]\w+)*", known) for form in name_forms(word)}
    forms |= {part for form in forms for part in form.split("-")}
    found += [
        f"namnet {one.text} står inte i källan"
        for one in capitals(text)
        if not one.initial and not _known(one.text, forms)
    ]
    return tuple(found)


def _known(name: str, forms: set[str]) -> bool:
    parts = (name, *name.split("-"))
    return any(name_forms(part) & forms for part in parts) or name.lower() in _OWN_WORDS


def _place(citation: Citation) -> str:
    place = citation.place
    day = place.meeting_date.isoformat() if place.meeting_date else ""
    return f"{place.item} {place.title} {place.body} {place.organisation} {day} {place.document}"
