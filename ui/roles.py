"""Who may do what on the page: three roles, and one table with the role that each event needs.

The page hides what one may not do (``elem_classes="mm-edit"`` or ``"mm-admin"``, see ``page.css``);
what counts is that the server refuses it, whatever the browser sends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

Role = Literal["read", "edit", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From least to most: each may do what those before it may."""
SWEDISH: Mapping[Role, str] = {"read": "läsa", "edit": "redigera", "admin": "administrera"}

EVENTS: Mapping[str, Role] = {
    # asking and seeing
    "ask": "read",
    "stop": "read",
    "start_over": "read",
    "limits": "read",
    "free": "read",
    "wrong": "read",
    "fresh": "read",
    "follow": "read",
    "left": "read",
    "documents": "read",
    "read_meeting": "read",
    "open_meeting": "read",
    "decisions": "read",
    "pick": "read",
    "clear_log": "read",
    "choose_kind": "read",
    "summarise": "read",
    "stop_summary": "read",
    "checkup": "read",
    # editing drafts, and changing what is indexed
    "change_draft": "edit",
    "index": "edit",
    "stop_indexing": "edit",
    "ask_to_remove": "edit",
    "keep": "edit",
    "remove": "edit",
    "set_facts": "edit",
    "rebuild": "admin",
}
"""The role an event of the page needs, by its ``api_name`` without a leading ``_`` and a trailing
number. An event that is not here needs the highest role, and a test fails.
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request. ``name`` is "" for the one person at a page without login; ``by_proxy``: a proxy
    has done the login, so it is not ours to end.
    """

    name: str
    role: Role
    by_proxy: bool = False

    def may(self, wanted: Role) -> bool:
        """Whether the caller's role is enough."""
        return ROLES.index(self.role) >= ROLES.index(wanted)


LOCAL = Caller("", "admin")
"""Whoever sits at this computer, where no login is set."""


def event_role(api_name: object) -> Role:
    """The role an event needs; the highest where it has no row."""
    return EVENTS.get(event_name(api_name), "admin")


def event_name(api_name: object) -> str:
    """An event's name as ``EVENTS`` has it: the framework numbers events of one name."""
    return re.sub(r"_\d+$", "", str(api_name)).removeprefix("_")


def caller_of(request: Any) -> Caller:
    """Who sent a request that has passed the gate, for the handlers of the page.

    ``request`` is anything with the ``state`` of a Starlette request. Nobody is let in by chance:
    a request that did not pass the gate is no more than a reader's.
    """
    return cast(Caller, getattr(request.state, "caller", Caller("", "read")))
