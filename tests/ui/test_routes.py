"""Every route is in the table, and the table is what holds: without a session, and for each role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app import make_server
from rag.settings import Settings, load_settings
from tests.ui.lan import Clock, all_routes, browser, events, lan_access, logged_in, server_settings
from tests.ui.site import GatedEngine, SmallAssistant
from ui.roles import EVENTS, ROLES, Role, event_name, event_role
from ui.routes import OPEN, TABLE, Row, row_for

PUBLIC = {
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/session.css"),
    ("GET", "/favicon.ico"),
    ("GET", "/manifest.json"),
}
"""What anybody may call: the written list."""
CLOSED_TEXTS = ("Finns inte.", '{"detail":"Finns inte."}', "")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    home = tmp_path_factory.mktemp("routes") / "home"
    server = server_settings()
    settings: Settings = load_settings({"MOTESMINNE_HOME": str(home)}).model_copy(update={"server": server})
    with SmallAssistant(settings, GatedEngine()) as assistant:
        yield make_server(assistant, lan_access(home, Clock()))


def _called(client: TestClient, method: str, path: str) -> tuple[int, str]:
    answer = client.request(method, re.sub(r"\{[^}]+\}", "x", path), content=b"")
    return answer.status_code, answer.text


def test_every_route_is_listed(web: FastAPI) -> None:
    listed = {(method, row.path) for row in TABLE for method in row.methods}
    missing = all_routes(web.routes) - listed
    assert not missing, f"name who may call {sorted(missing)} in ui/routes.py"


def test_every_listed_route_is_there(web: FastAPI) -> None:
    there = {path for _, path in all_routes(web.routes)}
    assert {row.path for row in OPEN} - there == set()


def test_the_written_list_of_what_anybody_may_call_is_whole() -> None:
    anyone = {(row.methods[0], row.path) for row in TABLE if row.who == "anyone"}
    assert anyone == PUBLIC


def test_without_a_session_every_route_is_refused_save_the_written_list(web: FastAPI) -> None:
    client = browser(web)
    for method, path in sorted(all_routes(web.routes)):
        row = row_for(method, re.sub(r"\{[^}]+\}", "x", path))
        if row and row.who == "anyone":
            continue
        status, text = _called(client, method, path)
        if row is None:
            assert (status, text in CLOSED_TEXTS) == (404, True), (method, path)
        elif path == "/":
            assert status == 303
        else:
            assert status == 401, (method, path)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_its_routes_and_no_other(web: FastAPI, role: Role) -> None:
    client = logged_in(web, role)
    for row in OPEN:
        if row.role is None or row.path in ("/gradio_api/queue/data", "/gradio_api/heartbeat/{session_hash}"):
            continue
        status, text = _called(client, row.methods[0], row.path)
        if ROLES.index(role) >= ROLES.index(row.role):
            assert status not in (401, 403), (row, text)
        else:
            assert (status, "har inte rätt" in text) == (403, True), row


@pytest.mark.parametrize("role", ROLES)
def test_each_role_presses_its_buttons_and_no_other(web: FastAPI, role: Role) -> None:
    client = logged_in(web, role)
    for press in events(web):
        body = {"fn_index": press.number, "session_hash": f"{role}page", "data": [], "trigger_id": None}
        answer = client.post("/gradio_api/queue/join", json=body)
        allowed = ROLES.index(role) >= ROLES.index(event_role(press.name))
        assert (answer.status_code == 403) is not allowed, (press, answer.text)
        if not allowed:
            assert "har inte rätt" in answer.json()["detail"]


def test_every_event_has_a_role_of_its_own(web: FastAPI) -> None:
    nameless = {press.name for press in events(web) if event_name(press.name) not in EVENTS}
    assert not nameless, "give the event an api_name and a row in EVENTS of ui/roles.py"


def test_an_event_without_a_row_needs_the_highest_role() -> None:
    assert event_role("lambda_3") == "admin"
    assert event_role(None) == "admin"
    assert event_role("_ask_2") == "read"


def test_unknown_event_numbers_are_refused(web: FastAPI) -> None:
    client = logged_in(web, "admin")
    for number in (9999, -1, True, 1.0, "0", None):
        body: dict[str, object] = {"fn_index": number, "session_hash": "p", "data": []}
        assert client.post("/gradio_api/queue/join", json=body).status_code in (400, 404), number


def test_a_body_that_could_be_read_in_two_ways_is_refused(web: FastAPI) -> None:
    client = logged_in(web, "read")
    twice = b'{"fn_index": 0, "fn_index": 2, "session_hash": "p", "data": []}'
    for body in (twice, b"[]", b"{", b'{"fn_index": 0, "session_hash": "../x", "data": []}', b"[" * 50_000):
        assert client.post("/gradio_api/queue/join", content=body).status_code == 400, body[:40]


def test_one_reader_cannot_read_or_call_off_what_another_asked(web: FastAPI) -> None:
    reader, other = logged_in(web, "read"), logged_in(web, "edit")
    body = {"fn_index": 0, "session_hash": "rutspage", "data": ["Vad beslutades?", "", "", ""]}
    assert reader.post("/gradio_api/queue/join", json=body).status_code != 404
    assert other.get("/gradio_api/queue/data?session_hash=rutspage").status_code == 404
    both = "/gradio_api/queue/data?session_hash=egilspage&session_hash=rutspage"
    assert other.get(both).status_code == 404
    assert other.get("/gradio_api/heartbeat/rutspage").status_code == 404
    assert other.post("/gradio_api/queue/join", json=body).status_code == 404
    off = {"fn_index": 0, "session_hash": "rutspage", "event_id": "e"}
    assert other.post("/gradio_api/cancel", json=off).status_code == 404
    assert reader.post("/gradio_api/cancel", json=off).status_code == 200


@pytest.mark.parametrize("path", ["/gradio_api//queue/join", "/LOGIN", "/config/", "/login/", "/%6cogin/"])
def test_another_spelling_of_a_route_opens_nothing(web: FastAPI, path: str) -> None:
    client = browser(web)
    assert client.post(path, json={}).status_code in (401, 404)
    assert client.get(path).status_code in (401, 404)


def test_a_template_matches_whole_steps_only() -> None:
    row = Row("/original/{document_id}", ("GET",), "read", "")
    assert row.pattern.fullmatch("/original/abc")
    assert not row.pattern.fullmatch("/original/a/b")
    assert not row.pattern.fullmatch("/original/")
    assert Row("/assets/{path:path}", ("GET",), "read", "").pattern.fullmatch("/assets/a/b.js")


def test_the_document_names_every_open_route(repository: Path) -> None:
    text = (repository / "docs/routes.md").read_text(encoding="utf-8")
    for row in OPEN:
        assert f"| `{row.path}` | {row.methods[0]} | {row.who} |" in text, f"add {row.path} to docs/routes.md"
    assert get_args(Role) == ROLES
