"""The page served from a thread over a temporary data folder, and a browser that watches itself."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from app import make_server
from index.errors import Cancelled
from index.store import Store
from rag.assistant import Assistant
from rag.engine.protocol import GenerationLimits, Prompt, RunStats
from rag.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedEngine
from ui.access import Access
from ui.server import listening

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.blockedURI))"
)


class GatedEngine(ScriptedEngine):
    """A scripted engine that, while ``gate`` is closed, waits before its second word.

    ``called_off`` is set when a run ended because nobody wanted it any more.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.gate.set()
        self.waiting = threading.Event()
        self.called_off = threading.Event()
        self._turn = threading.Lock()

    def stream(
        self, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        """As the scripted engine, one run at a time."""
        while not self._turn.acquire(timeout=0.02):
            if cancel.is_set():
                self.called_off.set()
                raise Cancelled("Svaret avbröts.")
        try:
            for piece in super().stream(prompt, limits, cancel):
                yield piece
                while not self.gate.wait(0.02):
                    self.waiting.set()
                    if cancel.is_set():
                        self.called_off.set()
                        raise Cancelled("Svaret avbröts.")
            return self.stats
        finally:
            self._turn.release()


class SmallAssistant(Assistant):
    """The real assistant over the real store, with models that need no time."""

    def __init__(self, settings: Settings, engine: ScriptedEngine) -> None:
        embedder = HashingEmbedder()
        super().__init__(settings, Store.open(settings.home, embedder.model_id, embedder.dimension))
        self._made = embedder
        self.engine = engine


@dataclass(frozen=True)
class Site:
    """A served page: where, over what, and with which engine behind it."""

    url: str
    assistant: Assistant
    engine: GatedEngine


@contextmanager
def serving(assistant: Assistant, access: Access | None = None) -> Iterator[str]:
    """The page's address while the block runs."""
    told = listening(access.exposure) if access else {"log_level": "error"}
    config = uvicorn.Config(make_server(assistant, access), **{**told, "host": "127.0.0.1", "port": 0})
    server = uvicorn.Server(config)
    started = threading.Event()
    startup = server.startup

    async def tell(*arguments: object, **named: object) -> None:
        await startup()
        started.set()

    server.startup = tell  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert started.wait(60)
        port = server.servers[0].sockets[0].getsockname()[1]
        scheme = "https" if config.is_ssl else "http"
        yield f"{scheme}://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(30)


@dataclass
class Browser:
    """A browser of one's own that remembers every request and every complaint."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, url: str, dark: bool = False, width: int = 1280) -> Page:
        """A fresh page at ``url``, ready for use."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.add_init_script(_VIOLATIONS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)
        # Choosers are caught from the start: a listener set just before the press can come too late.
        page.on("filechooser", lambda chooser: None)
        page.goto(url)
        page.wait_for_selector("#mm-examples button")
        return page

    def foreign(self, url: str) -> list[str]:
        """Every request so far that did not go to the page's own origin."""
        return [asked for asked in self.requests if not asked.startswith((url, "data:", "blob:"))]

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@contextmanager
def browsing(executable: str, profile: Path, arguments: Sequence[str] = ARGUMENTS) -> Iterator[Browser]:
    """A browser with an empty profile."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=executable, args=list(arguments), locale="sv-SE"
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        browser = Browser(context)
        context.on("request", browser._asked)
        try:
            yield browser
        finally:
            context.close()
