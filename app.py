"""The page that staff use: wiring between Gradio's components and the desk, nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from ui.offline import silence

silence(os.environ)  # before Gradio, which reads its environment when it is imported

import gradio as gr  # noqa: E402
import uvicorn  # noqa: E402
from fastapi import FastAPI, Response  # noqa: E402

from rag.assistant import Assistant  # noqa: E402
from ui import choices, lists  # noqa: E402
from ui.choices import ALL_BODIES, ALL_YEARS  # noqa: E402
from ui.desk import Desk  # noqa: E402
from ui.server import check_address, make_app, uploads_folder  # noqa: E402

MAX_UPLOAD = "50mb"
MAX_ASKING = 20  # each holds a thread while it waits for its turn at the model
HTML = partial(gr.HTML, elem_classes="mm-html", apply_default_css=False)
BUTTON = partial(gr.Button, scale=0, min_width=140)
# Nothing is published as an API.
INSIDE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def _shown(value: object) -> Any:
    return gr.skip() if value is None else value


def _page(request: gr.Request) -> str:
    return str(request.session_hash)


class Page:
    """Gradio's components over one assistant; nothing is kept in the browser or sent anywhere."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.desk = Desk(assistant)
        self.kept: list[tuple[Any, Callable[[], Any]]] = []  # components that follow what is indexed
        with gr.Blocks(title="Mötesminne", analytics_enabled=False, delete_cache=(600, 600)) as self.blocks:
            HTML(lists.HEADER)
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
                event(lambda: [fresh() for _, fresh in self.kept], None, shown, **INSIDE)
            self.blocks.unload(self._left)
        self.blocks.queue(max_size=200, default_concurrency_limit=4, api_open=False)

    def _keep(self, component: Any, fresh: Callable[[], Any]) -> Any:
        self.kept.append((component, fresh))
        return component

    def _left(self, request: gr.Request) -> None:
        self.desk.left(_page(request))

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
            send = BUTTON("Fråga", variant="primary", elem_id="mm-send")
            stop = BUTTON("Avbryt", elem_id="mm-stop")
        self._keep(HTML(elem_id="mm-examples"), self.desk.examples)
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
        stop.click(self._stop, None, status, concurrency_limit=None, **INSIDE)

    def _ask(self, question: str, body: str, first: str, last: str, request: gr.Request) -> Iterator[Any]:
        for screen in self.desk.ask(_page(request), question, body, first, last):
            yield _shown(screen.status), _shown(screen.quotes), _shown(screen.answer)

    def _stop(self, request: gr.Request) -> Any:
        return _shown(self.desk.stop(_page(request)))

    # -- minutes ---------------------------------------------------------------------------

    def _documents_tab(self) -> list[Any]:
        files = gr.File(label="Lägg till filer (PDF, DOCX, TXT, MD)", file_count="multiple", height=160)
        files._process_single_file = lambda file: file.path  # its own leaves an empty file behind each time
        folder = gr.Textbox(label="Eller en mapp på den här datorn", placeholder="/mapp/med/protokoll")
        with gr.Row():
            add = BUTTON("Läs in", variant="primary", elem_id="mm-add")
            stop = BUTTON("Avbryt inläsningen", elem_id="mm-add-stop")
        report = HTML(elem_id="mm-report")
        self._keep(HTML(elem_id="mm-documents"), self.desk.documents)
        name = gr.Dropdown([], value=None, label="Välj ett protokoll", elem_id="mm-document")
        self._keep(name, lambda: gr.update(choices=self.desk.names()))
        with gr.Row():
            read = BUTTON("Läs protokollet", elem_id="mm-read")
            remove = BUTTON("Ta bort protokollet …", elem_id="mm-remove")
        meeting = HTML(elem_id="mm-meeting")
        with gr.Row(visible=False) as sure:
            yes = BUTTON("Ja, ta bort", variant="stop", elem_id="mm-remove-yes")
            no = BUTTON("Nej, behåll", elem_id="mm-remove-no")
        added = add.click(self._index, [files, folder], [report, files], concurrency_id="index", **INSIDE)
        stop.click(self._stop_indexing, None, report, concurrency_limit=None, **INSIDE)
        read.click(lambda chosen: (self.desk.read(chosen), _HIDE), name, [meeting, sure], **INSIDE)
        remove.click(self._ask_to_remove, name, [meeting, sure], **INSIDE)
        no.click(lambda: ("", _HIDE), None, [meeting, sure], **INSIDE)
        gone = yes.click(self._remove, name, [meeting, sure, name], concurrency_id="index", **INSIDE)
        return [added.then, gone.then]

    def _index(self, files: Sequence[str] | None, folder: str, request: gr.Request) -> Iterator[Any]:
        for shown in self.desk.index(_page(request), files or (), folder):
            yield shown, gr.skip()
        yield gr.skip(), None

    def _stop_indexing(self, request: gr.Request) -> str:
        return self.desk.stop_indexing(_page(request))

    def _ask_to_remove(self, name: str | None) -> Any:
        words, sure = self.desk.ask_to_remove(name)
        return words, gr.update(visible=sure)

    def _remove(self, name: str) -> Any:
        return self.desk.remove(name), _HIDE, gr.update(value=None)

    # -- decisions -------------------------------------------------------------------------

    def _decisions_tab(self) -> None:
        with gr.Group():
            with gr.Row():
                limits = self._limits("log")
            with gr.Row():
                text = gr.Textbox(label="Ord i beslutet eller rubriken", max_lines=1, elem_id="mm-log-words")
                everything = gr.Checkbox(label="Visa även noteringar och beslut i löptext")
        show = BUTTON("Visa beslut", variant="primary", elem_id="mm-decisions-show")
        table = self._keep(HTML(elem_id="mm-decisions"), self.desk.decisions)
        gr.on([show.click, text.submit], self.desk.decisions, [*limits, text, everything], table, **INSIDE)


_HIDE = gr.update(visible=False)


def make_server(assistant: Assistant, host: str, port: int) -> FastAPI:
    """The page mounted under our own rules. Every value that the environment could change is given here."""
    check_address(host)
    silence(os.environ, uploads_folder(assistant.settings.home))
    page = Page(assistant)

    def decision_file(
        organ: str = ALL_BODIES,
        fran: str = ALL_YEARS,
        till: str = ALL_YEARS,
        sok: str = "",
        alla: bool = False,
    ) -> Response:
        rows = page.desk.csv(organ, fran, till, sok, alla)
        name = {"content-disposition": 'attachment; filename="beslut.csv"'}
        return Response(rows, media_type="text/csv; charset=utf-8", headers=name)

    web = make_app(host)
    web.add_api_route("/beslut.csv", decision_file, methods=["GET"], response_model=None)
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
    shades = {
        "button_primary_background_fill": ("*primary_700", "*primary_700"),
        "button_primary_background_fill_hover": ("*primary_800", "*primary_800"),
        "button_primary_text_color": ("white", "white"),
        "block_title_text_color": ("*neutral_700", "*neutral_200"),
        "block_label_text_color": ("*neutral_700", "*neutral_200"),
        "body_text_color_subdued": ("*neutral_600", "*neutral_300"),
        "input_placeholder_color": ("*neutral_500", "*neutral_400"),
    }
    light = {name: shade for name, (shade, _) in shades.items()}
    dark = {f"{name}_dark": shade for name, (_, shade) in shades.items()}
    return theme.set(**light, **dark)


def serve(assistant: Assistant, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until interrupted; ``ready`` is called once, when a browser can connect.

    The models are loaded in the background meanwhile.
    """
    web = make_server(assistant, host, port)
    web.router.add_event_handler("startup", ready)
    assistant.warm_up()
    uvicorn.run(web, host=host, port=port, log_level="warning", access_log=False)
