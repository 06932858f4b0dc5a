"""What each button of the page does, as HTML to show. No Gradio here; None leaves what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from index.build import BuildReport
from index.errors import Cancelled, MinutesError
from rag.assistant import Assistant
from rag.exporting import decisions_csv
from rag.reporting import report_lines
from rag.types import PlacedDecision
from ui import choices, lists, render
from ui.choices import ALL_BODIES, ALL_YEARS
from ui.render import Screen
from ui.work import Askers, asking, indexing, unbroken

CALLED_OFF = "Avbrutet. Citaten gäller, men något svar har inte formulerats."
FAULT = "Något gick fel i programmet. Försök igen; felet står i loggen på servern."
CHOOSE_FIRST = "Välj ett protokoll först."


def _error(error: MinutesError | str) -> str:
    return render.message_html(str(error), "error")


class Desk:
    """The page's work over one assistant. ``page`` names an open page: each has one question at a time."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._askers, self._readers = Askers(), Askers()

    def left(self, page: str) -> None:
        """The page was closed: nobody wants its work any more."""
        self._askers.call_off(page)
        self._readers.call_off(page)

    # -- asking ----------------------------------------------------------------------------

    def ask(self, page: str, question: str, body: str, first: str, last: str) -> Iterator[Screen]:
        """Answer a question within the chosen limits, screen by screen."""
        return unbroken(self._ask(page, question, body, first, last), Screen(_error(FAULT), answer=""))

    def _ask(self, page: str, question: str, body: str, first: str, last: str) -> Iterator[Screen]:
        yield Screen(render.message_html("Söker i protokollen …", "busy", announce=False), "", "")
        with self._askers.enter(page) as cancel:
            try:
                only = choices.chosen(self.assistant.documents(), body, first, last)
                events = asking(self.assistant, question, only, cancel)
                ahead = partial(self._askers.ahead, page)
                yield from render.answering(events, self.assistant.item_text, ahead)
            except Cancelled:
                cancel.set()
            except MinutesError as error:
                yield Screen(_error(error), answer="")
                return
            if cancel.is_set():
                yield Screen(render.message_html(CALLED_OFF), answer="")

    def stop(self, page: str) -> str | None:
        """Call off the page's question; it says so itself when it has stopped."""
        return None if self._askers.call_off(page) else render.message_html("Ingen fråga är på gång.")

    def examples(self) -> str:
        """Questions to try."""
        return render.examples_html(self.assistant.example_questions())

    # -- minutes ---------------------------------------------------------------------------

    def documents(self) -> str:
        """What is indexed, and what could not be."""
        return lists.documents_html(self.assistant.documents(), self.assistant.quarantine())

    def names(self) -> list[str]:
        """File names of what is indexed."""
        return [row.name for row in self.assistant.documents()]

    def index(self, page: str, files: Sequence[str], folder: str) -> Iterator[str]:
        """Index uploaded files and a folder of this computer, step by step, the report last."""
        return unbroken(self._index(page, files, folder), _error(FAULT))

    def _index(self, page: str, files: Sequence[str], folder: str) -> Iterator[str]:
        paths = [Path(name) for name in files] + ([Path(folder.strip())] if folder.strip() else [])
        if not paths:
            yield _error("Välj filer eller skriv en mapp först.")
            return
        with self._readers.enter(page) as cancel:
            try:
                for step in indexing(self.assistant, paths, len(files), cancel):
                    if isinstance(step, BuildReport):
                        yield lists.report_html(report_lines(step))
                    elif step:
                        yield lists.progress_html(step)
            except MinutesError as error:
                yield _error(error)

    def stop_indexing(self, page: str) -> str:
        """Call off the page's indexing."""
        if self._readers.call_off(page):
            return render.message_html("Inläsningen stannar efter filen som läses nu.")
        return render.message_html("Ingen inläsning är på gång.")

    def read(self, name: str | None) -> str:
        """One meeting, item by item."""
        if not name:
            return _error(CHOOSE_FIRST)
        try:
            return lists.meeting_html(name, self.assistant.meeting(name))
        except MinutesError as error:
            return _error(error)

    def ask_to_remove(self, name: str | None) -> tuple[str, bool]:
        """What removing comes to, and whether it can be done."""
        return (
            (render.message_html(lists.removing_words(name)), True) if name else (_error(CHOOSE_FIRST), False)
        )

    def remove(self, name: str) -> str:
        """Remove a document and say so."""
        try:
            self.assistant.remove(name)
        except MinutesError as error:
            return _error(error)
        return render.message_html(f"{name} är borttaget, med alla spår i indexet.")

    # -- decisions -------------------------------------------------------------------------

    def _found(self, body: str, first: str, last: str, text: str, everything: bool) -> list[PlacedDecision]:
        wanted = choices.decision_filter(text, everything, first, last)
        return choices.of_body(self.assistant.decisions(wanted), body)

    def decisions(
        self,
        body: str = ALL_BODIES,
        first: str = ALL_YEARS,
        last: str = ALL_YEARS,
        text: str = "",
        everything: bool = False,
    ) -> str:
        """The decision log for a choice, with the link to the same as a file."""
        rows = self._found(body, first, last, text, everything)
        fields = {"organ": body, "fran": first, "till": last, "sok": text, "alla": str(everything).lower()}
        return lists.decisions_html(rows, choices.words(body, first, last), fields)

    def csv(self, body: str, first: str, last: str, text: str, everything: bool) -> str:
        """The same log as CSV."""
        return decisions_csv(self._found(body, first, last, text, everything))
