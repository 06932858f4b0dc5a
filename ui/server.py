"""The web application around the page: who may reach it, and what a browser may load.

The page's framework declares its HTML as English, sends no security headers and brings many
routes that nothing here needs; all three are mended for every request.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
import shutil
import socket
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import BadSettings

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
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
}
_SAFE = ("GET", "HEAD")
# What a browser needs to use the page, by method; everything else answers 404.
ALLOWED = (
    (_SAFE, r"/"),
    (_SAFE, r"/(page\.js|page\.css|beslut\.csv|theme\.css|favicon\.ico|manifest\.json|config)"),
    (_SAFE, r"/(assets|static)/[^?]+"),
    (_SAFE, r"/gradio_api/(queue/data|upload_progress|startup-events|heartbeat/\w+)"),
    (_SAFE, r"/gradio_api/(theme\.css|app_id)"),
    (("POST",), r"/gradio_api/(queue/join|cancel|reset|upload)"),
)
_UPLOAD = "/gradio_api/upload"
MAX_REQUEST = 1_000_000
"""Bytes in a request that is no upload."""
_OURS = b'<head><script src="page.js"></script><link rel="stylesheet" href="page.css">'


class PageRules:
    """ASGI middleware: known routes only, own origin only, small requests, security headers on
    every response, and the page itself declared Swedish with our own script and style in it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or answer it with the reason why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no web sockets here
        nonce = secrets.token_urlsafe(16)
        rules = _Rewriting(send, nonce, scope["path"])
        if refused := _refusal(scope):
            await PlainTextResponse(refused[1], refused[0])(scope, receive, rules.send)
            return
        if rules.page:  # a compressed page could not be rewritten
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._app(scope, receive, rules.send)


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Status and reason when a request is none of the page's own."""
    method, path = scope["method"], scope["path"]
    headers = Headers(scope=scope)
    if not any(method in methods and re.fullmatch(pattern, path) for methods, pattern in ALLOWED):
        return 404, "Finns inte."
    if method in _SAFE:
        return None
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return 403, "Begäran kommer från en annan webbplats."
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return 403, "Begäran kommer från en annan webbplats."
    if path != _UPLOAD:
        size = headers.get("content-length", "")
        if not size.isdigit():
            return 411, "Begärans längd saknas."
        if int(size) > MAX_REQUEST:
            return 413, "Begäran är för stor."
    return None


class _Rewriting:
    """One response on its way out; the page is held back until whole, so that it can be rewritten."""

    def __init__(self, send: Send, nonce: str, path: str) -> None:
        self.page = path == "/"
        self._keep = path.startswith(("/assets/", "/static/"))
        self._send = send
        self._nonce = nonce
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
        allowed = f'<script nonce="{self._nonce}"'.encode()
        swedish = html.replace(b'lang="en"', b'lang="sv"', 1).replace(b"<script", allowed)
        return swedish.replace(b"<head>", _OURS, 1)

    def _with_rules(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        nonce = f" 'nonce-{self._nonce}'" if self.page else ""
        rules = {**HEADERS, "content-security-policy": _POLICY.format(nonce=nonce)}
        if not self._keep:
            rules["cache-control"] = "no-store"
        ours = [(name.encode(), value.encode()) for name, value in rules.items()]
        names = {name for name, _ in ours}
        return [pair for pair in headers if pair[0].lower() not in names] + ours


def check_address(host: str) -> None:
    """Raise BadSettings unless ``host`` is this computer only: there is no login yet."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise BadSettings(
            f"Adressen {host} kan nås från andra datorer, och sidan har ingen inloggning.",
            "Använd 127.0.0.1, eller sätt en proxy med inloggning och TLS framför.",
        )


def check_free(host: str, port: int) -> None:
    """Raise BadSettings when another program listens on the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadSettings(
                f"Port {port} på {host} kan inte användas ({error.strerror}).",
                "Stäng det andra programmet, eller välj en annan port med --port.",
            ) from error


def uploads_folder(home: Path) -> str:
    """An empty folder in the data folder where uploads lie until they are read."""
    folder = home / "uploads"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return str(folder)


def make_app(host: str) -> FastAPI:
    """An application without documentation pages that answers to this computer's names only."""
    app = FastAPI(title="Mötesminne", docs_url=None, redoc_url=None, openapi_url=None)
    here = Path(__file__).parent
    for name, kind in (("page.js", "text/javascript"), ("page.css", "text/css")):
        app.add_api_route(f"/{name}", _file(here / name, kind), methods=["GET"])
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1", "[::1]", host])
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(PageRules)
    return app


def _file(path: Path, kind: str) -> Callable[[], FileResponse]:
    return lambda: FileResponse(path, media_type=kind)
