"""Pictures of a document's pages, made in a child process that can be killed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from pathlib import Path

from index.errors import UnreadableFile
from index.readers.limits import ParseLimits
from index.store import Store

_ROOT = Path(__file__).resolve().parent.parent
_START = "import sys; sys.path.insert(0, sys.argv[1]); from index.readers.picture import main; main()"
_SECONDS = 20
_AT_ONCE = 2
_KEPT = 24
Marks = tuple[tuple[int, int], ...]
"""Half-open offsets into ``Page.text``."""


class Pictures:
    """Pages of the PDFs behind an index as PNG; a few are made at once, the last few are kept in memory."""

    def __init__(self, store: Store, limits: ParseLimits) -> None:
        self._store = store
        self._limits = replace(limits, seconds=min(limits.seconds, _SECONDS))
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        self._guard = threading.Lock()
        self._made: OrderedDict[tuple[str, int, Marks], bytes] = OrderedDict()

    def picture(self, document_id: str, page: int, marks: Marks = ()) -> bytes:
        """PNG of a page (1-based) of the original with ``marks`` on a yellow ground.

        Raises:
            UnknownDocument: no such document or page is indexed.
            UnreadableFile: the original is gone, has changed, is no PDF or can't be pictured.
        """
        text = self._store.ledger.page_text(document_id, page)
        wanted = (document_id, page, marks)
        with self._guard:
            if wanted in self._made:
                self._made.move_to_end(wanted)
                return self._made[wanted]
        data = self._original(document_id)
        with self._turn:
            made = picture(data, page, [_passage(text, *mark) for mark in marks], self._limits)
        with self._guard:
            self._made[wanted] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made

    def _original(self, document_id: str) -> bytes:
        paths = [Path(path) for path in self._store.ledger.find_document(document_id).paths]
        if not any(path.suffix.lower() == ".pdf" for path in paths):
            raise UnreadableFile("Bara PDF-filer visas som bild.", "Texten står intill.")
        data = same_bytes(paths, document_id, self._limits.max_bytes)
        if data is None:
            raise UnreadableFile(
                "Originalfilen har flyttats eller ändrats sedan den lästes in.",
                "Texten intill är den som lästes.",
            )
        return data


def same_bytes(paths: Iterable[Path], document_id: str, most: int) -> bytes | None:
    """The bytes of the first of these files that is still the one read; None where none is."""
    for path in paths:
        try:
            with path.open("rb") as file:
                data = file.read(most + 1)
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == document_id:
            return data
    return None


def _passage(text: str, start: int, end: int) -> tuple[str, int]:
    """A marked stretch and how many letters and digits stand before it."""
    return text[start:end], sum(map(str.isalnum, text[:start]))


def picture(data: bytes, page: int, passages: Sequence[tuple[str, int]], limits: ParseLimits) -> bytes:
    """PNG of a PDF's page, made in a child under ``limits``. Raises: UnreadableFile."""
    numbers = [str(number) for number in astuple(limits)]
    command = [sys.executable, "-I", "-B", "-c", _START, str(_ROOT), str(page), *numbers]
    lines = json.dumps(list(passages)).encode() + b"\n"
    try:
        done = subprocess.run(
            command,
            input=lines + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode or not done.stdout:
        raise UnreadableFile("Sidan kan inte visas som bild.", "Texten står intill.")
    return done.stdout
