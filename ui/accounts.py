"""Who may log in: one JSON file in the data folder, readable by its owner only.

The page and ``motesminne users`` may write it at the same time: each change is made under a file
lock and swapped in whole, and a server sees it at the next request.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import BadSettings, IndexBusy, StorageFailed
from ui.passwords import Passwords
from ui.roles import Role

FILE = "accounts.json"
_PATIENCE_S = 10
_Stamp = tuple[int, int, int]


class Account(BaseModel):
    """One person's account. ``hashed`` is "" where a proxy does the login. ``changed`` (ISO 8601, UTC)
    is when the password was last set: sessions from before it have ended.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[\w.@+-]{1,64}$")
    role: Role
    hashed: str = ""
    changed: str = ""


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(default=1, ge=1, le=1)
    accounts: tuple[Account, ...] = ()


class Accounts:
    """The accounts of a data folder. Names are the same whatever the case of their letters."""

    def __init__(self, home: Path, passwords: Passwords) -> None:
        self.path = home / FILE
        self._passwords = passwords
        self._guard = threading.Lock()
        self._seen: _Stamp | None = None
        self._known: dict[str, Account] = {}

    def all(self) -> tuple[Account, ...]:
        """Every account, by name; read anew when the file has changed. Raises: BadSettings."""
        return tuple(sorted(self._read().values(), key=lambda one: one.name))

    def find(self, name: str) -> Account | None:
        """The account of that name. Raises: BadSettings, the file can't be used."""
        return self._read().get(key_of(name))

    def require(self, name: str) -> Account:
        """The account of that name. Raises: BadSettings, there is none."""
        found = self.find(name)
        if found is None:
            raise _unknown(name)
        return found

    def check(self, name: str, password: str) -> Account | None:
        """The account, when the password is its own. Takes as long for names that don't exist.

        A hash that was made at a lower cost than is used now is made anew.
        """
        account = self.find(name)
        fits = self._passwords.fits(account.hashed if account else None, password)
        if account and fits and self._passwords.is_dated(account.hashed):
            renewed = self._passwords.hash(password)
            self._replace(name, lambda old: {"hashed": renewed} if old.hashed == account.hashed else {})
        return account if fits else None

    def add(self, name: str, role: Role, password: str | None) -> Account:
        """A new account; ``password`` None leaves the login to a proxy. Raises: BadSettings."""
        account = self._made(name, role, self._hashed(name, password))
        with self._changing() as known:
            if key_of(name) in known:
                raise BadSettings(f"Kontot {name} finns redan.", "Välj ett annat namn.")
            known[key_of(name)] = account
        return account

    def set_password(self, name: str, password: str) -> None:
        """Another password; ends the account's sessions. Raises: BadSettings."""
        hashed = self._hashed(name, password)
        self._replace(name, lambda old: {"hashed": hashed, "changed": _later_than(old.changed)})

    def set_role(self, name: str, role: Role) -> None:
        """Another role, from the next request on. Raises: BadSettings."""
        self._replace(name, lambda _: {"role": role})

    def remove(self, name: str) -> None:
        """Take an account away; its sessions end. Raises: BadSettings."""
        with self._changing() as known:
            if known.pop(key_of(name), None) is None:
                raise _unknown(name)

    def _replace(self, name: str, news: Callable[[Account], dict[str, str]]) -> None:
        with self._changing() as known:
            old = known.get(key_of(name))
            if old is None:
                raise _unknown(name)
            known[key_of(name)] = old.model_copy(update=news(old))

    def _hashed(self, name: str, password: str | None) -> str:
        if password is None:
            return ""
        if key_of(name) in password.casefold():
            raise BadSettings("Lösenordet innehåller kontots namn.", "Välj ett annat lösenord.")
        return self._passwords.hash(password)

    def _made(self, name: str, role: Role, hashed: str) -> Account:
        try:
            return Account(name=name, role=role, hashed=hashed, changed=_later_than(""))
        except ValidationError as error:
            raise BadSettings(
                f"”{name}” kan inte vara namn på ett konto.",
                "Använd högst 64 bokstäver, siffror, punkt, bindestreck eller @, utan mellanslag.",
            ) from error

    def _read(self) -> dict[str, Account]:
        with self._guard:
            stamp = _stamp(self.path)
            if stamp is None:
                self._seen, self._known = None, {}
            elif stamp != self._seen:
                self._known = {key_of(one.name): one for one in _load(self.path).accounts}
                self._seen = stamp
            return dict(self._known)

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Account]]:
        """The accounts to change, under the lock; what the block leaves is written whole."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.path.with_suffix(".lock"), timeout=_PATIENCE_S, mode=0o600):
                known = self._read()
                yield known
                _write(self.path, _File(accounts=tuple(known.values())))
        except Timeout as error:
            raise IndexBusy("Kontona ändras av någon annan just nu.", "Försök igen.") from error
        except OSError as error:
            raise StorageFailed(f"{self.path} kan inte skrivas: {error.strerror}.") from error


def key_of(name: str) -> str:
    """What two spellings of one account name have in common."""
    return name.strip().casefold()


def _later_than(former: str) -> str:
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    return max(now, former + "+") if former >= now else now


def _unknown(name: str) -> BadSettings:
    return BadSettings(f"Det finns inget konto {name}.", "Se vilka som finns: motesminne users list.")


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadSettings(f"{path} kan inte läsas: {error.strerror}.") from error
    return found.st_mtime_ns, found.st_size, found.st_ino


def _load(path: Path) -> _File:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise BadSettings(f"{path} kan läsas av andra användare.", f"Rätta med: chmod 600 {path}")
        return _File.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise BadSettings(
            f"Kontofilen {path} kan inte läsas.", "Lägg tillbaka en säkerhetskopia, eller ta bort filen."
        ) from error


def _write(path: Path, content: _File) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as part:  # made with mode 0600
        try:
            part.write(content.model_dump_json(indent=1).encode())
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
