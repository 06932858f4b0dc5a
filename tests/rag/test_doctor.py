"""The doctor's findings: what is wrong, in words, with what to do about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.store import Store
from rag import doctor
from rag.doctor import examine
from rag.engine_record import EngineRun, read_engine_record
from rag.settings import ServerSettings, Settings

RECORD = {
    "candidate": "native-noamx",
    "why": "snabbast",
    "gpu": "",
    "features": "AVX2",
    "runs": [
        {"extra_buffers": True, "reading_tokens_s": 80.0, "writing_tokens_s": 12.0},
        {"extra_buffers": False, "reading_tokens_s": 150.0, "writing_tokens_s": 11.0},
    ],
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", models_dir=tmp_path / "models")


def finding(settings: Settings, name: str, **environ: str) -> doctor.Finding:
    report = examine(settings, environ)
    return next(checkup.finding for checkup in report.checkups if checkup.name == name)


def test_an_empty_machine_is_told_what_to_do_and_nothing_is_made(settings: Settings) -> None:
    report = examine(settings, {})
    assert not report.well, "without the embedder nothing can be searched"
    assert not settings.home.exists()
    for checkup in report.checkups:
        assert checkup.finding.words
        assert checkup.finding.health == "ok" or checkup.finding.remedy
    assert "motesminne models fetch" in finding(settings, "Sökmodell").remedy


def test_no_generator_is_a_warning_only(settings: Settings) -> None:
    assert finding(settings, "Språkmodell").health == "warning"
    chosen = settings.model_copy(update={"generator": ""})
    assert "citat" in finding(chosen, "Språkmodell").words


def test_a_folder_others_can_read_is_a_warning(settings: Settings) -> None:
    settings.home.mkdir()
    settings.home.chmod(0o755)
    assert "chmod 700" in finding(settings, "Datamapp").remedy
    settings.home.chmod(0o700)
    assert finding(settings, "Datamapp").health == "ok"


def test_little_space_is_a_warning(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_LITTLE_SPACE", 10**18)
    assert finding(settings, "Utrymme").remedy == "Frigör plats."


def test_the_index_is_counted_or_said_to_be_in_use(settings: Settings) -> None:
    assert "Inga protokoll" in finding(settings, "Protokoll").words
    with Store.open(settings.home):
        assert "kan inte räknas just nu" in finding(settings, "Protokoll").words
    assert "Inga protokoll" in finding(settings, "Protokoll").words


def test_a_damaged_ledger_is_a_fault(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "ledger.sqlite3").write_bytes(b"not a database" * 1000)
    found = finding(settings, "Protokoll")
    assert found.health == "fault"
    assert found.remedy


def test_what_leaves_the_machine_is_told(settings: Settings) -> None:
    assert finding(settings, "Avskildhet").health == "ok"
    assert "ingen verkan" in finding(settings, "Avskildhet", HF_HUB_OFFLINE="0").words
    outside = settings.model_copy(update={"openai_url": "http://server/v1"})
    assert "http://server/v1" in finding(outside, "Avskildhet").words
    open_page = settings.model_copy(update={"server": ServerSettings(host="0.0.0.0")})
    assert "Sidan nås från nätet" in finding(open_page, "Avskildhet").words


def test_the_engines_record_is_read_and_used(tmp_path: Path) -> None:
    (tmp_path / "engine.json").write_text(json.dumps(RECORD), encoding="utf-8")
    record = read_engine_record(tmp_path)
    assert record is not None
    assert record.runs[1] == EngineRun(False, 150.0, 11.0)
    assert record.extra_buffers(reading=1000, writing=10) is False
    assert record.extra_buffers(reading=10, writing=1000) is True


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"runs": [1]}', json.dumps(RECORD).replace("80.0", "0")])
def test_a_record_that_makes_no_sense_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "engine.json").write_text(text, encoding="utf-8")
    assert read_engine_record(tmp_path) is None
    assert read_engine_record(tmp_path / "none") is None


def test_the_engine_finding_speaks_of_the_build(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert "inte installerad" in finding(settings, "Språkmotor").words
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object())
    monkeypatch.setattr(doctor, "read_engine_record", lambda: None)
    assert "inte byggd och prövad" in finding(settings, "Språkmotor").words
