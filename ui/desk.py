"""What each button of the question's tab does, as HTML to show. No framework here; None leaves what
stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType

from index.errors import Cancelled, MinutesError
from rag.answer_document import answer_docx
from rag.answer_markdown import answer_markdown
from rag.assistant import Assistant
from rag.types import Answer
from ui import answers, choices, render
from ui.conversation import Conversations
from ui.pressed import words_of
from ui.render import Screen, error_html
from ui.turns import SharedEngine, Turns
from ui.work import FAULT, asking, unbroken

CALLED_OFF = "Avbrutet. Citaten gäller, men något svar har inte formulerats."
FORMS: Mapping[str, Callable[[Answer], str | bytes]] = MappingProxyType(
    {"md": answer_markdown, "docx": answer_docx}
)
"""How an answer becomes a file, by suffix."""
FORGOTTEN = "Svaret finns inte kvar i minnet. Ställ frågan igen."


class Desk:
    """Asking over one assistant. ``page`` names an open page: each has one question at a time."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.conversations = Conversations()
        self._askers = Turns()
        assistant.queue = partial(SharedEngine, turns=self._askers)

    @property
    def turns(self) -> Turns:
        """The queue at the model."""
        return self._askers

    def left(self, page: str) -> None:
        """The page was closed: nobody wants its work any more, and what it asked is forgotten."""
        self._askers.call_off(page)
        self.conversations.forget(page)

    def ask(
        self, page: str, question: str, body: str, first: str, last: str, user: str = ""
    ) -> Iterator[Screen]:
        """Answer a question of ``user`` within the chosen limits, screen by screen."""
        steps = self._ask(page, question, body, first, last, user)
        return unbroken(steps, Screen(error_html(FAULT), answer=""))

    def _ask(self, page: str, question: str, body: str, first: str, last: str, user: str) -> Iterator[Screen]:
        turns = self.conversations.turns(page)
        busy = render.message_html(answers.SEARCHING, "busy", announce=False)
        yield Screen(busy, "", "", "", answers.before_html(turns))
        try:
            with self._askers.enter(page, user) as cancel:
                try:
                    only = choices.chosen(self.assistant.documents(), body, first, last)
                    earlier = self.conversations.earlier(page)
                    events = asking(self.assistant, question, only, cancel, earlier)
                    yield from answers.answering(
                        events,
                        self.assistant.item_text,
                        partial(self._askers.ahead, page),
                        lambda answer: self.conversations.add(page, answer).token,
                        question if earlier else "",
                    )
                except Cancelled:
                    cancel.set()
                if cancel.is_set():
                    yield Screen(render.message_html(CALLED_OFF), answer="")
        except MinutesError as error:
            yield Screen(error_html(error), answer="")

    def stop(self, page: str) -> str | None:
        """Call off the page's question; it says so itself when it has stopped."""
        return None if self._askers.call_off(page) else render.message_html("Ingen fråga är på gång.")

    def start_over(self, page: str) -> Screen:
        """Call off the page's question and forget its conversation."""
        self.left(page)
        return Screen("", "", "", "", "")

    def examples(self) -> str:
        """Questions to try; where nothing is indexed, what to do first."""
        if not self.assistant.documents():
            return render.message_html(render.EMPTY, announce=False)
        return render.examples_html(self.assistant.example_questions())

    def limits(self, body: str, first: str, last: str) -> str:
        """The limits in use, in words."""
        return render.limits_html(choices.words(body, first, last), choices.limited(body, first, last))

    def wrong(self, pressed: str) -> str:
        """Keep an answer that a reader calls wrong. ``pressed`` is the form's content as JSON."""
        told = words_of(pressed)
        answer = self.conversations.find(told.get("token", ""))
        if answer is None:
            return error_html(FORGOTTEN)
        try:
            self.assistant.faults.add(answer, told.get("fault", ""), told.get("comment", ""))
        except MinutesError as error:
            return error_html(error)
        return render.message_html("Tack. Sparat i datamappen, i filen feedback.jsonl.")

    def answer_file(self, token: str, kind: str = "md") -> str | bytes | None:
        """The answer with that token as a file; None when no page remembers it or there is no such form."""
        answer, form = self.conversations.find(token), FORMS.get(kind)
        return None if answer is None or form is None else form(answer)
