"""Every route there is, and who may call it. What is not here answers 404, as what is closed does.

The page's framework brings many routes that nothing here needs. They are listed as well, so that
a test can tell when a new version brings another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ui.roles import Role

Who = Literal["anyone", "read", "edit", "admin", "nobody"]
GET, POST = ("GET", "HEAD"), ("POST",)
SAFE = GET
JOIN = "/gradio_api/queue/join"
UPLOAD = "/filer/{batch}"
CANCEL = "/gradio_api/cancel"
HEARTBEAT = "/gradio_api/heartbeat/{session_hash}"
STREAMS = ("/gradio_api/queue/data", HEARTBEAT)
"""Responses that go on for as long as the browser listens."""


@dataclass(frozen=True)
class Row:
    """One path template and who may call it. A role stands for itself and those above it."""

    path: str
    methods: tuple[str, ...]
    who: Who
    why: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the template matches: ``{name}`` one step of the path, ``{name:path}`` the rest of it."""
        parts = re.split(r"(\{\w+(?::path)?\})", self.path)
        steps = [
            re.escape(part) if at % 2 == 0 else ".+" if part.endswith(":path}") else "[^/]+"
            for at, part in enumerate(parts)
        ]
        return re.compile("".join(steps))

    @property
    def role(self) -> Role | None:
        """The role that is needed; None where there is no need of one."""
        return None if self.who == "anyone" or self.who == "nobody" else self.who


OPEN = (
    Row("/login", GET, "anyone", "the form to log in"),
    Row("/login", POST, "anyone", "logging in, slowed down after failures"),
    Row("/session.css", GET, "anyone", "how that form looks, and what each role is shown"),
    Row("/favicon.ico", GET, "anyone", "browsers fetch it without cookies"),
    Row("/manifest.json", GET, "anyone", "the page's title; browsers fetch it without cookies"),
    Row("/logout", POST, "anyone", "ends the caller's own session, if there is one"),
    Row("/", GET, "read", "the page"),
    Row("/config", GET, "read", "the page's components"),
    Row("/page.js", GET, "read", "our script"),
    Row("/upload.js", GET, "read", "our script for choosing and sending files"),
    Row("/page.css", GET, "read", "our style"),
    Row("/session.js", GET, "read", "who is logged in, and the way out"),
    Row("/theme.css", GET, "read", "the framework's style"),
    Row("/gradio_api/theme.css", GET, "read", "the framework's style"),
    Row("/assets/{path:path}", GET, "read", "the framework's scripts"),
    Row("/static/{path:path}", GET, "read", "the framework's fonts and pictures"),
    Row("/gradio_api/app_id", GET, "read", "tells an open page that the server was restarted"),
    Row("/gradio_api/startup-events", GET, "read", "the framework's own start"),
    Row(JOIN, POST, "read", "presses a button: each event needs the role in ui/roles.py"),
    Row("/gradio_api/queue/data", GET, "read", "what the buttons show, to their own page only"),
    Row(HEARTBEAT, GET, "read", "tells when the own page is closed"),
    Row(CANCEL, POST, "read", "calls off what the own page asked for"),
    Row("/gradio_api/reset", POST, "read", "the framework's, does nothing"),
    Row(UPLOAD, POST, "edit", "one file, within the limits of size"),
    Row("/beslut.{kind}", GET, "read", "the decision log as a file"),
    Row("/sammanfattning.{kind}", GET, "read", "a draft as a file, by a token only its page was told"),
    Row("/svar.{kind}", GET, "read", "an answer as a file"),
    Row("/sida/{document_id}/{page}.png", GET, "read", "a page's picture with the quotes marked"),
    Row("/original/{document_id}", GET, "read", "an original file, by the digest of its bytes"),
    Row("/konto", GET, "read", "the caller's own account"),
    Row("/konto", POST, "read", "another password for oneself"),
    Row("/konton", GET, "admin", "all accounts"),
    Row("/konton", POST, "admin", "adding, changing and removing accounts"),
)
_CLOSED_GET = """
    /config/ /logout /monitoring /monitoring/summary /monitoring/{key} /openapi.json /pwa_icon
    /pwa_icon/{size} /robots.txt /svelte/{path:path} /gradio_api/app_id/
    /gradio_api/call/v2/{api_name}/{event_id} /gradio_api/call/{api_name}/{event_id}
    /gradio_api/custom_component/{id}/{environment}/{type}/{file_name} /gradio_api/deep_link
    /gradio_api/dev/reload /gradio_api/file/{path:path} /gradio_api/file={path_or_url:path} /gradio_api/info
    /gradio_api/info/ /gradio_api/login_check /gradio_api/login_check/ /gradio_api/openapi.json
    /gradio_api/proxy={url_path:path} /gradio_api/queue/status /gradio_api/runs /gradio_api/runs/
    /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file
    /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8
    /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext} /gradio_api/token
    /gradio_api/token/
    /gradio_api/upload_progress /gradio_api/user /gradio_api/user/ /gradio_api/vibe-code
    /gradio_api/vibe-code/
"""
_CLOSED_POST = """
    /login/ /gradio_api/api/{api_name} /gradio_api/api/{api_name}/ /gradio_api/call/v2/{api_name}
    /gradio_api/call/v2/{api_name}/ /gradio_api/call/{api_name} /gradio_api/call/{api_name}/
    /gradio_api/component_server /gradio_api/component_server/ /gradio_api/process_recording
    /gradio_api/reset/ /gradio_api/run/{api_name} /gradio_api/run/{api_name}/ /gradio_api/stream/{event_id}
    /gradio_api/stream/{event_id}/close /gradio_api/undo-vibe-edit /gradio_api/undo-vibe-edit/
    /gradio_api/upload
    /gradio_api/vibe-code /gradio_api/vibe-code/ /gradio_api/vibe-edit /gradio_api/vibe-edit/
    /gradio_api/vibe-starter-queries /gradio_api/vibe-starter-queries/
"""
CLOSED = (
    *(Row(path, GET, "nobody", "the framework's, not needed") for path in _CLOSED_GET.split()),
    *(Row(path, POST, "nobody", "the framework's, not needed") for path in _CLOSED_POST.split()),
)
TABLE = (*OPEN, *CLOSED)


def row_for(method: str, path: str) -> Row | None:
    """The open route that a request means; None where there is none."""
    return next((row for row in OPEN if method in row.methods and row.pattern.fullmatch(path)), None)
