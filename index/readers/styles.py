"""What styles.xml and numbering.xml say about paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.readers.elements import Element, W, find, switched_on, value
from index.readers.numbering import Level, NumberedList


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph or character style says about numbers and visibility."""

    based_on: str = ""
    list_id: str = ""
    level: int = 0
    hidden: bool = False
    heading: bool = False


def read_styles(root: Element) -> dict[str, Style]:
    """The styles of styles.xml by id, what they inherit filled in."""
    own: dict[str, Style] = {}
    for element in root.iter(f"{W}style"):
        style_id = element.get(f"{W}styleId", "")
        numbers = find(find(element, "pPr"), "numPr")
        level = value(find(numbers, "ilvl"))
        name = value(find(element, "name")).lower()
        own[style_id] = Style(
            value(find(element, "basedOn")),
            value(find(numbers, "numId")),
            int(level) if level.isdigit() else 0,
            switched_on(find(element, "rPr"), "vanish"),
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
        element.get(f"{W}abstractNumId", ""): _levels(element) for element in root.iter(f"{W}abstractNum")
    }
    lists: dict[str, NumberedList] = {}
    for element in root.iter(f"{W}num"):
        counter = value(find(element, "abstractNumId"))
        restarts: dict[int, int] = {}
        levels = dict(abstract.get(counter, {}))
        for override in element.iter(f"{W}lvlOverride"):
            level = int(override.get(f"{W}ilvl", "0"))
            start = value(find(override, "startOverride"))
            if start.isdigit():
                restarts[level] = int(start)
            levels |= _levels(override)
        lists[element.get(f"{W}numId", "")] = NumberedList(counter, levels, restarts)
    return lists


def _levels(parent: Element) -> dict[int, Level]:
    levels = {}
    for element in parent.iter(f"{W}lvl"):
        start = value(find(element, "start"))
        style = value(find(element, "numFmt")) or "decimal"
        text = value(find(element, "lvlText"))
        levels[int(element.get(f"{W}ilvl", "0"))] = Level(int(start) if start.isdigit() else 1, style, text)
    return levels
