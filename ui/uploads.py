"""Files on their way in: taken while they stream, within limits, kept for their sender until read."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from index.errors import MinutesError
from index.readers import READERS
from ui.roles import caller_of

MB = 1_000_000
KINDS = tuple(READERS)
"""Endings of the files that can be read, each with its dot."""
_SPARE = 500 * MB
"""Bytes of the disk that uploads leave free."""
_MOST = 3
"""Batches that one person may have waiting; a fourth drops the one touched longest ago."""
_KEPT_S = 3600.0
_BATCH = re.compile(r"[A-Za-z0-9_-]{16,64}")
_LONGEST = 180
"""Bytes of a file's name."""


class NotTaken(MinutesError):
    """The file is not taken; ``status`` is the answer's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Where uploads are put, and how much one may have: in a file, in a batch. MB are a million bytes."""

    folder: Path
    file_mb: int
    upload_mb: int


@dataclass(slots=True, eq=False)
class _Batch:
    touched: float
    size: int = 0
    files: list[Path] = field(default_factory=list)


class Uploads:
    """Uploaded files by sender and batch. The sender's page names a batch, at random, and sends its files
    one by one; ``take`` hands them over, once. ``clock`` is in seconds and only rises.
    """

    def __init__(self, limits: UploadLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._batches: dict[tuple[str, str], _Batch] = {}
        self._guard = threading.Lock()

    def add_to(self, web: FastAPI) -> None:
        """Add the route. Who may call it: ui/routes.py."""
        web.add_api_route("/filer/{batch}", self._receive, methods=["POST"], response_model=None)

    def take(self, sender: str, batch: str) -> tuple[Path, ...]:
        """The batch's files, from now on the taker's to move or delete; empty when there is no such batch."""
        with self._guard:
            mine = self._batches.pop((sender, batch), None)
        return tuple(mine.files) if mine else ()

    async def add(self, sender: str, batch: str, name: str, pieces: AsyncIterator[bytes], told: int) -> None:
        """Take one file, ``told`` bytes long as its sender says (0: not said).

        Raises NotTaken as soon as it is more than it may be, or of a kind that can't be read.
        """
        kept = safe_name(name)
        if PurePath(kept).suffix.lower() not in KINDS:
            raise NotTaken(415, "Filtypen stöds inte. Använd PDF, DOCX, TXT eller MD.")
        mine = self._batch(sender, batch)
        self._check(told, mine.size + told)
        if shutil.disk_usage(self.limits.folder).free - told < _SPARE:
            raise NotTaken(507, "Serverns disk är full. Säg till den som sköter servern.")
        target = Path(tempfile.mkdtemp(dir=self.limits.folder)) / kept
        size = 0
        try:
            with target.open("xb") as file:
                async for piece in pieces:
                    size += len(piece)
                    mine.size += len(piece)
                    self._check(size, mine.size)
                    await run_in_threadpool(file.write, piece)
            self._keep(mine, (sender, batch), target)
        except BaseException:
            mine.size -= size
            shutil.rmtree(target.parent, ignore_errors=True)
            raise

    def _check(self, size: int, in_all: int) -> None:
        limits = self.limits
        if size > limits.file_mb * MB:
            raise NotTaken(413, f"Filen är för stor: högst {limits.file_mb} MB per fil.")
        if in_all > limits.upload_mb * MB:
            raise NotTaken(413, f"Uppladdningen är för stor: högst {limits.upload_mb} MB åt gången.")

    def _keep(self, mine: _Batch, key: tuple[str, str], file: Path) -> None:
        with self._guard:
            if self._batches.get(key) is not mine:
                raise NotTaken(409, "Uppladdningen är redan avslutad. Välj filen igen.")
            mine.files.append(file)

    def _batch(self, sender: str, batch: str) -> _Batch:
        """The batch of that name; what was left behind is cleared away."""
        now = self._clock()
        with self._guard:
            stale = [key for key, one in self._batches.items() if now - one.touched > _KEPT_S]
            own = [key for key in self._batches if key[0] == sender and key not in stale]
            if (sender, batch) not in self._batches:
                own.sort(key=lambda key: self._batches[key].touched)
                stale += own[: max(len(own) - _MOST + 1, 0)]
            for key in stale:
                for file in self._batches.pop(key).files:
                    shutil.rmtree(file.parent, ignore_errors=True)
            mine = self._batches.setdefault((sender, batch), _Batch(now))
            mine.touched = now
            return mine

    async def _receive(self, request: Request, batch: str, namn: str = "") -> Response:
        told = request.headers.get("content-length", "")
        try:
            if not _BATCH.fullmatch(batch) or not namn:
                raise NotTaken(400, "Filen kunde inte tas emot. Försök igen.")
            length = int(told) if told.isdigit() else 0
            await self.add(caller_of(request).name, batch, namn, request.stream(), length)
        except (NotTaken, ClientDisconnect) as error:
            status = error.status if isinstance(error, NotTaken) else 400
            # Without a length the rest would be read, if only to be thrown away.
            headers = {} if told else {"connection": "close"}
            return PlainTextResponse(str(error), status, headers)
        return PlainTextResponse("")


def safe_name(name: str) -> str:
    """A file's name without folders, invisible characters and undue length, its ending kept."""
    plain = PurePath(name.replace("\\", "/")).name
    plain = "".join(one if one.isprintable() else " " for one in plain).lstrip(". ").rstrip()
    ending = PurePath(plain).suffix[:10]
    stem = plain.removesuffix(ending).encode()[: _LONGEST - len(ending.encode())].decode(errors="ignore")
    return f"{stem or 'fil'}{ending}"
