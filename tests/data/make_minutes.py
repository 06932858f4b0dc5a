"""Set the invented sample minutes as PDF, DOCX, TXT and Markdown, always the same way.

    python tests/data/make_minutes.py [TARGET_FOLDER]

A source file under ``sources/`` is a head of ``key: value`` lines, ``---`` and a body in which
each line is one paragraph. ``== `` marks the title, ``= `` a bold heading, ``| `` a table row with
cells between bars, ``@ `` a link that piles up at the end of its page, ``<page>`` a page break and
U+00AD a place where a TXT line may be hyphenated. Head keys: ``out`` (file name), ``width``,
``page_lines``, ``double`` (a blank line after each line), ``running`` (lines repeated at page tops,
parted by bars), ``running_pages`` (how many pages have them; default all) for TXT;
``header``/``header2``/``footer_text`` (left and right parted by a tab), ``footer: page``, ``font``,
``size``, ``margin`` (mm) for PDF and DOCX.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path

import docx as docx_library
from docx.oxml import OxmlElement
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
TARGET = HERE.parents[1] / "eval" / "data" / "minutes"
FIXED_TIME = (2025, 1, 1, 0, 0, 0)
SOFT_HYPHEN = "\u00ad"
BREAKS = re.compile(rf"(?<={SOFT_HYPHEN})|(?<=[^\W\d]-)(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class Source:
    """One source file: its head and its body lines."""

    head: Mapping[str, str]
    body: tuple[str, ...]

    def lines_of(self, key: str) -> list[str]:
        """A head value that holds several lines parted by bars."""
        return [part.strip() for part in self.head.get(key, "").split("|") if part.strip()]


def read_source(path: Path) -> Source:
    """Parse a source file. Raises ValueError where the ``---`` line is missing."""
    head, mark, body = path.read_text("utf-8").partition("---\n")
    if not mark:
        raise ValueError(f"no --- line in {path.name}")
    pairs = (line.split(":", 1) for line in head.splitlines() if line.strip())
    return Source({key.strip(): value.strip() for key, value in pairs}, tuple(body.splitlines()))


def plain(line: str) -> str:
    """A body line without its mark."""
    for mark in ("== ", "= "):
        if line.startswith(mark):
            return line[len(mark) :]
    if line.startswith("| "):
        return ", ".join(cell.strip() for cell in line[2:].split("|"))
    return line


# --- TXT -------------------------------------------------------------------------------------


def wrapped(line: str, width: int) -> list[str]:
    """``line`` cut to ``width``, also after a hyphen; a soft hyphen shows only where a line ends at it."""
    if not line.strip():
        return [""]
    rows, row = [], line[: len(line) - len(line.lstrip())]
    for word in line.split():
        joint, soft = " " if row.strip() else "", False
        for piece in BREAKS.split(word):
            shown = piece.removesuffix(SOFT_HYPHEN)
            if row.strip() and len(row + joint + shown) + (shown != piece) > width:
                rows.append(row + "-" * soft)
                row, joint = "", ""
            row, joint, soft = row + joint + shown, "", shown != piece
    return [*rows, row]


def txt_pages(source: Source) -> list[tuple[list[str], list[str]]]:
    """The pages as (lines, links)."""
    width, limit = int(source.head["width"]), int(source.head["page_lines"])
    pages: list[tuple[list[str], list[str]]] = [([], [])]
    for line in source.body:
        if line.startswith("@ "):
            pages[-1][1].append(line[2:])
            continue
        for row in wrapped(plain(line), width):
            if line == "<page>" or len(pages[-1][0]) >= limit:
                pages.append(([], []))
            if line != "<page>" and (row or pages[-1][0]):
                pages[-1][0].append(row)
    return pages


def txt(source: Source) -> bytes:
    """A TXT as word processors and PDF tools leave it: a lone leading space starts each page."""
    pages = txt_pages(source)
    gap = "\n\n" if source.head.get("double") == "yes" else "\n"
    repeated = int(source.head.get("running_pages", len(pages)))
    out: list[str] = []
    for number, (lines, links) in enumerate(pages, 1):
        running = source.lines_of("running") if 1 < number <= repeated else []
        top = [f"    {number} ({len(pages)})", *running, "", "   ", ""] if running else []
        start = [*lines] if running else [" " + lines[0], *lines[1:]] if lines else []
        out.extend([*(["", ""] if running else []), *top, *start, *links])
    return (gap.join(out) + "\n").encode("utf-8")


# --- PDF -------------------------------------------------------------------------------------


class NumberedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that writes the footer and "page (pages)" once the count is known."""

    source: Source
    margin: float

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._states: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 (the canvas's own name)
        """Keep the page open until the number of pages is known."""
        self._states.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write the footer on every kept page, then the file."""
        for state in self._states:
            self.__dict__.update(state)
            self._furnish(len(self._states))
            Canvas.showPage(self)
        Canvas.save(self)

    def _furnish(self, pages: int) -> None:
        head, wide = self.source.head, A4[0]
        self.setFont("Helvetica", 9)
        if "footer_text" in head:
            self.drawString(self.margin, 12 * mm, head["footer_text"])
        if head.get("footer") == "page":
            self.drawRightString(wide - self.margin, 12 * mm, f"{self._pageNumber} ({pages})")


def running_header(canvas: Canvas, layout: SimpleDocTemplate, source: Source) -> None:
    """Draw the header lines, the first thing on each page as word processors write it."""
    wide, high = A4
    canvas.saveState()
    canvas.setFont("Helvetica", 9)
    for row, key in enumerate(("header", "header2")):
        left, _, right = source.head.get(key, "").partition("\t")
        canvas.drawString(layout.leftMargin, high - 13 * mm - row * 11, left)
        canvas.drawRightString(wide - layout.leftMargin, high - 13 * mm - row * 11, right)
    canvas.restoreState()


def pdf(source: Source) -> bytes:
    """A PDF with running header, page numbers and page breaks wherever the text runs full."""
    font, size = source.head.get("font", "Times-Roman"), float(source.head.get("size", "11"))
    bold = {"Times-Roman": "Times-Bold", "Helvetica": "Helvetica-Bold"}[font]
    margin = float(source.head.get("margin", "28")) * mm
    body = ParagraphStyle("body", fontName=font, fontSize=size, leading=size * 1.25)
    heading = ParagraphStyle("heading", body, fontName=bold)
    title = ParagraphStyle("title", heading, fontSize=size + 4, leading=(size + 4) * 1.25)
    bullet = ParagraphStyle("bullet", body, leftIndent=14, bulletIndent=2)
    flow: list[object] = []
    rows: list[list[Paragraph]] = []
    for line in (*source.body, ""):
        if line.startswith("| "):
            rows.append([Paragraph(escape(cell.strip()), body) for cell in line[2:].split("|")])
            continue
        if rows:
            flow.append(Table(rows, hAlign="LEFT"))
            rows = []
        flow.append(_flowable(line, body, heading, title, bullet))
    made = type("Made", (NumberedCanvas,), {"source": source, "margin": margin})
    on_page = partial(running_header, source=source)
    stream = BytesIO()
    SimpleDocTemplate(
        stream, pagesize=A4, leftMargin=margin, rightMargin=margin, topMargin=26 * mm, bottomMargin=22 * mm,
        title=source.head["out"], invariant=1,
    ).build(flow, on_page, on_page, canvasmaker=made)  # fmt: skip
    return stream.getvalue()


def _flowable(
    line: str, body: ParagraphStyle, heading: ParagraphStyle, title: ParagraphStyle, bullet: ParagraphStyle
) -> object:
    if line == "<page>":
        return PageBreak()
    if not line.strip():
        return Spacer(1, body.leading * 0.7)
    if line.startswith("• "):
        return Paragraph(escape(line[2:]), bullet, bulletText="•")
    style = title if line.startswith("== ") else heading if line.startswith("= ") else body
    text = plain(line.removeprefix("@ ")).replace("\t", "&nbsp;" * 6)
    return Paragraph(escape(text).replace("&amp;nbsp;", "&nbsp;"), style)


# --- DOCX ------------------------------------------------------------------------------------


def docx(source: Source) -> bytes:
    """A DOCX with real headings, bullets, tables, header and a page number field."""
    made = docx_library.Document()
    made.styles["Normal"].font.size = Pt(11)
    table = None
    for line in source.body:
        if line.startswith("| "):
            cells = [cell.strip() for cell in line[2:].split("|")]
            table = table or made.add_table(0, len(cells))
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
            continue
        table = None
        if line == "<page>":
            made.add_page_break()
        elif line.startswith("• "):
            made.add_paragraph(line[2:], style="List Bullet")
        elif line.strip():
            style = "Title" if line.startswith("== ") else "Heading 2" if line.startswith("= ") else "Normal"
            made.add_paragraph(plain(line.removeprefix("@ ")), style=style)
    section = made.sections[0]
    section.header.paragraphs[0].text = source.head.get("header", "")
    if source.head.get("footer") == "page":
        _page_field(section.footer.paragraphs[0])
    core = made.core_properties
    core.author, core.title, core.last_modified_by = "", source.head["out"], ""
    core.created = core.modified = datetime(*FIXED_TIME, tzinfo=UTC)
    stream = BytesIO()
    made.save(stream)
    return _steady_zip(stream.getvalue())


def _page_field(paragraph: object) -> None:
    field = OxmlElement("w:fldSimple")
    field.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instr", "PAGE")
    paragraph._p.append(field)  # type: ignore[attr-defined]


def _steady_zip(data: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()


def markdown(source: Source) -> bytes:
    """Markdown as it stands."""
    return ("\n".join(source.body) + "\n").encode("utf-8")


MAKERS = {".txt": txt, ".pdf": pdf, ".docx": docx, ".md": markdown}


def make(target: Path) -> list[Path]:
    """Write every source's file into ``target``; returns the paths in name order."""
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for path in sorted(SOURCES.iterdir()):
        source = read_source(path)
        file = target / source.head["out"]
        file.write_bytes(MAKERS[file.suffix](source))
        made.append(file)
    return made


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
