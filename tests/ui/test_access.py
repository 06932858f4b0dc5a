"""Logins, sessions that end, and the throttle: on a clock of ours, through the real routes."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.testclient import TestClient

from tests.ui.lan import (
    NAME,
    ORIGIN,
    PASSWORDS,
    PROXY,
    QUICK,
    USERS,
    Clock,
    browser,
    lan_access,
    logged_in,
    server_settings,
)
from ui.access import Access
from ui.accounts import Accounts
from ui.exposure import check_exposure
from ui.passwords import Passwords
from ui.server import Behind, make_app
from ui.sessions import Sessions
from ui.throttle import BY_ADDRESS, BY_PAIR, FORGET_S, LONGEST_S, Throttle, keys
from ui.uploads import UploadLimits, Uploads

WRONG = {"name": "rut", "password": "fel fel fel fel"}
RIGHT = {"name": "rut", "password": PASSWORDS["read"]}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(tmp_path: Path, clock: Clock) -> Access:
    return lan_access(tmp_path, clock)


def page(access: Access, uploads: Path) -> FastAPI:
    web = make_app(access, Behind({0: "ask"}, Uploads(UploadLimits(uploads, 1, 1)), lambda _: ()))
    web.get("/", response_class=PlainTextResponse)(lambda: "sidan")
    web.get("/config", response_class=PlainTextResponse)(lambda: "inne")
    return web


@pytest.fixture
def web(access: Access, tmp_path: Path) -> FastAPI:
    return page(access, tmp_path)


def _inside(client: TestClient) -> bool:
    return client.get("/config").status_code == 200


def test_logging_in_and_out(web: FastAPI) -> None:
    client = browser(web)
    assert client.get("/").headers["location"] == "/login"
    form = client.get("/login").text
    assert 'lang="sv"' in form
    assert 'autocomplete="current-password"' in form
    assert "Din inloggning har gått ut." not in form
    assert "Din inloggning har gått ut. Logga in igen." in client.get("/login?slut").text
    assert client.post("/login", data=RIGHT).headers["location"] == "/"
    assert _inside(client)
    token = dict(client.cookies)
    assert client.post("/logout").headers["location"] == "/login"
    assert not _inside(client)
    client.cookies.update(token)
    assert not _inside(client)


def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_the_clear(web: FastAPI) -> None:
    cookie = browser(web).post("/login", data=RIGHT).headers["set-cookie"]
    assert cookie.startswith("__Host-motesminne=")
    for word in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie


def test_a_link_on_another_site_asks_our_own_page_before_the_login(web: FastAPI) -> None:
    answer = browser(web).get("/", headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, 'http-equiv="refresh"' in answer.text) == (200, True)


def test_a_session_ends_when_it_is_not_used(web: FastAPI, clock: Clock) -> None:
    client = logged_in(web, "read")
    for _ in range(5):
        clock.passes(29 * 60)
        assert _inside(client)
    clock.passes(30 * 60)
    assert not _inside(client)
    assert client.get("/").headers["location"] == "/login"


def test_a_session_ends_however_much_it_is_used(web: FastAPI, clock: Clock) -> None:
    client = logged_in(web, "read")
    for _ in range(10 * 3):
        assert _inside(client)
        clock.passes(20 * 60)
    assert not _inside(client)


def test_the_page_s_own_background_requests_are_no_use(access: Access, clock: Clock) -> None:
    account = access.confirm("rut", PASSWORDS["read"], "192.0.2.1")
    cookie = f"{access.cookie}={access.begin(account)}".encode()
    scope = {"type": "http", "headers": [(b"cookie", cookie)], "client": (PROXY, 1)}
    clock.passes(20 * 60)
    assert access.caller(scope, touch=False) is not None
    clock.passes(10 * 60)
    assert access.caller(scope) is None


def test_another_password_role_or_no_account_shows_at_the_next_request(web: FastAPI, access: Access) -> None:
    client = logged_in(web, "edit")
    assert client.get("/konton").status_code == 403
    access.accounts.set_role("egil", "admin")
    assert client.get("/konton").status_code == 200
    access.accounts.set_password("egil", "ett helt nytt ord")
    assert not _inside(client)
    other = logged_in(web, "read")
    access.accounts.remove("rut")
    assert not _inside(other)


def test_a_damaged_account_file_lets_nobody_in(web: FastAPI, access: Access) -> None:
    client = logged_in(web, "admin")
    access.accounts.path.write_text("{")
    assert client.get("/config").status_code == 503
    access.accounts.path.unlink()
    assert client.get("/config").status_code == 401


def test_a_made_up_or_empty_token_is_nobody_s(web: FastAPI, access: Access) -> None:
    for token in ("", "x", "A" * 43, "\\u0000", "a;b"):
        client = browser(web)
        client.cookies.set(access.cookie, token, domain=NAME)
        assert not _inside(client)


def test_wrong_names_and_wrong_passwords_are_answered_alike(web: FastAPI) -> None:
    known = browser(web).post("/login", data=WRONG)
    unknown = browser(web).post("/login", data={**WRONG, "name": "nils"})
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("rut", "nils") == unknown.text
    assert "Fel namn eller lösenord." in known.text


def test_unknown_names_cost_a_hash_too(access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords, asked = access.accounts._passwords, list[str]()
    hasher = passwords._hasher

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            asked.append(kept)
            return bool(hasher.verify(kept, password))

    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert access.accounts.check("nils", "fel fel fel fel") is None
    assert access.accounts.check("rut", "fel fel fel fel") is None
    assert len(asked) == 2
    assert asked[0].split("$")[:4] == asked[1].split("$")[:4]


def test_what_is_typed_comes_back_escaped(web: FastAPI) -> None:
    answer = browser(web).post("/login", data={"name": '"><script>1</script>', "password": "x"})
    assert "<script>" not in answer.text


def test_guessing_is_slowed_down_and_says_how_long(web: FastAPI, clock: Clock) -> None:
    client = browser(web)
    for _ in range(BY_PAIR):
        assert client.post("/login", data=WRONG).status_code == 401
    waits: list[int] = []
    for _ in range(4):
        answer = client.post("/login", data=RIGHT if len(waits) == 3 else WRONG)
        assert (answer.status_code, "För många försök" in answer.text) == (429, True)
        waits.append(int(answer.headers["retry-after"]))
        clock.passes(waits[-1])
        if len(waits) < 4:
            assert client.post("/login", data=WRONG).status_code == 401
    assert waits == [2, 4, 8, 16]
    assert client.post("/login", data=RIGHT).status_code == 303
    assert client.post("/login", data=WRONG).status_code == 401


def test_the_right_password_is_not_even_looked_at_while_one_must_wait(web: FastAPI) -> None:
    client = browser(web)
    for _ in range(BY_PAIR):
        client.post("/login", data=WRONG)
    assert client.post("/login", data=RIGHT).status_code == 429


def test_another_address_is_not_shut_out_by_the_first(web: FastAPI) -> None:
    first = browser(web, **{"x-forwarded-for": "192.0.2.1"})
    for _ in range(BY_PAIR + 1):
        last = first.post("/login", data=WRONG)
    assert last.status_code == 429
    assert browser(web, **{"x-forwarded-for": "192.0.2.2"}).post("/login", data=RIGHT).status_code == 303


def test_an_address_that_tries_many_names_has_to_wait(web: FastAPI) -> None:
    client = browser(web, **{"x-forwarded-for": "198.51.100.9, 192.0.2.1"})
    for number in range(BY_ADDRESS):
        assert client.post("/login", data={**WRONG, "name": f"n{number}"}).status_code == 401
    assert client.post("/login", data=RIGHT).status_code == 429
    # What the browser itself claims about its address is not believed.
    claims = browser(web, **{"x-forwarded-for": "203.0.113.1, 192.0.2.1"})
    assert claims.post("/login", data=RIGHT).status_code == 429


def test_the_throttle_counts_before_it_lets_try_and_forgets_in_the_end() -> None:
    clock = Clock()
    throttle, counted = Throttle(clock), keys("rut", "2001:db8::1")
    assert [throttle.begin(counted) for _ in range(BY_PAIR + 1)] == [0, 0, 0, 2]
    assert throttle.begin(keys("rut", "2001:db8::ffff")) == 2  # one computer has the whole /64
    assert keys("rut", "::ffff:192.0.2.1") == keys("rut", "192.0.2.1")
    for _ in range(40):
        clock.passes(throttle.begin(counted))
    assert throttle.begin(counted) <= LONGEST_S
    clock.passes(FORGET_S)
    assert throttle.begin(counted) == 0


def test_many_tries_at_once_get_no_further_than_one_by_one() -> None:
    throttle = Throttle(Clock())
    assert sum(throttle.begin(keys("rut", "192.0.2.1")) == 0 for _ in range(100)) == BY_PAIR


def test_sessions_are_kept_as_digests_and_are_many_but_not_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.sessions.MOST", 3)
    sessions = Sessions(10, 100, Clock())
    tokens = [sessions.begin(str(number), "") for number in range(4)]
    assert len(set(tokens)) == 4
    assert [sessions.account(token) is not None for token in tokens] == [False, True, True, True]
    assert not any(token.encode() in key for key in sessions._kept for token in tokens)


def test_a_proxy_s_header_names_the_user_and_nobody_else_s_does(tmp_path: Path, clock: Clock) -> None:
    server = server_settings(user_header="X-Remote-User")
    web = page(lan_access(tmp_path, clock, server), tmp_path)
    assert _inside(browser(web, **{"x-remote-user": "RUT"}))
    assert browser(web, **{"x-remote-user": "rut"}).get("/konton").status_code == 403
    assert browser(web, **{"x-remote-user": "ada"}).get("/konton").status_code == 200
    assert not _inside(browser(web, **{"x-remote-user": "nils"}))
    assert not _inside(browser(web, **{"x-remote-user": ""}))
    assert not _inside(browser(web))
    assert not _inside(browser(web, peer="10.0.0.6", **{"x-remote-user": "ada"}))
    twice = [("x-remote-user", "rut"), ("x-remote-user", "ada"), ("origin", ORIGIN)]
    raw = TestClient(web, base_url=ORIGIN, client=(PROXY, 1))
    assert raw.get("/config", headers=twice).status_code == 401


def test_the_page_knows_whose_login_is_not_ours_to_end(tmp_path: Path, clock: Clock) -> None:
    server = server_settings(user_header="X-Remote-User")
    behind = Behind({}, Uploads(UploadLimits(tmp_path, 1, 1)), lambda _: ())
    web = make_app(lan_access(tmp_path, clock, server), behind)
    web.get("/", response_class=HTMLResponse)(lambda: '<html lang="en"><head></head></html>')
    assert (
        'data-user="rut" data-role="read" data-by-proxy=""'
        in browser(web, **{"x-remote-user": "rut"}).get("/").text
    )
    assert "data-by-proxy" not in logged_in(web, "read").get("/").text


def test_without_the_setting_a_header_names_nobody(web: FastAPI) -> None:
    for header in ("x-remote-user", "remote-user", "x-forwarded-user", "authorization"):
        assert not _inside(browser(web, **{header: "ada"}))


def test_users_without_an_account_have_the_role_that_is_set_for_them(tmp_path: Path, clock: Clock) -> None:
    server = server_settings(user_header="X-Remote-User", header_role="read")
    web = page(lan_access(tmp_path, clock, server), tmp_path)
    client = browser(web, **{"x-remote-user": "nils"})
    assert _inside(client)
    assert client.get("/konton").status_code == 403


def test_without_accounts_this_computer_s_user_needs_no_login(tmp_path: Path) -> None:
    server = server_settings(host="127.0.0.1", names=(), tls_proxy=False, trusted_proxies=())
    accounts = Accounts(tmp_path, Passwords(QUICK))
    access = Access(check_exposure(server, tmp_path, False), accounts, server)
    web = page(access, tmp_path)
    client = TestClient(web, base_url="http://127.0.0.1:7860", follow_redirects=False)
    assert client.get("/").text == "sidan"
    assert client.get("/login").headers["location"] == "/"
    accounts.add("ada", "admin", PASSWORDS["admin"])
    assert client.get("/config").status_code == 401
    cookie = client.post(
        "/login",
        data={"name": "ada", "password": PASSWORDS["admin"]},
        headers={"origin": "http://127.0.0.1:7860"},
    ).headers["set-cookie"]
    assert cookie.startswith("motesminne-7860=")
    assert "Secure" not in cookie
    assert client.get("/config").status_code == 200
    accounts.remove("ada")
    assert client.get("/config").status_code == 401  # once a login is asked for, it stays so


def test_one_changes_one_s_own_password_and_other_sessions_end(web: FastAPI) -> None:
    client, other = logged_in(web, "read"), logged_in(web, "read")
    assert "Byt lösenord" in client.get("/konto").text
    new = "ett annat långt ord"
    for old, first, again, words in (
        (PASSWORDS["read"], new, new + "x", "inte lika"),
        ("fel fel fel fel", new, new, "Fel namn eller lösenord"),
        (PASSWORDS["read"], "kort", "kort", "tecken"),
    ):
        answer = client.post("/konto", data={"old": old, "new": first, "again": again})
        assert (answer.status_code, words in answer.text) == (400, True)
    answer = client.post("/konto", data={"old": PASSWORDS["read"], "new": new, "again": new})
    assert "Lösenordet är bytt" in answer.text
    assert _inside(client)
    assert not _inside(other)
    assert browser(web).post("/login", data={"name": "rut", "password": new}).status_code == 303


def test_an_administrator_keeps_the_accounts_but_not_the_own_one(web: FastAPI, access: Access) -> None:
    client = logged_in(web, "admin")
    told = {"do": "add", "name": "nils", "role": "edit", "password": "nytt långt ord"}
    assert "är tillagt" in client.post("/konton", data=told).text
    told = {"do": "role", "name": "nils", "role": "read"}
    assert "annan roll" in client.post("/konton", data=told).text
    told = {"do": "password", "name": "nils", "password": "ännu ett långt ord"}
    assert "nytt lösenord" in client.post("/konton", data=told).text
    assert access.accounts.check("nils", "ännu ett långt ord") is not None
    assert "borttaget" in client.post("/konton", data={"do": "remove", "name": "nils"}).text
    for told, words in (
        ({"do": "remove", "name": "nils"}, "inget konto nils"),
        ({"do": "remove", "name": USERS["admin"]}, "eget konto"),
        ({"do": "role", "name": "rut", "role": "kung"}, "ingen roll"),
        ({"do": "annat", "name": "rut"}, "kan inte läsas"),
    ):
        answer = client.post("/konton", data=told)
        assert (answer.status_code, words in answer.text) == (400, True), told
    assert len(access.accounts.all()) == 3
