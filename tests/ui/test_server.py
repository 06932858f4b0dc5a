"""What a browser may load, and the headers of every response."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.testclient import TestClient

from tests.ui.lan import ORIGIN, PROXY, QUICK, Clock, browser, lan_access, server_settings
from ui.access import Access
from ui.accounts import Accounts
from ui.bodies import MAX_JSON
from ui.exposure import check_exposure
from ui.passwords import Passwords
from ui.server import HEADERS, Behind, listening, make_app
from ui.uploads import UploadLimits, Uploads

JOIN = "/gradio_api/queue/join"
PAGE = '<html lang="en"><head></head><script>1</script><p>Hej</p></html>'


def _app(access: Access, uploads: Path) -> FastAPI:
    app = make_app(access, Behind({0: "ask"}, Uploads(UploadLimits(uploads, 1, 1)), lambda _: ()))
    app.get("/", response_class=HTMLResponse)(lambda: PAGE)
    app.get("/config", response_class=PlainTextResponse)(lambda: 'lang="en"')
    app.post("/gradio_api/reset", response_class=PlainTextResponse)(lambda: "ja")
    app.get("/monitoring", response_class=PlainTextResponse)(lambda: "hemligt")
    return app


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    server = server_settings(host="127.0.0.1", names=(), tls_proxy=False, trusted_proxies=())
    access = Access(check_exposure(server, tmp_path, False), Accounts(tmp_path, Passwords(QUICK)), server)
    return TestClient(_app(access, tmp_path), base_url="http://127.0.0.1:7860")


def test_the_page_is_declared_swedish_and_its_length_is_right(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.text.startswith(
        '<html lang="sv" data-user="" data-role="admin"><head><script src="page.js">'
    )
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert client.get("/config").text == 'lang="en"'


def test_inline_scripts_run_with_the_response_s_own_nonce_only(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")
    (nonce,) = re.findall("'nonce-([^']+)'", first.headers["content-security-policy"])
    assert f'<script nonce="{nonce}">1</script>' in first.text
    assert nonce not in second.text
    assert "script-src 'self' 'unsafe-eval' 'nonce-" in first.headers["content-security-policy"]


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/config", "/finns-inte", "/page.js", "/page.css", "/session.css", "/session.js"):
        headers = client.get(path).headers
        for name, value in HEADERS.items():
            assert headers[name] == value
        policy = headers["content-security-policy"]
        assert "http" not in policy
        assert "*" not in policy
        assert headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers


def test_a_route_that_the_page_does_not_need_is_not_there(client: TestClient) -> None:
    assert client.get("/monitoring").status_code == 404
    assert client.delete("/config").status_code == 404


@pytest.mark.parametrize("host", ["foreign.example", "127.0.0.1.foreign.example", "", "127.0.0.1:x", "[::"])
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/config", headers={"host": host})
    assert (answer.status_code, answer.text) == (400, "Sidan har inte det namnet.")


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "LOCALHOST"])
def test_this_computer_s_own_names_are_fine(client: TestClient, host: str) -> None:
    assert client.get("/config", headers={"host": host}).status_code == 200


def test_a_foreign_origin_gets_no_permission_and_changes_nothing(client: TestClient) -> None:
    foreign = {"origin": "https://foreign.example"}
    assert "access-control-allow-origin" not in client.get("/config", headers=foreign).headers
    reset = "/gradio_api/reset"
    assert client.post(reset, json={}, headers=foreign).status_code == 403
    assert client.post(reset, json={}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post(reset, json={}, headers={"origin": "null"}).status_code == 403
    assert client.post(reset, json={}, headers={"origin": "https://127.0.0.1:7860"}).status_code == 403
    assert client.post(reset, json={}, headers={"origin": "http://127.0.0.1:7861"}).status_code == 403
    assert client.post(reset, json={}, headers={"origin": "http://127.0.0.1:7860"}).text == "ja"


def test_a_large_request_is_refused_before_it_is_read(client: TestClient) -> None:
    assert client.post(JOIN, content=b"x" * (MAX_JSON + 1)).status_code == 413
    assert client.post(JOIN, content=iter([b"x"])).status_code == 411


def test_a_proxy_in_front_of_a_page_without_login_is_refused(client: TestClient) -> None:
    for name in ("x-forwarded-for", "forwarded"):
        answer = client.get("/", headers={name: "192.0.2.7"})
        assert (answer.status_code, "ingen inloggning" in answer.text) == (403, True)


def test_behind_a_proxy_nobody_else_gets_in_and_nothing_goes_in_the_clear(tmp_path: Path) -> None:
    app = _app(lan_access(tmp_path, Clock()), tmp_path)
    assert browser(app).get("/login").headers["strict-transport-security"]
    assert browser(app, peer="192.0.2.7").get("/login").status_code == 403
    assert browser(app, **{"x-forwarded-proto": "http"}).get("/login").status_code == 403
    assert browser(app, **{"x-forwarded-proto": "https"}).get("/login").status_code == 200


def test_with_login_a_post_must_say_where_it_comes_from(tmp_path: Path) -> None:
    app = _app(lan_access(tmp_path, Clock()), tmp_path)
    silent = TestClient(app, base_url=ORIGIN, client=(PROXY, 1), follow_redirects=False)
    assert silent.post("/logout").status_code == 403
    assert silent.post("/logout", headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_the_web_server_is_told_not_to_heed_its_environment(tmp_path: Path) -> None:
    told = listening(lan_access(tmp_path, Clock()).exposure)
    assert (told["proxy_headers"], told["host"], told["ssl_certfile"]) == (False, "0.0.0.0", None)
