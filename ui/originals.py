"""Original files, asked for by the digest of their bytes: never by name or path, never other bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import Response

from index.errors import UnknownDocument

_ID = re.compile(r"[0-9a-f]{64}")
_KINDS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PathsOf = Callable[[str], tuple[Path, ...]]
"""Where a document's file lies or lay, by its id. Raises: UnknownDocument."""


def original(document_id: str, paths_of: PathsOf) -> Response:
    """The file, as the browser shall keep it; PDFs open in the browser. 404 says why it can't be had."""
    if not _ID.fullmatch(document_id):
        return _missing("Inget dokument har det numret.")
    try:
        paths = paths_of(document_id)
    except UnknownDocument:
        return _missing("Inget dokument har det numret.")
    for path in paths:
        content = _content(path, document_id)
        if content is not None:
            return _file(path.name, content)
    return _missing("Originalfilen har flyttats eller ändrats sedan den lästes in.")


def _content(path: Path, document_id: str) -> bytes | None:
    """The file's bytes, if they still are those that were read."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == document_id else None


def _file(name: str, content: bytes) -> Response:
    suffix = Path(name).suffix.lower()
    kind = _KINDS.get(suffix, "application/octet-stream")
    shown = "inline" if suffix == ".pdf" else "attachment"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    where = f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=kind, headers={"content-disposition": where})


def _missing(reason: str) -> Response:
    return Response(reason, 404, media_type="text/plain; charset=utf-8")
