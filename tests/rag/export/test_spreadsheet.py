"""The workbook: real dates, text that stays text, letters as written."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

from rag.export.spreadsheet import COLUMNS, decisions_xlsx
from rag.exporting import decisions_csv
from rag.types import PlacedDecision
from tests.rag.made import decision, hit, place

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = ("=1+1", "+46 8", "-5", "@SUM(A1)", "\t=x", 'å ä ö Å Ä Ö ; " ’', "https://lillby.example/a")


def rows() -> list[PlacedDecision]:
    base = decision(hit())
    made = [PlacedDecision(replace(base, text=text), place("4", text), 3) for text in HOSTILE]
    undated = replace(place("5", "Utan dag"), meeting_date=None)
    return [*made, PlacedDecision(base, undated, 1)]


def sheet(data: bytes) -> tuple[ET.Element, list[str]]:
    book = zipfile.ZipFile(io.BytesIO(data))
    shared = ET.fromstring(book.read("xl/sharedStrings.xml"))
    texts = ["".join(one.itertext()) for one in shared.iter(f"{S}si")]
    return ET.fromstring(book.read("xl/worksheets/sheet1.xml")), texts


def test_dates_are_dates_and_texts_are_texts() -> None:
    page, texts = sheet(decisions_xlsx(rows()))
    assert not list(page.iter(f"{S}f")), "a formula"
    cells = {cell.get("r"): cell for cell in page.iter(f"{S}c")}
    dated = cells["A2"]
    assert dated.get("t") is None
    assert int(dated.findtext(f"{S}v") or 0) == (date(2024, 3, 7) - date(1899, 12, 30)).days
    for at, text in enumerate(HOSTILE, 2):
        cell = cells[f"F{at}"]
        assert cell.get("t") == "s"
        assert texts[int(cell.findtext(f"{S}v") or -1)] == text
    undated = cells[f"A{len(HOSTILE) + 2}"]
    assert texts[int(undated.findtext(f"{S}v") or -1)] == "okänt"


def test_the_header_row_stays_and_every_column_is_wide_enough() -> None:
    page, texts = sheet(decisions_xlsx(rows()))
    assert texts[: len(COLUMNS)] == [name for name, _ in COLUMNS]
    pane = next(page.iter(f"{S}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert len(list(page.iter(f"{S}col"))) == len(COLUMNS)
    assert next(page.iter(f"{S}autoFilter")).get("ref") == f"A1:L{len(rows()) + 1}"


def test_an_empty_log_is_a_workbook_with_headings() -> None:
    _, texts = sheet(decisions_xlsx([]))
    assert texts == [name for name, _ in COLUMNS]


def test_csv_begins_with_the_mark_that_spreadsheets_know_and_runs_nothing() -> None:
    text = decisions_csv(rows())
    assert text.startswith("\ufeffDatum;Organ;")
    assert "å ä ö Å Ä Ö" in text
    assert ";'=1+1;" in text
    assert not any(f";{sign}" in text for sign in ("=", "+", "@"))
