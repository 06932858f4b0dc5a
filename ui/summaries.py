"""What the buttons of the summaries' tab do, as HTML and files. No framework here."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from index.errors import Cancelled, MinutesError
from rag.assistant import Assistant
from rag.export.markdown import to_markdown
from rag.export.print_page import to_print_page
from rag.export.word import to_docx
from rag.placing import spans_in
from rag.summary.edits import edited
from rag.summary.types import Length, Summary, SummaryKind, SummaryProgress, SummaryRequest
from rag.types import Quote
from ui import drafts
from ui.choices import time_bounds
from ui.pressed import words_of
from ui.render import error_html, message_html
from ui.turns import Turns
from ui.work import FAULT, aside, unbroken

KINDS: Mapping[str, SummaryKind] = MappingProxyType(
    {
        "Ett möte": "meeting",
        "Ett organ, för den som är ny": "briefing",
        "Nytt sedan förra mötet": "since",
        "Ett ärende över tid": "matter",
    }
)
LENGTHS: Mapping[str, Length] = MappingProxyType({"En sida": "page", "Tre sidor": "three", "Allt": "full"})
FORMS: Mapping[str, Callable[[Summary], str | bytes]] = MappingProxyType(
    {"md": to_markdown, "docx": to_docx, "html": to_print_page}
)
"""How a draft becomes a file, by suffix."""
CALLED_OFF = "Avbrutet. Det som hann bli klart är sparat; samma val fortsätter därifrån."
MOST_DRAFTS = 50
Screen = tuple[str, str | None, str | None]
"""Status, draft and sources as HTML; None leaves what stands there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader chose: the kind by its name, and what it needs."""

    kind: str
    document: str | None = None
    body: str = ""
    matter: str = ""
    first: str = ""
    last: str = ""
    length: str = "Allt"

    def request(self) -> SummaryRequest:
        """The choice as the assistant takes it. Raises: MinutesError where something is missing."""
        kind = KINDS.get(self.kind, "meeting")
        if kind == "meeting" and not self.document:
            raise MinutesError("Välj ett protokoll först.")
        if kind in ("briefing", "since") and not self.body:
            raise MinutesError("Välj ett organ först.")
        if kind == "matter" and not self.matter.strip():
            raise MinutesError("Skriv vilket ärende det gäller, till exempel ett ord ur rubriken.")
        name = self.document if kind == "meeting" else self.matter.strip() if kind == "matter" else ""
        since, until = time_bounds(self.first)[0], time_bounds(self.last)[1]
        if kind == "meeting":
            since, until = None, None
        body = self.body if kind in ("briefing", "since") else ""
        return SummaryRequest(kind, name or "", body, since, until, LENGTHS.get(self.length, "full"))


class Summaries:
    """Drafts of one assistant. They are kept in memory only, until their page is closed."""

    def __init__(self, assistant: Assistant, turns: Turns) -> None:
        self.assistant = assistant
        self._turns = turns
        self._drafts: OrderedDict[str, tuple[str, Summary]] = OrderedDict()
        self._guard = threading.Lock()

    def left(self, page: str) -> None:
        """The page was closed: its work is called off, its draft forgotten."""
        self._turns.call_off(_line(page))
        with self._guard:
            for token in [token for token, (owner, _) in self._drafts.items() if owner == page]:
                del self._drafts[token]

    def bodies(self) -> list[str]:
        """The bodies that minutes are indexed of, told apart by organisation."""
        rows = self.assistant.documents()
        return sorted(
            {f"{row.body} ({row.organisation})" if row.organisation else row.body for row in rows if row.body}
        )

    def make(self, page: str, user: str, asked: Asked) -> Iterator[Screen]:
        """Make the draft asked for, step by step."""
        return unbroken(self._make(page, user, asked), (error_html(FAULT), None, None))

    def _make(self, page: str, user: str, asked: Asked) -> Iterator[Screen]:
        yield message_html("Läser protokollen …", "busy", announce=False), "", ""
        try:
            request = asked.request()
            with self._turns.enter(_line(page), user) as cancel:

                def work(tell: Callable[[SummaryProgress | Summary], None]) -> None:
                    tell(self.assistant.summarise(request, tell, cancel))

                last = told = ""
                for step in aside(work, cancel):
                    if isinstance(step, Summary):
                        yield self._done(page, step, "Utkastet är klart. Granska det mot källorna.")
                        return
                    last = drafts.progress_html(step) if step else last
                    ahead = self._turns.ahead(_line(page))
                    words = message_html(waiting_words(ahead), "busy", announce=False) if ahead else last
                    if words != told:
                        told = words
                        yield words, None, None
        except Cancelled:
            yield message_html(CALLED_OFF), None, None
        except MinutesError as error:
            yield error_html(error), None, None

    def _done(self, page: str, summary: Summary, words: str) -> Screen:
        token = secrets.token_urlsafe(16)
        with self._guard:
            self._drafts[token] = (page, summary)
            while len(self._drafts) > MOST_DRAFTS:
                self._drafts.popitem(last=False)
        sources = drafts.draft_sources_html(summary, self._placed, self._item_text)
        return message_html(words), drafts.draft_html(summary, token), sources

    def stop(self, page: str) -> str | None:
        """Call off the page's draft; it says so itself when it has stopped."""
        if self._turns.call_off(_line(page)):
            return message_html("Avbryter …", "busy", announce=False)
        return message_html("Ingen sammanfattning är på gång.")

    def change(self, page: str, pressed: str) -> Screen:
        """Put a section as staff wrote it into the draft; ``pressed`` is the form's content as JSON."""
        told = words_of(pressed)
        summary = self.find(told.get("token", ""))
        if summary is None:
            return error_html("Utkastet finns inte kvar i minnet. Gör det igen."), None, None
        lines = told.get("text", "").splitlines()
        changed = edited(summary, {told.get("section", ""): lines})
        return self._done(page, changed, "Ändringen är införd och märkt som personalens.")

    def find(self, token: str) -> Summary | None:
        """The draft with that token, while its page is open."""
        with self._guard:
            return self._drafts[token][1] if token in self._drafts else None

    def file(self, token: str, kind: str) -> str | bytes | None:
        """The draft as a file; None when it is gone or there is no such form."""
        form, summary = FORMS.get(kind), self.find(token)
        return None if form is None or summary is None else form(summary)

    def _placed(self, passage_id: str, text: str) -> Quote | None:
        """The source's text where it stands in its passage; None when either is gone."""
        ledger = self.assistant.store.ledger
        try:
            passage = ledger.passage(passage_id)
            place = ledger.place(passage.item_id)
        except MinutesError:
            return None
        start = passage.text.find(text)
        if start < 0:
            return None
        end = start + len(text)
        return Quote(0, passage_id, place, text, start, end, spans_in(ledger, passage_id, start, end))

    def _item_text(self, quote: Quote) -> str:
        try:
            return self.assistant.item_text(quote)
        except MinutesError:
            return quote.text


def waiting_words(ahead: int) -> str:
    """What is told while others are at the model."""
    return f"Väntar på språkmodellen: plats {ahead + 1} i kön …"


def _line(page: str) -> str:
    """A draft's place in the queue: a question of the same page does not call it off."""
    return f"{page} draft"
