"""The Word file: styles, tables, language, marks and properties, read back as a reader's program would."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from index.readers.docx import read_docx
from index.readers.limits import ParseLimits
from rag.export.word import to_docx
from tests.rag.export.made_summary import QUOTE, made_summary

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def data() -> bytes:
    return to_docx(made_summary())


def part(data: bytes, name: str) -> ET.Element:
    return ET.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def styled(body: ET.Element, style: str) -> list[str]:
    found = []
    for paragraph in body.iter(f"{W}p"):
        used = paragraph.find(f"{W}pPr/{W}pStyle")
        if used is not None and used.get(f"{W}val") == style:
            found.append("".join(text.text or "" for text in paragraph.iter(f"{W}t")))
    return found


def test_headings_and_lists_have_real_styles(data: bytes) -> None:
    body = part(data, "word/document.xml")
    assert styled(body, "Title") == ["Sammanfattning av Fritidsnämnden den 7 mars 2024"]
    assert styled(body, "Heading1") == [
        "Beslut", "Det som diskuterades", "Tillägg", "Noterade beslut", "Källor", "Underlag",
    ]  # fmt: skip
    assert styled(body, "Heading2") == ["4 Simhallen i Lillby"]
    bullets = styled(body, "ListBullet")
    assert "Nämnden godkänner avtalet om simhallen. [1]" in bullets
    assert f"”{QUOTE}” [1]" in bullets
    assert "=HYPERLINK(1) *stjärna* <b>fet</b> å ä ö [2]" in bullets


def test_tables_have_header_rows_and_a_description(data: bytes) -> None:
    tables = list(part(data, "word/document.xml").iter(f"{W}tbl"))
    assert len(tables) == 2
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rows[1:])
        said = table.find(f"{W}tblPr/{W}tblDescription")
        assert said is not None
        assert said.get(f"{W}val")


def test_every_source_number_leads_to_its_row(data: bytes) -> None:
    body = part(data, "word/document.xml")
    marks = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    anchors = {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}
    assert anchors == marks == {"kalla_1", "kalla_2"}


def test_the_language_is_swedish_and_the_draft_is_marked_where_it_is_seen(data: bytes) -> None:
    languages = {one.get(f"{W}val") for one in part(data, "word/styles.xml").iter(f"{W}lang")}
    assert languages == {"sv-SE"}
    body = "".join(part(data, "word/document.xml").itertext())
    assert "AI-genererat utkast, ej granskat" in body
    headers = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "header" in name]
    assert any("AI-genererat utkast" in "".join(part(data, name).itertext()) for name in headers)


def test_the_properties_say_what_made_it(data: bytes) -> None:
    text = "".join(f"{one.tag.split('}')[1]}={one.text}\n" for one in part(data, "docProps/core.xml"))
    for words in (
        "title=Sammanfattning av Fritidsnämnden den 7 mars 2024",
        "subject=AI-genererat utkast, ej granskat",
        "contentStatus=AI-genererat utkast, ej granskat",
        "language=sv-SE",
        "Språkmodell: modell-1,5b",
        "Skapad: 2024-03-12T14:05:00+00:00",
        "keywords=Källor: lillby.txt",
        "created=2024-03-12T14:05:00Z",
    ):
        assert words in text


def test_a_long_title_and_control_characters_do_no_harm() -> None:
    data = to_docx(made_summary("Lång rubrik \x0b " + "å" * 400))
    core = "".join(part(data, "docProps/core.xml").itertext())
    assert "å" * 200 in core


def test_our_own_reader_reads_it_back(data: bytes) -> None:
    read = read_docx(data, ParseLimits())
    text = "\n".join(page.text for page in read.pages)
    assert QUOTE in text
    assert "Ordagrant ur protokollet" in text
