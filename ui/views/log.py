"""The tab of the decision log: limits, the timeline, the list."""

from __future__ import annotations

from typing import Any

from ui import choices, parts
from ui.choices import ALL_BODIES, SUBSTANTIVE, LogChoice
from ui.log import Log
from ui.parts import Button, Frame, Html
from ui.pressed import words_of


class LogView:
    """Components of the tab, wired to the log."""

    def __init__(self, log: Log, frame: Frame) -> None:
        self.log = log
        rows = log.assistant.documents
        with parts.Group():
            with parts.Row():
                body = frame.choice("Organ", ALL_BODIES, lambda: choices.body_choices(rows()), "mm-log-body")
                kind = parts.Dropdown(
                    list(choices.KIND_CHOICES),
                    value=SUBSTANTIVE,
                    label="Slag",
                    elem_id="mm-log-kind",
                    filterable=False,
                    min_width=120,
                )
                first = self._time("Från (år, månad eller datum)", "mm-log-from")
                last = self._time("Till och med", "mm-log-to")
            with parts.Row():
                text = parts.Textbox(
                    label="Ord i beslutet eller rubriken", max_lines=1, elem_id="mm-log-words"
                )
                matter = parts.Textbox(
                    label="Ärende (följs över flera möten)", max_lines=1, elem_id="mm-log-matter"
                )
            unmarked = parts.Checkbox(label="Ta med beslut i löpande text")
        with parts.Row():
            show = Button("Visa beslut", variant="primary", elem_id="mm-decisions-show")
            clear = Button("Rensa urvalet", elem_id="mm-log-clear")
        timeline = Html(elem_id="mm-timeline")
        table = Html(elem_id="mm-decisions")
        pick = parts.bridge("mm-pick")
        fields = [body, first, last, kind, text, matter, unmarked]
        shown = [timeline, table]
        frame.keep_all(shown, log.shown)
        entered = [field.submit for field in (first, last, text, matter)]
        parts.on([show.click, *entered], self._decisions, fields, shown, **parts.INSIDE)
        pick.change(self._pick, [pick, *fields[3:]], [*fields[:3], *shown], **parts.INSIDE)
        clear.click(self._clear_log, None, [*fields, *shown], **parts.INSIDE)

    def _time(self, label: str, name: str) -> Any:
        return parts.Textbox(
            label=label, placeholder="2024-03", max_lines=1, max_length=10, elem_id=name, min_width=120
        )

    def _decisions(self, *fields: Any) -> tuple[str, str]:
        return self.log.shown(LogChoice(*fields))

    def _pick(self, pressed: str, kind: str, text: str, matter: str, unmarked: bool) -> Any:
        told = words_of(pressed)
        body, time = told.get("body", ALL_BODIES), told.get("time", "")
        return [body, time, time, *self.log.shown(LogChoice(body, time, time, kind, text, matter, unmarked))]

    def _clear_log(self) -> Any:
        every = LogChoice()
        return [
            every.body,
            every.first,
            every.last,
            every.kind,
            every.text,
            every.matter,
            every.unmarked,
            *self.log.shown(every),
        ]
