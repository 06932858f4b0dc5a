"""The tab of the summaries: what to summarise, progress, the draft with its sources, editing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ui import parts
from ui.parts import Button, Frame, Html, Request
from ui.roles import caller_of
from ui.shelf import Shelf
from ui.summaries import KINDS, LENGTHS, Asked, Summaries

MAX_DRAFTS = 4
_NOTE = (
    '<p class="mm-note">Ett utkast ur protokollen, med källa för varje rad. Beslut återges ordagrant. '
    "Utkastet finns bara i minnet tills sidan stängs; hämta det som fil för att behålla det.</p>"
)


class SummariesView:
    """Components of the tab, wired to the summaries."""

    def __init__(self, summaries: Summaries, shelf: Shelf, frame: Frame) -> None:
        self.summaries = summaries
        Html(_NOTE)
        with parts.Group():
            kind = parts.Dropdown(
                list(KINDS),
                value=next(iter(KINDS)),
                label="Vad ska sammanfattas?",
                elem_id="mm-sum-kind",
                filterable=False,
            )
            document = parts.Dropdown([], value=None, label="Protokoll", elem_id="mm-sum-document")
            body = parts.Dropdown([], value=None, label="Organ", elem_id="mm-sum-body", visible=False)
            matter = parts.Textbox(
                label="Ärende (ett eller flera ord ur rubriken)",
                max_lines=1,
                elem_id="mm-sum-matter",
                visible=False,
            )
            with parts.row(visible=False) as times:
                first = parts.Textbox(label="Från (år, månad eller datum)", max_lines=1, max_length=10)
                last = parts.Textbox(label="Till och med", max_lines=1, max_length=10)
                length = parts.Dropdown(
                    list(LENGTHS), value="Allt", label="Längd", filterable=False, elem_id="mm-sum-length"
                )
        frame.keep(document, lambda: parts.update(choices=shelf.names()))
        frame.keep(body, lambda: parts.update(choices=summaries.bodies()))
        with parts.Row():
            make = Button("Sammanfatta", variant="primary", elem_id="mm-sum-make")
            stop = Button("Avbryt", elem_id="mm-sum-stop")
        status = Html(elem_id="mm-sum-status")
        with parts.Row(elem_classes="mm-beside"):
            with parts.Column(scale=6, min_width=280):
                draft = Html(elem_id="mm-draft")
            with parts.Column(scale=5, min_width=280, elem_classes="mm-stick"):
                sources = Html(elem_id="mm-sum-sources")
        change = parts.bridge("mm-change")
        shown = [status, draft, sources]
        kind.change(self._choose_kind, kind, [document, body, matter, times, length], **parts.INSIDE)
        make.click(
            self._summarise,
            [kind, document, body, matter, first, last, length],
            shown,
            concurrency_id="summarise",
            concurrency_limit=MAX_DRAFTS,
            **parts.INSIDE,
        )
        stop.click(self._stop_summary, None, status, concurrency_limit=None, **parts.INSIDE)
        change.change(self._change_draft, change, shown, **parts.INSIDE)

    def _choose_kind(self, name: str) -> Any:
        kind = KINDS.get(name, "meeting")
        return (
            parts.update(visible=kind == "meeting"),
            parts.update(visible=kind in ("briefing", "since")),
            parts.update(visible=kind == "matter"),
            parts.update(visible=kind != "meeting"),
            parts.update(visible=kind == "briefing"),
        )

    def _summarise(
        self,
        kind: str,
        document: str | None,
        body: str | None,
        matter: str | None,
        first: str | None,
        last: str | None,
        length: str,
        request: Request,
    ) -> Iterator[Any]:
        # a field that was never shown has no value
        asked = Asked(kind, document, body or "", matter or "", first or "", last or "", length)
        for screen in self.summaries.make(parts.page_id(request), caller_of(request).name, asked):
            yield [parts.shown(value) for value in screen]

    def _stop_summary(self, request: Request) -> Any:
        return parts.shown(self.summaries.stop(parts.page_id(request)))

    def _change_draft(self, pressed: str, request: Request) -> Any:
        return [parts.shown(value) for value in self.summaries.change(parts.page_id(request), pressed)]
