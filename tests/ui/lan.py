"""The page as others on the network reach it: accounts, a proxy that does TLS, a clock of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2 import Parameters, Type
from fastapi import FastAPI
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from rag.settings import ServerSettings
from ui.access import Access
from ui.accounts import Accounts
from ui.exposure import check_exposure
from ui.passwords import Passwords
from ui.roles import Role

QUICK = Parameters(Type.ID, 19, 16, 32, 1, 8, 1)
"""The least that argon2 can do: these tests are not about how long a hash takes."""
PROXY, NAME = "10.0.0.5", "minnet.example"
ORIGIN = f"https://{NAME}"
PASSWORDS: Mapping[Role, str] = {role: f"ett långt {role}-ord" for role in ("read", "edit", "admin")}
USERS: Mapping[Role, str] = {"read": "rut", "edit": "egil", "admin": "ada"}


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += seconds


def server_settings(**more: Any) -> ServerSettings:
    """A page for the network behind a proxy."""
    told = {"host": "0.0.0.0", "names": (NAME,), "tls_proxy": True, "trusted_proxies": (PROXY,)}
    return ServerSettings.model_validate(told | more)


def lan_access(home: Path, clock: Clock, server: ServerSettings | None = None) -> Access:
    """Access with one account of each role."""
    server = server or server_settings()
    accounts = Accounts(home, Passwords(QUICK))
    for role, name in USERS.items():
        accounts.add(name, role, PASSWORDS[role])
    return Access(check_exposure(server, home, True), accounts, server, clock)


def browser(web: FastAPI, peer: str = PROXY, **headers: str) -> TestClient:
    """A browser at the page, not logged in; its posts carry our own origin."""
    return TestClient(
        web,
        base_url=ORIGIN,
        headers={"origin": ORIGIN, **headers},
        client=(peer, 50000),
        follow_redirects=False,
        raise_server_exceptions=False,
    )


def logged_in(web: FastAPI, role: Role) -> TestClient:
    """A browser in which somebody of that role has logged in."""
    client = browser(web)
    answer = client.post("/login", data={"name": USERS[role], "password": PASSWORDS[role]})
    assert answer.status_code == 303, answer.text
    return client


@dataclass(frozen=True)
class Press:
    """One event of the page."""

    number: int
    name: str


def events(web: FastAPI) -> list[Press]:
    """All events of the page that is mounted in ``web``."""
    mount = next(route for route in web.routes if isinstance(route, Mount))
    app: Any = mount.app
    return [Press(number, event.api_name) for number, event in app.get_blocks().fns.items()]


def all_routes(routes: Iterable[Any], prefix: str = "") -> set[tuple[str, str]]:
    """Method and path template of every route, those of mounted and included routers too."""
    found = set()
    for route in routes:
        if isinstance(route, Route):
            found |= {(method, prefix + route.path) for method in route.methods or ()}
        elif isinstance(route, Mount):
            found |= all_routes(route.routes, prefix + route.path)
        else:
            found |= all_routes(route.original_router.routes)
    return found
