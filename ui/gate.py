"""The gate in front of the page: which requests get in, whose they are, and what they may do."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
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
    files_in,
    is_name,
    limited,
    only,
    parse,
    pressed,
    read_all,
    replay,
)
from ui.roles import Caller, event_role
from ui.routes import CANCEL, HEARTBEAT, JOIN, SAFE, STREAMS, UPLOAD, Row, row_for

_log = logging.getLogger(__name__)
MB = 1_000_000
_SPARE = 500 * MB
"""Bytes of the disk that uploads leave free."""

_AGAIN = (
    '<!doctype html><html lang="sv"><meta http-equiv="refresh" content="0"><title>Mötesminne</title></html>'
)


class Refused(MinutesError):
    """The request does not get in."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Where uploads are put, and how much one may have: in a file, in all. MB are a million bytes."""

    folder: Path
    file_mb: int
    upload_mb: int


class Gate:
    """ASGI middleware around everything: known hosts and routes, our own origin, a known caller with the role
    that the route and the event need, bodies within their limits, each page's results to its owner.

    ``events`` are the names of the page's events by number.
    """

    def __init__(
        self, app: ASGIApp, access: Access, events: Mapping[int, str], uploads: UploadLimits
    ) -> None:
        self._app = app
        self._access = access
        self._events = events
        self._limits = uploads
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
        elif row.path == UPLOAD:
            await self._upload(scope, receive, send, caller)
        elif scope["method"] in SAFE:
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
            names = [*asked.get("session_hash", ()), *asked.get("upload_id", ())]
        if len(names) != 1 or not self._is_own(names[0], caller):
            raise Refused(404, "Finns inte.")

    def _is_own(self, name: str, caller: Caller) -> bool:
        return is_name(name) and self._owners.claim(name, caller.name)

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
        for path in files_in([told.get("data"), told.get("event_data")]):
            if not self._owners.has(_file_of(path, caller), caller.name):
                raise Refused(403, "Filen är inte uppladdad av dig. Ladda upp den igen.")
        return only(told, row.path == JOIN)

    async def _upload(self, scope: Scope, receive: Receive, send: Send, caller: Caller) -> None:
        most = self._limits.upload_mb * MB
        words = f"Uppladdningen är för stor: högst {self._limits.upload_mb} MB åt gången."
        told = Headers(scope=scope).get("content-length")
        size = told or "0"
        if not size.isdigit() or int(size) > most:
            raise Refused(413, words)
        if shutil.disk_usage(self._limits.folder).free - int(size) < _SPARE:
            raise Refused(507, "Serverns disk är full. Säg till den som sköter servern.")
        for name in parse_qs(scope["query_string"].decode("latin-1")).get("upload_id", ()):
            if not self._is_own(name, caller):
                raise Refused(404, "Finns inte.")
        out = _Uploading(
            send, f"En av filerna är för stor: högst {self._limits.file_mb} MB per fil.", told is None
        )
        await self._app(scope, limited(receive, most, lambda: out.cut(words)), out.send)
        for path in out.paths():
            self._owners.claim(_file_of(path, caller), caller.name)


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


class _Uploading:
    """The answer to an upload, held until whole: its refusals in Swedish, its paths remembered."""

    def __init__(self, send: Send, words: str, endless: bool) -> None:
        self._send = send
        self._start: MutableMapping[str, Any] = {}
        self._body = bytearray()
        self._words = words
        self._endless = endless
        self._status = 0

    def cut(self, words: str) -> None:
        """The upload was cut off; ``words`` say why."""
        self._words = words

    async def send(self, message: Message) -> None:
        """Take one message; send all of them when the last has come."""
        if message["type"] == "http.response.start":
            self._start, self._status = message, message["status"]
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = bytes(self._body)
        if self._status >= 400:
            words = self._words if self._status == 413 else "Filerna kunde inte tas emot. Försök igen."
            body = words.encode()
        kept = [
            pair for pair in self._start["headers"] if pair[0] not in (b"content-length", b"content-type")
        ]
        kind = b"application/json" if self._status < 400 else b"text/plain; charset=utf-8"
        headers = [*kept, (b"content-length", str(len(body)).encode()), (b"content-type", kind)]
        if self._endless and self._status >= 400:  # or the rest would be read, if only to be thrown away
            headers.append((b"connection", b"close"))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    def paths(self) -> list[str]:
        """Where the files lie, when they were taken in."""
        found = json.loads(bytes(self._body)) if self._status == 200 else []
        return [path for path in found if isinstance(path, str)]


def _file_of(path: str, caller: Caller) -> str:
    return f"{caller.name} {path}"  # two people may upload the same file: it lies in one place then


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
