"""Who may reach the page and what a browser may load."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.testclient import TestClient

from index.errors import BadSettings
from ui.server import HEADERS, MAX_REQUEST, check_address, make_app


@pytest.fixture
def client() -> TestClient:
    app: FastAPI = make_app("127.0.0.1")
    app.get("/", response_class=HTMLResponse)(
        lambda: '<html lang="en"><head></head><script>1</script><p>Hej</p></html>'
    )
    app.get("/config", response_class=PlainTextResponse)(lambda: 'lang="en"')
    app.post("/gradio_api/queue/join", response_class=PlainTextResponse)(lambda: "ja")
    app.get("/monitoring", response_class=PlainTextResponse)(lambda: "hemligt")
    return TestClient(app, base_url="http://127.0.0.1:7860")


def test_the_page_is_declared_swedish_and_its_length_is_right(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.text.startswith('<html lang="sv"><head><script src="page.js">')
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert client.get("/config").text == 'lang="en"'


def test_inline_scripts_run_with_the_response_s_own_nonce_only(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")
    (nonce,) = re.findall("'nonce-([^']+)'", first.headers["content-security-policy"])
    assert f'<script nonce="{nonce}">1</script>' in first.text
    assert nonce not in second.text
    assert "script-src 'self' 'unsafe-eval' 'nonce-" in first.headers["content-security-policy"]


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/config", "/finns-inte", "/page.js", "/page.css"):
        headers = client.get(path).headers
        for name, value in HEADERS.items():
            assert headers[name] == value
        policy = headers["content-security-policy"]
        assert "http" not in policy
        assert "*" not in policy
        assert headers["cache-control"] == "no-store"


def test_a_route_that_the_page_does_not_need_is_not_there(client: TestClient) -> None:
    assert client.get("/monitoring").status_code == 404
    assert client.delete("/config").status_code == 404


def test_a_foreign_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/config", headers={"host": "foreign.example"}).status_code == 400


def test_a_foreign_origin_gets_no_permission_and_changes_nothing(client: TestClient) -> None:
    foreign = {"origin": "https://foreign.example"}
    assert "access-control-allow-origin" not in client.get("/config", headers=foreign).headers
    join = "/gradio_api/queue/join"
    assert client.post(join, json={}, headers=foreign).status_code == 403
    assert client.post(join, json={}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post(join, json={}, headers={"origin": "null"}).status_code == 403
    assert client.post(join, json={}, headers={"origin": "http://127.0.0.1:7860"}).text == "ja"


def test_a_large_request_is_refused_before_it_is_read(client: TestClient) -> None:
    join = "/gradio_api/queue/join"
    assert client.post(join, content=b"x" * (MAX_REQUEST + 1)).status_code == 413
    assert client.post(join, content=iter([b"x"])).status_code == 411


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_this_computer_only_is_fine(host: str) -> None:
    check_address(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "server.example", ""])
def test_other_computers_need_a_login_first(host: str) -> None:
    with pytest.raises(BadSettings, match="inloggning"):
        check_address(host)
