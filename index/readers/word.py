"""WordprocessingML elements to lines of text, as a reader of the printed page sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.readers.elements import Element, W, find, switched_on, value
from index.readers.numbering import BULLET, Counters
from index.readers.styles import Style

PAGE_BREAK, RENDERED_BREAK = "\f", "\x02"
PAGE_NUMBER, PAGE_COUNT = "\x03", "\x04"  # no XML can hold these; replaced when pages are counted
CELL = " | "

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LONG_CELL = 150
_LABEL = re.compile(r"(?:§*\s*\d{0,3}(?:\.\d+)*[.):]?|\w[.)]|.*:)")
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "del",
        "moveFrom",
        "pPr",
        "rPr",
        "delText",
        "sdtPr",
        "sectPr",
        "tblPr",
        "trPr",
        "tcPr",
        "tblGrid",
    )
) | {_FALLBACK}
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "\u00ad",
    f"{W}lastRenderedPageBreak": RENDERED_BREAK,
}


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or table row: ``listed`` by its label, ``heading`` by its style.

    ``open`` means that its end is deleted, so the next block goes on in it.
    """

    text: str
    listed: bool = False
    heading: bool = False
    open: bool = False


@dataclass
class Story:
    """Reads the blocks of a body or header in order, counting its lists."""

    styles: Mapping[str, Style]
    counters: Counters
    _fields: list[str] = field(default_factory=list)

    def blocks(self, parent: Element) -> Iterator[Block]:
        """The paragraphs and table rows under ``parent``."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                yield from self.blocks(child)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        properties = find(element, "pPr")
        boxes: list[Element] = []
        text = "".join(self._texts(element, boxes))
        label = self._label(properties) if text.strip() else ""
        before = PAGE_BREAK if switched_on(properties, "pageBreakBefore") else ""
        after = PAGE_BREAK if _breaks_section(properties) else ""
        joined = f"{label} {text}" if label else text
        style = self._style(value(find(properties, "pStyle")))
        deleted_end = find(find(properties, "rPr"), "del") is not None
        yield Block(before + joined + after, bool(label), style.heading, deleted_end)
        for box in boxes:
            yield from self.blocks(box)

    def _label(self, properties: Element | None) -> str:
        style_id = value(find(properties, "pStyle"))
        style = self._style(style_id)
        numbers = find(properties, "numPr")
        list_id = value(find(numbers, "numId")) or style.list_id
        level = value(find(numbers, "ilvl"))
        return self.counters.label(list_id, int(level) if level.isdigit() else style.level) if list_id else ""

    def _style(self, style_id: str) -> Style:
        return self.styles.get(style_id, Style())

    def _texts(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        for child in parent:
            if child.tag in _SKIPPED or not isinstance(child.tag, str):
                continue
            if child.tag == f"{W}r":
                yield from self._run(child, boxes)
            elif child.tag == f"{W}fldSimple":
                sign = _field_sign(child.get(f"{W}instr", ""))
                yield from [sign] if sign else self._texts(child, boxes)
            elif child.tag == f"{W}txbxContent":
                boxes.append(child)
            else:
                yield from self._texts(child, boxes)

    def _run(self, run: Element, boxes: list[Element]) -> Iterator[str]:
        unseen = self._unseen(run)
        for child in run:
            if child.tag == f"{W}fldChar":
                yield from self._field(child.get(f"{W}fldCharType", ""))
            elif child.tag == f"{W}instrText" and self._fields:
                self._fields[-1] += child.text or ""
            elif child.tag == f"{W}lastRenderedPageBreak":
                yield RENDERED_BREAK
            elif not unseen and not self._in_replaced_field() and child.tag not in _SKIPPED:
                yield from self._piece(child, boxes)

    def _piece(self, child: Element, boxes: list[Element]) -> Iterator[str]:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == f"{W}br":
            yield PAGE_BREAK if child.get(f"{W}type") == "page" else "\n"
        elif child.tag == f"{W}sym":
            yield _symbol(child.get(f"{W}char", ""))
        else:
            yield from self._texts(child, boxes)

    def _field(self, kind: str) -> Iterator[str]:
        if kind == "begin":
            self._fields.append("")
        elif kind == "end" and self._fields:
            yield _field_sign(self._fields.pop())

    def _in_replaced_field(self) -> bool:
        return any(_field_sign(instruction) for instruction in self._fields)

    def _unseen(self, run: Element) -> bool:
        properties = find(run, "rPr")
        if properties is None:
            return False
        if find(properties, "vanish") is not None:
            return switched_on(properties, "vanish")
        size = value(find(properties, "sz"))
        white = value(find(properties, "color")).upper() == "FFFFFF" and not _shaded(run)
        tiny = size.isdigit() and int(size) <= 2  # half points
        return white or tiny or self._style(value(find(properties, "rStyle"))).hidden

    def _table(self, table: Element) -> Iterator[Block]:
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl"), None) is not table:
                continue
            if find(find(row, "trPr"), "del") is None:
                yield from self._row(row)

    def _row(self, row: Element) -> Iterator[Block]:
        cells = [list(self.blocks(cell)) for cell in row.iter(f"{W}tc") if _nearest_row(cell) is row]
        filled = [[block for block in cell if block.text.strip()] for cell in cells]
        if all(len(cell) < 2 and len(_text(cell)) <= _LONG_CELL for cell in filled):
            texts = [_text(cell).strip() for cell in filled]
            yield Block(_join_cells(texts))
            return
        waiting = ""
        for cell in filled:
            if len(cell) == 1 and _LABEL.fullmatch(cell[0].text.strip()) and not waiting:
                waiting = cell[0].text.strip()
                continue
            for block in cell:
                text = f"{waiting} {block.text}" if waiting else block.text
                yield Block(text, block.listed, block.heading, block.open)
                waiting = ""
        if waiting:
            yield Block(waiting)


def _breaks_section(properties: Element | None) -> bool:
    section = find(properties, "sectPr")
    return section is not None and value(find(section, "type")) not in {"continuous", "nextColumn"}


def _shaded(run: Element) -> bool:
    """Whether something dark may lie behind the run: a shading around it, or a table."""
    for element in [run, *run.iterancestors("*")]:
        if element.tag == f"{W}tbl":
            return True
        for name in ("rPr", "pPr"):
            shading = find(find(element, name), "shd")
            if shading is not None and shading.get(f"{W}fill", "auto").upper() not in {"AUTO", "FFFFFF"}:
                return True
    return False


def _field_sign(instruction: str) -> str:
    words = instruction.split()
    return {"PAGE": PAGE_NUMBER, "NUMPAGES": PAGE_COUNT}.get(words[0].upper() if words else "", "")


def _symbol(code: str) -> str:
    point = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else 0
    return BULLET if point in {0xF0B7, 0xF0A7, 0xF0D8, 0x00B7} else ""


def _nearest_row(cell: Element) -> Element | None:
    return next(cell.iterancestors(f"{W}tr"), None)


def _text(cell: Sequence[Block]) -> str:
    return cell[0].text if cell else ""


def _join_cells(texts: Sequence[str]) -> str:
    """``"name | place"``; a label ("3.", "Plats:") takes a space in place of the bar."""
    while texts and not texts[-1]:
        texts = texts[:-1]
    if not texts or sum(bool(text) for text in texts) == 1:
        return "".join(texts)
    head = " " if _LABEL.fullmatch(texts[0]) else CELL
    return texts[0] + head + CELL.join(texts[1:])
