"""The server engine against a small server of our own on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from index.errors import (
    BadSettings,
    Cancelled,
    ContextOverflow,
    ModelCrashed,
    ModelMissing,
    ModelRefused,
)
from rag.engine.openai_server import OpenAIServerEngine, ServerOptions
from rag.engine.protocol import EvidencePart, GenerationLimits, Prompt

PROMPT = Prompt("Källor:\n", (EvidencePart("a", "Ett."),), "Fråga?", "Var kort.", (("U", "A"),))


def delta(text: str, reason: str | None = None) -> str:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
    return f"data: {json.dumps({'choices': [choice]})}\n\n"


class Server:
    """Answers every request with ``status`` and ``chunks``; keeps the requests.

    With ``patient`` it then waits for the line to be closed.
    """

    def __init__(self) -> None:
        self.status = 200
        self.chunks: list[str] = []
        self.patient = False
        self.requests: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.hung_up = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                outer.keys.append(self.headers["Authorization"])
                self.send_response(outer.status)
                self.end_headers()
                for chunk in outer.chunks:
                    self.wfile.write(chunk.encode())
                    self.wfile.flush()
                if outer.patient:
                    self.connection.recv(1)
                    outer.hung_up.set()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def engine(server: Server) -> Iterator[OpenAIServerEngine]:
    engine = OpenAIServerEngine(ServerOptions(server.url, "modell", "nyckel"))
    yield engine
    engine.close()


def ask(engine: OpenAIServerEngine, deadline_s: float = 60, cancel: threading.Event | None = None) -> str:
    limits = GenerationLimits(30, deadline_s, ("\n\n",))
    return "".join(engine.stream(PROMPT, limits, cancel or threading.Event()))


def test_streams_and_asks_as_it_should(server: Server, engine: OpenAIServerEngine) -> None:
    server.chunks = [": hej\n\n", delta("Åtta "), delta("personer."), delta("", "stop"), "data: [DONE]\n\n"]
    assert ask(engine) == "Åtta personer."
    assert engine.stats.output_tokens == 2
    assert engine.stats.finish == "stop"
    (request,) = server.requests
    assert request["temperature"] == 0
    assert request["max_tokens"] == 30
    assert request["stop"] == ["\n\n"]
    assert request["messages"] == [
        {"role": "system", "content": "Var kort."},
        {"role": "user", "content": "U"},
        {"role": "assistant", "content": "A"},
        {"role": "user", "content": "Källor:\nEtt.\nFråga?"},
    ]
    assert server.keys == ["Bearer nyckel"]


def test_a_cut_off_reply_says_so(server: Server, engine: OpenAIServerEngine) -> None:
    server.chunks = [delta("Åtta", "length"), "data: [DONE]\n\n"]
    assert ask(engine) == "Åtta"
    assert engine.stats.finish == "length"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, "no such key", ModelRefused),
        (404, "no such model", ModelRefused),
        (400, "exceeds the context size", ContextOverflow),
        (503, "loading", ModelCrashed),
        (200, delta("Halv"), ModelCrashed),
        (200, "data: {\n\n", ModelCrashed),
        (200, "data: []\n\n", ModelCrashed),
    ],
)
def test_a_server_that_fails(
    server: Server, engine: OpenAIServerEngine, status: int, body: str, error: type[Exception]
) -> None:
    server.status, server.chunks = status, [body]
    with pytest.raises(error):
        ask(engine)


def test_no_server_there() -> None:
    server = Server()
    server.close()
    engine = OpenAIServerEngine(ServerOptions(server.url, "modell"))
    with pytest.raises(ModelMissing, match="svarar inte"):
        ask(engine)


def test_cancel_is_heard_while_the_server_thinks(server: Server, engine: OpenAIServerEngine) -> None:
    server.patient = True
    cancel = threading.Event()
    threading.Timer(0.1, cancel.set).start()
    with pytest.raises(Cancelled):
        ask(engine, cancel=cancel)


def test_cancel_closes_the_line(server: Server, engine: OpenAIServerEngine) -> None:
    server.patient, server.chunks = True, [delta("och ")]
    cancel = threading.Event()
    stream = engine.stream(PROMPT, GenerationLimits(), cancel)
    assert next(stream) == "och "
    cancel.set()
    with pytest.raises(Cancelled):
        list(stream)
    assert server.hung_up.wait(10)


def test_the_deadline_keeps_what_came(server: Server, engine: OpenAIServerEngine) -> None:
    server.patient, server.chunks = True, [delta("Halvt ")]
    assert ask(engine, deadline_s=0.5) == "Halvt "
    assert engine.stats.finish == "deadline"


@pytest.mark.parametrize("url", ["", "hej", "file:///etc/passwd", "http://", "ftp://a/b", "http://a:b@c/v1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(BadSettings):
        OpenAIServerEngine(ServerOptions(url, "modell"))


def test_the_environments_proxy_is_not_used(
    server: Server, engine_with: Callable[[str], OpenAIServerEngine]
) -> None:
    server.chunks = [delta("Ja."), "data: [DONE]\n\n"]
    assert ask(engine_with(server.url)) == "Ja."


@pytest.fixture
def engine_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], OpenAIServerEngine]:
    """Builds an engine where a proxy is set that is not there."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    return lambda url: OpenAIServerEngine(ServerOptions(url, "modell"))
