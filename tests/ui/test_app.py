"""Nothing that the environment could switch on is on, and no route is open but those the page needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from rag.settings import load_settings
from tests.ui.site import GatedEngine, SmallAssistant
from ui.offline import silence

HOSTILE = {
    "GRADIO_SHARE": "True",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "GRADIO_RUN_HISTORY": "True",
    "GRADIO_MCP_SERVER": "True",
    "GRADIO_SSR_MODE": "True",
    "GRADIO_VIBE_MODE": "1",
    "GRADIO_ALLOWED_PATHS": "/",
    "GRADIO_ROOT_PATH": "https://foreign.example",
    "GRADIO_SERVER_NAME": "0.0.0.0",
    "HF_HUB_OFFLINE": "0",
    "SPACE_ID": "foreign/space",
    "SYSTEM": "spaces",
    "HTTP_PROXY": "http://foreign.example:3128",
}


@pytest.fixture
def web(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(own_home))
    from app import make_server

    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(own_home)}), GatedEngine()) as assistant:
        yield make_server(assistant)


def test_the_environment_is_silenced() -> None:
    environ = {**HOSTILE, "HOME": "/home/ada"}
    silence(environ, "/data/uploads")
    assert environ == {
        "HOME": "/home/ada",
        "HTTP_PROXY": HOSTILE["HTTP_PROXY"],
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "GRADIO_TEMP_DIR": "/data/uploads",
    }


def test_nothing_follows_a_hostile_environment(web: FastAPI) -> None:
    with TestClient(web, base_url="http://127.0.0.1:7860") as client:
        config = client.get("/config").json()
        page = client.get("/").text
    assert config["analytics_enabled"] is False
    assert config["vibe_mode"] is False
    assert config["space_id"] is None
    assert config["mcp_server"] is False
    assert config["run_history"] is False
    assert config["footer_links"] == []
    assert not str(config.get("root", "")).startswith("https://foreign")
    assert "foreign" not in page
    assert all(step.get("api_visibility") == "private" for step in config["dependencies"])


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/file=/etc/passwd",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2f..%2fapp.py",
        "/gradio_api/proxy=http://foreign.example/",
    ],
)
def test_no_file_is_served_by_its_path(web: FastAPI, path: str) -> None:
    client = TestClient(web, base_url="http://127.0.0.1:7860", raise_server_exceptions=False)
    answer = client.get(path)
    assert answer.status_code in (403, 404)
    assert "root:" not in answer.text
