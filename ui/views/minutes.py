"""The tab of the minutes: adding, what is indexed, reading, correcting, removing, rebuilding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ui import parts
from ui.parts import Button, Frame, Html, Request
from ui.pressed import words_of
from ui.roles import caller_of
from ui.shelf import Shelf

_UPLOAD = (
    '<p class="mm-edit"><button type="button" data-folder="">Välj en hel mapp …</button> '
    '<span class="mm-note">Filer och mappar kan också släppas i rutan ovanför.</span> '
    '<strong data-folder-note=""></strong></p>'
)


class MinutesView:
    """Components of the tab, wired to the shelf. ``changes`` are the events that change the index."""

    def __init__(self, shelf: Shelf, frame: Frame) -> None:
        self.shelf = shelf
        files, folder, add, stop, report = self._adding()
        sought = parts.Textbox(
            label="Sök bland protokollen (fil, datum eller organ)", max_lines=1, elem_id="mm-sought"
        )
        table = frame.keep(Html(elem_id="mm-documents"), shelf.documents)
        name = parts.Dropdown([], value=None, label="Välj ett protokoll", elem_id="mm-document")
        frame.keep(name, lambda: parts.update(choices=shelf.names()))
        with parts.Row():
            read = Button("Läs protokollet", elem_id="mm-read")
            remove = Button("Ta bort protokollet …", elem_id="mm-remove", elem_classes="mm-edit")
        with parts.row(visible=False) as sure:
            yes = Button("Ja, ta bort", variant="stop", elem_id="mm-remove-yes")
            no = Button("Nej, behåll", elem_id="mm-remove-no")
        meeting = Html(elem_id="mm-meeting")
        opened, told = parts.bridge("mm-open"), parts.bridge("mm-set")
        Html("<h2>Indexets tillstånd</h2>")
        frame.keep(Html(elem_id="mm-state"), shelf.state)
        again = Button("Bygg om indexet", elem_id="mm-rebuild", elem_classes="mm-admin")
        rebuilt = Html(elem_id="mm-rebuilt")
        one = {"concurrency_id": "index", **parts.INSIDE}
        added = add.click(self._index, [files, folder], [report, files], **one)
        stop.click(self._stop_indexing, None, report, concurrency_limit=None, **parts.INSIDE)
        parts.on([sought.change, sought.submit], shelf.documents, sought, table, **parts.INSIDE)
        read.click(self._read_meeting, name, [meeting, sure], **parts.INSIDE)
        opened.change(self._open_meeting, opened, [meeting, sure, name], **parts.INSIDE)
        remove.click(self._ask_to_remove, name, [meeting, sure], **parts.INSIDE)
        no.click(self._keep, None, [meeting, sure], **parts.INSIDE)
        gone = yes.click(self._remove, name, [meeting, sure, name], **one)
        changed = told.change(self._set_facts, told, meeting, **one)
        made = again.click(self._rebuild, None, rebuilt, **one)
        self.changes: tuple[Callable[..., Any], ...] = (added.then, gone.then, changed.then, made.then)

    def _adding(self) -> tuple[Any, ...]:
        files = parts.files("Lägg till filer (PDF, DOCX, TXT, MD)", "multiple", "mm-files")
        Html(_UPLOAD)
        folder = parts.Textbox(
            label="Eller en mapp på den här datorn",
            placeholder="/mapp/med/protokoll",
            elem_classes="mm-admin",
        )
        with parts.Row():
            add = Button("Läs in", variant="primary", elem_id="mm-add", elem_classes="mm-edit")
            stop = Button("Avbryt inläsningen", elem_id="mm-add-stop", elem_classes="mm-edit")
        return files, folder, add, stop, Html(elem_id="mm-report")

    def _index(self, files: Sequence[str] | None, folder: str, request: Request) -> Iterator[Any]:
        folder = folder if caller_of(request).may("admin") else ""  # a path on the server
        for shown in self.shelf.index(parts.page_id(request), files or (), folder):
            yield shown, parts.skip()
        yield parts.skip(), None

    def _stop_indexing(self, request: Request) -> str:
        return self.shelf.stop_indexing(parts.page_id(request))

    def _rebuild(self, request: Request) -> Iterator[str]:
        yield from self.shelf.rebuild(parts.page_id(request))

    def _read_meeting(self, document: str | None) -> Any:
        return self.shelf.read(document), parts.update(visible=False)

    def _open_meeting(self, pressed: str) -> Any:
        document = words_of(pressed).get("document", "")
        return self.shelf.read(document), parts.update(visible=False), parts.update(value=document or None)

    def _set_facts(self, pressed: str) -> Iterator[str]:
        yield from self.shelf.set_facts(pressed)

    def _keep(self) -> Any:
        return "", parts.update(visible=False)

    def _ask_to_remove(self, document: str | None) -> Any:
        words, sure = self.shelf.ask_to_remove(document)
        return words, parts.update(visible=sure)

    def _remove(self, document: str) -> Any:
        return self.shelf.remove(document), parts.update(visible=False), parts.update(value=None)
