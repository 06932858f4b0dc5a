"""What a request may bring: small JSON that says one thing only, and uploads within their limits."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from starlette.formparsers import MultiPartException
from starlette.types import Message, Receive

from index.errors import MinutesError

MAX_JSON = 1_000_000
"""Bytes in a request that is no upload."""
_JOIN_KEYS = ("data", "event_data", "fn_index", "trigger_id", "session_hash")
_CANCEL_KEYS = ("session_hash", "fn_index", "event_id")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class BadBody(MinutesError):
    """The request's body is not what the page sends."""


class TooMuch(BadBody):
    """The request's body is larger than allowed."""


class Owners:
    """Whose each open page, upload and uploaded file is: the first to name it, for as long as it is known.

    The browser picks the names at random, so nobody meets another's by chance.
    """

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._owners: OrderedDict[str, str] = OrderedDict()

    def claim(self, what: str, caller: str) -> bool:
        """Whether ``what`` is the caller's; it becomes theirs when it is nobody's yet."""
        owner = self._owners.setdefault(what, caller)
        self._owners.move_to_end(what)
        while len(self._owners) > self._most:
            self._owners.popitem(last=False)
        return owner == caller

    def has(self, what: str, caller: str) -> bool:
        """Whether ``what`` is known to be the caller's."""
        return self._owners.get(what) == caller


async def read_all(receive: Receive, most: int) -> bytes:
    """The whole body. Raises: TooMuch, as soon as it is larger than ``most`` bytes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadBody("Begäran avbröts.")
        body += message.get("body", b"")
        if len(body) > most:
            raise TooMuch("Begäran är för stor.")
        if not message.get("more_body"):
            return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """A body that was read, to be read once more; then what comes after it (the browser leaving)."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def limited(receive: Receive, most: int, cut: Callable[[], None]) -> Receive:
    """A body on its way in, cut off beyond ``most`` bytes: ``cut`` is called, nothing more is read.

    Raises MultiPartException then, and when the browser leaves before the end: the form's
    parser clears away what it has written.
    """
    came = 0

    async def next_part() -> Message:
        nonlocal came
        message = await receive()
        if message["type"] == "http.disconnect":
            raise MultiPartException("The upload was broken off.")
        came += len(message.get("body", b""))
        if came > most:
            cut()
            raise MultiPartException("The upload is larger than the maximum allowed size.")
        return message

    return next_part


def parse(body: bytes) -> dict[str, Any]:
    """A JSON object in which no key stands twice. Raises: BadBody."""
    try:
        found = json.loads(body, object_pairs_hook=_once, parse_constant=_never)
    except (ValueError, RecursionError) as error:
        raise BadBody("Begäran kan inte läsas.") from error
    if not isinstance(found, dict):
        raise BadBody("Begäran kan inte läsas.")
    return found


def pressed(body: dict[str, Any]) -> tuple[int, str]:
    """Which event a request is for, and from which page. Raises: BadBody, unless both are plain."""
    event, page = body.get("fn_index"), body.get("session_hash")
    if type(event) is not int or not isinstance(page, str) or not is_name(page):
        raise BadBody("Begäran kan inte läsas.")
    return event, page


def is_name(text: str) -> bool:
    """Whether a browser's script may have picked the text to name a page or an upload."""
    return bool(_NAME.fullmatch(text))


def only(body: dict[str, Any], joining: bool) -> bytes:
    """The body as it is passed on: what the page sends, and nothing that could be read in two ways."""
    keys = _JOIN_KEYS if joining else _CANCEL_KEYS
    return json.dumps({key: body[key] for key in keys if key in body}).encode()


def files_in(value: Any) -> list[str]:
    """The server paths of all files that a body names. Raises: BadBody, a file is named in another way."""
    if isinstance(value, list):
        return [path for one in value for path in files_in(one)]
    if not isinstance(value, dict):
        return []
    if "path" not in value:
        return [path for one in value.values() for path in files_in(one)]
    path = value["path"]
    if not isinstance(path, str) or "://" in path:
        raise BadBody("En fil anges på fel sätt.")
    return [path]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _never(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
