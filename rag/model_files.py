"""Model files on disk: hashed, received in parts, and remembered as verified.

A file counts as verified when its sha256 was seen to be the pinned one and neither its size nor
its time of change has moved since; the memory is a stamp file in the model's folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import ModelMissing, ModelRefused
from rag.catalogue import PinnedFile

STAMP_FILE = ".verified.json"
_BLOCK = 1 << 20
_REFUSED_SUFFIXES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".py"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a model's file has come: bytes done of bytes in all; ``source`` in Swedish."""

    model: str
    file: str
    done: int
    total: int
    source: str


OnProgress = Callable[[Progress], None]


class WrongBytes(ModelRefused):
    """The bytes are not the pinned ones, whatever their source."""

    def __init__(self, name: str, expected: str, found: str, source: str) -> None:
        super().__init__(
            f"{name} avvisas: sha256 ska vara {expected} men är {found} ({source}).",
            "Filen är skadad eller en annan än den godkända. Hämta den igen: motesminne models fetch.",
        )


def blocks_of(path: Path) -> Iterator[bytes]:
    """The file's bytes in blocks of 1 MiB."""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def sha256_of(path: Path, tell: Callable[[int], None] | None = None) -> str:
    """The file's sha256 in hex; ``tell`` hears the bytes read so far."""
    digest, done = hashlib.sha256(), 0
    for block in blocks_of(path):
        digest.update(block)
        done += len(block)
        if tell is not None:
            tell(done)
    return digest.hexdigest()


class PartFile:
    """A file on its way in: ``<name>.part`` until its hash is right, then itself, at once.

    What has come stays on disk when the fetch is interrupted; ``keep`` bytes of it go on being
    used (all of them by default).
    """

    def __init__(self, target: Path, keep: Callable[[int], int] = lambda size: size) -> None:
        self._target = target
        self._part = target.with_name(target.name + ".part")
        target.parent.mkdir(parents=True, exist_ok=True)
        self._digest = hashlib.sha256()
        self.size = 0
        if self._part.exists():
            os.truncate(self._part, keep(self._part.stat().st_size))
            for block in blocks_of(self._part):
                self._digest.update(block)
                self.size += len(block)

    def append(self, blocks: Iterable[bytes], tell: Callable[[int], None]) -> None:
        """Add bytes at the end; ``tell`` hears the size so far. Raises OSError."""
        with self._part.open("ab") as stream:
            for block in blocks:
                stream.write(block)
                self._digest.update(block)
                self.size += len(block)
                tell(self.size)

    def finish(self, sha256: str, source: str) -> None:
        """Put the file in its place. Raises WrongBytes, and then nothing of it is kept."""
        found = self._digest.hexdigest()
        if found != sha256:
            self.discard()
            raise WrongBytes(self._target.name, sha256, found, source)
        with self._part.open("rb") as stream:
            os.fsync(stream.fileno())
        self._part.replace(self._target)

    def discard(self) -> None:
        """Forget what has come."""
        self._part.unlink(missing_ok=True)


def read_stamps(folder: Path) -> Mapping[str, tuple[int, int, str]]:
    """What was verified before: path to (size, mtime in ns, sha256). Damaged memory is none."""
    try:
        raw = json.loads((folder / STAMP_FILE).read_text(encoding="utf-8"))
        return {str(path): (int(size), int(time), str(sha)) for path, (size, time, sha) in raw.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_stamp(folder: Path, path: str, sha256: str) -> None:
    """Remember that the file had this sha256. A folder we may not write to is hashed each time."""
    status = (folder / path).stat()
    stamps = {**read_stamps(folder), path: (status.st_size, status.st_mtime_ns, sha256)}
    fresh = folder / f"{STAMP_FILE}.{os.getpid()}"
    try:
        fresh.write_text(json.dumps(stamps, indent=1), encoding="utf-8")
        fresh.replace(folder / STAMP_FILE)
    except OSError:
        fresh.unlink(missing_ok=True)


def stamped_sha256(folder: Path, path: str) -> str | None:
    """The sha256 remembered for the file, if it has not been touched since."""
    stamp = read_stamps(folder).get(path)
    try:
        status = (folder / path).stat()
    except OSError:
        return None
    return stamp[2] if stamp and stamp[:2] == (status.st_size, status.st_mtime_ns) else None


def known_sha256(folder: Path, path: str) -> str:
    """The file's sha256, from the stamp or else by reading it all (and then remembered)."""
    remembered = stamped_sha256(folder, path)
    if remembered is not None:
        return remembered
    found = sha256_of(folder / path)
    write_stamp(folder, path, found)
    return found


def check_pinned(folder: Path, file: PinnedFile, rehash: Callable[[int], None] | None = None) -> None:
    """Make sure that a file holds the pinned bytes; with ``rehash`` the stamp is not believed.

    Raises: ModelMissing, WrongBytes.
    """
    path = folder / file.path
    if not path.is_file():
        raise ModelMissing(f"Modellfilen {path} saknas.", "Hämta den: motesminne models fetch.")
    if path.stat().st_size != file.size:
        raise ModelRefused(
            f"{path} avvisas: den är {path.stat().st_size} byte men ska vara {file.size}.",
            "Filen är avbruten eller en annan. Hämta den igen: motesminne models fetch.",
        )
    if rehash is None and stamped_sha256(folder, file.path) == file.sha256:
        return
    found = sha256_of(path, rehash)
    if found != file.sha256:
        raise WrongBytes(str(path), file.sha256, found, "på disken")
    write_stamp(folder, file.path, found)


def refuse_code(folder: Path, pinned: frozenset[str] = frozenset()) -> None:
    """Refuse a model folder that could run code when loaded: pickles, scripts, ``auto_map``.

    The ``pinned`` paths were seen to be free of it. Raises: ModelRefused.
    """
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).as_posix() in pinned:
            continue
        if path.suffix.lower() in _REFUSED_SUFFIXES:
            raise ModelRefused(
                f"Modellmappen {folder} avvisas: {path.name} kan innehålla körbar kod.",
                "Använd en modell som finns som .safetensors och ta bort filen ur mappen.",
            )
        if path.suffix.lower() == ".json" and b'"auto_map"' in path.read_bytes():
            raise ModelRefused(
                f"Modellmappen {folder} avvisas: {path.name} pekar ut egen kod (auto_map).",
                "Använd en modell utan egen kod.",
            )
