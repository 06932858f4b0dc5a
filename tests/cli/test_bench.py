"""The command ``bench``: its flags, what it says when it can't begin, and its short form, printed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import main
from cli.parser import build_parser

RUN = [sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main())"]


def test_flags_are_read() -> None:
    parsed = build_parser().parse_args(["bench", "--only", "search", "growth", "--sizes", "1000,20"])
    assert parsed.only == ["search", "growth"]
    assert parsed.sizes == (1000, 20)
    assert parsed.work is None


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["bench", "--sizes", "många"], 2, "är inte tal med komma emellan"),
        (["bench", "--only", "allt"], 2, "'allt' går inte att välja för --only"),
        (["bench"], 1, "Det finns inga beslut att fråga om. Läs in protokoll först"),
        (["bench", "--kv-trade", "mapp"], 1, "--kv-trade behöver en frågefil. Ange den med --gold FIL."),
    ],
)
def test_what_can_not_begin_says_so(
    argv: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        ended = main(argv)
    except SystemExit as stopped:
        ended = int(stopped.code or 0)
    assert ended == code
    assert words in capsys.readouterr().err


@pytest.mark.models
def test_the_short_form_measures_every_part(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    minutes = sorted((repository / "eval" / "data" / "minutes").glob("norrbygden-socialchefer-*.txt"))[:2]
    assert len(minutes) == 2
    subprocess.run([*RUN, "index", *map(str, minutes)], check=True, capture_output=True)
    short = [*RUN, "bench", "--short", "--work", str(tmp_path / "bench")]
    table = subprocess.run(short, check=True, capture_output=True, text=True).stdout
    with capsys.disabled():
        print(f"\n{table}")  # for whoever reads the log: no figure is a condition
    found = json.loads(subprocess.run([*short, "--json"], check=True, capture_output=True).stdout)
    assert {"machine", "start", "search", "log", "reading", "ingest", "growth"} <= found.keys()
    assert len(found["reading"]["ways"]) == 3
    assert all(way["first_token_p50_s"] > 0 for way in found["reading"]["ways"].values())
    assert found["growth"]["1000"]["found"] > 0.9
