"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import re

from index.errors import UnreadableFile

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"%PDF-", "PDF"),
    (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "zip"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "gammalt eller krypterat Office-format"),
    (rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0\0\0\0|RIFF.{4}WEBP", "bild"),
    (rb"MZ|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|\xce\xfa\xed\xfe|#!", "program"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!", "packat arkiv"),
    (rb"\{\\rtf", "RTF"),
    (rb"\s*(?:<!doctype html|<html)", "HTML"),
    (rb"\s*<\?xml", "XML"),
)
_EXPECTED = {".pdf": "PDF", ".docx": "DOCX", ".txt": "text", ".md": "text", ".markdown": "text"}


def content_kind(data: bytes) -> str:
    """What the bytes are: "PDF", "DOCX", "text" or another kind's Swedish name."""
    head = data[:1024].removeprefix(b"\xef\xbb\xbf")
    for pattern, kind in _MAGIC:
        if re.match(pattern, head, re.IGNORECASE | re.DOTALL):
            return _zip_kind(data) if kind == "zip" else kind
    return "text"


def check_kind(data: bytes, suffix: str) -> None:
    """Raises UnreadableFile when the content is not what ``suffix`` (".pdf") promises, or is two kinds."""
    expected, found = _EXPECTED[suffix], content_kind(data)
    if not data.strip(b"\0\t\n\r\f "):
        raise UnreadableFile("Filen är tom.", "Kontrollera att rätt fil har sparats.")
    if expected == "DOCX" and found == "gammalt eller krypterat Office-format":
        raise UnreadableFile(
            "Filen heter .docx men är lösenordsskyddad eller i det gamla DOC-formatet.",
            "Spara den som DOCX utan lösenord.",
        )
    if found != expected:
        raise UnreadableFile(
            f"Filen heter {suffix} men innehåller {found}.", "Ge filen rätt ändelse eller välj rätt fil."
        )
    if found == "PDF" and _ends_as_zip(data):
        raise UnreadableFile("Filen är både PDF och zip-arkiv.", "Skriv ut den till en ny PDF.")


def _zip_kind(data: bytes) -> str:
    for part, kind in ((b"word/document", "DOCX"), (b"xl/", "kalkylblad"), (b"ppt/", "bildspel")):
        if part in data:
            return kind
    return "DOCX" if b"[Content_Types].xml" in data else "zip-arkiv"


def _ends_as_zip(data: bytes) -> bool:
    """Whether a zip directory ends the file (a comment of at most 64 KiB may follow it)."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or len(data) < at + 22 or b"%%EOF" in data[at:]:
        return False
    return at + 22 + int.from_bytes(data[at + 20 : at + 22], "little") == len(data)
