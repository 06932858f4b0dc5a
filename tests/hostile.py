"""Damaged and hostile files, small enough to make in a test."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import docx
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

CONTENT_TYPES = "[Content_Types].xml"
BODY = "word/document.xml"


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A plain PDF with the lines of each page; an empty page holds a picture, as a scan does."""
    buffer = BytesIO()
    canvas = Canvas(buffer)
    for lines in pages:
        if not lines:
            canvas.drawImage(ImageReader(_picture()), 50, 50, 400, 600)
        for at, line in enumerate(lines):
            canvas.drawString(60, 780 - 14 * at, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def raw_pdf(objects: Sequence[bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of the given object bodies, numbered from 1, with a right cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(
        out + b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    )


def one_page(
    content: bytes, filters: bytes = b"", resources: bytes = b"", extra: Sequence[bytes] = ()
) -> bytes:
    """A PDF of one page whose content stream is ``content`` as it stands; extra objects from 6 on."""
    font = b"/Font<</F1 5 0 R>>"
    return raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s%s>>>>"
            % (font, resources),
            b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), filters, content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            *extra,
        ]
    )


def show(text: str, x: int = 60, y: int = 700, before: str = "", size: int = 11) -> bytes:
    """Operators that show one text."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"q {before} BT /F1 {size} Tf {x} {y} Td ({escaped}) Tj ET Q\n".encode("cp1252")


def deflate_bomb(megabytes: int) -> bytes:
    """A content stream that unpacks to many spaces."""
    return one_page(zlib.compress(b" " * (megabytes << 20), 9), b"/Filter/FlateDecode")


def encrypted(user: str, owner: str) -> bytes:
    """A PDF locked with the two passwords."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([["Beslut: Planen antas."]]))))
    writer.encrypt(user, owner, algorithm="AES-256")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def word(*paragraphs: str) -> bytes:
    """A DOCX of the paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The zip with parts replaced or added."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in changes:
                new.writestr(entry, old.read(entry))
        for name, content in changes.items():
            new.writestr(name, content)
    return buffer.getvalue()


def part(data: bytes, name: str) -> bytes:
    """One part of a zip."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name)


def saved(folder: Path, name: str, data: bytes) -> Path:
    """The bytes as a file."""
    path = folder / name
    path.write_bytes(data)
    return path


def _picture() -> Image.Image:
    return Image.new("L", (40, 60), 200)
