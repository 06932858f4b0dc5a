"""The tab where staff ask: one field, limits, the answer, the sources beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ui import choices, parts
from ui.choices import ALL_BODIES, ALL_YEARS
from ui.desk import Desk
from ui.parts import Button, Frame, Html, Request

MAX_ASKING = 20  # each holds a thread while it waits for its turn at the model


class AskView:
    """Components of the tab, wired to the desk."""

    def __init__(self, desk: Desk, frame: Frame) -> None:
        self.desk = desk
        with parts.Group(elem_id="mm-form"):
            question = parts.Textbox(
                label="Din fråga",
                placeholder="Vad beslutades om …?",
                max_length=2000,
                max_lines=1,
                elem_id="mm-question",
            )
            with parts.Row():
                limits = self._limits(frame)
        with parts.Row():
            send = Button("Fråga", variant="primary", elem_id="mm-send")
            stop = Button("Avbryt", elem_id="mm-stop")
        frame.keep(Html(elem_id="mm-examples"), desk.examples)
        status = Html(elem_id="mm-status")
        with parts.Row(elem_classes="mm-beside"):
            with parts.Column(scale=5, min_width=280):
                answer = Html(elem_id="mm-answer")
            with parts.Column(scale=6, min_width=280):
                quotes = Html(elem_id="mm-quotes")
        parts.on(
            [send.click, question.submit],
            self._ask,
            [question, *limits],
            [status, quotes, answer],
            concurrency_id="ask",
            concurrency_limit=MAX_ASKING,
            **parts.INSIDE,
        )
        stop.click(self._stop, None, status, concurrency_limit=None, **parts.INSIDE)

    def _limits(self, frame: Frame) -> list[Any]:
        rows = self.desk.assistant.documents
        return [
            frame.choice("Organ", ALL_BODIES, lambda: choices.body_choices(rows()), "mm-ask-body"),
            frame.choice("Från år", ALL_YEARS, lambda: choices.year_choices(rows()), "mm-ask-from"),
            frame.choice("Till år", ALL_YEARS, lambda: choices.year_choices(rows()), "mm-ask-to"),
        ]

    def _ask(self, question: str, body: str, first: str, last: str, request: Request) -> Iterator[Any]:
        for screen in self.desk.ask(parts.page_id(request), question, body, first, last):
            yield parts.shown(screen.status), parts.shown(screen.quotes), parts.shown(screen.answer)

    def _stop(self, request: Request) -> Any:
        return parts.shown(self.desk.stop(parts.page_id(request)))
