"""Who is calling: a session of our own, or a name that a trusted proxy vouches for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import cast

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

from index.errors import MinutesError
from rag.settings import ServerSettings, Settings
from ui.accounts import Account, Accounts, key_of
from ui.exposure import Exposure, check_exposure
from ui.passwords import Passwords
from ui.roles import LOCAL, Caller, Role
from ui.sessions import Sessions
from ui.throttle import Throttle, keys

_log = logging.getLogger(__name__)


class LoginRefused(MinutesError):
    """The login was not accepted; ``wait_s`` above 0 tells how long no further one will be."""

    def __init__(self, message: str, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Access:
    """Accounts, sessions and the throttle over one exposure. ``clock`` is in seconds and only rises."""

    def __init__(
        self,
        exposure: Exposure,
        accounts: Accounts,
        server: ServerSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.exposure = exposure
        self.accounts = accounts
        self._sessions = Sessions(server.idle_minutes * 60, server.session_hours * 3600, clock)
        self._throttle = Throttle(clock)
        self._needed = threading.Event()
        if exposure.must_log_in or exposure.user_header:
            self._needed.set()

    @property
    def login_needed(self) -> bool:
        """Whether nobody gets in unknown; once so, it stays so while the server runs."""
        if not self._needed.is_set() and self.accounts.all():
            self._needed.set()
        return self._needed.is_set()

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers take a ``__Host-`` one from us over TLS only."""
        return "__Host-motesminne" if self.exposure.secure else f"motesminne-{self.exposure.port}"

    def caller(self, scope: Scope, touch: bool = True) -> Caller | None:
        """Who sends the request; None for nobody we know. Raises: BadSettings (the account file)."""
        if not self.login_needed:
            return LOCAL
        return self._named_by_proxy(scope) or self._in_session(self.token(scope), touch)

    def token(self, scope: Scope) -> str:
        """The session token that the browser sent, "" for none."""
        return HTTPConnection(scope).cookies.get(self.cookie, "")

    def address(self, scope: Scope) -> str:
        """Where the request comes from; a trusted proxy's word is taken for it."""
        peer = peer_of(scope)
        if not self.exposure.trusts(peer):
            return peer
        told = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
        hops = [hop.strip() for hop in told if hop.strip()]
        return next((hop for hop in reversed(hops) if not self.exposure.trusts(hop)), peer)

    def confirm(self, name: str, password: str, address: str) -> Account:
        """The account with that password. Raises: LoginRefused, alike for wrong names and passwords."""
        counted = keys(key_of(name)[:80], address)
        wait = self._throttle.begin(counted)
        if wait > 0:
            raise LoginRefused(f"För många försök. Vänta {_length(wait)} och försök igen.", wait)
        account = self.accounts.check(name, password)
        if account is None:
            _log.warning("failed login from %s", address)  # no name: people type passwords there
            raise LoginRefused("Fel namn eller lösenord.")
        self._throttle.succeeded(counted)
        return account

    def begin(self, account: Account) -> str:
        """A new session's token."""
        return self._sessions.begin(account.name, account.changed)

    def log_out(self, scope: Scope) -> None:
        """End the caller's session."""
        self.end(self.token(scope))

    def end(self, token: str) -> None:
        """End one session."""
        self._sessions.end(token)

    def _in_session(self, token: str, touch: bool) -> Caller | None:
        found = self._sessions.account(token, touch) if token else None
        account = self.accounts.find(found[0]) if found else None
        if found is None or account is None or account.changed != found[1]:
            self._sessions.end(token)
            return None
        return Caller(account.name, account.role)

    def _named_by_proxy(self, scope: Scope) -> Caller | None:
        header = self.exposure.user_header
        if not header or not self.exposure.trusts(peer_of(scope)):
            return None
        told = Headers(scope=scope).getlist(header)
        if len(told) != 1 or not told[0].strip():
            return None
        name = told[0].strip().encode("latin-1").decode("utf-8", "replace")
        if account := self.accounts.find(name):
            return Caller(account.name, account.role, by_proxy=True)
        if not self.exposure.header_role:
            return None
        return Caller(key_of(name)[:200], cast(Role, self.exposure.header_role), by_proxy=True)


def open_access(settings: Settings, clock: Callable[[], float] = time.monotonic) -> Access:
    """Access as the settings have it. Raises: BadSettings, the page would be open to others."""
    accounts = Accounts(settings.home, Passwords())
    exposure = check_exposure(settings.server, settings.home, bool(accounts.all()))
    return Access(exposure, accounts, settings.server, clock)


def peer_of(scope: Scope) -> str:
    """The address at the other end of the connection; "" where there is none."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _length(seconds: float) -> str:
    whole = int(seconds) + 1
    return f"{whole} sekunder" if whole < 120 else f"{whole // 60 + 1} minuter"
