"""One reader a format: bytes to pages. A new format is a module here and a row in READERS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from index.readers.limits import ParseLimits, Reading

Reader = Callable[[bytes, ParseLimits], Reading]


def _read_pdf(data: bytes, limits: ParseLimits) -> Reading:
    from index.readers.pdf import read_pdf  # the child imports only what its file needs

    return read_pdf(data, limits)


def _read_docx(data: bytes, limits: ParseLimits) -> Reading:
    from index.readers.docx import read_docx

    return read_docx(data, limits)


def _read_text(data: bytes, limits: ParseLimits) -> Reading:
    from index.readers.text import read_text

    return read_text(data, limits)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".pdf": _read_pdf,
        ".docx": _read_docx,
        ".txt": _read_text,
        ".md": _read_text,
        ".markdown": _read_text,
    }
)
SUFFIXES = frozenset(READERS)
