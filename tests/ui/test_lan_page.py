"""The whole page over real connections, with accounts: ten who ask at once, uploads, originals, attacks."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from app import Page
from rag.assistant import Assistant
from rag.settings import ServerSettings, load_settings
from tests.ui.lan import QUICK, Clock
from tests.ui.site import GatedEngine, SmallAssistant, serving
from ui.access import Access
from ui.accounts import Accounts
from ui.exposure import check_exposure
from ui.passwords import Passwords
from ui.roles import event_name
from ui.uploads import UploadLimits, Uploads

PASSWORD = "ett långt hemligt ord"
MEGABYTE = 1_000_000
MINUTES = """Minnesanteckningar Provnätverket
2024-03-12

1. Budget
Beslut: Budgeten på 200 000 kr godkänns.
"""
REPLY = "Budgeten på 200 000 kr godkänns [1]."
BATCH = "b" * 32


@dataclass
class Lan:
    """A page that asks for a login, its engine, and the numbers of its events by name."""

    url: str
    home: Path
    engine: GatedEngine
    assistant: Assistant
    access: Access
    events: dict[str, int]

    def person(self, name: str) -> Person:
        """Somebody's browser, logged in."""
        client = httpx.Client(base_url=self.url, headers={"origin": self.url.rstrip("/")}, timeout=60)
        answer = client.post("/login", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return Person(self, client)


class Person:
    """One open browser, which presses buttons as the page's script does."""

    def __init__(self, lan: Lan, client: httpx.Client) -> None:
        self.lan, self.client = lan, client

    def press(self, event: str, page: str, *data: Any) -> httpx.Response:
        """Press a button."""
        body = {"fn_index": self.lan.events[event], "session_hash": page, "data": list(data)}
        return self.client.post("/gradio_api/queue/join", json=body)

    def shown(self, page: str) -> Iterator[str]:
        """Everything that the server sends to the page, message by message, until it is done."""
        with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": page}) as answer:
            assert answer.status_code == 200
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    yield json.dumps(json.loads(line[5:]), ensure_ascii=False)

    def ask(self, page: str, question: str) -> None:
        """Ask, within no limits."""
        assert self.press("ask", page, question, "Alla organ", "Alla år", "Alla år").status_code == 200

    def upload(self, name: str, content: Any, batch: str = BATCH) -> httpx.Response:
        """Upload one file."""
        return self.client.post(f"/filer/{batch}", params={"namn": name}, content=content)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lan]:
    folder = tmp_path_factory.mktemp("lan")
    home = folder / "home"
    (folder / "prov.txt").write_text(MINUTES, encoding="utf-8")
    server = ServerSettings(upload_mb=2)
    limits = {"server": server, "max_file_mb": 1}
    settings = load_settings({"MOTESMINNE_HOME": str(home)}).model_copy(update=limits)
    engine, accounts = GatedEngine(), Accounts(home, Passwords(QUICK))
    with SmallAssistant(settings, engine) as assistant:
        assistant.index([folder / "prov.txt"])
        for number in range(11):
            accounts.add(f"p{number}", "read", PASSWORD)
        accounts.add("egil", "edit", PASSWORD)
        accounts.add("ada", "admin", PASSWORD)
        access = Access(check_exposure(server, home, True), accounts, server, Clock())
        numbers = {
            event_name(fn.api_name): n
            for n, fn in reversed(Page(assistant, Uploads(UploadLimits(folder, 1, 2))).blocks.fns.items())
        }
        with serving(assistant, access) as url:
            yield Lan(url, home, engine, assistant, access, numbers)


@pytest.fixture
def lan(served: Lan) -> Iterator[Lan]:
    """The page, its engine at rest before and after."""
    for event in (served.engine.waiting, served.engine.called_off):
        event.clear()
    served.engine.replies.clear()
    yield served
    served.engine.gate.set()


def _follow(person: Person, page: str, placed: threading.Semaphore) -> tuple[list[int], str]:
    """The places in the queue that a page was told, and all that it was shown."""
    places, everything = list[int](), ""
    for message in person.shown(page):
        everything += message
        found = [int(number) for number in re.findall(r"plats (\d+) i kön", message)]
        if found and not places:
            placed.release()
        places += found
    return places, everything


def _uploaded(lan: Lan) -> set[Path]:
    return {path for path in (lan.home / "uploads").rglob("*") if path.is_file()}


def test_ten_at_once_each_get_their_own_answer_and_know_their_place(lan: Lan) -> None:
    lan.engine.gate.clear()
    lan.engine.replies.extend([REPLY] * 10)
    people = [lan.person(f"p{number}") for number in range(10)]
    questions = [f"Vad beslutades om budgeten på möte {number}{number}?" for number in range(10)]
    placed = threading.Semaphore(0)
    with ThreadPoolExecutor(10) as pool:
        for number, person in enumerate(people):
            person.ask(f"page{number}", questions[number])
        runs: list[Future[tuple[list[int], str]]] = [
            pool.submit(_follow, person, f"page{number}", placed) for number, person in enumerate(people)
        ]
        for _ in range(9):
            assert placed.acquire(timeout=30)
        lan.engine.gate.set()
        seen = [run.result(60) for run in runs]
    assert sorted(max(places, default=1) for places, _ in seen) == list(range(1, 11))
    for number, (_, everything) in enumerate(seen):
        assert f"Fråga: {questions[number]}" in everything
        assert not any(other in everything for other in questions if other != questions[number])


def test_cancelling_frees_the_model_for_the_next(lan: Lan) -> None:
    lan.engine.gate.clear()
    lan.engine.replies.extend([REPLY] * 2)
    first, second = lan.person("p0"), lan.person("p1")
    placed = threading.Semaphore(0)
    with ThreadPoolExecutor(2) as pool:
        first.ask("one1", "Vad beslutades om budgeten?")
        at_first = pool.submit(_follow, first, "one1", placed)
        assert lan.engine.waiting.wait(30)
        second.ask("two1", "Vad beslutades om budgeten?")
        at_second = pool.submit(_follow, second, "two1", placed)
        assert placed.acquire(timeout=30)
        assert second.press("stop", "one1").status_code == 404  # another's page
        assert first.press("stop", "one1").status_code == 200
        assert lan.engine.called_off.wait(30)
        lan.engine.gate.set()
        assert "Avbrutet" in at_first.result(60)[1]
        assert "Svaret är klart" in at_second.result(60)[1]


def test_closing_the_page_frees_the_model(lan: Lan) -> None:
    lan.engine.gate.clear()
    lan.engine.replies.append(REPLY)
    person = lan.person("p0")
    with person.client.stream("GET", "/gradio_api/heartbeat/mine2") as heart:
        beats = heart.iter_lines()
        assert next(beats)
        person.ask("mine2", "Vad beslutades om budgeten?")
        assert lan.engine.waiting.wait(30)
    assert lan.engine.called_off.wait(30)


def test_a_reader_s_stream_ends_with_the_session(lan: Lan) -> None:
    lan.engine.gate.clear()
    lan.engine.replies.append(REPLY)
    person = lan.person("p10")
    person.ask("mine3", "Vad beslutades om budgeten?")
    shown = person.shown("mine3")
    assert next(shown)
    assert lan.engine.waiting.wait(30)
    lan.access.accounts.remove("p10")
    lan.engine.gate.set()
    assert "Svaret är klart" not in "".join(shown)


def _index(person: Person, page: str, batch: str) -> str:
    assert person.press("index", page, json.dumps({"batch": batch}), "").status_code == 200
    return "".join(person.shown(page))


def test_what_is_uploaded_is_indexed_and_then_gone_from_the_folder_of_uploads(lan: Lan) -> None:
    editor = lan.person("egil")
    assert editor.upload("bullar.txt", MINUTES.replace("Budget", "Bullar").encode()).status_code == 200
    assert "bullar.txt" in _index(editor, "mine4", BATCH)
    assert "bullar.txt" in [row.name for row in lan.assistant.documents()]
    assert _uploaded(lan) == set()


def _pieces(size: int) -> Iterator[bytes]:
    for _ in range(0, size, 10_000):
        yield b"x" * 10_000


def test_an_upload_beyond_the_limit_is_cut_off_while_it_comes(lan: Lan) -> None:
    """Sent without a length: all that the server can do is count."""
    editor = lan.person("egil")
    for name in ("a.txt", "b.txt"):
        assert editor.upload(name, _pieces(MEGABYTE), "c" * 32).status_code == 200
    before = _uploaded(lan)
    for size, batch, words in (
        (5 * MEGABYTE, "d" * 32, "Filen är för stor: högst 1 MB per fil."),
        (MEGABYTE, "c" * 32, "Uppladdningen är för stor: högst 2 MB åt gången."),
    ):
        answer = editor.upload("c.txt", _pieces(size), batch)
        assert (answer.status_code, answer.text) == (413, words)
        assert _uploaded(lan) == before


def test_the_server_stops_reading_an_upload_that_is_too_large(lan: Lan) -> None:
    """The connection is shut: a sender can't go on and fill anything."""
    editor = lan.person("egil")
    host, port = re.findall(r"//([\d.]+):(\d+)", lan.url)[0]
    cookie = "; ".join(f"{name}={value}" for name, value in editor.client.cookies.items())
    head = (
        f"POST /filer/{BATCH}?namn=a.txt HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {lan.url.rstrip('/')}\r\n"
        f"Cookie: {cookie}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    sent = 0
    with socket.create_connection((host, int(port)), timeout=30) as raw, suppress(ConnectionError):
        raw.sendall(head.encode())
        while sent < 500 * MEGABYTE:
            raw.sendall(b"%x\r\n%s\r\n" % (MEGABYTE, b"x" * MEGABYTE))
            sent += MEGABYTE
    assert sent < 50 * MEGABYTE


def test_an_upload_that_says_it_is_too_large_is_not_read_at_all(lan: Lan) -> None:
    editor, before = lan.person("egil"), _uploaded(lan)
    answer = editor.upload("stor.txt", b"x" * (MEGABYTE + 1))
    assert (answer.status_code, answer.text) == (413, "Filen är för stor: högst 1 MB per fil.")
    assert lan.person("p0").upload("liten.txt", b"x").status_code == 403
    assert _uploaded(lan) == before


@pytest.mark.parametrize(
    ("batch", "name", "status"), [("kort", "a.txt", 400), (BATCH, "", 400), (BATCH, "a.exe", 415)]
)
def test_what_is_no_upload_is_refused_in_swedish(lan: Lan, batch: str, name: str, status: int) -> None:
    answer = lan.person("egil").upload(name, b"x", batch)
    words = "Filtypen stöds inte" if status == 415 else "Filen kunde inte tas emot"
    assert (answer.status_code, words in answer.text) == (status, True)


def test_another_site_s_upload_is_refused(lan: Lan) -> None:
    editor = lan.person("egil")
    editor.client.headers["origin"] = "https://foreign.example"
    assert editor.upload("bullar.txt", b"x").status_code == 403


def test_a_full_disk_takes_no_uploads(lan: Lan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=100 * MEGABYTE))
    answer = lan.person("egil").upload("liten.txt", b"x")
    assert (answer.status_code, "disk är full" in answer.text) == (507, True)


@pytest.mark.parametrize(
    "file",
    [
        {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
        {"path": "/etc/passwd"},
        {"path": "{home}/accounts.json", "meta": {"_type": "gradio.FileData"}},
        {"path": "{home}/uploads/../accounts.json", "meta": {"_type": "gradio.FileData"}},
        {"path": "http://foreign.example/a.txt", "meta": {"_type": "gradio.FileData"}},
        {"path": "a.txt", "url": "http://foreign.example/a.txt", "meta": {"_type": "gradio.FileData"}},
        {"path": ["/etc/passwd"], "meta": {"_type": "gradio.FileData"}},
        {"path": {"path": "/etc/passwd"}},
    ],
)
def test_no_button_names_a_file(lan: Lan, file: dict[str, Any]) -> None:
    told = json.loads(json.dumps(file).replace("{home}", str(lan.home)))
    for data in ([told], told, [[told]], [{"value": told}]):
        assert lan.person("egil").press("index", "mine8", data, "").status_code == 403


def test_what_another_has_uploaded_is_not_taken(lan: Lan) -> None:
    batch = "e" * 32
    assert (
        lan.person("egil").upload("egils.txt", MINUTES.replace("Budget", "Egil").encode(), batch).is_success
    )
    assert "Välj filer eller skriv en mapp först." in _index(lan.person("ada"), "adas", batch)
    assert "egils.txt" in _index(lan.person("egil"), "egils", batch)


def test_originals_are_served_by_the_digest_of_their_bytes_and_no_other_way(lan: Lan) -> None:
    person = lan.person("p0")
    digest = hashlib.sha256(MINUTES.encode()).hexdigest()
    answer = person.client.get(f"/original/{digest}")
    assert answer.content == MINUTES.encode()
    assert answer.headers["content-disposition"].startswith('attachment; filename="prov.txt"')
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert httpx.get(f"{lan.url}original/{digest}").status_code == 401
    for guess in (
        digest[:16],
        digest[:-1] + ("0" if digest[-1] != "0" else "1"),
        digest.upper(),
        "prov.txt",
        "..%2f..%2faccounts.json",
        "%2e%2e/accounts.json",
        str(lan.home / "accounts.json").replace("/", "%2f"),
        "*",
        "'%20OR%201=1",
        "%00",
    ):
        refused = person.client.get(f"/original/{guess}")
        assert refused.status_code == 404, guess
        assert "Budget" not in refused.text


def test_a_folder_of_the_server_is_not_read_for_an_editor(lan: Lan, tmp_path: Path) -> None:
    other = tmp_path / "annat"
    other.mkdir()
    (other / "hemligt.txt").write_text(MINUTES.replace("Budget", "Hemligt"), encoding="utf-8")
    editor = lan.person("egil")
    assert editor.press("index", "mine12", "{}", str(other)).status_code == 200
    assert "hemligt.txt" not in "".join(editor.shown("mine12"))
    assert "hemligt.txt" not in [row.name for row in lan.assistant.documents()]


def test_an_original_that_was_changed_is_not_served_under_its_old_digest(lan: Lan) -> None:
    digest = hashlib.sha256(MINUTES.encode()).hexdigest()
    file = lan.home.parent / "prov.txt"
    file.write_text("något annat", encoding="utf-8")
    answer = lan.person("p0").client.get(f"/original/{digest}")
    file.write_text(MINUTES, encoding="utf-8")
    assert (answer.status_code, "ändrats" in answer.text) == (404, True)
