"""The gate in front of the page: which requests get in, whose they are, and what they may do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette._utils import parse_host_header
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import MinutesError
from ui.access import Access, peer_of
from ui.bodies import (
    MAX_JSON,
    BadBody,
    Owners,
    TooMuch,
    is_name,
    names_files,
    only,
    parse,
    pressed,
    read_all,
    replay,
)
from ui.roles import Caller, event_role
from ui.routes import CANCEL, HEARTBEAT, JOIN, SAFE, STREAMS, UPLOAD, Row, row_for

_log = logging.getLogger(__name__)

_AGAIN = (
    '<!doctype html><html lang="sv"><meta http-equiv="refresh" content="0"><title>Mötesminne</title></html>'
)


class Refused(MinutesError):
    """The request does not get in."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Gate:
    """ASGI middleware around everything: known hosts and routes, our own origin, a known caller with the role
    that the route and the event need, bodies within their limits, each page's results to its owner.

    ``events`` are the names of the page's events by number.
    """

    def __init__(self, app: ASGIApp, access: Access, events: Mapping[int, str]) -> None:
        self._app = app
        self._access = access
        self._events = events
        self._owners = Owners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or answer it with the reason why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":  # no web sockets here
            try:
                await self._serve(scope, receive, send)
            except Refused as refused:
                await _refusal(scope, refused)(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._check_way_in(scope)
        row = row_for(scope["method"], scope["path"])
        if row is None:
            raise Refused(404, "Finns inte.")
        if scope["method"] not in SAFE:
            self._check_origin(scope)
        caller = self._admitted(scope, row)
        scope.setdefault("state", {})["caller"] = caller
        if row.path in STREAMS:
            self._check_owner(scope, row, caller)
            await self._app(scope, receive, _Ending(self._access, scope, send).send)
        elif row.path == UPLOAD or scope["method"] in SAFE:
            await self._app(scope, receive, send)
        else:
            await self._app(scope, await self._checked_body(scope, receive, row, caller), send)

    # -- who and from where ----------------------------------------------------------------

    def _check_way_in(self, scope: Scope) -> None:
        """The host is ours, and the browser's side is TLS where it should be."""
        headers, exposure = Headers(scope=scope), self._access.exposure
        host = parse_host_header(headers.get("host"))
        if host is None or host.host.lower() not in exposure.names:
            raise Refused(400, "Sidan har inte det namnet.")
        if exposure.behind_proxy:
            proxied = exposure.trusts(peer_of(scope))
            if not proxied or headers.get("x-forwarded-proto", "https") != "https":
                raise Refused(403, "Sidan nås bara genom sin https-adress.")
        elif not self._access.login_needed and ("x-forwarded-for" in headers or "forwarded" in headers):
            raise Refused(403, "Sidan nås genom en proxy men har ingen inloggning.")

    def _check_origin(self, scope: Scope) -> None:
        """The request comes from our own page: what a form or script of another site sends is refused."""
        headers = Headers(scope=scope)
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None:
            wanted = "https" if self._access.exposure.secure else "http"
            found = urlsplit(origin)
            ours = (found.scheme, found.netloc.lower()) == (wanted, headers.get("host", "").lower())
        else:
            ours = site is not None or not self._access.login_needed
        if not ours or (site or "same-origin") not in ("same-origin", "none"):
            raise Refused(403, "Begäran kommer från en annan webbplats.")

    def _admitted(self, scope: Scope, row: Row) -> Caller:
        try:
            caller = self._access.caller(scope, touch=row.path not in STREAMS)
        except MinutesError as error:
            _log.error("the accounts cannot be used: %s", error)
            raise Refused(503, "Kontona kan inte läsas. Säg till den som sköter servern.") from error
        if row.role is None:
            return caller or Caller("", "read")
        if caller is None:
            raise Refused(401, "Du är inte inloggad. Ladda om sidan och logga in.")
        if not caller.may(row.role):
            raise Refused(403, "Ditt konto har inte rätt att göra detta.")
        return caller

    # -- what ------------------------------------------------------------------------------

    def _check_owner(self, scope: Scope, row: Row, caller: Caller) -> None:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        if row.path == HEARTBEAT:
            names = [scope["path"].rsplit("/", 1)[-1]]
        else:
            names = asked.get("session_hash", [])
        if len(names) != 1 or not is_name(names[0]) or not self._owners.claim(names[0], caller.name):
            raise Refused(404, "Finns inte.")

    async def _checked_body(self, scope: Scope, receive: Receive, row: Row, caller: Caller) -> Receive:
        size = Headers(scope=scope).get("content-length", "")
        if not size.isdigit():
            raise Refused(411, "Begärans längd saknas.")
        if int(size) > MAX_JSON:
            raise Refused(413, "Begäran är för stor.")
        try:
            body = await read_all(receive, MAX_JSON)
            if row.path in (JOIN, CANCEL):
                body = self._checked_event(parse(body), row, caller)
        except BadBody as error:
            raise Refused(413 if isinstance(error, TooMuch) else 400, error.message) from error
        return replay(_with_length(scope, body), receive)

    def _checked_event(self, told: dict[str, Any], row: Row, caller: Caller) -> bytes:
        event, page = pressed(told)
        if event not in self._events or not self._owners.claim(page, caller.name):
            raise Refused(404, "Finns inte.")
        if not caller.may(event_role(self._events[event])):
            raise Refused(403, "Ditt konto har inte rätt att göra detta.")
        if names_files([told.get("data"), told.get("event_data")]):
            raise Refused(403, "Filer tas bara emot under fliken Protokoll.")
        return only(told, row.path == JOIN)


class _Ending:
    """A stream that is cut when its caller's session has ended."""

    def __init__(self, access: Access, scope: Scope, send: Send) -> None:
        self._access, self._scope, self._send = access, scope, send
        self._over = False

    async def send(self, message: Message) -> None:
        """Send on one message, while the caller is still known."""
        if self._over:
            return
        if message["type"] == "http.response.body" and not self._known():
            self._over = True
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    def _known(self) -> bool:
        try:
            return self._access.caller(self._scope, touch=False) is not None
        except MinutesError:
            return False


def _with_length(scope: Scope, body: bytes) -> bytes:
    others = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
    scope["headers"] = [*others, (b"content-length", str(len(body)).encode())]
    return body


def _refusal(scope: Scope, refused: Refused) -> Response:
    """Why not: the page's framework shows ``detail``; somebody who opens the page is sent to log in."""
    if refused.status == 401 and scope["path"] == "/":
        if Headers(scope=scope).get("sec-fetch-site") == "cross-site":
            # A link on another site: the browser kept the cookie back. Our own page asks once more.
            return Response(_AGAIN, media_type="text/html")
        return RedirectResponse("/login", 303)
    if scope["path"].startswith("/gradio_api/"):
        return JSONResponse({"detail": refused.message}, refused.status)
    return PlainTextResponse(refused.message, refused.status)
