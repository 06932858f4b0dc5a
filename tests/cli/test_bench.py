"""The command ``bench``: its flags, and what it says when it can't begin."""

from __future__ import annotations

import pytest

from cli.main import main
from cli.parser import build_parser


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
