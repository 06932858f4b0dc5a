"""The model files a user has: list them, fetch them, verify them, and find the one a role uses.

A file whose hash differs from the catalogue's is refused before anything loads it, whatever its
source. Models of the user's own are named in the settings by path; their hash is recorded in an
answer's provenance, not pinned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from index.errors import IndexBusy, ModelMissing, ModelRefused, StorageFailed
from rag.catalogue import CATALOGUE, CatalogueModel, PinnedFile, Role
from rag.model_files import (
    OnProgress,
    Progress,
    WrongBytes,
    check_pinned,
    known_sha256,
    refuse_code,
    stamped_sha256,
)
from rag.model_sources import Reach, SourceFailed, free_bytes, from_folder, from_hub, from_wheels
from rag.settings import Settings

_MARGIN = 200_000_000
State = Literal["missing", "partial", "present", "verified"]
Source = Callable[[CatalogueModel, Sequence[PinnedFile], Path, OnProgress], None]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model that may be loaded: a .gguf file or a sentence-transformers folder.

    ``sha256`` is the file's, or for a folder that of its sorted "sha256  path" lines.
    """

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One line of the list: ``size`` in bytes; ``in_use`` when the settings name the model."""

    name: str
    role: Role
    title: str
    licence: str
    size: int
    state: State
    in_use: bool
    path: Path


def list_models(settings: Settings) -> tuple[ModelStatus, ...]:
    """The catalogue as it stands on this machine; nothing is hashed."""
    used = (settings.generator, settings.embedder)
    return tuple(
        ModelStatus(
            name=model.name,
            role=model.role,
            title=model.title,
            licence=model.licence,
            size=model.size,
            state=_state(settings.models_dir / model.name, model),
            in_use=model.name in used,
            path=settings.models_dir / model.name / model.main_file,
        )
        for model in CATALOGUE.values()
    )


def resolve(settings: Settings, role: Role) -> ModelFile:
    """The model that the settings give a role, checked (by its stamp where it has one).

    Raises: ModelMissing (not set, not there), ModelRefused (wrong bytes, may run code).
    """
    named = settings.generator if role == "generator" else settings.embedder
    if not named:
        raise ModelMissing("Ingen språkmodell är vald i inställningarna.", "Svaren består då av citat.")
    model = CATALOGUE.get(named)
    if model is None:
        return _own_model(settings, named, role)
    if model.role != role:
        raise ModelRefused(
            f"Modellen {named} kan inte användas som {_ROLE_WORDS[role]}.", "Rätta inställningen."
        )
    folder = settings.models_dir / model.name
    for file in model.files:
        check_pinned(folder, file)
    if role == "embedder":
        refuse_code(folder, pinned=frozenset(file.path for file in model.files))
    return _as_model_file(settings, model)


def verify(settings: Settings, name: str, on_progress: OnProgress = lambda _progress: None) -> ModelFile:
    """Read every byte of a model again and compare with the catalogue.

    Raises: ModelMissing (unknown or not there), WrongBytes and ModelRefused naming the file.
    """
    model = _in_catalogue(name)
    for file in model.files:
        tell = _verify_teller(model, file, on_progress)
        check_pinned(settings.models_dir / model.name, file, rehash=tell)
    return _as_model_file(settings, model)


def fetch(
    settings: Settings,
    names: Sequence[str] = (),
    folder: Path | None = None,
    on_progress: OnProgress = lambda _progress: None,
    reach: Reach = Reach(),  # noqa: B008 (frozen)
) -> tuple[ModelFile, ...]:
    """Bring models here, verified: from ``folder`` alone if given, else hub, then wheels.

    Without names: the catalogue models that the settings use. What is there and right is kept;
    an interrupted fetch goes on where it ended.

    Raises: ModelMissing (unknown, or no source had it), ModelRefused (only wrong bytes were
    offered), StorageFailed (no space or rights), IndexBusy (another fetch is running).
    """
    wanted = tuple(names) or tuple(
        name for name in (settings.embedder, settings.generator) if name in CATALOGUE
    )
    models = tuple(_in_catalogue(name) for name in wanted)
    if folder is not None and not folder.is_dir():
        raise ModelMissing(f"Mappen {folder} finns inte.", "Ange en mapp som innehåller modellfilerna.")
    try:
        settings.models_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.models_dir / ".fetch.lock", timeout=0):
            for model in models:
                _fetch_one(
                    settings.models_dir / model.name, model, _sources(model, folder, reach), on_progress
                )
    except Timeout as error:
        raise IndexBusy("Modeller hämtas redan av en annan process.", "Vänta tills den är klar.") from error
    except OSError as error:
        raise StorageFailed(
            f"Modellmappen {settings.models_dir} kan inte skrivas: {error.strerror or error}.",
            "Frigör plats eller ändra rättigheterna och kör igen; det som hämtats sparas.",
        ) from error
    return tuple(_as_model_file(settings, model) for model in models)


_ROLE_WORDS = {"generator": "svarsmodell", "embedder": "sökmodell"}


def _in_catalogue(name: str) -> CatalogueModel:
    if name not in CATALOGUE:
        raise ModelMissing(f"Okänd modell: {name}.", f"Välj bland {', '.join(CATALOGUE)}.")
    return CATALOGUE[name]


def _state(folder: Path, model: CatalogueModel) -> State:
    whole = [(folder / file.path).is_file() for file in model.files]
    if not all(whole):
        return "partial" if any(whole) or any(folder.rglob("*.part")) else "missing"
    right = all(stamped_sha256(folder, file.path) == file.sha256 for file in model.files)
    return "verified" if right else "present"


def _as_model_file(settings: Settings, model: CatalogueModel) -> ModelFile:
    if model.main_file:
        sha256 = next(file.sha256 for file in model.files if file.path == model.main_file)
    else:
        sha256 = _digest([(file.path, file.sha256) for file in model.files])
    return ModelFile(settings.models_dir / model.name / model.main_file, model.name, sha256)


def _digest(files: Sequence[tuple[str, str]]) -> str:
    lines = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()


def _verify_teller(model: CatalogueModel, file: PinnedFile, on_progress: OnProgress) -> Callable[[int], None]:
    return lambda done: on_progress(Progress(model.name, file.path, done, file.size, "kontroll"))


def _fetch_one(
    target: Path, model: CatalogueModel, sources: Sequence[Source], on_progress: OnProgress
) -> None:
    if not (missing := _not_right(target, model)):
        return
    _require_space(target, model, missing)
    reasons: list[str] = []
    refused: WrongBytes | None = None
    for source in sources:
        try:
            source(model, missing, target, on_progress)
            return
        except SourceFailed as error:
            reasons.append(str(error))
        except WrongBytes as error:
            refused = error
        missing = _not_right(target, model)
    if refused is not None:
        raise refused
    raise ModelMissing(
        f"Modellen {model.name} kunde inte hämtas: {'; '.join(reasons)}.",
        "Kör igen med nät (det som hämtats sparas), eller kopiera modellen från en annan dator: "
        "motesminne models fetch --from MAPP.",
    )


def _not_right(target: Path, model: CatalogueModel) -> tuple[PinnedFile, ...]:
    """The files that are missing or hold other bytes than the pinned ones."""

    def is_right(file: PinnedFile) -> bool:
        try:
            check_pinned(target, file)
        except (ModelMissing, ModelRefused):
            return False
        return True

    return tuple(file for file in model.files if not is_right(file))


def _require_space(target: Path, model: CatalogueModel, missing: Sequence[PinnedFile]) -> None:
    coming = sum(file.size for file in missing)
    if model.carrier.archive_folder:
        coming += model.carrier.total_bytes
    here = sum(part.stat().st_size for part in target.rglob("*.part")) if target.exists() else 0
    needed = max(0, coming - here) + _MARGIN
    if (free := free_bytes(target)) < needed:
        raise StorageFailed(
            f"Platsen räcker inte för modellen {model.name}: {needed / 1e9:.1f} GB behövs men bara "
            f"{free / 1e9:.1f} GB är ledigt i {target.parent}.",
            "Frigör plats, eller ange en annan mapp med models_dir i inställningarna.",
        )


def _sources(model: CatalogueModel, folder: Path | None, reach: Reach) -> tuple[Source, ...]:
    if folder is not None:
        return (partial(from_folder, folder=folder),)
    hubs = (partial(from_hub, hub=hub, reach=reach) for hub in model.hubs)
    return (*hubs, partial(from_wheels, reach=reach))


def _own_model(settings: Settings, named: str, role: Role) -> ModelFile:
    written = Path(named).expanduser()
    path = next(
        (base / written for base in (settings.models_dir, settings.home) if (base / written).exists()), None
    )
    if path is None:
        raise ModelMissing(
            f"Modellen {named} är varken känd eller en fil som finns.",
            f"Ange en sökväg eller något av {', '.join(CATALOGUE)}.",
        )
    return _own_generator(path) if role == "generator" else _own_embedder(path)


def _own_generator(path: Path) -> ModelFile:
    if not path.is_file():
        raise ModelRefused(f"{path} är ingen modellfil.", "Ange en fil som slutar på .gguf.")
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic != b"GGUF":
        raise ModelRefused(f"{path} är ingen GGUF-fil.", "Ange en språkmodell i formatet GGUF.")
    return ModelFile(path, path.stem, known_sha256(path.parent, path.name))


def _own_embedder(path: Path) -> ModelFile:
    if not (path / "modules.json").is_file() and not (path / "config.json").is_file():
        raise ModelRefused(f"{path} är ingen mapp för sentence-transformers.", "Den ska ha config.json.")
    refuse_code(path)
    files = [file for file in sorted(path.rglob("*")) if file.is_file() and not file.name.startswith(".")]
    return ModelFile(
        path,
        path.name,
        _digest([(str(f.relative_to(path)), known_sha256(path, str(f.relative_to(path)))) for f in files]),
    )
