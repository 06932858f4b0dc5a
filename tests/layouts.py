"""Lay one text out as TXT, Markdown, PDF or DOCX: wrapped, hyphenated, paged, with headers and footers.

The same paragraphs in another form must read as the same text; that is what the tests ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

_VOWELS = "aeiouyåäö"
_BREAKS = re.compile(f"(?<=[{_VOWELS}])(?=[bcdfghjklmnpqrstvxz][{_VOWELS}])")


@dataclass(frozen=True)
class Layout:
    """How a text is laid out; header and footer may hold ``{page}`` and ``{pages}``.

    ``width`` in characters, ``page_lines`` lines a page, ``spacing`` empty lines between two lines,
    ``lines_as_paragraphs`` makes each DOCX line a paragraph (as a pasted text file has it).
    """

    width: int = 80
    hyphenate: bool = False
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    page_lines: int = 44
    spacing: int = 0
    lines_as_paragraphs: bool = False


def lay_out(paragraphs: Sequence[str], path: Path, layout: Layout = Layout()) -> Path:
    """Write the paragraphs to ``path`` in the form its suffix names; returns the path."""
    _WRITERS[path.suffix](paragraphs, path, layout)
    return path


def wrap(paragraph: str, width: int, hyphenate: bool) -> list[str]:
    """The paragraph's lines; words break at hyphens of their own and, on wish, between syllables."""
    lines = [""]
    for word in paragraph.split():
        while word:
            room = width - len(lines[-1]) - bool(lines[-1])
            head, hyphen = _fitting(word, room, hyphenate)
            if head:
                lines[-1] += (" " if lines[-1] else "") + head + hyphen
                word = word[len(head) :]
            elif not lines[-1]:
                lines[-1], word = word[:width], word[width:]
            if word:
                lines.append("")
    return lines


def pages(paragraphs: Sequence[str], layout: Layout) -> list[list[str]]:
    """The lines of each page, header and footer included, "" between paragraphs."""
    body: list[str] = []
    for paragraph in paragraphs:
        body += [*([""] if body else []), *wrap(paragraph, layout.width, layout.hyphenate)]
    chunks = [body[at : at + layout.page_lines] for at in range(0, len(body), layout.page_lines)]
    return [
        [*_filled(layout.header, at, len(chunks)), *chunk, *_filled(layout.footer, at, len(chunks))]
        for at, chunk in enumerate(chunks, 1)
    ]


def _filled(lines: Sequence[str], page: int, count: int) -> Iterator[str]:
    return (line.format(page=page, pages=count) for line in lines)


def _fitting(word: str, room: int, hyphenate: bool) -> tuple[str, str]:
    """The longest part of ``word`` that fits in ``room`` and the hyphen it needs."""
    if len(word) <= room:
        return word, ""
    cuts = [(match.end(), "") for match in re.finditer(r"\w-(?=\w)", word)]
    if hyphenate and word.rstrip(".,;:)”").isalpha():
        cuts += [(match.start(), "-") for match in _BREAKS.finditer(word.lower())]
    fitting = [
        (cut, hyphen) for cut, hyphen in cuts if 2 <= cut <= len(word) - 3 and cut + len(hyphen) <= room
    ]
    cut, hyphen = max(fitting, default=(0, ""))
    return word[:cut], hyphen


def _write_text(paragraphs: Sequence[str], path: Path, layout: Layout) -> None:
    between = "\n" * (layout.spacing + 1)
    path.write_text("\f".join(between.join(lines) + "\n" for lines in pages(paragraphs, layout)), "utf-8")


def _write_pdf(paragraphs: Sequence[str], path: Path, layout: Layout) -> None:
    canvas = Canvas(str(path), pagesize=A4)
    size = min(11.0, 900 / layout.width)
    for lines in pages(paragraphs, layout):
        canvas.setFont("Helvetica", size)
        step = 740 / max(len(lines), layout.page_lines + len(layout.header) + len(layout.footer))
        for at, line in enumerate(lines):
            canvas.drawString(60, 790 - at * step, line)
        canvas.showPage()
    canvas.save()


def _write_docx(paragraphs: Sequence[str], path: Path, layout: Layout) -> None:
    document = docx.Document()
    section = document.sections[0]
    for part, lines in ((section.header, layout.header), (section.footer, layout.footer)):
        for line in lines:
            _add_with_fields(part.add_paragraph(), line)
    left = layout.page_lines
    for paragraph in paragraphs:
        if layout.lines_as_paragraphs:
            for line in [*wrap(paragraph, layout.width, layout.hyphenate), ""]:
                document.add_paragraph(line)
            continue
        target = document.add_paragraph()
        words = paragraph.split()
        for at in range(0, len(words), 8):  # about a line each
            run = target.add_run()
            if not left:
                run._r.append(OxmlElement("w:lastRenderedPageBreak"))
                left = layout.page_lines
            run.add_text(" ".join(words[at : at + 8]) + (" " if at + 8 < len(words) else ""))
            left -= 1
    document.save(str(path))


def add_page_break(document: docx.document.Document) -> None:
    """A page break that the writer put in."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_with_fields(paragraph: docx.text.paragraph.Paragraph, line: str) -> None:
    for part in re.split(r"(\{pages?\})", line):
        run = paragraph.add_run()
        if part in {"{page}", "{pages}"}:
            for kind in ("begin", "separate", "end"):
                mark = OxmlElement("w:fldChar")
                mark.set(docx.oxml.ns.qn("w:fldCharType"), kind)
                run._r.append(mark)
                if kind == "begin":
                    instruction = OxmlElement("w:instrText")
                    instruction.text = " PAGE " if part == "{page}" else " NUMPAGES "
                    run._r.append(instruction)
        else:
            run.add_text(part)


_WRITERS: Mapping[str, Callable[[Sequence[str], Path, Layout], None]] = {
    ".txt": _write_text,
    ".md": _write_text,
    ".pdf": _write_pdf,
    ".docx": _write_docx,
}
