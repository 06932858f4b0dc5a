"""A PDF page as a picture with passages marked. The only module that imports pypdfium2.

Runs in a child process that limits itself, as the readers do (see ``index/picturing.py``).
"""

from __future__ import annotations

import io
import json
import logging
import sys
import unicodedata
from collections.abc import Iterator, Sequence

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from index.readers.child import confine
from index.readers.limits import ParseLimits

WIDTH = 1240
"""Pixels of a picture's width: A4 at 150 dots an inch."""
TALLEST = 4
"""A picture is at most so many times as high as wide."""
_YELLOW = (253, 224, 71)
_COLOURS = 64
_AROUND = 2  # pixels of ground around marked letters
_PIECE = 30  # letters of the pieces that a passage is looked for in, where it does not stand in one


def main() -> None:
    """Picture the PDF on stdin as ``argv``: page (1-based), then ParseLimits' fields in their order.

    The first line of stdin holds the passages: a JSON list of (text, letters before it on the page).
    A PNG goes out on stdout; nothing does when the page can't be pictured.
    """
    number, numbers = int(sys.argv[-6]), [int(one) for one in sys.argv[-5:]]
    confine(ParseLimits(*numbers))
    logging.disable(logging.CRITICAL)
    passages = [(str(text), int(before)) for text, before in json.loads(sys.stdin.buffer.readline())]
    try:
        picture = page_picture(sys.stdin.buffer.read(), number, passages)
    except (pypdfium2.PdfiumError, MemoryError, ValueError, OSError):
        return
    sys.stdout.buffer.write(picture)
    sys.stdout.buffer.flush()


def page_picture(data: bytes, number: int, passages: Sequence[tuple[str, int]] = ()) -> bytes:
    """The page (1-based) as PNG, ``WIDTH`` pixels wide, each passage's letters on a yellow ground.

    A passage is its text and how many letters and digits stand before it on the page.
    Raises: pypdfium2.PdfiumError (damaged, locked), ValueError (no such page).
    """
    document = pypdfium2.PdfDocument(data)
    if not 1 <= number <= len(document):
        raise ValueError(number)
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), TALLEST * WIDTH / max(height, 1))
    bitmap = page.render(scale=scale, may_draw_forms=False)
    image = bitmap.to_pil().convert("RGB")
    where = bitmap.get_posconv(page)
    for left, bottom, right, top in _boxes(page.get_textpage(), passages):
        corners = (where.to_bitmap(left, top), where.to_bitmap(right, bottom))
        _mark(image, [x for x, _ in corners], [y for _, y in corners])
    out = io.BytesIO()
    image.quantize(_COLOURS, Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def _mark(image: Image.Image, xs: Sequence[int], ys: Sequence[int]) -> None:
    """Turn the ground between the corners yellow; what is written on it stays."""
    box = (
        max(min(xs) - _AROUND, 0),
        max(min(ys) - _AROUND, 0),
        min(max(xs) + _AROUND, image.width),
        min(max(ys) + _AROUND, image.height),
    )
    if box[0] < box[2] and box[1] < box[3]:
        ground = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), _YELLOW)
        image.paste(ImageChops.multiply(image.crop(box), ground), box)


def _boxes(
    text: pypdfium2.PdfTextPage, passages: Sequence[tuple[str, int]]
) -> Iterator[tuple[float, float, float, float]]:
    """Left, bottom, right and top in points of each line of each passage."""
    there = [
        (letter, at)
        for at in range(text.count_chars())
        for letter in letters(chr(raw.FPDFText_GetUnicode(text, at)))
    ]
    page = "".join(letter for letter, _ in there)
    text.count_rects()  # the library wants it once before any rectangle is asked for
    for passage, before in passages:
        for start, end in find_letters(page, letters(passage), before):
            first, last = there[start][1], there[end - 1][1]
            for at in range(text.count_rects(first, last - first + 1)):
                yield text.get_rect(at)


def letters(text: str) -> str:
    """The letters and digits of a text, lower case, accents and ligatures taken apart."""
    return "".join(one for one in unicodedata.normalize("NFKD", text).casefold() if one.isalnum())


def find_letters(page: str, passage: str, before: int) -> list[tuple[int, int]]:
    """Where a passage stands in a page's letters: whole, nearest to ``before``; else piece by piece."""
    whole = _nearest(page, passage, before)
    if whole >= 0:
        return [(whole, whole + len(passage))]
    found: list[tuple[int, int]] = []
    for start in range(0, len(passage), _PIECE):
        piece = passage[start : start + _PIECE]
        at = _nearest(page, piece, before + start) if len(piece) == _PIECE else -1
        if at >= 0 and found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + _PIECE)
        elif at >= 0:
            found.append((at, at + _PIECE))
    return found


def _nearest(page: str, passage: str, before: int) -> int:
    """Start of the occurrence nearest to ``before``; -1 where there is none."""
    if not passage:
        return -1
    later, earlier = page.find(passage, max(before, 0)), page.rfind(passage, 0, max(before, 0) + len(passage))
    both = [at for at in (later, earlier) if at >= 0]
    return min(both, key=lambda at: abs(at - before), default=-1)
