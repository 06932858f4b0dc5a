"""The settings file: defaults, bounds, unknown keys and where the folders are."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import BadSettings
from rag.settings import Settings, load_settings, settings_digest


def settings_from(home: Path, text: str, **environ: str) -> Settings:
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.toml").write_text(text, encoding="utf-8")
    return load_settings({"MOTESMINNE_HOME": str(home), **environ})


def test_a_missing_file_means_defaults(tmp_path: Path) -> None:
    settings = load_settings({"MOTESMINNE_HOME": str(tmp_path / "none")})
    assert settings.server.host == "127.0.0.1"
    assert settings.home == tmp_path / "none"
    assert not settings.home.exists()


def test_values_are_read(tmp_path: Path) -> None:
    settings = settings_from(tmp_path, 'generator = ""\nhits = 7\n[server]\nport = 8000\n')
    assert (settings.generator, settings.hits, settings.server.port) == ("", 7, 8000)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hist = 3", "hist: okänd inställning"),
        ("hits = 0", "hits: för litet värde, minst 1"),
        ("hits = 1000", "hits: för stort värde, högst 100"),
        ('hits = "många"', "hits: fel slags värde"),
        ("hits = ", "kan inte läsas"),
        ('dtype = "int3"', "dtype: ska vara ett av"),
        ("[server]\nporten = 1", "server.porten: okänd inställning"),
        ('home = "/tmp/x"', "MOTESMINNE_HOME"),
    ],
)
def test_mistakes_are_named_in_swedish(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadSettings) as caught:
        settings_from(tmp_path, text)
    assert words in str(caught.value)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b'generator = "\xe5"')
    with pytest.raises(BadSettings, match="kan inte läsas"):
        load_settings({"MOTESMINNE_HOME": str(tmp_path)})


def test_the_models_folder_comes_from_environment_file_or_home(tmp_path: Path) -> None:
    written = 'models_dir = "weights"'
    assert settings_from(tmp_path, written, MOTESMINNE_MODELS="/m").models_dir == Path("/m")
    assert settings_from(tmp_path, written).models_dir == tmp_path / "weights"
    assert settings_from(tmp_path, "").models_dir != tmp_path / "models"
    (tmp_path / "models").mkdir()
    assert settings_from(tmp_path, "").models_dir == tmp_path / "models"


def test_the_digest_follows_what_shapes_answers_only(tmp_path: Path) -> None:
    here, there = settings_from(tmp_path / "a", ""), settings_from(tmp_path / "b", "")
    other = settings_from(tmp_path / "c", "evidence_words = 121")
    assert settings_digest(here) == settings_digest(there) != settings_digest(other)


def test_threads_default_to_the_usable_cores(tmp_path: Path) -> None:
    assert settings_from(tmp_path, "").thread_count >= 1
    assert settings_from(tmp_path, "threads = 3").thread_count == 3
