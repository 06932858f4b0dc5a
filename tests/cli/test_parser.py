"""The command line's words: wrong use is explained in Swedish and exits with 2."""

from __future__ import annotations

from datetime import date

import pytest

from cli.parser import COMMANDS, build_parser, parse


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ([], "det här saknas: KOMMANDO"),
        (["ask"], "det här saknas: FRÅGA"),
        (["decisions", "--kind", "allt"], "går inte att välja"),
        (["decisions", "--from", "i våras"], "är inget datum"),
        (["serve", "--port", "många"], "giltigt värde för --port"),
        (["search", "ord", "--okänd"], "okända ord på kommandoraden: --okänd"),
        (["eval", "--gold"], "--gold behöver ett värde"),
    ],
)
def test_wrong_use_is_one_swedish_line(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        build_parser().parse_args(argv)
    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert words in said
    assert said.count("\n") == 1


def test_every_command_takes_json_and_has_swedish_help(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = {
        "index": ["mapp"], "ask": ["Vad?"], "search": ["Vad?"], "remove": ["a.pdf"], "set": ["a.pdf"],
        "eval": ["--gold", "a", "--corpus", "b"], "models": ["list"],
        "users": ["list"], "summarise": ["meeting"],
    }  # fmt: skip
    for name, words, _ in COMMANDS:
        assert build_parser().parse_args([name, *arguments.get(name, []), "--json"]).json
        with pytest.raises(SystemExit):
            build_parser().parse_args([name, "--help"])
        shown = capsys.readouterr().out
        assert "användning:" in shown
        assert words[1:].split(",")[0] in " ".join(shown.split())


def test_dates_are_read_as_days() -> None:
    parsed = build_parser().parse_args(["decisions", "--from", "2024-01-31"])
    assert parsed.date_from == date(2024, 1, 31)


@pytest.mark.parametrize("more", [[], ["--body", "Nämnden", "--as-read"]])
def test_setting_wants_something_to_set(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["set", "a.pdf", *more])
    assert "det här saknas: --date" in capsys.readouterr().err


def test_setting_reads_a_date_and_names() -> None:
    arguments = parse(["set", "a.pdf", "--date", "2024-03-12", "--body", "Nämnden"])
    assert (arguments.date, arguments.body, arguments.organisation) == (date(2024, 3, 12), "Nämnden", None)
