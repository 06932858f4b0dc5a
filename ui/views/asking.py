"""The tab where staff ask: one field, limits, the answer, the sources beside it, the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ui import about, choices, parts
from ui.choices import ALL_BODIES, ALL_YEARS
from ui.desk import Desk
from ui.parts import Button, Frame, Html, Request
from ui.render import Screen
from ui.roles import caller_of

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
            anew = Button("Ny fråga", elem_id="mm-anew")
        in_use = Html(desk.limits(ALL_BODIES, ALL_YEARS, ALL_YEARS), elem_id="mm-limits")
        free = Button("Rensa urvalet", elem_id="mm-limits-clear", elem_classes="mm-free", size="sm")
        if desk.assistant.settings.keep_questions:
            Html(f'<p class="mm-note">{about.kept_words(desk.assistant.settings)}</p>')
        frame.keep(Html(elem_id="mm-examples"), desk.examples)
        status = Html(elem_id="mm-status")
        reading = Html(elem_id="mm-reading")
        with parts.Row(elem_classes="mm-beside"):
            with parts.Column(scale=5, min_width=280, elem_classes="mm-stick"):
                answer = Html(elem_id="mm-answer")
                said = Html(elem_id="mm-said")
            with parts.Column(scale=6, min_width=280):
                quotes = Html(elem_id="mm-quotes")
        before = Html(elem_id="mm-before")
        wrong = parts.bridge("mm-wrong")
        screen = [status, quotes, answer, reading, before]
        parts.on(
            [send.click, question.submit],
            self._ask,
            [question, *limits],
            [*screen, said],
            concurrency_id="ask",
            concurrency_limit=MAX_ASKING,
            **parts.INSIDE,
        )
        stop.click(self._stop, None, status, concurrency_limit=None, **parts.INSIDE)
        anew.click(self._start_over, None, [*screen, said, question], concurrency_limit=None, **parts.INSIDE)
        wrong.change(desk.wrong, wrong, said, **parts.INSIDE)
        free.click(self._free, None, [*limits, in_use], **parts.INSIDE)
        parts.on([limit.change for limit in limits], desk.limits, limits, in_use, **parts.INSIDE)

    def _limits(self, frame: Frame) -> list[Any]:
        rows = self.desk.assistant.documents
        return [
            frame.choice("Organ", ALL_BODIES, lambda: choices.body_choices(rows()), "mm-ask-body"),
            frame.choice("Från år", ALL_YEARS, lambda: choices.year_choices(rows()), "mm-ask-from"),
            frame.choice("Till år", ALL_YEARS, lambda: choices.year_choices(rows()), "mm-ask-to"),
        ]

    def _ask(self, question: str, body: str, first: str, last: str, request: Request) -> Iterator[Any]:
        said: str | None = ""
        page, user = parts.page_id(request), caller_of(request).name
        for screen in self.desk.ask(page, question, body, first, last, user):
            yield [*map(parts.shown, _values(screen)), parts.shown(said)]
            said = None

    def _stop(self, request: Request) -> Any:
        return parts.shown(self.desk.stop(parts.page_id(request)))

    def _start_over(self, request: Request) -> Any:
        return [*_values(self.desk.start_over(parts.page_id(request))), "", ""]

    def _free(self) -> Any:
        chosen = (ALL_BODIES, ALL_YEARS, ALL_YEARS)
        return [*chosen, self.desk.limits(*chosen)]


def _values(screen: Screen) -> tuple[str | None, ...]:
    return screen.status, screen.quotes, screen.answer, screen.reading, screen.before
