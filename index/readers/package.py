"""A DOCX judged by its zip directory before anything is unpacked."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from index.errors import TooLarge, UnreadableFile

_PARTS = 1000
_PART_BYTES = 25_000_000
_TOTAL_BYTES = 100_000_000
_RATIO = 100
_RATIO_FLOOR = 1_000_000  # smaller parts may be as repetitive as they like
_MACROS = re.compile(r"(?:^|/)vba(?:Project|Data)[^/]*$", re.IGNORECASE)
_NESTED = re.compile(r"\.(?:zip|7z|rar|gz|exe|dll|js|vbs|ps1|bat|cmd)$", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SAVE_ANEW = "Öppna originalet och spara det som en ny DOCX."


def check_package(data: bytes) -> None:
    """Raises TooLarge (unpacks to too much) or UnreadableFile (damaged, macros, hostile names or XML)."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _check_sizes(entries)
            _check_names([entry.filename for entry in entries])
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableFile("Filen är krypterad.", "Spara en kopia utan lösenord.")
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(package.read(entry), entry.filename)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise UnreadableFile("Filen är skadad och går inte att läsa som DOCX.", _SAVE_ANEW) from error


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > _PARTS:
        raise TooLarge(f"Filen består av fler än {_PARTS} delar.", _SAVE_ANEW)
    if sum(entry.file_size for entry in entries) > _TOTAL_BYTES:
        raise TooLarge(f"Filen packar upp till mer än {_TOTAL_BYTES // 1_000_000} MB.", _SAVE_ANEW)
    for entry in entries:
        swollen = entry.file_size > _RATIO_FLOOR and entry.file_size > _RATIO * max(entry.compress_size, 1)
        if entry.file_size > _PART_BYTES or swollen:
            raise TooLarge("En del av filen packar upp till orimligt mycket data.", _SAVE_ANEW)


def _check_names(names: list[str]) -> None:
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name:
            raise UnreadableFile("Filen har delar med otillåtna sökvägar.", _SAVE_ANEW)
        if _MACROS.search(name):
            raise UnreadableFile("Filen innehåller makron.", "Spara den som DOCX utan makron.")
        if _NESTED.search(name):
            raise UnreadableFile("Filen innehåller ett arkiv eller program.", _SAVE_ANEW)
    if len(set(names)) < len(names):
        raise UnreadableFile("Filen har flera delar med samma namn.", _SAVE_ANEW)


def _check_xml(xml: bytes, name: str) -> None:
    if name == "[Content_Types].xml" and b"macroEnabled" in xml:
        raise UnreadableFile("Filen innehåller makron.", "Spara den som DOCX utan makron.")
    wide = xml[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in xml[:64]
    if _DOCTYPE.search(xml.replace(b"\0", b"") if wide else xml):
        raise UnreadableFile("Filen innehåller en otillåten dokumenttyp (DTD).", _SAVE_ANEW)
