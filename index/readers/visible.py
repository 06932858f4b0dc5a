"""Which shown strings of a PDF page a reader can't see: white, tiny, off the page, unpainted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
_WHITE = 0.97
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_PATH_ENDS = frozenset({b"n", b"S", b"s"})


@dataclass
class HiddenText:
    """Follows a page's operators and empties the operands of strings that nobody sees.

    ``keep_unpainted`` lets render mode 3 pass: the text layer of a page that was read by OCR.
    ``hidden`` counts strings emptied for other reasons, ``unpainted`` those of mode 3, ``drawn``
    the filled shapes, an inline picture as a thousand.
    """

    page: Box
    keep_unpainted: bool = False
    hidden: int = 0
    unpainted: int = 0
    drawn: int = 0
    _white: bool = False
    _mode: int = 0
    _size: float = 12.0
    _stack: list[tuple[bool, int, float]] = field(default_factory=list)
    _path: list[tuple[float, float]] = field(default_factory=list)
    _painted: list[Box] = field(default_factory=list)

    def before(
        self, operator: bytes, operands: list[object], cm: Sequence[float], tm: Sequence[float]
    ) -> None:
        """One operator before it is carried out (pypdf's ``visitor_operand_before``)."""
        if operator in _SHOWS:
            self._show(operands, cm, tm)
        elif operator in {b"q", b"Q"}:
            self._save_or_restore(operator)
        elif operator in {b"re", b"m", b"l", b"c"}:
            self._add_to_path(operator, operands, cm)
        elif operator in _FILLS or operator in _PATH_ENDS:
            self._end_path(operator)
        elif operator == b"INLINE IMAGE":
            self.drawn += 1000
        elif operator == b"Do":
            self._paint([_at(cm, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))])
        else:
            self._set_state(operator, _numbers(operands))

    def _set_state(self, operator: bytes, numbers: list[float]) -> None:
        if operator in {b"g", b"rg", b"k", b"sc", b"scn"} and numbers:
            self._white = max(numbers) < 1 - _WHITE if len(numbers) == 4 else min(numbers) > _WHITE
        elif operator in {b"cs", b"scn", b"sc"}:
            self._white = False
        elif operator == b"Tr" and numbers:
            self._mode = int(numbers[0])
        elif operator == b"Tf" and numbers:
            self._size = numbers[-1]

    def _show(self, operands: list[object], cm: Sequence[float], tm: Sequence[float]) -> None:
        _a, _b, c, d, e, f = _multiplied(tm, cm)
        height = abs(self._size) * math.hypot(c, d)
        left, bottom, right, top = self.page
        outside = not (left - height <= e <= right and bottom - height <= f <= top)
        unpainted = self._mode == 3 and not self.keep_unpainted
        unseen = self._white and self._mode in {0, 4} and not self._on_paint(e, f + height / 4)
        self.unpainted += unpainted
        if outside or height < 1 or unseen:
            self.hidden += 1
        elif not unpainted:
            return
        for operand in operands:
            if isinstance(operand, list):
                operand.clear()
        operands.clear()

    def _on_paint(self, x: float, y: float) -> bool:
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._painted)

    def _save_or_restore(self, operator: bytes) -> None:
        if operator == b"q":
            self._stack.append((self._white, self._mode, self._size))
        elif self._stack:
            self._white, self._mode, self._size = self._stack.pop()

    def _add_to_path(self, operator: bytes, operands: list[object], cm: Sequence[float]) -> None:
        numbers = _numbers(operands)
        if operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            self._path += [_at(cm, x, y), _at(cm, x + width, y + height)]
        elif len(numbers) >= 2:
            self._path.append(_at(cm, numbers[-2], numbers[-1]))

    def _end_path(self, operator: bytes) -> None:
        self.drawn += operator in _FILLS
        if operator in _FILLS and not self._white and self._path:
            self._paint(self._path)
        self._path = []

    def _paint(self, points: Sequence[tuple[float, float]]) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if max(xs) - min(xs) > 4 and max(ys) - min(ys) > 4 and len(self._painted) < 2000:
            self._painted.append((min(xs), min(ys), max(xs), max(ys)))


def _numbers(operands: Sequence[object]) -> list[float]:
    return [float(operand) for operand in operands if isinstance(operand, (int, float))]


def _at(matrix: Sequence[float], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _multiplied(m: Sequence[float], n: Sequence[float]) -> tuple[float, ...]:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
