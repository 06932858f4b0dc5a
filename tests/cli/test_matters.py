"""The commands matters and decisions over a filled data folder."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from cli.main import main
from index.store import Store
from tests.rag.matters.made_meetings import fill, made

FIRST = made(
    "a.txt",
    [
        ("Bokbussens turlista", "Beslut: Nätverket godkänner turlistan om budgeten räcker."),
        ("Isbanan", "Beslut: Nätverket noterar informationen."),
    ],
)
SECOND = made("b.txt", [("Bokbussen – ny upphandling", "Beslut: Nätverket antar anbudet.")], date(2024, 9, 5))


@pytest.fixture
def filled(own_home: Path) -> Path:
    with Store.open(own_home, "hashing-64", 64) as store:
        fill(store, FIRST, SECOND)
    return own_home


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 0
    return capsys.readouterr().out


def test_matters_are_listed_with_their_reasons(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "matters")
    assert "Bokbussen – 2 möten (Lillbygdens kommunalförbund)" in text
    assert "2024-03-07  a.txt:1  Bokbussens turlista, 1 beslut" in text
    assert "”Bokbussen” i båda rubrikerna" in text
    assert "Isbanan" not in text
    assert "Isbanan" in said(capsys, "matters", "--all")


def test_matters_as_json_by_word_and_body(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (matter,) = json.loads(said(capsys, "matters", "bokbussen", "--json"))["matters"]
    assert [entry["document"] for entry in matter["entries"]] == ["a.txt", "b.txt"]
    assert matter["links"][0]["verdict"] is None
    assert json.loads(said(capsys, "matters", "--body", "Annat", "--json")) == {"matters": []}


def test_staff_part_and_take_back(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "hör inte ihop" in said(capsys, "matters", "--part", "a.txt:1", "b.txt:1")
    assert "Bokbussen" not in said(capsys, "matters")
    assert "bedöms åter" in said(capsys, "matters", "--forget", "b.txt:1", "a.txt:1")
    said(capsys, "matters", "--confirm", "a.txt:1", "b.txt:1")
    assert "[bekräftad]" in said(capsys, "matters")


@pytest.mark.parametrize(
    "words",
    [("--part", "a.txt", "b.txt:1"), ("--part", "a.txt:99", "b.txt:1"), ("--part", "x.txt:1", "b.txt:1")],
)
def test_a_wrong_item_is_told_in_one_line(
    filled: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main(["matters", *words]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_decisions_of_a_matter(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(capsys, "decisions", "--matter", "bokbussen", "--format", "json"))["decisions"]
    assert [row["text"] for row in rows] == [
        "Nätverket antar anbudet.",
        "Nätverket godkänner turlistan om budgeten räcker.",
    ]
    every = json.loads(said(capsys, "decisions", "--kind", "all", "--json"))["decisions"]
    assert len(every) == 3


def test_the_log_is_written_to_a_file(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, text = tmp_path / "logg.xlsx", tmp_path / "logg.csv"
    assert said(capsys, "decisions", "--format", "xlsx", "--output", str(book)) == ""
    assert zipfile.is_zipfile(book)
    said(capsys, "decisions", "--format", "csv", "-o", str(text))
    assert text.read_bytes().startswith("\ufeffDatum;".encode())
    assert main(["decisions", "--format", "csv", "-o", str(tmp_path / "saknas" / "logg.csv")]) == 1
    assert "kan inte skrivas" in capsys.readouterr().err


def test_removing_minutes_removes_what_staff_said_of_them(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "matters", "--part", "a.txt:1", "b.txt:1")
    said(capsys, "remove", "a.txt")
    assert FIRST.meeting.document_id not in (filled / "matters.json").read_text(encoding="utf-8")
