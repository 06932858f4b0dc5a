"""Word's automatic numbers as Word shows them: "1.", "2.1", "a)", "§ 3", or a bullet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

BULLET = "•"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: first number, number format and text ("%1.%2." names levels from 1 on)."""

    start: int = 1
    style: str = "decimal"
    text: str = "%1."


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list as paragraphs name it: lists with the same ``counter`` count on together."""

    counter: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int] = field(default_factory=dict)


@dataclass
class Counters:
    """Counts the paragraphs of each list in document order."""

    lists: Mapping[str, NumberedList]
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, level: int) -> str:
        """The next label of a list at ``level`` (0-based); "" for none or an unknown list."""
        numbered = self.lists.get(list_id)
        if numbered is None:
            return ""
        counts = self._counts[numbered.counter]
        own = numbered.levels.get(level, Level())
        if level in numbered.restarts and (list_id, level) not in self._begun:
            self._begun.add((list_id, level))
            counts[level] = numbered.restarts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else own.start
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if own.style == "bullet":
            return BULLET
        return "" if own.style == "none" and "%" in own.text else self._filled(numbered, counts, own)

    def _filled(self, numbered: NumberedList, counts: Mapping[int, int], own: Level) -> str:
        def value(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = numbered.levels.get(at, Level())
            return format_number(counts.get(at, level.start), level.style)

        return re.sub(r"%([1-9])", value, own.text).strip()


def format_number(number: int, style: str) -> str:
    """``number`` in one of Word's formats; unknown ones as decimal."""
    if style in {"lowerLetter", "upperLetter"} and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"} and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman.upper() if style == "upperRoman" else roman
    return f"{number:02d}" if style == "decimalZero" else str(number)
