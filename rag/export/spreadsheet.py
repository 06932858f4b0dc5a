"""The decision log as a workbook: real dates, a header row that stays, text that no program runs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from xlsxwriter import Workbook

from rag.kinds import KINDS
from rag.types import PlacedDecision

COLUMNS: tuple[tuple[str, int], ...] = (
    ("Datum", 12),
    ("Organ", 22),
    ("Organisation", 24),
    ("Punkt", 8),
    ("Rubrik", 30),
    ("Beslut", 70),
    ("Slag", 13),
    ("Villkor", 32),
    ("Ansvarig", 18),
    ("Senast", 16),
    ("Dokument", 28),
    ("Sida", 7),
)
"""Heading and width in characters of each column."""
_LINE = 15.0  # points
_CELL = 32_000  # characters a cell holds, with room to spare


def decisions_xlsx(decisions: Sequence[PlacedDecision], about: str = "") -> bytes:
    """The decision log as the bytes of an .xlsx file; ``about`` says what was asked for (Swedish)."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": "Beslutslogg",
            "subject": about,
            "author": "Mötesminne",
            "comments": "Ordagranna beslut ur protokollen. Kontrollera mot protokollet.",
        }
    )
    head = book.add_format({"bold": True, "bg_color": "#E7E9EF", "border": 1, "text_wrap": True})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    sheet = book.add_worksheet("Beslut")
    for at, (name, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, name, head)
    for row, found in enumerate(decisions, 1):
        when = found.place.meeting_date
        if when:
            sheet.write_datetime(row, 0, datetime(when.year, when.month, when.day), day)  # noqa: DTZ001
        else:
            sheet.write_string(row, 0, "okänt", text)
        texts = _texts(found)
        sheet.set_row(row, _height(texts))  # not every program makes room for wrapped text by itself
        for at, value in enumerate(texts, 1):
            sheet.write_string(row, at, value[:_CELL], text)
        sheet.write_number(row, len(COLUMNS) - 1, found.page, text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(decisions), 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&LMötesminne, beslutslogg&RSida &P av &N")
    book.close()
    return out.getvalue()


def _height(texts: Sequence[str]) -> float:
    """Points that the row's longest cell needs, wrapped at its column's width; 409 is a sheet's most."""
    lines = max(
        sum(1 + int(len(line) / (width * 0.95)) for line in text.split("\n"))
        for text, (_, width) in zip(texts, COLUMNS[1:], strict=False)
    )
    return min(_LINE * lines, 409.0)


def _texts(found: PlacedDecision) -> tuple[str, ...]:
    place, decision = found.place, found.decision
    return (
        place.body,
        place.organisation,
        place.item,
        place.title,
        decision.text,
        KINDS[decision.kind],
        " ".join(decision.conditions),
        decision.assignee,
        decision.due,
        place.document,
    )
