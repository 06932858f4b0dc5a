"""Plain text and Markdown: find the encoding by rule, split at form feeds."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from index.errors import UnreadableFile
from index.readers.columns import in_reading_order
from index.readers.limits import ParseLimits, Reading, check_pages
from index.types import Page

_MARKS = (  # the UTF-32 mark begins with the UTF-16 one, so it comes first
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1252", "mac_roman", "cp850")
_SWEDISH = frozenset("åäöÅÄÖéÉüÜøØæÆ–—’‘”“•§´°½…\u00a0\u00ad")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
COLUMNS = "Sida {}: två spalter lästes efter varandra."
_ENCODING_HINT = "Spara om filen som text i UTF-8 och lägg in den igen."


def decode(data: bytes) -> str:
    """The text behind ``data``; line ends become ``\\n``.

    Order: byte order mark; UTF-16 without a mark (zeros on every other byte); strict UTF-8; else
    the single-byte encoding that makes most high bytes Swedish letters or signs.
    Raises UnreadableFile where no reading is sure.
    """
    text = _decode(data)
    if len(_CONTROL.findall(text)) > len(text) // 200:
        raise UnreadableFile("Filen innehåller styrtecken och är ingen vanlig textfil.", _ENCODING_HINT)
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def read_text(data: bytes, limits: ParseLimits) -> Reading:
    """The pages of a text: a form feed begins a new one; two columns are read one after the other.

    Raises UnreadableFile, TooLarge.
    """
    texts = decode(data).split("\f")
    while texts and not texts[-1].strip():
        texts.pop()
    if not texts:
        raise UnreadableFile("Filen är tom.", "Kontrollera att rätt fil har sparats.")
    ordered = [in_reading_order(text) for text in texts]
    pages = check_pages((Page(number, text) for number, (text, _) in enumerate(ordered, 1)), limits)
    return Reading(
        pages, tuple(COLUMNS.format(number) for number, (_, count) in enumerate(ordered, 1) if count)
    )


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data:
        return _strictly(data, _wide_encoding(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _UTF8_SEQUENCE.search(data):
            raise _damaged("UTF-8", error.start) from error
    return _single_byte(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _damaged(encoding.upper().removesuffix("-SIG"), error.start) from error


def _damaged(encoding: str, offset: int) -> UnreadableFile:
    return UnreadableFile(
        f"Texten är skadad: den är inte giltig {encoding} vid byte {offset}.", _ENCODING_HINT
    )


def _wide_encoding(data: bytes) -> str:
    """UTF-16 in the byte order whose high bytes are mostly zero. Raises UnreadableFile for stray zeros."""
    half = len(data) / 2
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        high, low = data[first::2].count(0), data[1 - first :: 2].count(0)
        if len(data) % 2 == 0 and high > 0.7 * half and low < 0.05 * half:
            return encoding
    raise UnreadableFile("Filen innehåller nollbyte och är ingen vanlig textfil.", _ENCODING_HINT)


def _single_byte(data: bytes) -> str:
    high = bytes(byte for byte in data if byte > 0x7F)
    shares = {name: _swedish_share(high, name) for name in _SINGLE_BYTE}
    best = max(_SINGLE_BYTE, key=lambda name: shares[name])
    if shares[best] < 0.7:
        raise UnreadableFile("Filens teckenkodning går inte att avgöra säkert.", _ENCODING_HINT)
    return data.decode(best, errors="replace")


def _swedish_share(high: bytes, encoding: str) -> float:
    letters = high.decode(encoding, errors="replace")
    return sum(letter in _SWEDISH for letter in letters) / len(letters)
