"""What the buttons of the minutes' tab do, as HTML to show. No framework here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.build import BuildReport
from index.errors import MinutesError
from rag.assistant import Assistant
from rag.reporting import report_lines
from ui import lists
from ui.render import error_html, message_html
from ui.work import FAULT, Askers, indexing, unbroken

CHOOSE_FIRST = "Välj ett protokoll först."


class Shelf:
    """The minutes of one assistant. ``page`` names an open page: each adds files one run at a time."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._readers = Askers()

    def left(self, page: str) -> None:
        """The page was closed: nobody wants its work any more."""
        self._readers.call_off(page)

    def documents(self) -> str:
        """What is indexed, and what could not be."""
        return lists.documents_html(self.assistant.documents(), self.assistant.quarantine())

    def names(self) -> list[str]:
        """File names of what is indexed."""
        return [row.name for row in self.assistant.documents()]

    def index(self, page: str, files: Sequence[str], folder: str) -> Iterator[str]:
        """Index uploaded files and a folder of this computer, step by step, the report last."""
        return unbroken(self._index(page, files, folder), error_html(FAULT))

    def _index(self, page: str, files: Sequence[str], folder: str) -> Iterator[str]:
        paths = [Path(name) for name in files] + ([Path(folder.strip())] if folder.strip() else [])
        if not paths:
            yield error_html("Välj filer eller skriv en mapp först.")
            return
        with self._readers.enter(page) as cancel:
            try:
                for step in indexing(self.assistant, paths, len(files), cancel):
                    if isinstance(step, BuildReport):
                        yield lists.report_html(report_lines(step))
                    elif step:
                        yield lists.progress_html(step)
            except MinutesError as error:
                yield error_html(error)

    def stop_indexing(self, page: str) -> str:
        """Call off the page's indexing."""
        if self._readers.call_off(page):
            return message_html("Inläsningen stannar efter filen som läses nu.")
        return message_html("Ingen inläsning är på gång.")

    def read(self, name: str | None) -> str:
        """One meeting, item by item."""
        if not name:
            return error_html(CHOOSE_FIRST)
        try:
            return lists.meeting_html(name, self.assistant.meeting(name))
        except MinutesError as error:
            return error_html(error)

    def ask_to_remove(self, name: str | None) -> tuple[str, bool]:
        """What removing comes to, and whether it can be done."""
        if not name:
            return error_html(CHOOSE_FIRST), False
        return message_html(lists.removing_words(name)), True

    def remove(self, name: str) -> str:
        """Remove a document and say so."""
        try:
            self.assistant.remove(name)
        except MinutesError as error:
            return error_html(error)
        return message_html(f"{name} är borttaget, med alla spår i indexet.")
