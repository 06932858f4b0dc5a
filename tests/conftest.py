"""Fixtures all tests share: the real models, the shared corpus, and a home of one's own.

No test touches the user's data folder: every test gets an empty ``MOTESMINNE_HOME``.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    GRADIO_ANALYTICS_ENABLED="False",
    ANONYMIZED_TELEMETRY="False",
)

import pytest

from rag.settings import load_settings

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
REAL_MODELS = load_settings(os.environ).models_dir
GENERATOR = "qwen2.5-coder-1.5b-instruct-q4_k_m"
SMALL_GENERATOR = "qwen2.5-coder-0.5b-instruct-q4_k_m"
EMBEDDER = "embeddinggemma-300m"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _gguf(name: str) -> Path:
    return REAL_MODELS / name / f"{name}.gguf"


def _embedder_folder() -> Path:
    return REAL_MODELS / EMBEDDER


def _browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine lacks, saying what."""
    models = _gguf(GENERATOR).is_file() and (_embedder_folder() / "model.safetensors").is_file()
    browser = _browser() is not None
    for item in items:
        if not models and item.get_closest_marker("models"):
            item.add_marker(pytest.mark.skip(reason="the models are not fetched: make models"))
        if not browser and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium"))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder for the test; the real models stay reachable."""
    home = tmp_path / "motesminne-home"
    monkeypatch.setenv("MOTESMINNE_HOME", str(home))
    monkeypatch.setenv("MOTESMINNE_MODELS", str(REAL_MODELS))
    return home


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the working tree."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_corpus() -> Path:
    """The folder of real minutes beside the repository."""
    return _shared("corpus")


@pytest.fixture(scope="session")
def shared_gold() -> Path:
    """The folder of questions and decisions over the real minutes."""
    return _shared("gold")


def _shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"no ../shared/{name} beside this clone")
    return folder


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The folder of real models."""
    return REAL_MODELS


@pytest.fixture(scope="session")
def generator_path() -> Path:
    """The default generator; for tests marked ``models``."""
    return _gguf(GENERATOR)


@pytest.fixture(scope="session")
def small_generator_path() -> Path:
    """The small generator: loads and answers fast, badly."""
    path = _gguf(SMALL_GENERATOR)
    return path if path.is_file() else _gguf(GENERATOR)


@pytest.fixture(scope="session")
def embedder_folder() -> Path:
    """The default embedding model; for tests marked ``models``."""
    return _embedder_folder()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the installed browser; for tests marked ``browser``."""
    path = _browser()
    assert path is not None
    return path
