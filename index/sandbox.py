"""Read a file in a child process that can be killed: no file can take the program down."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from threading import Event, Thread, Timer
from typing import IO

from index.errors import TooLarge, UnreadableFile
from index.readers import READERS
from index.readers.child import DAMAGED, KINDS, NEW_COPY
from index.readers.limits import ParseLimits
from index.types import Document, Page

__all__ = ["ParseLimits", "read_safely"]

_ROOT = Path(__file__).resolve().parent.parent
_START = "import sys; sys.path.insert(0, sys.argv[1]); from index.readers.child import main; main()"
_GRACE = 2  # seconds for the child to start
_SIGKILL, _SIGXCPU = 9, 24


def read_safely(path: Path, limits: ParseLimits | None = None) -> Document:
    """The file's pages, parsed in a child under ``limits``; the id is of the very bytes parsed.

    Raises UnreadableFile (missing, damaged, encrypted, another kind than its name says),
    NoTextLayer (pictures of text only) or TooLarge (a limit passed).
    """
    limits = limits or ParseLimits()
    suffix = path.suffix.lower()
    if suffix not in READERS:
        known = ", ".join(sorted(READERS))
        raise UnreadableFile(f"Filtypen {suffix or 'utan ändelse'} stöds inte.", f"Använd någon av {known}.")
    data = _read_bytes(path, limits)
    answer = _parse(data, suffix, limits)
    pages = tuple(Page(number, text) for number, text in enumerate(answer["pages"], 1))
    digest = hashlib.sha256(data).hexdigest()
    return Document(digest, path.name, path.stem, pages, tuple(answer["notes"]))


def _read_bytes(path: Path, limits: ParseLimits) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableFile("Filen finns inte eller är ingen vanlig fil.", "Kontrollera sökvägen.")
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise UnreadableFile(
            f"Filen kan inte öppnas: {error.strerror}.", "Kontrollera rättigheterna."
        ) from error
    if len(data) > limits.max_bytes:
        megabytes = limits.max_bytes // 1_000_000
        raise TooLarge(f"Filen är större än {megabytes} MB.", "Dela upp den i mindre filer.")
    return data


def _parse(data: bytes, suffix: str, limits: ParseLimits) -> dict[str, list[str]]:
    output, late, code = _run_child(data, suffix, limits)
    if late or code == -_SIGXCPU:
        raise TooLarge(
            f"Läsningen avbröts efter {limits.seconds} sekunder.", "Dela upp filen, eller spara en ny kopia."
        )
    if code == -_SIGKILL:
        raise TooLarge("Läsningen avbröts av systemet: minnet räckte inte.", "Dela upp filen.")
    try:
        answer = json.loads(output)
    except ValueError as error:
        raise UnreadableFile(DAMAGED, NEW_COPY) from error
    if "kind" in answer:
        raise KINDS[answer["kind"]](answer["message"], answer["hint"])
    return {"pages": answer["pages"], "notes": answer["notes"]}


def _run_child(data: bytes, suffix: str, limits: ParseLimits) -> tuple[bytes, bool, int]:
    """The child's output, whether our clock ran out, and its exit code (negative: a signal)."""
    numbers = [str(number) for number in astuple(limits)]
    command = [sys.executable, "-I", "-B", "-c", _START, str(_ROOT), suffix, *numbers]
    most = 8 * limits.max_characters + 65_536
    late = Event()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:

        def stop() -> None:
            late.set()
            child.kill()

        feeder = Thread(target=_feed, args=(child.stdin, data), daemon=True)
        clock = Timer(limits.seconds + _GRACE, stop)
        feeder.start()
        clock.start()
        try:
            output = _drain(child.stdout, most)
            if len(output) == most:
                child.kill()  # more than any honest answer
            code = child.wait()
        finally:
            clock.cancel()
            child.kill()
            feeder.join()
    return output, late.is_set(), code


def _feed(pipe: IO[bytes] | None, data: bytes) -> None:
    if pipe is None:
        return
    with suppress(OSError), pipe:  # a killed child no longer reads
        pipe.write(data)


def _drain(pipe: IO[bytes] | None, most: int) -> bytes:
    return pipe.read(most) if pipe is not None else b""
