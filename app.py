"""The page that staff use: wiring between Gradio's components and the assistant, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI

from index.errors import MinutesError
from rag.assistant import Assistant
from rag.decisions import DecisionFilter
from rag.exporting import decisions_csv
from ui import render
from ui.server import check_address, make_app
from ui.style import CSS, HEAD, THEME_FONT
from ui.work import indexing, temporary_file

MODEL_QUEUE = "model"  # one queue for everything that needs a model: Gradio's own limit is per handler
MAX_UPLOAD = "50mb"
Shown = tuple[str, str, str]


def _ask(assistant: Assistant, question: str) -> Iterator[Shown]:
    yield render.message_html("Söker i protokollen …"), "", ""
    try:
        yield from render.answering(assistant.ask(question), assistant.item_text)
    except MinutesError as error:
        yield render.message_html(str(error), "error"), "", ""


def _index(assistant: Assistant, files: Sequence[str] | None, folder: str) -> Iterator[tuple[str, str]]:
    paths = [Path(name) for name in files or ()] + ([Path(folder.strip())] if folder.strip() else [])
    if not paths:
        yield render.message_html("Välj filer eller skriv en mapp först.", "error"), _documents(assistant)
        return
    try:
        for words in indexing(assistant, paths, uploaded=len(files or ())):
            yield render.lines_html(words), _documents(assistant)
    except MinutesError as error:
        yield render.message_html(str(error), "error"), _documents(assistant)


def _remove(assistant: Assistant, name: str) -> tuple[str, str]:
    try:
        assistant.remove(name.strip())
    except MinutesError as error:
        return render.message_html(str(error), "error"), _documents(assistant)
    return render.message_html(f"{name.strip()} är borttaget, med alla spår i indexet."), _documents(
        assistant
    )


def _documents(assistant: Assistant) -> str:
    return render.documents_html(assistant.documents(), assistant.quarantine())


def _decisions(assistant: Assistant, body: str, text: str, everything: bool) -> str:
    return render.decisions_html(
        assistant.decisions(DecisionFilter(body=body, text=text, substantive=not everything))
    )


def _export(assistant: Assistant, body: str, text: str, everything: bool) -> str:
    rows = assistant.decisions(DecisionFilter(body=body, text=text, substantive=not everything))
    return str(temporary_file("beslut.csv", decisions_csv(rows)))


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page over one assistant; nothing is kept in the browser and nothing is sent anywhere."""
    with gr.Blocks(title="Mötesminne", analytics_enabled=False, delete_cache=(600, 600)) as page:
        gr.HTML(render.HEADER)
        with gr.Tab("Fråga"):
            _ask_tab(assistant)
        with gr.Tab("Protokoll"):
            _documents_tab(assistant, page)
        with gr.Tab("Beslut"):
            _decisions_tab(assistant)
        with gr.Tab("Om"):
            about = gr.HTML()
            page.load(lambda: render.about_html(assistant.about()), None, about, api_visibility="private")
    page.queue(max_size=20, default_concurrency_limit=1, api_open=False)
    return page


def _ask_tab(assistant: Assistant) -> None:
    question = gr.Textbox(
        label="Din fråga", placeholder="Vad beslutades om …?", max_length=2000, lines=1, elem_id="mm-question"
    )
    with gr.Row():
        send = gr.Button("Fråga", variant="primary", elem_id="mm-send")
        stop = gr.Button("Avbryt", elem_id="mm-stop")
    if examples := assistant.example_questions():
        gr.Examples(
            [[text] for text in examples], question, label="Exempel på frågor", api_visibility="private"
        )
    status = gr.HTML(elem_id="mm-status")
    answer = gr.HTML(elem_id="mm-answer")
    quotes = gr.HTML(elem_id="mm-quotes")
    running = gr.on(
        [send.click, question.submit],
        lambda text: (yield from _ask(assistant, text)),
        question,
        [status, quotes, answer],
        concurrency_id=MODEL_QUEUE,
        concurrency_limit=1,
        show_progress="hidden",
        api_visibility="private",
    )
    stop.click(
        lambda: render.message_html("Avbrutet."),
        None,
        status,
        cancels=[running],
        queue=False,
        api_visibility="private",
    )


def _documents_tab(assistant: Assistant, page: gr.Blocks) -> None:
    files = gr.File(label="Lägg till filer (PDF, DOCX, TXT, MD)", file_count="multiple", elem_id="mm-files")
    folder = gr.Textbox(label="Eller en mapp på den här datorn", placeholder="/mapp/med/protokoll")
    add = gr.Button("Läs in", variant="primary", elem_id="mm-add")
    report = gr.HTML(elem_id="mm-report")
    table = gr.HTML(elem_id="mm-documents")
    with gr.Row():
        name = gr.Textbox(label="Ta bort protokoll (filnamn)")
        remove = gr.Button("Ta bort", variant="stop")
    add.click(
        lambda chosen, where: (yield from _index(assistant, chosen, where)),
        [files, folder],
        [report, table],
        concurrency_id=MODEL_QUEUE,
        show_progress="hidden",
        api_visibility="private",
    )
    remove.click(
        lambda text: _remove(assistant, text),
        name,
        [report, table],
        concurrency_id=MODEL_QUEUE,
        api_visibility="private",
    )
    page.load(lambda: _documents(assistant), None, table, api_visibility="private")


def _decisions_tab(assistant: Assistant) -> None:
    with gr.Row():
        body = gr.Textbox(label="Organ eller organisation")
        text = gr.Textbox(label="Ord i beslutet eller rubriken")
        everything = gr.Checkbox(label="Visa även rena noteringar")
    show = gr.Button("Visa beslut", variant="primary", elem_id="mm-decisions-show")
    export = gr.DownloadButton("Hämta som CSV")
    table = gr.HTML(elem_id="mm-decisions")
    choices = [body, text, everything]
    show.click(lambda *chosen: _decisions(assistant, *chosen), choices, table, api_visibility="private")
    export.click(lambda *chosen: _export(assistant, *chosen), choices, export, api_visibility="private")


def make_server(assistant: Assistant, host: str, port: int) -> FastAPI:
    """The page mounted under our own rules. Every value that the environment could change is given here."""
    check_address(host)
    return gr.mount_gradio_app(
        make_app(host),
        build_page(assistant),
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
        theme=gr.themes.Default(font=[THEME_FONT], font_mono=["monospace"]),
        css=CSS,
        head=HEAD,
    )


def serve(assistant: Assistant, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until interrupted; ``ready`` is called once, when a browser can connect.

    The models are loaded in the background meanwhile.
    """
    web = make_server(assistant, host, port)
    web.router.add_event_handler("startup", ready)
    assistant.warm_up()
    uvicorn.run(web, host=host, port=port, log_level="warning", access_log=False)
