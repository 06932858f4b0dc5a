"""Uploaded files: kept for their sender alone, within limits while they stream, and cleared away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ui.lan import Clock
from ui.uploads import MB, NotTaken, UploadLimits, Uploads, safe_name

BATCH, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def uploads(tmp_path: Path, clock: Clock) -> Uploads:
    return Uploads(UploadLimits(tmp_path, 1, 2), clock)


async def _pieces(size: int) -> AsyncIterator[bytes]:
    while size > 0:
        yield b"x" * min(size, 100_000)
        size -= 100_000


def _add(
    uploads: Uploads, name: str = "a.txt", size: int = 3, batch: str = BATCH, sender: str = "egil"
) -> None:
    asyncio.run(uploads.add(sender, batch, name, _pieces(size), 0))


def _files(uploads: Uploads) -> list[Path]:
    return sorted(path for path in uploads.limits.folder.rglob("*") if path.is_file())


def test_files_are_handed_over_once_and_to_their_sender_only(uploads: Uploads) -> None:
    for name in ("mars/protokoll.txt", "april/protokoll.txt"):
        _add(uploads, name)
    assert uploads.take("ada", BATCH) == ()
    first, second = uploads.take("egil", BATCH)
    assert (first.name, second.name) == ("protokoll.txt", "protokoll.txt")
    assert first != second
    assert first.read_bytes() == b"xxx"
    assert uploads.take("egil", BATCH) == ()


def test_a_file_that_grows_too_large_leaves_nothing(uploads: Uploads) -> None:
    with pytest.raises(NotTaken, match="högst 1 MB per fil") as refused:
        _add(uploads, size=MB + 1)
    assert refused.value.status == 413
    assert _files(uploads) == []
    _add(uploads, size=MB)
    assert [path.stat().st_size for path in uploads.take("egil", BATCH)] == [MB]


def test_a_batch_that_grows_too_large_keeps_what_came_before(uploads: Uploads) -> None:
    for name in ("a.txt", "b.txt"):
        _add(uploads, name, MB)
    with pytest.raises(NotTaken, match="högst 2 MB åt gången"):
        _add(uploads, "c.txt", 1)
    _add(uploads, "c.txt", 1, OTHER)
    assert [path.name for path in uploads.take("egil", BATCH)] == ["a.txt", "b.txt"]


def test_what_is_said_to_be_too_large_is_not_read(uploads: Uploads) -> None:
    read = []

    async def pieces() -> AsyncIterator[bytes]:
        read.append(1)
        yield b"x"

    with pytest.raises(NotTaken):
        asyncio.run(uploads.add("egil", BATCH, "a.txt", pieces(), MB + 1))
    assert read == []


def test_only_files_that_can_be_read_are_taken(uploads: Uploads) -> None:
    for name in ("a.exe", "pdf", ".pdf", "a.pdf.sh"):
        with pytest.raises(NotTaken, match="Filtypen stöds inte"):
            _add(uploads, name)
    _add(uploads, "A.PDF")


def test_a_file_broken_off_leaves_nothing(uploads: Uploads) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        asyncio.run(uploads.add("egil", BATCH, "a.txt", broken(), 0))
    assert _files(uploads) == []
    assert uploads.take("egil", BATCH) == ()


def test_a_file_that_comes_after_its_batch_was_taken_is_refused(uploads: Uploads) -> None:
    async def late() -> AsyncIterator[bytes]:
        yield b"x"
        assert uploads.take("egil", BATCH) == ()

    with pytest.raises(NotTaken, match="redan avslutad"):
        asyncio.run(uploads.add("egil", BATCH, "a.txt", late(), 0))
    assert _files(uploads) == []


def test_what_is_left_behind_is_cleared_away(uploads: Uploads, clock: Clock) -> None:
    for number in range(4):
        _add(uploads, f"{number}.txt", batch=f"{number}" * 32)
        clock.passes(1)
    _add(uploads, "ada.txt", sender="ada")
    assert [path.name for path in _files(uploads) if path.name != "ada.txt"] != []
    assert {path.name for path in _files(uploads)} == {"1.txt", "2.txt", "3.txt", "ada.txt"}
    clock.passes(3601)
    _add(uploads, "ny.txt")
    assert [path.name for path in _files(uploads)] == ["ny.txt"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("protokoll 12 mars.pdf", "protokoll 12 mars.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Möten\\å.docx", "å.docx"),
        ("..md", "md"),
        ("a\x00b\nc.txt", "a b c.txt"),
        ("a\u202efdp.txt", "a fdp.txt"),
        ("å" * 300 + ".pdf", "å" * 88 + ".pdf"),
    ],
)
def test_names_are_plain(name: str, kept: str) -> None:
    assert safe_name(name) == kept
