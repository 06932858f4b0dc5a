"""What the model remembers of passages, kept on disk: states to be joined instead of read again.

A state is a derived thing: whatever is wrong with one, it is ignored and made anew. It is named
by its passage, so that a removed passage's states can be removed, and by a digest of everything
that shapes it: the model's bytes, the library's build, the head it was read after, its tokens.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

_MAGIC = b"MMKV0001"
_SUFFIX = ".kv"
_SAFE = re.compile(r"[^A-Za-z0-9._+-]")
_LONGEST = 190  # of a file name, its digests aside
_MEMORY_BYTES = 256 * 2**20


def state_name(shaped_by: str, head: Iterable[int], passage_id: str, tokens: Iterable[int]) -> str:
    """The file name of a passage's state, without suffix: passage (several with + between), shape, tokens."""
    digest = hashlib.sha256(array("q", tokens).tobytes())
    return f"{_SAFE.sub('_', passage_id)[:_LONGEST]}~{shape(shaped_by, head)}-{digest.hexdigest()[:24]}"


def is_of(name: str, passage_ids: str) -> bool:
    """Whether a state holds anything of the passages whose id begins so; "" means any passage."""
    prefix = _SAFE.sub("_", passage_ids)
    return any(one.startswith(prefix) for one in name.rpartition("~")[0].split("+"))


def shape(shaped_by: str, head: Iterable[int]) -> str:
    """A short digest of what shapes every state of a task: model, build and head."""
    return hashlib.sha256(shaped_by.encode() + b"\0" + array("q", head).tobytes()).hexdigest()[:16]


class StateStore:
    """States in a folder, at most ``budget`` bytes: the one used longest ago leaves first.

    One process writes at a time; files appear whole or not at all. What was used lately is held
    in memory too. ``spare`` bytes of the disk are left free for more important things.
    """

    def __init__(self, folder: Path, budget: int, memory: int = _MEMORY_BYTES, spare: int = 0) -> None:
        self._folder = folder
        self._budget = budget
        self._memory = memory
        self._spare = spare
        self._lately: OrderedDict[str, bytes] = OrderedDict()
        self._sizes: OrderedDict[str, int] = OrderedDict()
        with suppress(OSError):  # no folder, no states: every get finds nothing
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._look()

    def get(self, name: str) -> bytes | None:
        """The state, or None when there is none that is whole and right."""
        state = self._lately.get(name)
        if state is None:
            state = self._read(name)
        if state is None:
            return None
        self._hold(name, state)
        if name in self._sizes:
            self._sizes.move_to_end(name)
            with suppress(OSError):
                os.utime(self._path(name))
        return state

    def __contains__(self, name: str) -> bool:
        return name in self._lately or name in self._sizes

    def put(self, name: str, state: bytes) -> None:
        """Keep a state; on a full disk it is only held in memory."""
        self._hold(name, state)
        if len(state) > self._budget or not self._disk_has_room(len(state)):
            return
        self._make_room(len(state))
        path = self._path(name)
        fresh = path.with_suffix(".new")
        try:
            fresh.write_bytes(_MAGIC + _checksum(name, state) + state)
            fresh.chmod(0o600)
            fresh.replace(path)
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            return
        self._sizes[name] = len(state)
        self._sizes.move_to_end(name)

    def forget(self, passage_ids: str) -> None:
        """Drop the states of all passages whose id begins so."""
        for kept in (self._lately, self._sizes):
            for name in [name for name in kept if is_of(name, passage_ids)]:
                del kept[name]
        forget_states(self._folder, passage_ids)

    def retire(self, shapes: Collection[str]) -> None:
        """Drop every state that was shaped by something else: a model, build or head no longer used."""
        for name in [*self._sizes, *self._lately]:
            if name.rpartition("~")[2].partition("-")[0] not in shapes:
                self._lately.pop(name, None)
                self._drop(name)

    @property
    def has_room(self) -> bool:
        """Whether a state more would push none out."""
        largest = max(self._sizes.values(), default=0)
        return self.size + largest <= self._budget and self._disk_has_room(largest)

    @property
    def size(self) -> int:
        """Bytes of states on disk."""
        return sum(self._sizes.values())

    def _disk_has_room(self, coming: int) -> bool:
        try:
            return shutil.disk_usage(self._folder).free - coming >= self._spare
        except OSError:
            return False

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"

    def _look(self) -> None:
        """Learn what is there, the one used longest ago first; clear away what was left half done."""
        for half_done in self._folder.glob("*.new"):
            half_done.unlink(missing_ok=True)
        found = [(path.stat(), path.stem) for path in self._folder.glob(f"*{_SUFFIX}")]
        for status, name in sorted(found, key=lambda pair: pair[0].st_mtime_ns):
            self._sizes[name] = status.st_size
        self._make_room(0)

    def _read(self, name: str) -> bytes | None:
        try:
            data = self._path(name).read_bytes()
        except OSError:
            self._sizes.pop(name, None)
            return None
        state = data[len(_MAGIC) + 32 :]
        if data[: len(_MAGIC) + 32] != _MAGIC + _checksum(name, state):
            self._drop(name)
            return None
        return state

    def _hold(self, name: str, state: bytes) -> None:
        self._lately[name] = state
        self._lately.move_to_end(name)
        while sum(map(len, self._lately.values())) > self._memory:
            self._lately.popitem(last=False)

    def _make_room(self, coming: int) -> None:
        while self._sizes and self.size + coming > self._budget:
            self._drop(next(iter(self._sizes)))

    def _drop(self, name: str) -> None:
        self._sizes.pop(name, None)
        with suppress(OSError):
            self._path(name).unlink(missing_ok=True)


def forget_states(folder: Path, passage_ids: str) -> int:
    """Remove from disk the states of all passages whose id begins so; how many there were.

    For a removed document: its meeting's id. Needs no model. Raises: OSError.
    """
    paths = [path for path in folder.glob(f"*{_SUFFIX}") if is_of(path.stem, passage_ids)]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def _checksum(name: str, state: bytes) -> bytes:
    digest = hashlib.sha256(name.encode() + b"\0")
    digest.update(state)
    return digest.digest()
