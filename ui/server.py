"""The web application around the page: who may reach it, and what a browser may load.

The page's framework declares its HTML as English and sends no security headers;
both are set here for every response.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import MutableMapping
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import BadSettings

# The page's own scripts are partly inline and built at run time, so those two are allowed;
# nothing may be loaded from, or sent to, any other origin.
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; media-src 'self' blob:; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
}


class PageRules:
    """ASGI middleware: security headers on every response, ``lang="sv"`` on every HTML page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on; HTML answers are held back until whole, so that they can be rewritten."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        page = scope["path"] == "/"
        if page:  # a compressed page could not be rewritten
            scope["headers"] = [
                (name, value) for name, value in scope["headers"] if name != b"accept-encoding"
            ]
        held: list[MutableMapping[str, Any]] = []
        body = bytearray()

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_rules(message["headers"])
                if page:
                    held.append(message)
                    return
            elif page and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                text = bytes(body).replace(b'lang="en"', b'lang="sv"', 1)
                headers = [pair for pair in held[0]["headers"] if pair[0] != b"content-length"]
                held[0]["headers"] = [*headers, (b"content-length", str(len(text)).encode())]
                await send(held[0])
                message = {"type": "http.response.body", "body": text}
            await send(message)

        await self._app(scope, receive, rewrite)


def _with_rules(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
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


def make_app(host: str) -> FastAPI:
    """An application without documentation pages that answers to this computer's names only."""
    app = FastAPI(title="Mötesminne", docs_url=None, redoc_url=None, openapi_url=None)
    names = ["localhost", "127.0.0.1", "[::1]", host]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names)
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(PageRules)
    return app
