"""Which files lie under the paths a user names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.ledger import SeenFile
from index.readers import SUFFIXES

_HIDDEN = (".", "~$")


@dataclass(frozen=True, slots=True)
class Found:
    """``files`` to read, in order and without repeats; ``skipped`` are of kinds we don't read."""

    files: tuple[Path, ...]
    skipped: tuple[Path, ...]


def find_files(paths: Iterable[Path]) -> Found:
    """Walk folders; a path named outright is always a file to read, also if it is missing or of another kind.

    Hidden files, office programs' lock files and folders already walked (links that loop) are left out.
    """
    files: dict[Path, None] = {}
    skipped: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            files[absolute(path)] = None
            continue
        for one in _walk(absolute(path)):
            (files if wanted(one) else skipped)[one] = None
    return Found(tuple(files), tuple(one for one in skipped if one not in files))


def wanted(path: Path) -> bool:
    """Whether a file found in a folder is one to read: of a kind we know, not hidden, no lock file."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(_HIDDEN)


def shown(path: Path) -> str:
    """The path as it can be shown on one line: what is no letter or sign of UTF-8 becomes �."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def absolute(path: Path) -> Path:
    """The path from the root, ``..`` resolved, links in it kept."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would follow links


def seen(path: Path) -> SeenFile:
    """The file's path, size and time as it stands now. Raises: OSError."""
    state = path.stat()
    return SeenFile(os.fsencode(path), state.st_size, state.st_mtime_ns)


def sha256(path: Path) -> str:
    """Hex digest of the file's bytes. Raises: OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _walk(folder: Path) -> Iterator[Path]:
    visited: set[tuple[int, int]] = set()
    for parent, folders, names in os.walk(folder, followlinks=True):
        state = Path(parent).stat()
        if (state.st_dev, state.st_ino) in visited:
            folders.clear()
            continue
        visited.add((state.st_dev, state.st_ino))
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith(_HIDDEN))
