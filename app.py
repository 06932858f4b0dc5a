"""The page that staff use: wiring between Gradio's components and the assistant, nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ui.offline import silence

silence(os.environ)  # before Gradio, which reads its environment when it is imported

import gradio as gr  # noqa: E402
import uvicorn  # noqa: E402
from fastapi import FastAPI, Response  # noqa: E402

from index.build import BuildReport  # noqa: E402
from index.errors import Cancelled, MinutesError  # noqa: E402
from rag.assistant import Assistant  # noqa: E402
from rag.exporting import decisions_csv  # noqa: E402
from rag.reporting import report_lines  # noqa: E402
from rag.types import PlacedDecision  # noqa: E402
from ui import choices, lists, render  # noqa: E402
from ui.choices import ALL_BODIES, ALL_YEARS  # noqa: E402
from ui.server import check_address, make_app  # noqa: E402
from ui.work import Askers, asking, indexing  # noqa: E402

MAX_UPLOAD = "50mb"
MAX_ASKING = 20  # each holds a thread while it waits for its turn at the model
CALLED_OFF = "Avbrutet. Citaten gäller, men något svar har inte formulerats."
HTML = partial(gr.HTML, elem_classes="mm-html", padding=True)
# Nothing is published as an API.
INSIDE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def _shown(*values: object) -> tuple[Any, ...]:
    return tuple(gr.skip() if value is None else value for value in values)


class Page:
    """The page over one assistant; nothing is kept in the browser and nothing is sent anywhere."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.askers, self.readers = Askers(), Askers()
        self.kept: list[tuple[Any, Callable[[], Any]]] = []  # components that follow what is indexed
        with gr.Blocks(title="Mötesminne", analytics_enabled=False, delete_cache=(600, 600)) as self.blocks:
            gr.HTML(lists.HEADER)
            with gr.Tab("Fråga"):
                self._ask_tab()
            with gr.Tab("Protokoll"):
                changes = self._documents_tab()
            with gr.Tab("Beslut"):
                self._decisions_tab()
            with gr.Tab("Om"):
                self._keep(HTML(elem_id="mm-about"), lambda: lists.about_html(assistant.about()))
            shown = [component for component, _ in self.kept]
            for event in (self.blocks.load, *changes):
                event(self._fresh, None, shown, **INSIDE)
            self.blocks.unload(self._left)
        self.blocks.queue(max_size=200, default_concurrency_limit=4, api_open=False)

    def _keep(self, component: Any, fresh: Callable[[], Any]) -> Any:
        self.kept.append((component, fresh))
        return component

    def _fresh(self) -> Any:
        values = [fresh() for _, fresh in self.kept]
        return values if len(values) > 1 else values[0]

    def _left(self, request: gr.Request) -> None:
        for line in (self.askers, self.readers):
            line.call_off(str(request.session_hash))

    def _choice(self, label: str, first: str, options: Callable[[], list[str]], name: str) -> Any:
        box = gr.Dropdown([first], value=first, label=label, elem_id=name, filterable=False, min_width=120)
        return self._keep(box, lambda: gr.update(choices=options()))

    def _limits(self, name: str) -> list[Any]:
        rows = self.assistant.documents
        return [
            self._choice("Organ", ALL_BODIES, lambda: choices.body_choices(rows()), f"mm-{name}-body"),
            self._choice("Från år", ALL_YEARS, lambda: choices.year_choices(rows()), f"mm-{name}-from"),
            self._choice("Till år", ALL_YEARS, lambda: choices.year_choices(rows()), f"mm-{name}-to"),
        ]

    # -- asking ----------------------------------------------------------------------------

    def _ask_tab(self) -> None:
        with gr.Group(elem_id="mm-form"):
            question = gr.Textbox(
                label="Din fråga",
                placeholder="Vad beslutades om …?",
                max_length=2000,
                max_lines=1,
                elem_id="mm-question",
            )
            with gr.Row():
                limits = self._limits("ask")
        with gr.Row():
            send = gr.Button("Fråga", variant="primary", elem_id="mm-send")
            stop = gr.Button("Avbryt", elem_id="mm-stop")
        self._keep(HTML(elem_id="mm-examples"), self._examples)
        status = HTML(elem_id="mm-status")
        with gr.Row():
            with gr.Column(scale=5, min_width=280):
                answer = HTML(elem_id="mm-answer")
            with gr.Column(scale=6, min_width=280):
                quotes = HTML(elem_id="mm-quotes")
        gr.on(
            [send.click, question.submit],
            self._ask,
            [question, *limits],
            [status, quotes, answer],
            concurrency_id="ask",
            concurrency_limit=MAX_ASKING,
            **INSIDE,
        )
        stop.click(self._stop, None, status, queue=False, **INSIDE)

    def _examples(self) -> str:
        return render.examples_html(self.assistant.example_questions())

    def _ask(self, question: str, body: str, first: str, last: str, request: gr.Request) -> Iterator[Any]:
        page = str(request.session_hash)
        yield render.message_html("Söker i protokollen …", "busy", announce=False), "", ""
        with self.askers.enter(page) as cancel:
            try:
                only = choices.chosen(self.assistant.documents(), body, first, last)
                events = asking(self.assistant, question, only, cancel)
                ahead = partial(self.askers.ahead, page)
                for screen in render.answering(events, self.assistant.item_text, ahead):
                    yield _shown(screen.status, screen.quotes, screen.answer)
            except Cancelled:
                cancel.set()
            except MinutesError as error:
                yield _shown(render.message_html(str(error), "error"), None, "")
                return
            if cancel.is_set():
                yield _shown(render.message_html(CALLED_OFF), None, "")

    def _stop(self, request: gr.Request) -> Any:
        called_off = self.askers.call_off(str(request.session_hash))
        return gr.skip() if called_off else render.message_html("Ingen fråga är på gång.")

    # -- minutes ---------------------------------------------------------------------------

    def _documents_tab(self) -> list[Any]:
        files = gr.File(label="Lägg till filer (PDF, DOCX, TXT, MD)", file_count="multiple", height=160)
        folder = gr.Textbox(label="Eller en mapp på den här datorn", placeholder="/mapp/med/protokoll")
        with gr.Row():
            add = gr.Button("Läs in", variant="primary", elem_id="mm-add")
            stop = gr.Button("Avbryt inläsningen", elem_id="mm-add-stop")
        report = HTML(elem_id="mm-report")
        self._keep(HTML(elem_id="mm-documents"), self._documents)
        name = gr.Dropdown([], value=None, label="Välj ett protokoll", elem_id="mm-document")
        self._keep(name, lambda: gr.update(choices=[row.name for row in self.assistant.documents()]))
        with gr.Row():
            read = gr.Button("Läs protokollet", elem_id="mm-read")
            remove = gr.Button("Ta bort protokollet …", elem_id="mm-remove")
        meeting = HTML(elem_id="mm-meeting")
        with gr.Row(visible=False) as sure:
            yes = gr.Button("Ja, ta bort", variant="stop", elem_id="mm-remove-yes")
            no = gr.Button("Nej, behåll", elem_id="mm-remove-no")
        added = add.click(self._index, [files, folder], [report, files], concurrency_id="index", **INSIDE)
        stop.click(self._stop_indexing, None, report, queue=False, **INSIDE)
        read.click(self._read, name, [meeting, sure], **INSIDE)
        remove.click(self._ask_to_remove, name, [meeting, sure], **INSIDE)
        no.click(lambda: ("", gr.update(visible=False)), None, [meeting, sure], **INSIDE)
        gone = yes.click(self._remove, name, [meeting, sure, name], concurrency_id="index", **INSIDE)
        return [added.then, gone.then]

    def _documents(self) -> str:
        return lists.documents_html(self.assistant.documents(), self.assistant.quarantine())

    def _index(self, files: Sequence[str] | None, folder: str, request: gr.Request) -> Iterator[Any]:
        paths = [Path(name) for name in files or ()] + ([Path(folder.strip())] if folder.strip() else [])
        if not paths:
            yield _shown(render.message_html("Välj filer eller skriv en mapp först.", "error"), None)
            return
        with self.readers.enter(str(request.session_hash)) as cancel:
            try:
                for step in indexing(self.assistant, paths, len(files or ()), cancel):
                    if isinstance(step, BuildReport):
                        yield lists.report_html(report_lines(step)), None
                    elif step:
                        yield _shown(lists.progress_html(step), None)
            except MinutesError as error:
                yield render.message_html(str(error), "error"), None

    def _stop_indexing(self, request: gr.Request) -> Any:
        called_off = self.readers.call_off(str(request.session_hash))
        words = (
            "Inläsningen stannar efter filen som läses nu." if called_off else "Ingen inläsning är på gång."
        )
        return render.message_html(words)

    def _read(self, name: str | None) -> Any:
        if not name:
            return render.message_html("Välj ett protokoll först.", "error"), gr.update(visible=False)
        try:
            return lists.meeting_html(name, self.assistant.meeting(name)), gr.update(visible=False)
        except MinutesError as error:
            return render.message_html(str(error), "error"), gr.update(visible=False)

    def _ask_to_remove(self, name: str | None) -> Any:
        if not name:
            return render.message_html("Välj ett protokoll först.", "error"), gr.update(visible=False)
        return render.message_html(lists.removing_words(name)), gr.update(visible=True)

    def _remove(self, name: str) -> Any:
        try:
            self.assistant.remove(name)
        except MinutesError as error:
            return render.message_html(str(error), "error"), gr.update(visible=False), gr.skip()
        done = render.message_html(f"{name} är borttaget, med alla spår i indexet.")
        return done, gr.update(visible=False), gr.update(value=None)

    # -- decisions -------------------------------------------------------------------------

    def _decisions_tab(self) -> None:
        with gr.Group():
            with gr.Row():
                limits = self._limits("log")
            with gr.Row():
                text = gr.Textbox(label="Ord i beslutet eller rubriken", max_lines=1, elem_id="mm-log-words")
                everything = gr.Checkbox(label="Visa även noteringar och beslut i löptext")
        show = gr.Button("Visa beslut", variant="primary", elem_id="mm-decisions-show")
        table = self._keep(HTML(elem_id="mm-decisions"), lambda: self._decisions())
        gr.on([show.click, text.submit], self._decisions, [*limits, text, everything], table, **INSIDE)

    def found(self, organ: str, fran: str, till: str, ord: str, alla: bool) -> list[PlacedDecision]:  # noqa: A002
        """The decisions that a choice comes to."""
        wanted = choices.decision_filter(ord, alla, fran, till)
        return choices.of_body(self.assistant.decisions(wanted), organ)

    def _decisions(
        self,
        body: str = ALL_BODIES,
        first: str = ALL_YEARS,
        last: str = ALL_YEARS,
        text: str = "",
        everything: bool = False,
    ) -> str:
        rows = self.found(body, first, last, text, everything)
        fields = {"organ": body, "fran": first, "till": last, "ord": text, "alla": str(everything).lower()}
        return lists.decisions_html(rows, choices.words(body, first, last), fields)

    def csv(
        self,
        organ: str = ALL_BODIES,
        fran: str = ALL_YEARS,
        till: str = ALL_YEARS,
        ord: str = "",  # noqa: A002
        alla: bool = False,
    ) -> Response:
        """The chosen decisions as a file."""
        rows = decisions_csv(self.found(organ, fran, till, ord, alla))
        name = {"content-disposition": 'attachment; filename="beslut.csv"'}
        return Response(rows, media_type="text/csv; charset=utf-8", headers=name)


def make_server(assistant: Assistant, host: str, port: int) -> FastAPI:
    """The page mounted under our own rules. Every value that the environment could change is given here."""
    check_address(host)
    silence(os.environ, str(assistant.settings.home / "uploads"))
    page = Page(assistant)
    web = make_app(host)
    web.add_api_route("/beslut.csv", page.csv, methods=["GET"], response_model=None)
    gr.mount_gradio_app(
        web,
        page.blocks,
        path="/",
        server_name=host,
        server_port=port,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=MAX_UPLOAD,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        allowed_paths=[],
        root_path="",
        theme=_theme(),
    )
    return web


def _theme() -> Any:
    theme = gr.themes.Default(
        primary_hue="blue", neutral_hue="zinc", font=["system-ui"], font_mono=["monospace"]
    )
    blue = {
        "button_primary_background_fill": "*primary_700",
        "button_primary_background_fill_hover": "*primary_800",
    }
    dark = {f"{name}_dark": value for name, value in blue.items()}
    quiet = {"block_title_text_color": "*neutral_700", "input_placeholder_color": "*neutral_500"}
    quiet_dark = {
        "block_title_text_color_dark": "*neutral_200",
        "input_placeholder_color_dark": "*neutral_400",
    }
    return theme.set(**blue, **dark, **quiet, **quiet_dark, button_primary_text_color="white")


def serve(assistant: Assistant, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until interrupted; ``ready`` is called once, when a browser can connect.

    The models are loaded in the background meanwhile.
    """
    web = make_server(assistant, host, port)
    web.router.add_event_handler("startup", ready)
    assistant.warm_up()
    uvicorn.run(web, host=host, port=port, log_level="warning", access_log=False)
