"""What the buttons of the minutes' tab do, as HTML to show. No framework here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from index.build import BuildReport, Progress
from index.errors import MinutesError, UnknownDocument
from index.ledger.rows import StaffFacts
from index.types import Filters, Meeting
from rag.assistant import Assistant
from rag.condition import condition
from rag.reporting import report_lines
from ui import lists, meetings
from ui.pressed import words_of
from ui.progress import STOPPING, Files
from ui.render import error_html, message_html
from ui.runs import Runs
from ui.work import FAULT, aside, indexing, unbroken

CHOOSE_FIRST = "Välj ett protokoll först."
WAITING = "Väntar på en inläsning som redan pågår …"
Steps = Iterator[Progress | BuildReport | None]


class Shelf:
    """The minutes of one assistant. What changes them goes on whatever page is open, one run at a time."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._runs = Runs()

    # -- what there is ---------------------------------------------------------------------

    def documents(self, sought: str = "") -> str:
        """What is indexed, as far as name, date or body hold the words sought; and what could not be."""
        rows = self.assistant.documents()
        words = sought.lower().split()
        found = [
            row
            for row in rows
            if all(
                word in f"{row.name} {lists.when(row)} {lists.who(row.body, row.organisation)}".lower()
                for word in words
            )
        ]
        return lists.documents_html(found, () if words else self.assistant.quarantine(), len(rows))

    def names(self) -> list[tuple[str, str]]:
        """File name and id of what is indexed."""
        return [(row.name, row.document_id) for row in self.assistant.documents()]

    def state(self) -> str:
        """The state of the index and its caches."""
        return lists.terms_html(condition(self.assistant.store, self.assistant.settings))

    def read(self, document: str | None, item: str = "") -> str:
        """One meeting, item by item, at the item with that id."""
        if not document:
            return error_html(CHOOSE_FIRST)
        try:
            return self._meeting(document, item)
        except MinutesError as error:
            return error_html(error)

    def _meeting(self, document: str, item: str = "") -> str:
        meeting = self.assistant.meeting(document)
        name = self.assistant.store.ledger.find_document(document).name
        found = self.assistant.store.ledger.decisions(Filters(document_ids=(meeting.document_id,)))
        return meetings.meeting_html(name, meeting, [decision for decision, _ in found], item)

    # -- adding ----------------------------------------------------------------------------

    def index(self, files: Sequence[Path], folder: str) -> Iterator[str]:
        """Index uploaded files and a folder of this computer, step by step, the report last."""
        paths = [*files, *([Path(folder.strip())] if folder.strip() else [])]
        if not paths:
            return iter((error_html("Välj filer eller skriv en mapp först."),))
        return self._run(lambda cancel: indexing(self.assistant, paths, len(files), cancel))

    def rebuild(self) -> Iterator[str]:
        """Make the index anew, step by step, the report last."""

        def steps(cancel: threading.Event) -> Steps:
            def work(tell: Callable[[Progress | BuildReport], None]) -> None:
                tell(self.assistant.rebuild(tell, cancel))

            return aside(work, cancel)

        return self._run(steps)

    def under_way(self) -> Iterator[str]:
        """What the run under way tells from now on, whoever began it; nothing where there is none."""
        run = self._runs.present()
        return run.watch() if run else iter(())

    def _run(self, steps: Callable[[threading.Event], Steps]) -> Iterator[str]:
        words = WAITING if self._runs.present() else "Börjar …"

        def told(cancel: threading.Event) -> Iterator[str]:
            return unbroken(self._tell(words, steps(cancel), cancel), error_html(FAULT))

        return self._runs.begin(told).watch()

    def _tell(self, words: str, steps: Steps, cancel: threading.Event) -> Iterator[str]:
        files = Files(self._reason, called_off=cancel.is_set)
        fresh = False
        try:
            yield message_html(words, "busy", announce=False)
            for step in steps:
                if isinstance(step, BuildReport):
                    yield lists.report_html(report_lines(step))
                elif step:
                    files.take(step)
                    fresh = True
                    if step.stage in ("embedding", "finishing"):
                        yield files.html()
                        fresh = False
                elif fresh:
                    yield files.html()
                    fresh = False
        except MinutesError as error:
            yield error_html(error)

    def _reason(self, name: str) -> str:
        return next((why for refused, why in self.assistant.quarantine() if refused == name), "")

    def stop_indexing(self) -> str:
        """Call off what is under way, whoever began it."""
        words = f"{STOPPING}." if self._runs.call_off() else "Ingen inläsning är på gång."
        return message_html(words)

    # -- correcting and removing -----------------------------------------------------------

    def set_facts(self, pressed: str) -> Iterator[str]:
        """Set what the form says (``pressed``, its content as JSON); the meeting as it then is comes last."""
        told = words_of(pressed)
        document = told.get("document", "")
        return unbroken(self._set_facts(document, told), error_html(FAULT))

    def _set_facts(self, document: str, told: dict[str, str]) -> Iterator[str]:
        yield message_html("Skriver om protokollets uppgifter …", "busy", announce=False)
        try:
            meeting = self.assistant.meeting(document)
            facts = None if told.get("do") == "as_read" else _changes(meeting, told)
            if facts == StaffFacts():
                yield message_html("Ingenting var ändrat.") + self._meeting(document)
                return
            self.assistant.set_facts(document, facts)
            yield message_html("Uppgifterna är sparade och gäller i sökningen.") + self._meeting(document)
        except UnknownDocument as error:
            yield error_html(error)
        except MinutesError as error:
            yield error_html(error) + self.read(document)

    def ask_to_remove(self, document: str | None) -> tuple[str, bool]:
        """What removing comes to, and whether it can be done."""
        if not document:
            return error_html(CHOOSE_FIRST), False
        row = next((one for one in self.assistant.documents() if one.document_id == document), None)
        if row is None:
            return error_html("Protokollet finns inte längre."), False
        return message_html(lists.removing_words(row)), True

    def remove(self, document: str) -> str:
        """Remove a document and say so."""
        try:
            name = self.assistant.store.ledger.find_document(document).name
            self.assistant.remove(document)
        except MinutesError as error:
            return error_html(error)
        return message_html(f"{name} är borttaget, med alla spår i indexet.")


def _changes(meeting: Meeting, told: dict[str, str]) -> StaffFacts:
    """What the form says that the meeting does not. Raises: MinutesError (no date)."""
    day = told.get("date", "").strip()
    try:
        wanted = date.fromisoformat(day) if day else None
    except ValueError:
        raise MinutesError(f"”{day}” är inget datum.", "Skriv som 2024-03-12.") from None

    def changed(name: str, known: str) -> str | None:
        said = " ".join(told.get(name, known).split())
        return None if said == known else said

    return StaffFacts(
        None if wanted == meeting.date else wanted,
        changed("body", meeting.body),
        changed("organisation", meeting.organisation),
    )
