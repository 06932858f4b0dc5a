"""Who may reach the page and what a browser may load."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.testclient import TestClient

from index.errors import BadSettings
from ui.server import HEADERS, check_address, make_app


@pytest.fixture
def client() -> TestClient:
    app: FastAPI = make_app("127.0.0.1")
    app.get("/", response_class=HTMLResponse)(lambda: '<html lang="en"><p>Hej</p></html>')
    app.get("/text", response_class=PlainTextResponse)(lambda: 'lang="en"')
    return TestClient(app, base_url="http://127.0.0.1:7860")


def test_the_page_is_declared_swedish_and_its_length_is_right(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.text == '<html lang="sv"><p>Hej</p></html>'
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert client.get("/text").text == 'lang="en"'


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/text", "/finns-inte"):
        headers = client.get(path).headers
        for name, value in HEADERS.items():
            assert headers[name] == value


def test_a_policy_names_no_foreign_origin() -> None:
    policy = HEADERS["content-security-policy"]
    assert "http" not in policy
    assert "*" not in policy


def test_a_foreign_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/text", headers={"host": "foreign.example"}).status_code == 400


def test_a_foreign_origin_gets_no_permission(client: TestClient) -> None:
    answer = client.get("/text", headers={"origin": "https://foreign.example"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_this_computer_only_is_fine(host: str) -> None:
    check_address(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "server.example", ""])
def test_other_computers_need_a_login_first(host: str) -> None:
    with pytest.raises(BadSettings, match="inloggning"):
        check_address(host)
