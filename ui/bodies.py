"""What a request may bring that is no upload: small JSON that says one thing only."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from typing import Any

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
    """Whose each open page is: the first to name it, for as long as it is known.

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


def names_files(value: Any) -> bool:
    """Whether a body names a file of the server: nothing on the page does; the framework would open it."""
    if isinstance(value, list):
        return any(map(names_files, value))
    return isinstance(value, dict) and ("path" in value or any(map(names_files, value.values())))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _never(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
