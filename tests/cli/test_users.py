"""``motesminne users``: accounts from the terminal, passwords never on the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from cli import users
from cli.main import main
from tests.ui.lan import QUICK
from ui.accounts import Accounts
from ui.passwords import Passwords

PASSWORD = "korrekt häst batteri"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "Passwords", lambda: Passwords(QUICK))


def _piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_an_account_from_beginning_to_end(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _piped(monkeypatch, PASSWORD + "\n")
    assert main(["users", "add", "anna", "--role", "edit"]) == 0
    accounts = Accounts(own_home, Passwords(QUICK))
    assert accounts.check("anna", PASSWORD) is not None
    assert main(["users", "role", "anna", "--role", "admin"]) == 0
    _piped(monkeypatch, PASSWORD + "2")
    assert main(["users", "password", "anna"]) == 0
    assert accounts.check("anna", PASSWORD) is None
    assert main(["users", "add", "bo", "--role", "read", "--proxy-login"]) == 0
    capsys.readouterr()
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out == "anna: administrera\nbo: läsa, loggar in genom proxyn\n"
    assert main(["users", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["users"]
    assert rows[1] == {"name": "bo", "role": "read", "password": False}
    assert main(["users", "remove", "anna"]) == 0
    assert [one.name for one in accounts.all()] == ["bo"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add"], "Kontots namn saknas."),
        (["add", "anna"], "Rollen saknas."),
        (["role", "anna"], "Rollen saknas."),
        (["remove", "anna"], "inget konto anna"),
        (["password", "anna"], "inget konto anna"),
        (["add", "a b", "--role", "read"], "kan inte vara namn"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    arguments: list[str],
    words: str,
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _piped(monkeypatch, PASSWORD + "\n")
    assert main(["users", *arguments]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_at_a_terminal_the_password_is_asked_for_twice(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typed = [PASSWORD, PASSWORD, PASSWORD, "annat"]
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _: typed.pop(0))
    assert main(["users", "add", "anna", "--role", "read"]) == 0
    assert main(["users", "password", "anna"]) == 1
    assert "inte lika" in capsys.readouterr().err
