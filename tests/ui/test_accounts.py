"""Accounts in a file: hashed, whole, private; changes seen at once."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import BadSettings
from tests.ui.lan import QUICK
from ui.accounts import FILE, Accounts
from ui.passwords import LONGEST, Passwords

PASSWORD = "korrekt häst batteri"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "home", Passwords(QUICK))


def test_a_password_is_kept_as_an_argon2id_hash_that_nobody_else_may_read(accounts: Accounts) -> None:
    accounts.add("Anna", "edit", PASSWORD)
    text = accounts.path.read_text()
    assert PASSWORD not in text
    assert json.loads(text)["accounts"][0]["hashed"].startswith("$argon2id$")
    assert accounts.path.stat().st_mode & 0o777 == 0o600


def test_the_cost_of_a_hash_is_the_recommended_one() -> None:
    kept = Passwords().hash(PASSWORD)
    assert "m=65536,t=3,p=4" in kept
    assert not Passwords().is_dated(kept)
    assert Passwords().is_dated(Passwords(QUICK).hash(PASSWORD))


def test_a_hash_of_a_lower_cost_is_made_anew_at_the_next_login(accounts: Accounts) -> None:
    accounts.add("anna", "read", PASSWORD)
    better = Accounts(accounts.path.parent, Passwords(replace(QUICK, time_cost=2)))
    before = accounts.require("anna")
    assert better.check("anna", "fel fel fel fel") is None
    assert accounts.require("anna") == before
    assert better.check("anna", PASSWORD) is not None
    after = accounts.require("anna")
    assert "t=2" in after.hashed
    assert (after.changed, after.role) == (before.changed, before.role)
    assert better.check("anna", PASSWORD) is not None
    assert accounts.require("anna") == after


def test_only_the_right_password_fits(accounts: Accounts) -> None:
    accounts.add("anna", "edit", PASSWORD)
    found = accounts.check("ANNA", PASSWORD)
    assert found is not None
    assert found.role == "edit"
    for name, password in (
        ("anna", PASSWORD + " "),
        ("anna", ""),
        ("bo", PASSWORD),
        ("", PASSWORD),
        ("anna", "x" * 100_000),
        ("anna", PASSWORD + "\0"),
    ):
        assert accounts.check(name, password) is None


def test_an_account_whose_login_a_proxy_does_has_no_password(accounts: Accounts) -> None:
    accounts.add("anna", "read", None)
    for password in ("", "nobody has this password", PASSWORD):
        assert accounts.check("anna", password) is None


@pytest.mark.parametrize("password", ["", "kort", "x" * (LONGEST + 1), "hejsan anna svensson"])
def test_a_poor_password_is_refused_in_one_line(accounts: Accounts, password: str) -> None:
    with pytest.raises(BadSettings) as refused:
        accounts.add("anna", "read", password)
    assert "\n" not in str(refused.value)
    assert (password or "x") not in str(refused.value)
    assert accounts.all() == ()


@pytest.mark.parametrize("name", ["", " ", "a b", "../a", "a\nb", "<b>", "x" * 65])
def test_a_poor_name_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(BadSettings, match="kan inte vara namn"):
        accounts.add(name, "read", None)


def test_a_name_is_taken_whatever_its_letters_case(accounts: Accounts) -> None:
    accounts.add("Åsa", "read", PASSWORD)
    with pytest.raises(BadSettings, match="finns redan"):
        accounts.add("åsa", "admin", PASSWORD)


def test_what_another_process_changes_is_seen_at_once(accounts: Accounts, tmp_path: Path) -> None:
    other = Accounts(tmp_path / "home", Passwords(QUICK))
    accounts.add("anna", "read", PASSWORD)
    found = other.find("anna")
    assert found is not None
    accounts.set_role("anna", "admin")
    accounts.set_password("anna", PASSWORD + "2")
    changed = other.find("anna")
    assert changed is not None
    assert (changed.role, changed.changed > found.changed) == ("admin", True)
    accounts.remove("anna")
    assert other.find("anna") is None
    with pytest.raises(BadSettings, match="inget konto anna"):
        other.remove("anna")
    with pytest.raises(BadSettings, match="inget konto anna"):
        other.set_role("anna", "read")


def test_many_changes_at_once_are_all_kept(tmp_path: Path) -> None:
    def add(number: int) -> None:
        Accounts(tmp_path, Passwords(QUICK)).add(f"person{number}", "read", None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))
    assert len(Accounts(tmp_path, Passwords(QUICK)).all()) == 24
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE, "accounts.lock"]


def test_a_change_that_fails_leaves_the_file_as_it_was(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add("anna", "read", PASSWORD)
    before = accounts.path.read_bytes()

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(Exception, match="kan inte skrivas"):
        accounts.add("bo", "read", PASSWORD)
    assert accounts.path.read_bytes() == before
    assert sorted(path.name for path in accounts.path.parent.iterdir()) == [FILE, "accounts.lock"]


@pytest.mark.parametrize(
    "content", ["", "{", '{"version": 2}', '{"accounts": [{"name": "a", "role": "chef"}]}', '{"more": 1}']
)
def test_a_damaged_file_is_told_and_opens_nothing(accounts: Accounts, content: str) -> None:
    accounts.add("anna", "admin", PASSWORD)
    accounts.path.write_text(content)
    with pytest.raises(BadSettings, match="kan inte läsas"):
        accounts.find("anna")


def test_a_file_that_others_may_read_is_refused(accounts: Accounts) -> None:
    accounts.add("anna", "admin", PASSWORD)
    accounts.path.chmod(0o640)
    os.utime(accounts.path, (1, 1))
    with pytest.raises(BadSettings, match="chmod 600"):
        accounts.all()
