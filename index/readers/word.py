"""WordprocessingML elements to lines of text, as a reader of the printed page sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from index.readers.numbering import BULLET, Counters, Level, NumberedList

PAGE_BREAK, RENDERED_BREAK = "\f", "\x1c"
PAGE_NUMBER, PAGE_COUNT = "\x1e", "\x1f"  # stand for those fields until pages are counted
CELL = " | "

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LONG_CELL = 150
_LABEL = re.compile(r"(?:§*\s*\d{0,3}(?:\.\d+)*[.):]?|\w[.)]|.*:)")
_SKIPPED = frozenset(
    f"{_W}{name}"
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
    f"{_W}tab": "\t",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "\u00ad",
    f"{_W}lastRenderedPageBreak": RENDERED_BREAK,
}
_OFF = {"0", "false", "off"}


class Element(Protocol):
    """The part of lxml's elements that is used here."""

    @property
    def tag(self) -> object:
        """The qualified name; no string for a comment."""

    @property
    def text(self) -> str | None:
        """The text before the first child."""

    def __iter__(self) -> Iterator[Element]:
        """The children in order."""

    def get(self, key: str, default: str = "") -> str:
        """An attribute's value."""

    def find(self, path: str) -> Element | None:
        """The first child of that name."""

    def iter(self, tag: str) -> Iterator[Element]:
        """The element and those under it of that name, in document order."""

    def iterancestors(self, tag: str) -> Iterator[Element]:
        """The elements around it, nearest first."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph or character style says about numbers and visibility."""

    based_on: str = ""
    list_id: str = ""
    level: int = 0
    hidden: bool = False
    heading: bool = False


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
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                yield from self.blocks(child)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        properties = _find(element, "pPr")
        boxes: list[Element] = []
        text = "".join(self._texts(element, boxes))
        label = self._label(properties) if text.strip() else ""
        before = PAGE_BREAK if _on(properties, "pageBreakBefore") else ""
        after = PAGE_BREAK if _breaks_section(properties) else ""
        joined = f"{label} {text}" if label else text
        style = self._style(_value(_find(properties, "pStyle")))
        deleted_end = _find(_find(properties, "rPr"), "del") is not None
        yield Block(before + joined + after, bool(label), style.heading, deleted_end)
        for box in boxes:
            yield from self.blocks(box)

    def _label(self, properties: Element | None) -> str:
        style_id = _value(_find(properties, "pStyle"))
        style = self._style(style_id)
        numbers = _find(properties, "numPr")
        list_id = _value(_find(numbers, "numId")) or style.list_id
        level = _value(_find(numbers, "ilvl"))
        return self.counters.label(list_id, int(level) if level.isdigit() else style.level) if list_id else ""

    def _style(self, style_id: str) -> Style:
        return self.styles.get(style_id, Style())

    def _texts(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        for child in parent:
            if child.tag in _SKIPPED or not isinstance(child.tag, str):
                continue
            if child.tag == f"{_W}r":
                yield from self._run(child, boxes)
            elif child.tag == f"{_W}fldSimple":
                sign = _field_sign(child.get(f"{_W}instr", ""))
                yield from [sign] if sign else self._texts(child, boxes)
            elif child.tag == f"{_W}txbxContent":
                boxes.append(child)
            else:
                yield from self._texts(child, boxes)

    def _run(self, run: Element, boxes: list[Element]) -> Iterator[str]:
        unseen = self._unseen(run)
        for child in run:
            if child.tag == f"{_W}fldChar":
                yield from self._field(child.get(f"{_W}fldCharType", ""))
            elif child.tag == f"{_W}instrText" and self._fields:
                self._fields[-1] += child.text or ""
            elif child.tag == f"{_W}lastRenderedPageBreak":
                yield RENDERED_BREAK
            elif not unseen and not self._in_replaced_field() and child.tag not in _SKIPPED:
                yield from self._piece(child, boxes)

    def _piece(self, child: Element, boxes: list[Element]) -> Iterator[str]:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == f"{_W}br":
            yield PAGE_BREAK if child.get(f"{_W}type") == "page" else "\n"
        elif child.tag == f"{_W}sym":
            yield _symbol(child.get(f"{_W}char", ""))
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
        properties = _find(run, "rPr")
        if properties is None:
            return False
        if _find(properties, "vanish") is not None:
            return _on(properties, "vanish")
        size = _value(_find(properties, "sz"))
        white = _value(_find(properties, "color")).upper() == "FFFFFF" and not _shaded(run)
        tiny = size.isdigit() and int(size) <= 2  # half points
        return white or tiny or self._style(_value(_find(properties, "rStyle"))).hidden

    def _table(self, table: Element) -> Iterator[Block]:
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl"), None) is not table:
                continue
            if _find(_find(row, "trPr"), "del") is None:
                yield from self._row(row)

    def _row(self, row: Element) -> Iterator[Block]:
        cells = [list(self.blocks(cell)) for cell in row.iter(f"{_W}tc") if _nearest_row(cell) is row]
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


def read_styles(root: Element) -> dict[str, Style]:
    """The styles of styles.xml by id, what they inherit filled in."""
    own: dict[str, Style] = {}
    for element in root.iter(f"{_W}style"):
        style_id = element.get(f"{_W}styleId", "")
        numbers = _find(_find(element, "pPr"), "numPr")
        level = _value(_find(numbers, "ilvl"))
        name = _value(_find(element, "name")).lower()
        own[style_id] = Style(
            _value(_find(element, "basedOn")),
            _value(_find(numbers, "numId")),
            int(level) if level.isdigit() else 0,
            _on(_find(element, "rPr"), "vanish"),
            name.startswith(("heading", "rubrik", "title")),
        )
    return {style_id: _inherited(style_id, own) for style_id in own}


def _inherited(style_id: str, own: Mapping[str, Style]) -> Style:
    style = own[style_id]
    seen = {style_id}
    base = style.based_on
    while base in own and base not in seen:
        seen.add(base)
        parent = own[base]
        if not style.list_id and parent.list_id:
            style = Style(style.based_on, parent.list_id, parent.level, style.hidden, style.heading)
        if parent.heading or parent.hidden:
            hidden, heading = style.hidden or parent.hidden, style.heading or parent.heading
            style = Style(style.based_on, style.list_id, style.level, hidden, heading)
        base = parent.based_on
    return style


def read_lists(root: Element) -> dict[str, NumberedList]:
    """The lists of numbering.xml by the id that paragraphs name."""
    abstract = {
        element.get(f"{_W}abstractNumId", ""): _levels(element) for element in root.iter(f"{_W}abstractNum")
    }
    lists: dict[str, NumberedList] = {}
    for element in root.iter(f"{_W}num"):
        counter = _value(_find(element, "abstractNumId"))
        restarts: dict[int, int] = {}
        levels = dict(abstract.get(counter, {}))
        for override in element.iter(f"{_W}lvlOverride"):
            level = int(override.get(f"{_W}ilvl", "0"))
            start = _value(_find(override, "startOverride"))
            if start.isdigit():
                restarts[level] = int(start)
            levels |= _levels(override)
        lists[element.get(f"{_W}numId", "")] = NumberedList(counter, levels, restarts)
    return lists


def _levels(parent: Element) -> dict[int, Level]:
    levels = {}
    for element in parent.iter(f"{_W}lvl"):
        start = _value(_find(element, "start"))
        style = _value(_find(element, "numFmt")) or "decimal"
        text = _value(_find(element, "lvlText"))
        levels[int(element.get(f"{_W}ilvl", "0"))] = Level(int(start) if start.isdigit() else 1, style, text)
    return levels


def _find(element: Element | None, name: str) -> Element | None:
    return element.find(f"{_W}{name}") if element is not None else None


def _value(element: Element | None) -> str:
    return element.get(f"{_W}val", "") if element is not None else ""


def _on(properties: Element | None, name: str) -> bool:
    element = _find(properties, name)
    return element is not None and _value(element).lower() not in _OFF


def _breaks_section(properties: Element | None) -> bool:
    section = _find(properties, "sectPr")
    return section is not None and _value(_find(section, "type")) not in {"continuous", "nextColumn"}


def _shaded(run: Element) -> bool:
    """Whether something dark may lie behind the run: a shading around it, or a table."""
    for element in [run, *run.iterancestors("*")]:
        if element.tag == f"{_W}tbl":
            return True
        for name in ("rPr", "pPr"):
            shading = _find(_find(element, name), "shd")
            if shading is not None and shading.get(f"{_W}fill", "auto").upper() not in {"AUTO", "FFFFFF"}:
                return True
    return False


def _field_sign(instruction: str) -> str:
    words = instruction.split()
    return {"PAGE": PAGE_NUMBER, "NUMPAGES": PAGE_COUNT}.get(words[0].upper() if words else "", "")


def _symbol(code: str) -> str:
    point = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else 0
    return BULLET if point in {0xF0B7, 0xF0A7, 0xF0D8, 0x00B7} else ""


def _nearest_row(cell: Element) -> Element | None:
    return next(cell.iterancestors(f"{_W}tr"), None)


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
