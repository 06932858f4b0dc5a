"""The tab of the decision log."""

from __future__ import annotations

from typing import Any

from ui import choices, parts
from ui.choices import ALL_BODIES, ALL_YEARS
from ui.log import Log
from ui.parts import Button, Frame, Html


class LogView:
    """Components of the tab, wired to the log."""

    def __init__(self, log: Log, frame: Frame) -> None:
        rows = log.assistant.documents
        with parts.Group():
            with parts.Row():
                limits: list[Any] = [
                    frame.choice("Organ", ALL_BODIES, lambda: choices.body_choices(rows()), "mm-log-body"),
                    frame.choice("Från år", ALL_YEARS, lambda: choices.year_choices(rows()), "mm-log-from"),
                    frame.choice("Till år", ALL_YEARS, lambda: choices.year_choices(rows()), "mm-log-to"),
                ]
            with parts.Row():
                text = parts.Textbox(
                    label="Ord i beslutet eller rubriken", max_lines=1, elem_id="mm-log-words"
                )
                everything = parts.Checkbox(label="Visa även noteringar och beslut i löptext")
        show = Button("Visa beslut", variant="primary", elem_id="mm-decisions-show")
        table = frame.keep(Html(elem_id="mm-decisions"), log.decisions)
        parts.on([show.click, text.submit], log.decisions, [*limits, text, everything], table, **parts.INSIDE)
