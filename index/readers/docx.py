"""DOCX: paragraphs, automatic numbers, tables row by row, page breaks.

The only module that imports docx. What a reader of the printed paper does not see stays out:
deleted and hidden text, field codes, comments, footers. The header stands on top of each page,
as on paper; cleaning removes it where it repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.section import _Header

from index.errors import UnreadableFile
from index.readers.limits import ParseLimits, Reading, check_pages
from index.readers.numbering import Counters, NumberedList
from index.readers.package import check_package
from index.readers.styles import Style, read_lists, read_styles
from index.readers.word import (
    PAGE_BREAK,
    PAGE_COUNT,
    PAGE_NUMBER,
    RENDERED_BREAK,
    Block,
    Story,
)
from index.types import Page

_DOUBLED = re.compile(f"{PAGE_BREAK}(\\s*){RENDERED_BREAK}")
_SENTENCE_END = re.compile(r"[.!?:][\"”)]*$")
_NUMBERING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"


def read_docx(data: bytes, limits: ParseLimits) -> Reading:
    """The document's pages: breaks are those Word wrote or last rendered, one page where it wrote none.

    Raises UnreadableFile (damaged, macros, hostile parts), TooLarge.
    """
    check_package(data)
    try:
        document = docx.Document(BytesIO(data))
    except (OpcError, SyntaxError, KeyError, ValueError) as error:
        raise UnreadableFile(
            "Filen är skadad och går inte att läsa som DOCX.", "Öppna originalet och spara en ny kopia."
        ) from error
    styles, lists = read_styles(document.styles.element), _lists(document)
    body = "\n".join(_lines(Story(styles, Counters(lists)).blocks(document.element.body)))
    texts = _DOUBLED.sub(PAGE_BREAK + r"\1", body).replace(RENDERED_BREAK, PAGE_BREAK).split(PAGE_BREAK)
    while texts and not texts[-1].strip():
        texts.pop()
    if not any(text.strip() for text in texts):
        raise UnreadableFile("Filen innehåller ingen text.", "Kontrollera att rätt fil har sparats.")
    first, usual = _headers(document, styles)
    pages = (
        Page(at, _on_page(first if at == 1 else usual, at, len(texts)) + text)
        for at, text in enumerate(texts, 1)
    )
    return Reading(check_pages(pages, limits))


def _lists(document: WordDocument) -> dict[str, NumberedList]:
    for relation in document.part.rels.values():
        if relation.reltype == _NUMBERING and not relation.is_external:
            return read_lists(document.part.numbering_part.element)
    return {}


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """One line a block; an empty one where a finished paragraph is followed by another or a heading."""
    before = Block("")
    waiting = ""
    for block in blocks:
        if block.open:
            waiting += block.text
            continue
        text = waiting + block.text
        waiting = ""
        ended = _SENTENCE_END.search(before.text.rstrip()) or block.heading
        if text.strip() and before.text.strip() and ended and not (before.listed and block.listed):
            yield ""
        yield text
        before = Block(text, block.listed, block.heading)
    if waiting:
        yield waiting


def _headers(document: WordDocument, styles: dict[str, Style]) -> tuple[list[str], list[str]]:
    """The first section's header lines: those of page 1, those of the other pages."""
    if not len(document.sections):
        return [], []
    section = document.sections[0]
    usual = _header_lines(section.header, styles)
    first = section.first_page_header
    return (_header_lines(first, styles) if section.different_first_page_header_footer else usual), usual


def _header_lines(header: _Header, styles: dict[str, Style]) -> list[str]:
    if header.is_linked_to_previous:
        return []
    blocks = Story(styles, Counters({})).blocks(header.part.element)
    texts = [line.strip() for block in blocks for line in block.text.splitlines()]
    return [text for text in texts if any(char.isalpha() for char in text)]


def _on_page(lines: Sequence[str], number: int, count: int) -> str:
    """Header lines as page ``number`` shows them, with an empty line after them."""
    filled = [line.replace(PAGE_NUMBER, str(number)).replace(PAGE_COUNT, str(count)) for line in lines]
    return "\n".join([*filled, "", ""]) if filled else ""
