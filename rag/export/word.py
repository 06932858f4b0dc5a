"""A summary as a Word file: heading styles, list styles, tables with header rows, Swedish, draft mark.

The only module that writes Word files; reading them is ``index/readers/docx.py``.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from rag.export import wording
from rag.summary.types import Summary, SummaryLine, SummarySection, SummaryTable
from rag.types import Citation

LANGUAGE = "sv-SE"
_PROPERTY = 255  # characters that a core property holds
_DARK, _MARK, _LINK = RGBColor(0x1F, 0x2A, 0x44), RGBColor(0x7A, 0x26, 0x00), RGBColor(0x0B, 0x4A, 0x8F)
_WIDTH, _WORD, _MARGINS = 17.0, 0.19, 0.5  # cm: between the margins, a letter, a cell's sides
_SOURCE_WIDTHS = (1.1, 4.3, 3.2, 1.2, 7.2)  # cm, together the width between the margins


def to_docx(summary: Summary) -> bytes:
    """The whole draft as the bytes of a .docx file; source numbers lead to the table of sources."""
    document = Document()
    _set_page(document, summary)
    _set_styles(document)
    _set_properties(document, summary)
    document.add_heading(_clean(summary.title), level=0)
    _boxed(document.add_paragraph(style="Intense Quote"), summary.mark)
    for section in wording.sections(summary):
        _add_section(document, section)
    document.add_heading(wording.SOURCES, level=1)
    _add_sources(document, summary)
    document.add_heading(wording.COVERAGE, level=1)
    for line in wording.coverage_lines(summary.coverage):
        document.add_paragraph(_clean(line), style="List Bullet")
    for term, value in wording.facts(summary):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{term}: ").bold = True
        paragraph.add_run(_clean(value))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _clean(text: str) -> str:
    """Without the control characters that XML can't hold."""
    return "".join(char for char in text if char in "\t\n" or ord(char) >= 32)


def _set_page(document: Any, summary: Summary) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.2)
    head = section.header.paragraphs[0]
    run = head.add_run(summary.mark)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(9), _MARK
    foot = section.footer.paragraphs[0]
    foot.add_run("Sida ").font.size = Pt(9)
    _field(foot, "PAGE")
    foot.add_run(" av ").font.size = Pt(9)
    _field(foot, "NUMPAGES")


def _set_styles(document: Any) -> None:
    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    for language in document.styles.element.iter(qn("w:lang")):
        for side in ("w:val", "w:eastAsia", "w:bidi"):
            language.set(qn(side), LANGUAGE)
    for name, size in (("Title", 20), ("Heading 1", 15), ("Heading 2", 12.5), ("Heading 3", 11.5)):
        styles[name].font.size, styles[name].font.color.rgb = Pt(size), _DARK
        styles[name].font.name = "Calibri"
        fonts = styles[name].element.rPr.rFonts
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    styles["Intense Quote"].font.color.rgb = _MARK


def _set_properties(document: Any, summary: Summary) -> None:
    core, made = document.core_properties, summary.provenance
    sources = "; ".join(wording.documents(summary))
    core.title = _short(summary.title)
    core.subject = _short(summary.mark)
    core.author = core.last_modified_by = "Mötesminne"
    core.language = LANGUAGE
    core.category = "Utkast"
    core.content_status = _short(summary.mark)
    core.keywords = _short(f"Källor: {sources}")
    core.comments = _short(
        f"{summary.mark}. Språkmodell: {made.model or 'ingen'}. Skapad: {summary.created}. "
        f"Index: {made.index_id}."
    )
    try:
        core.created = core.modified = datetime.fromisoformat(summary.created).replace(tzinfo=None)
    except ValueError:
        return  # the time is told in the comments as it is written


def _short(text: str) -> str:
    plain = _clean(" ".join(text.split()))
    return plain if len(plain) <= _PROPERTY else plain[: _PROPERTY - 2] + " …"


def _boxed(paragraph: Any, text: str) -> None:
    paragraph.add_run(text)
    borders = OxmlElement("w:pBdr")
    for side in ("w:top", "w:left", "w:bottom", "w:right"):
        border = OxmlElement(side)
        for key, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "7A2600")):
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    properties = paragraph._p.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _add_section(document: Any, section: SummarySection) -> None:
    document.add_heading(_clean(section.heading), level=min(max(section.level - 1, 1), 3))
    for line in section.lines:
        _add_line(document, line)
    if section.table:
        _add_table(document, section.heading, section.table)


def _add_line(document: Any, line: SummaryLine) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    run = paragraph.add_run(_clean(wording.line_text(line)))
    if line.origin == "staff":
        run.font.highlight_color = 7  # yellow
        paragraph.add_run(f" ({wording.STAFF_NOTE})").italic = True
    _add_marks(paragraph, line.citations)


def _add_marks(paragraph: Any, citations: Iterable[Citation]) -> None:
    for number in wording.numbers(citations):
        paragraph.add_run(" ")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"kalla_{number}")
        run = paragraph.add_run(f"[{number}]")
        run.font.color.rgb = _LINK
        link.append(run._r)
        paragraph._p.append(link)


def _add_table(document: Any, title: str, table: SummaryTable) -> None:
    made = _make_table(document, title, table.header)
    for row in table.rows:
        cells = made.add_row().cells
        for at, text in enumerate(row.cells[: len(table.header)]):
            cells[at].text = _clean(text) or wording.EMPTY_CELL
        if cells:
            _add_marks(cells[len(table.header) - 1].paragraphs[0], row.citations)
    _set_widths(made, _widths(table))
    document.add_paragraph()


def _add_sources(document: Any, summary: Summary) -> None:
    made = _make_table(document, "Numrerade källor med dokument, punkt och sida", wording.SOURCE_COLUMNS)
    for source in summary.sources:
        row = made.add_row()
        for cell, text in zip(row.cells, wording.source_cells(source), strict=True):
            cell.text = _clean(text)
        _bookmark(row.cells[0].paragraphs[0], f"kalla_{source.number}", source.number)
    _set_widths(made, _SOURCE_WIDTHS, 8.5)


def _make_table(document: Any, title: str, header: Sequence[str]) -> Any:
    table = document.add_table(rows=1, cols=len(header), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(_clean(text)).bold = True
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", "E7E9EF")):
            shade.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
    _flag(table.rows[0]._tr.get_or_add_trPr(), "w:cantSplit", "w:tblHeader")
    for name in ("w:tblCaption", "w:tblDescription"):  # what a screen reader says of the table
        said = OxmlElement(name)
        said.set(qn("w:val"), _short(title))
        table._tbl.tblPr.append(said)
    return table


def _widths(table: SummaryTable) -> tuple[float, ...]:
    """Column widths in cm, 17 together: room for the longest word, the rest by how much text there is."""
    columns = [
        [table.header[at], *(row.cells[at] for row in table.rows if at < len(row.cells))]
        for at in range(len(table.header))
    ]
    least = [
        min(_WORD * max((len(word) for text in texts for word in text.split()), default=1) + _MARGINS, 5.0)
        for texts in columns
    ]
    shares = [min(max(len(text) for text in texts), 400) ** 0.7 + 1 for texts in columns]
    left = max(_WIDTH - sum(least), 0.0)
    wide = [low + left * share / sum(shares) for low, share in zip(least, shares, strict=True)]
    return tuple(width * _WIDTH / sum(wide) for width in wide)


def _set_widths(table: Any, widths: Sequence[float], points: float = 9.5) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        if row._tr.trPr is None:  # the header row has its flags
            _flag(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in (*paragraph.runs, *(r for link in paragraph.hyperlinks for r in link.runs)):
                    run.font.size = Pt(points)


def _flag(properties: Any, *names: str) -> None:
    for name in names:
        properties.append(OxmlElement(name))


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(0, start)
    paragraph._p.append(end)


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run("1")
    run.font.size = Pt(9)
    field.append(run._r)
    paragraph._p.append(field)
