"""The command ``summarise``: forms, files, one-line errors, edited drafts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main
from cli.summarise import time_left
from rag.assistant import Assistant
from tests.rag.summary.made_bodies import open_store


@pytest.fixture(autouse=True)
def home(own_home: Path) -> Path:
    """Three invented minutes, no language model."""
    open_store(own_home).close()
    (own_home / "settings.toml").write_text('generator = ""\n', encoding="utf-8")
    return own_home


def test_a_meeting_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summarise", "meeting", "norr-mars.txt"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("Socialchefsnätverket, Norrbygdens kommunalförbund, 2023-03-09\n")
    assert "AI-genererat utkast, ej granskat" in shown.out
    assert "Sammanfattningen täcker 2 av 3 punkter." in shown.out
    assert "\nKällor\n[1]" in shown.out


@pytest.mark.parametrize(
    "words",
    [
        ["meeting", "norr-maj.txt"],
        ["briefing", "--body", "Socialchefsnätverket Norrbygden", "--length", "page"],
        ["since", "Socialchefsnätverket Norrbygden"],
        ["matter", "Lyktan"],
    ],
)
def test_every_kind_as_json(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summarise", *words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kind"] == words[0]
    assert told["sections"]
    assert told["sources"][0]["place"]["document"].startswith("norr-")
    assert told["coverage"]["items"] == told["coverage"]["covered"] + len(told["coverage"]["left_out"])


@pytest.mark.parametrize(
    ("form", "begins"), [("md", b"# "), ("docx", b"PK"), ("html", b"<!"), ("json", b"{")]
)
def test_a_draft_is_saved(
    form: str, begins: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"utkast.{form}"
    assert main(["summarise", "meeting", "norr-mars.txt", "--format", form, "-o", str(file)]) == 0
    assert file.read_bytes().lstrip().startswith(begins)
    assert capsys.readouterr().out == ""


def test_an_edited_draft_marks_what_is_staffs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "utkast.md"
    command = ["summarise", "meeting", "norr-mars.txt"]
    assert main([*command, "--format", "md", "-o", str(file)]) == 0
    file.write_text(file.read_text("utf-8").replace("450 000 kr", "460 000 kr"), encoding="utf-8")
    assert main([*command, "--json", "--edited", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    lines = [line for section in told["sections"] for line in section["lines"]]
    assert ["460 000 kr" in line["text"] for line in lines if line["origin"] == "staff"] == [True]


@pytest.mark.parametrize(
    "words",
    [
        ["meeting"],
        ["meeting", "finns-inte.txt"],
        ["matter"],
        ["matter", "fjärrvärme"],
        ["briefing", "--body", "Socialchefsnätverket"],
        ["since", "Byggnadsnämnden"],
        ["meeting", "norr-mars.txt", "--edited", "finns-inte.md"],
    ],
)
def test_what_goes_wrong_is_said_in_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summarise", *words]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = [line for line in shown.err.splitlines() if line.strip() and "━" not in line]
    assert len(line) > 20


def test_ctrl_c_says_that_what_is_done_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Assistant, "summarise", interrupted)
    assert main(["summarise", "meeting", "norr-mars.txt"]) == 130
    assert "samma kommando fortsätter därifrån" in capsys.readouterr().err


def test_time_left_in_words() -> None:
    assert [time_left(seconds) for seconds in (None, 0, 4.4, 89, 240)] == [
        "", "", "ungefär 4 s kvar", "ungefär 89 s kvar", "ungefär 4 min kvar",
    ]  # fmt: skip
