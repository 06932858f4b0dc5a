"""The tab of the minutes: adding, what is indexed, reading, correcting, removing, rebuilding."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

from ui import parts
from ui.parts import Button, Frame, Html, Request
from ui.pressed import words_of
from ui.roles import caller_of
from ui.shelf import Shelf
from ui.uploads import KINDS, Uploads


class MinutesView:
    """Components of the tab, wired to the shelf. ``changes`` are the events that change the index."""

    def __init__(self, shelf: Shelf, uploads: Uploads, frame: Frame) -> None:
        self.shelf, self.uploads = shelf, uploads
        batch, folder, stop, report = self._adding()
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
        opened, told, ended = parts.bridge("mm-open"), parts.bridge("mm-set"), parts.bridge("mm-ended")
        Html("<h2>Indexets tillstånd</h2>")
        frame.keep(Html(elem_id="mm-state"), shelf.state)
        again = Button("Bygg om indexet", elem_id="mm-rebuild", elem_classes="mm-admin")
        rebuilt = Html(elem_id="mm-rebuilt")
        one = {"concurrency_id": "index", **parts.INSIDE}
        watched = {"concurrency_limit": None, **parts.INSIDE}
        batch.change(self._index, [batch, folder], [report, ended], **watched)
        stop.click(self._stop_indexing, None, report, **watched)
        parts.on([sought.change, sought.submit], shelf.documents, sought, table, **parts.INSIDE)
        read.click(self._read_meeting, name, [meeting, sure], **parts.INSIDE)
        opened.change(self._open_meeting, opened, [meeting, sure, name], **parts.INSIDE)
        remove.click(self._ask_to_remove, name, [meeting, sure], **parts.INSIDE)
        no.click(self._keep, None, [meeting, sure], **parts.INSIDE)
        gone = yes.click(self._remove, name, [meeting, sure, name], **one)
        changed = told.change(self._set_facts, told, meeting, **one)
        again.click(self._rebuild, None, [rebuilt, ended], **watched)
        self._report, self._ended = report, ended
        self.changes: tuple[Callable[..., Any], ...] = (ended.change, gone.then, changed.then)

    def follow(self, opens: Callable[..., Any]) -> None:
        """At each of these events, show the run that is under way."""
        opens(self._follow, None, [self._report, self._ended], concurrency_limit=8, **parts.INSIDE)

    def _adding(self) -> tuple[Any, ...]:
        limits = self.uploads.limits
        Html(_adding_html(limits.file_mb), elem_classes=["mm-html", "mm-edit"])
        batch = parts.bridge("mm-batch")
        folder = parts.Textbox(
            label="Eller en mapp på datorn där Mötesminne körs",
            placeholder="/mapp/med/protokoll",
            elem_classes="mm-admin",
        )
        with parts.Row(elem_classes="mm-edit"):
            Button("Läs in", variant="primary", elem_id="mm-add", elem_classes="mm-edit")
            stop = Button("Avbryt inläsningen", elem_id="mm-add-stop", elem_classes="mm-edit")
        return batch, folder, stop, Html(elem_id="mm-report")

    def _index(self, pressed: str, folder: str, request: Request) -> Iterator[Any]:
        caller = caller_of(request)
        files = self.uploads.take(caller.name, words_of(pressed).get("batch", ""))
        folder = folder if caller.may("admin") else ""  # a path on the server
        yield from _watched(self.shelf.index(files, folder))

    def _rebuild(self) -> Iterator[Any]:
        yield from _watched(self.shelf.rebuild())

    def _follow(self) -> Iterator[Any]:
        yield from _watched(self.shelf.under_way())

    def _stop_indexing(self) -> Any:
        return parts.shown(self.shelf.stop_indexing())

    def _read_meeting(self, document: str | None) -> Any:
        return self.shelf.read(document), parts.update(visible=False)

    def _open_meeting(self, pressed: str) -> Any:
        told = words_of(pressed)
        document = told.get("document", "")
        return (
            self.shelf.read(document, told.get("item", "")),
            parts.update(visible=False),
            parts.update(value=document or None),
        )

    def _set_facts(self, pressed: str) -> Iterator[str]:
        yield from self.shelf.set_facts(pressed)

    def _keep(self) -> Any:
        return "", parts.update(visible=False)

    def _ask_to_remove(self, document: str | None) -> Any:
        words, sure = self.shelf.ask_to_remove(document)
        return words, parts.update(visible=sure)

    def _remove(self, document: str) -> Any:
        return self.shelf.remove(document), parts.update(visible=False), parts.update(value=None)


def _watched(shown: Iterator[str]) -> Iterator[Any]:
    """A run as it goes; at its end a word that nobody has heard, by which the lists are drawn anew."""
    told = False
    for html in shown:
        told = True
        yield html, parts.skip()
    yield parts.skip(), secrets.token_hex(4) if told else parts.skip()


def _adding_html(file_mb: int) -> str:
    """Where files are chosen or dropped; page.js' neighbour upload.js does the rest."""
    endings = " ".join(KINDS)
    return (
        f'<section class="mm-drop" id="mm-files" aria-labelledby="mm-files-head" data-mb="{file_mb}" '
        f'data-endings="{endings}"><h2 id="mm-files-head">Lägg till protokoll</h2>'
        f'<p class="mm-note">PDF, DOCX, TXT och MD, högst {file_mb} MB per fil. Filer och mappar kan också '
        'släppas här.</p><p class="mm-tools"><button type="button" data-files="">Välj filer …</button>'
        '<button type="button" data-folder="">Välj en hel mapp …</button></p>'
        f'<input type="file" id="mm-pick" multiple accept="{endings.replace(" ", ",")}" hidden>'
        '<input type="file" id="mm-pick-folder" webkitdirectory hidden>'
        '<div id="mm-chosen"></div></section>'
    )
