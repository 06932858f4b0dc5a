"""The web application around the page: security headers, our own files, and the gate in front of all.

The page's framework declares its HTML as English, sends no security headers and brings many
routes that nothing here needs; all three are mended for every request.
"""

from __future__ import annotations

import secrets
import shutil
import socket
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access import Access
from ui.exposure import Exposure
from ui.gate import Gate
from ui.login import add_login
from ui.originals import PathsOf, original
from ui.roles import Caller
from ui.uploads import Uploads

# The framework builds templates at run time, hence 'unsafe-eval'; inline scripts run only with the
# response's own nonce. Nothing may be loaded from, or sent to, any other origin.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{nonce}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; media-src 'self' blob:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with no-referrer, browsers withhold the origin of our own forms
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_TLS_ONLY = {"strict-transport-security": "max-age=31536000"}
_OURS = (
    b'<head><script src="page.js"></script><script src="upload.js"></script>'
    b'<script src="session.js"></script>'
    b'<link rel="stylesheet" href="page.css"><link rel="stylesheet" href="session.css">'
)
_FILES = (
    ("page.js", "text/javascript"),
    ("upload.js", "text/javascript"),
    ("page.css", "text/css"),
    ("session.js", "text/javascript"),
    ("session.css", "text/css"),
)


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind the gate: the names of the page's events by number, where uploads go, and where
    original files lie.
    """

    events: Mapping[int, str]
    uploads: Uploads
    paths_of: PathsOf


class PageRules:
    """ASGI middleware: security headers on every response, and the page itself declared Swedish
    with our own scripts and styles in it, and who sees it.
    """

    def __init__(self, app: ASGIApp, secure: bool = False) -> None:
        self._app = app
        self._headers = {**HEADERS, **(_TLS_ONLY if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        rules = _Rewriting(send, scope, self._headers)
        if rules.page:  # a compressed page could not be rewritten
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._app(scope, receive, rules.send)


class _Rewriting:
    """One response on its way out; the page is held back until whole, so that it can be rewritten."""

    def __init__(self, send: Send, scope: Scope, headers: Mapping[str, str]) -> None:
        self.page = scope["path"] == "/"
        self._keep = scope["path"].startswith(("/assets/", "/static/"))
        self._send, self._scope, self._headers = send, scope, headers
        self._nonce = secrets.token_urlsafe(16)
        self._held: MutableMapping[str, Any] = {}
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """Send on one message of the response."""
        if message["type"] == "http.response.start":
            message["headers"] = self._with_rules(message["headers"])
            if self.page:
                self._held = message
                return
        elif self.page and message["type"] == "http.response.body":
            self._body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": self._rewritten(bytes(self._body))}
            length = (b"content-length", str(len(message["body"])).encode())
            others = [pair for pair in self._held["headers"] if pair[0] != b"content-length"]
            await self._send({**self._held, "headers": [*others, length]})
        await self._send(message)

    def _rewritten(self, html: bytes) -> bytes:
        caller: Caller | None = self._scope.get("state", {}).get("caller")
        who = f' data-user="{escape(caller.name)}" data-role="{caller.role}"' if caller else ""
        who += ' data-by-proxy=""' if caller and caller.by_proxy else ""
        allowed = f'<script nonce="{self._nonce}"'.encode()
        swedish = html.replace(b'lang="en"', b'lang="sv"' + who.encode(), 1).replace(b"<script", allowed)
        return swedish.replace(b"<head>", _OURS, 1)

    def _with_rules(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        nonce = f" 'nonce-{self._nonce}'" if self.page else ""
        rules = {**self._headers, "content-security-policy": _POLICY.format(nonce=nonce)}
        rules["cache-control"] = "private, max-age=3600" if self._keep else "no-store"
        ours = [(name.encode(), value.encode()) for name, value in rules.items()]
        names = {name for name, _ in ours}
        return [pair for pair in headers if pair[0].lower() not in names] + ours


def listening(exposure: Exposure) -> dict[str, Any]:
    """What the web server is told; nothing is left to what its environment says of proxies."""
    certificate, key = exposure.certificate or (None, None)
    return {
        "host": exposure.host,
        "port": exposure.port,
        "ssl_certfile": certificate,
        "ssl_keyfile": key,
        "proxy_headers": False,
        "server_header": False,
        "log_level": "warning",
        "access_log": False,
        "ws": "none",
        "timeout_graceful_shutdown": 3,
    }


class _Announced(uvicorn.Server):
    """A server that tells when browsers can connect, not a moment before."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and tell so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def run(web: FastAPI, exposure: Exposure, ready: Callable[[], None]) -> None:
    """Serve until interrupted; ``ready`` is called once, when a browser can connect."""
    with suppress(KeyboardInterrupt):  # how it is meant to end
        _Announced(uvicorn.Config(web, **listening(exposure)), ready).run()


def uploads_folder(home: Path) -> str:
    """An empty folder in the data folder where uploads lie until they are read."""
    folder = home / "uploads"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return str(folder)


def make_app(access: Access, behind: Behind) -> FastAPI:
    """An application without documentation pages, with our own routes, behind the gate."""
    web = FastAPI(title="Mötesminne", docs_url=None, redoc_url=None, openapi_url=None)
    here = Path(__file__).parent
    for name, kind in _FILES:
        web.add_api_route(f"/{name}", _file(here / name, kind), methods=["GET"])
    web.add_api_route("/original/{document_id}", _original(behind.paths_of), methods=["GET"])
    behind.uploads.add_to(web)
    add_login(web, access)
    web.add_middleware(CORSMiddleware, allow_origins=[])  # also keeps the framework from adding its own
    web.add_middleware(Gate, access=access, events=behind.events)
    web.add_middleware(PageRules, secure=access.exposure.secure)
    return web


def _file(path: Path, kind: str) -> Callable[[], FileResponse]:
    return lambda: FileResponse(path, media_type=kind)


def _original(paths_of: PathsOf) -> Callable[[str], Response]:
    def answer(document_id: str) -> Response:
        return original(document_id, paths_of)

    return answer
