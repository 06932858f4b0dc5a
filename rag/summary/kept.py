"""What the model wrote of items, kept on disk by content, so that no run asks anything twice.

One folder a document, one small file a text, written whole or not at all: a kill leaves whole files only.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from index.errors import StorageFailed

FOLDER = "summaries"


def key_of(*shaping: str) -> str:
    """Digest of all that shapes a text: model, prompt, recipe, length and the sentences read."""
    return hashlib.sha256("\x1f".join(shaping).encode()).hexdigest()[:32]


class KeptTexts:
    """Texts under ``home``/summaries. A file that can't be read counts as missing."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def get(self, document_id: str, key: str) -> str | None:
        """The kept text, or None."""
        try:
            said = json.loads(self._path(document_id, key).read_text(encoding="utf-8"))["said"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return said if isinstance(said, str) else None

    def put(self, document_id: str, key: str, said: str) -> None:
        """Keep a text. Raises: StorageFailed."""
        path = self._path(document_id, key)
        part = path.with_suffix(".part")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("w", encoding="utf-8") as file:
                part.chmod(0o600)
                json.dump({"said": said}, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise StorageFailed(
                f"Sammanfattningen kan inte sparas i {path.parent} ({error.strerror or error}).",
                "Kontrollera rättigheter och utrymme.",
            ) from error

    def keep_only(self, document_ids: Iterable[str]) -> None:
        """Delete what is kept of all other documents. Raises: StorageFailed."""
        wanted = {_name(document_id) for document_id in document_ids}
        if self._folder.is_dir():
            for folder in self._folder.iterdir():
                if folder.name not in wanted:
                    _delete(folder)

    def forget(self, document_id: str) -> None:
        """Delete what is kept of a document. Raises: StorageFailed."""
        _delete(self._folder / _name(document_id))

    def _path(self, document_id: str, key: str) -> Path:
        return self._folder / _name(document_id) / f"{key}.json"


def _name(document_id: str) -> str:
    return document_id[:16]


def _delete(folder: Path) -> None:
    try:
        if folder.is_dir():
            shutil.rmtree(folder)
        else:
            folder.unlink(missing_ok=True)
    except OSError as error:
        raise StorageFailed(
            f"{folder} kan inte tas bort ({error.strerror or error}).", "Kontrollera rättigheter."
        ) from error
