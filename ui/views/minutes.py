"""The tab of the minutes: what is indexed, adding, reading and removing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ui import parts
from ui.parts import Button, Frame, Html, Request
from ui.roles import caller_of
from ui.shelf import Shelf


class MinutesView:
    """Components of the tab, wired to the shelf. ``changes`` are the events that change the index."""

    def __init__(self, shelf: Shelf, frame: Frame) -> None:
        self.shelf = shelf
        files = parts.files("Lägg till filer (PDF, DOCX, TXT, MD)", "multiple", "mm-files")
        folder = parts.Textbox(
            label="Eller en mapp på den här datorn",
            placeholder="/mapp/med/protokoll",
            elem_classes="mm-admin",
        )
        with parts.Row():
            add = Button("Läs in", variant="primary", elem_id="mm-add", elem_classes="mm-edit")
            stop = Button("Avbryt inläsningen", elem_id="mm-add-stop", elem_classes="mm-edit")
        report = Html(elem_id="mm-report")
        frame.keep(Html(elem_id="mm-documents"), shelf.documents)
        name = parts.Dropdown([], value=None, label="Välj ett protokoll", elem_id="mm-document")
        frame.keep(name, lambda: parts.update(choices=shelf.names()))
        with parts.Row():
            read = Button("Läs protokollet", elem_id="mm-read")
            remove = Button("Ta bort protokollet …", elem_id="mm-remove", elem_classes="mm-edit")
        meeting = Html(elem_id="mm-meeting")
        with parts.row(visible=False) as sure:
            yes = Button("Ja, ta bort", variant="stop", elem_id="mm-remove-yes")
            no = Button("Nej, behåll", elem_id="mm-remove-no")
        added = add.click(
            self._index, [files, folder], [report, files], concurrency_id="index", **parts.INSIDE
        )
        stop.click(self._stop_indexing, None, report, concurrency_limit=None, **parts.INSIDE)
        read.click(self._read_meeting, name, [meeting, sure], **parts.INSIDE)
        remove.click(self._ask_to_remove, name, [meeting, sure], **parts.INSIDE)
        no.click(self._keep, None, [meeting, sure], **parts.INSIDE)
        gone = yes.click(self._remove, name, [meeting, sure, name], concurrency_id="index", **parts.INSIDE)
        self.changes: tuple[Callable[..., Any], ...] = (added.then, gone.then)

    def _index(self, files: Sequence[str] | None, folder: str, request: Request) -> Iterator[Any]:
        folder = folder if caller_of(request).may("admin") else ""  # a path on the server
        for shown in self.shelf.index(parts.page_id(request), files or (), folder):
            yield shown, parts.skip()
        yield parts.skip(), None

    def _stop_indexing(self, request: Request) -> str:
        return self.shelf.stop_indexing(parts.page_id(request))

    def _read_meeting(self, name: str | None) -> Any:
        return self.shelf.read(name), parts.update(visible=False)

    def _keep(self) -> Any:
        return "", parts.update(visible=False)

    def _ask_to_remove(self, name: str | None) -> Any:
        words, sure = self.shelf.ask_to_remove(name)
        return words, parts.update(visible=sure)

    def _remove(self, name: str) -> Any:
        return self.shelf.remove(name), parts.update(visible=False), parts.update(value=None)
