"""``motesminne serve`` as a process of its own: its environment changes nothing; TLS of our own."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.ui.lan import PASSWORDS, QUICK
from tests.ui.test_app import HOSTILE
from tests.ui.test_exposure import CERTIFICATE, KEY, make_certificate
from ui.accounts import Accounts
from ui.passwords import Passwords

SERVER_ENVIRONMENT = {
    "FORWARDED_ALLOW_IPS": "*",
    "WEB_CONCURRENCY": "4",
    "UVICORN_HOST": "0.0.0.0",
    "UVICORN_RELOAD": "1",
    "GRADIO_SERVER_PORT": "1",
    "GRADIO_PROFILING": "1",
    "GRADIO_HOT_RELOAD": "1",
    "GRADIO_DEBUG": "1",
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(home: Path, root: Path, environ: Mapping[str, str], *arguments: str) -> Iterator[str]:
    """The line that tells that the page is up, while it is. There are no models, so nothing heavy starts."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.toml").write_text('generator = ""\n', encoding="utf-8")
    own = {"MOTESMINNE_HOME": str(home), "MOTESMINNE_MODELS": str(home / "none")}
    command = [sys.executable, "-m", "cli.main", "serve", *arguments]
    with subprocess.Popen(
        command, cwd=root, env={**os.environ, **environ, **own}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline()
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0


def test_nothing_that_the_environment_says_opens_the_page(own_home: Path, repository: Path) -> None:
    port = _free_port()
    with _served(own_home, repository, HOSTILE | SERVER_ENVIRONMENT, "--port", str(port)) as said:
        assert said == f"Mötesminne är igång: http://127.0.0.1:{port}/  (avsluta med Ctrl+C)\n"
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            page, config = client.get("/"), client.get("/config").json()
            traces = client.get("/gradio_api/profiling/traces")
            forwarded = client.get("/", headers={"x-forwarded-for": "127.0.0.1"})
        with pytest.raises(ConnectionRefusedError):  # it would answer if it listened on all addresses
            socket.create_connection(("127.0.0.2", port), timeout=5)
    assert page.status_code == 200
    assert "foreign" not in page.text
    off = ("analytics_enabled", "vibe_mode", "mcp_server", "run_history", "is_colab", "dev_mode")
    assert {name: config.get(name) for name in off} == dict.fromkeys(off, False)
    assert not config["space_id"]
    assert (traces.status_code, forwarded.status_code) == (404, 403)


def test_with_accounts_and_a_certificate_others_reach_the_login_over_tls_only(
    own_home: Path, repository: Path
) -> None:
    make_certificate(own_home, "localhost")
    Accounts(own_home, Passwords(QUICK)).add("rut", "read", PASSWORDS["read"])
    port = _free_port()
    told = ("--host", "0.0.0.0", "--port", str(port), "--name", "minnet.example")
    tls = ("--tls-cert", str(own_home / CERTIFICATE), "--tls-key", str(own_home / KEY))
    with _served(own_home, repository, {}, *told, *tls) as said:
        assert f"https://minnet.example:{port}/" in said
        url = f"https://localhost:{port}"
        trusted = ssl.create_default_context(cafile=str(own_home / CERTIFICATE))
        with httpx.Client(base_url=url, verify=trusted, headers={"origin": url}, trust_env=False) as client:
            assert client.get("/").headers["location"] == "/login"
            told_cookie = client.post("/login", data={"name": "rut", "password": PASSWORDS["read"]})
            assert "Secure" in told_cookie.headers["set-cookie"]
            assert client.get("/").status_code == 200
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://localhost:{port}/", trust_env=False)
