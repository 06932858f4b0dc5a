"""The page that staff use: its tabs put together, mounted under our own rules, served. Nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI

from index.picturing import Pictures
from rag.assistant import Assistant, parse_limits
from ui import lists, parts
from ui.access import Access, open_access
from ui.desk import Desk
from ui.downloads import Downloads
from ui.log import Log
from ui.offline import silence
from ui.server import Behind, make_app, run, uploads_folder
from ui.shelf import Shelf
from ui.summaries import Summaries
from ui.uploads import UploadLimits, Uploads
from ui.views.about import AboutView
from ui.views.asking import AskView
from ui.views.log import LogView
from ui.views.minutes import MinutesView
from ui.views.summaries import SummariesView


class Page:
    """The page over one assistant; nothing is kept in the browser or sent anywhere."""

    def __init__(self, assistant: Assistant, uploads: Uploads) -> None:
        self.desk, self.shelf, self.log = Desk(assistant), Shelf(assistant), Log(assistant)
        self.summaries = Summaries(assistant, self.desk.turns)
        frame = parts.Frame()
        with parts.blocks() as self.blocks:
            parts.Html(lists.HEADER)
            with parts.tabs():
                with parts.Tab("Fråga"):
                    AskView(self.desk, frame)
                with parts.Tab("Protokoll"):
                    minutes = MinutesView(self.shelf, uploads, frame)
                with parts.Tab("Beslut"):
                    LogView(self.log, frame)
                with parts.Tab("Sammanfatta"):
                    SummariesView(self.summaries, self.shelf, frame)
                with parts.Tab("Om"):
                    AboutView(assistant, self.desk.conversations, frame)
            frame.follow((self.blocks.load, *minutes.changes))
            minutes.follow(self.blocks.load)
            self.blocks.unload(self._left)
        self.blocks.queue(max_size=200, default_concurrency_limit=4, api_open=False)

    def _left(self, request: parts.Request) -> None:
        self.desk.left(parts.page_id(request))
        self.summaries.left(parts.page_id(request))


def make_server(assistant: Assistant, access: Access | None = None) -> FastAPI:
    """The page mounted under our own rules. Raises: BadSettings, it would be open to others."""
    settings = assistant.settings
    access = access or open_access(settings)
    folder = uploads_folder(settings.home)
    silence(os.environ, folder)
    uploads = Uploads(UploadLimits(Path(folder), settings.max_file_mb, settings.server.upload_mb))
    page = Page(assistant, uploads)
    web = make_app(
        access,
        Behind(
            events={number: event.api_name for number, event in page.blocks.fns.items()},
            uploads=uploads,
            paths_of=lambda name: tuple(map(Path, assistant.store.ledger.find_document(name).paths)),
        ),
    )
    pictures = Pictures(assistant.store, parse_limits(settings))
    Downloads(page.desk, page.log, page.summaries, pictures).add_to(web)
    parts.mount(web, page.blocks, settings.server)
    return web


def serve(assistant: Assistant, access: Access, ready: Callable[[], None]) -> None:
    """Serve until interrupted; ``ready`` is called once, when a browser can connect.

    The models are loaded in the background meanwhile.
    """
    web = make_server(assistant, access)
    assistant.warm_up()
    run(web, access.exposure, ready)
