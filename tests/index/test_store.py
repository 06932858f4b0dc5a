"""The data folder: one owner, faults told in Swedish, and nothing left of what is removed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexBusy, IndexOutdated, StorageFailed
from index.ledger import SeenFile
from index.neighbours import FEWEST
from index.renewal import reset
from index.store import Store
from index.swedish import terms
from index.types import AgendaItem, Filters, SourcedText
from tests.fakes import HashingEmbedder
from tests.invented import entry

EMBEDDER = HashingEmbedder()
HOLDER = """
import sys, time
from pathlib import Path
from index.store import Store
from index.swedish import terms
store = Store.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def open_store(home: Path) -> Store:
    return Store.open(home, EMBEDDER.model_id, EMBEDDER.dimension)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(home) as opened:
        for number in range(6):
            opened.add(entry(number))
        yield opened


def finds_itself(store: Store) -> None:
    vectors = {one: store.ledger.vector(one) for one in store.ledger.passage_ids()}
    for passage_id, vector in vectors.items():
        found, score = store.nearest(vector, 1)[0]
        assert score > 0.9999
        assert found == passage_id or np.array_equal(vectors[found], vector)


def test_what_is_added_is_found_at_once_and_after_the_folder_is_written(store: Store, home: Path) -> None:
    finds_itself(store)
    assert not (home / "chroma").exists()
    store.neighbours.consolidate()
    assert store.neighbours.pending == 0
    finds_itself(store)
    store.add(entry(7))
    finds_itself(store)
    store.neighbours.consolidate()
    finds_itself(store)
    assert len(list((home / "chroma").iterdir())) == 1


def test_a_reopened_store_is_the_same(home: Path) -> None:
    with open_store(home) as store:
        for number in range(6):
            store.add(entry(number))
        store.neighbours.consolidate()
        store.add(entry(6))
        before = store.index_id, store.nearest(EMBEDDER.embed_query("lekplatsen"), 9)
    with open_store(home) as store:
        assert (store.index_id, store.nearest(EMBEDDER.embed_query("lekplatsen"), 9)) == before
        finds_itself(store)


def test_what_is_replaced_is_not_found(store: Store) -> None:
    store.neighbours.consolidate()
    gone = entry(1)
    store.ledger.remove(gone.document.document_id)
    names = {passage.passage_id for passage in gone.passages}
    for vector in gone.vectors:
        assert not names & {found for found, _ in store.nearest(vector, 8)}
        assert len(store.nearest(vector, 8)) == 8


def test_filters_limit_and_stay_exact(store: Store) -> None:
    store.neighbours.consolidate()
    one = store.ledger.documents()[2].document_id
    vector = EMBEDDER.embed_query("bibliotekets öppettider")
    inside = store.nearest(vector, 50, Filters(document_ids=(one,)))
    ids = store.ledger.passage_ids(document_id=one)
    assert {found for found, _ in inside} == set(ids)
    exact = sorted(-float(store.ledger.vector(each) @ vector) for each in ids)
    assert [score for _, score in inside] == pytest.approx([-score for score in exact], abs=1e-5)
    assert store.nearest(vector, 5, Filters(bodies=("Finns inte",))) == []


def test_a_large_share_is_searched_through_the_folder(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.neighbours.consolidate()
    day = Filters(date_from=date(2001, 1, 1))
    vector = EMBEDDER.embed_query("cykelvägen")
    exact = store.nearest(vector, 5, day)
    monkeypatch.setattr("index.neighbours.EXACT", 0)
    assert [found for found, _ in store.nearest(vector, 5, day)] == [found for found, _ in exact]
    monkeypatch.setattr("index.neighbours.WIDEST", 1)
    assert [found for found, _ in store.nearest(vector, 5, day)] == [found for found, _ in exact]


@pytest.mark.parametrize("harm", ["delete folder", "delete file", "flip", "extra"])
def test_a_harmed_vector_folder_is_made_anew(home: Path, harm: str) -> None:
    with open_store(home) as store:
        for number in range(6):
            store.add(entry(number))
        store.neighbours.consolidate()
    folder = next((home / "chroma").iterdir())
    data = next(folder.rglob("data_level0.bin"))
    if harm == "delete folder":
        shutil.rmtree(folder)
    elif harm == "delete file":
        data.unlink()
    elif harm == "flip":
        data.write_bytes(bytes([data.read_bytes()[0] ^ 1]) + data.read_bytes()[1:])
    else:
        (folder / "mer.bin").write_bytes(b"x")
    told: list[str] = []
    with Store.open(home, EMBEDDER.model_id, EMBEDDER.dimension, progress=told.append) as store:
        finds_itself(store)
        assert store.neighbours.pending == 0
    assert "byggs om" in told[0]


def test_an_older_ledger_put_back_beside_newer_vectors_is_served_right(home: Path, tmp_path: Path) -> None:
    with open_store(home) as store:
        for number in range(3):
            store.add(entry(number))
        store.neighbours.consolidate()
    shutil.copy(home / "ledger.sqlite3", tmp_path / "backup")
    with open_store(home) as store:
        for number in range(3, 6):
            store.add(entry(number))
        store.neighbours.consolidate()
    shutil.copy(tmp_path / "backup", home / "ledger.sqlite3")
    with open_store(home) as store:
        assert len(store.ledger.documents()) == 3
        finds_itself(store)
        for number in range(6, 9):
            store.add(entry(number))
        store.neighbours.consolidate()
        finds_itself(store)


def test_few_passages_need_no_folder(home: Path) -> None:
    with open_store(home) as store:
        store.add(entry(1, items=1))
        assert store.ledger.passage_count() < FEWEST
        store.neighbours.consolidate()
        finds_itself(store)
        assert store.nearest(EMBEDDER.embed_query("x"), 50)
    assert not list((home / "chroma").glob("*"))


def test_an_empty_store_finds_nothing(home: Path) -> None:
    with open_store(home) as store:
        assert store.nearest(EMBEDDER.embed_query("x"), 5) == []
        assert store.keyword(["x"], Filters(), 5) == []
        store.neighbours.consolidate()


def _holder(home: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    assert child.stdout.readline() == "open\n"
    return child


def test_a_second_process_is_told_who_owns_the_folder(home: Path) -> None:
    child = _holder(home)
    try:
        with pytest.raises(IndexBusy, match=rf"upptagen av process {child.pid}"):
            open_store(home)
    finally:
        child.communicate()
    open_store(home).close()


def test_the_lock_of_a_killed_process_is_taken_over(home: Path) -> None:
    child = _holder(home)
    child.kill()
    assert child.wait() == -signal.SIGKILL
    child.communicate()
    assert (home / "owner").exists()
    open_store(home).close()


def test_a_second_store_in_one_process_is_busy_too(store: Store, home: Path) -> None:
    with pytest.raises(IndexBusy, match=str(os.getpid())):
        open_store(home)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed, match=r"Datamappen .* kan inte användas") as told:
        open_store(tmp_path / "file" / "home")
    assert "\n" not in str(told.value)


def test_another_model_is_refused_until_rebuilt(home: Path) -> None:
    with open_store(home) as store:
        store.add(entry(1))
    for embedder in (HashingEmbedder(32), HashingEmbedder(64, "annan")):
        with pytest.raises(IndexOutdated, match="--rebuild"):
            Store.open(home, embedder.model_id, embedder.dimension)
    with Store.open(home) as store:
        assert store.keyword(["skolskjuts", "vattenverket", "gatubelysning", "lekplatsen"], Filters(), 5)
        with pytest.raises(IndexOutdated):
            store.agree("annan", 64)


def test_an_empty_index_takes_on_another_model(home: Path) -> None:
    open_store(home).close()
    with Store.open(home, "annan", 32) as store:
        assert store.ledger.dimension == 32


def test_reset_puts_the_ledger_aside_and_keeps_what_staff_set(home: Path) -> None:
    one = entry(1).document.document_id
    with open_store(home) as store:
        store.add(entry(1), SeenFile(b"/protokoll/a.txt", 1, 1))
        store.ledger.set_staff_facts(one, body="Byggnadsnämnden")
    assert reset(home) == (Path("/protokoll/a.txt"),)
    assert (home / "ledger.sqlite3.old").exists()
    with Store.open(home, "annan", 32) as store:
        assert store.ledger.documents() == ()
        assert store.ledger.staff_facts(one).body == "Byggnadsnämnden"


def test_a_damaged_ledger_can_be_reset(home: Path) -> None:
    with open_store(home) as store:
        store.add(entry(1))
    (home / "ledger.sqlite3").write_bytes(b"skrot" * 1000)
    with pytest.raises(StorageFailed, match="--rebuild"):
        open_store(home)
    assert reset(home) == ()
    open_store(home).close()


def _everything_under(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


CANARY = "Kanariefågelsvik 19121212-1212 ömtåligt"


@pytest.mark.parametrize("reopened", [False, True], ids=["at once", "after a crash midway"])
def test_no_byte_of_a_removed_document_is_left(home: Path, reopened: bool) -> None:
    victim = entry(3)
    first = victim.meeting.items[1]
    content = SourcedText(first.text + f" {CANARY}.")
    items = tuple(
        AgendaItem(one.item_id, one.meeting_id, one.number, one.title, content) if one == first else one
        for one in victim.meeting.items
    )
    victim = replace(victim, meeting=replace(victim.meeting, items=items))
    passages = tuple(
        replace(one, text=content.text[one.start :], end=len(content.text))
        if one.item_id == first.item_id else one
        for one in victim.passages
    )  # fmt: skip
    victim = replace(victim, passages=passages)
    pieces = [CANARY.encode(), "Kanariefågelsvik".encode(), b"kanarief", b"19121212"]
    pieces.append(victim.document.document_id[:16].encode())
    pieces += [vector.tobytes()[at : at + 32] for vector in victim.vectors for at in (0, 100, 224)]
    store = open_store(home)
    for number in (0, 1, 2, 4, 5):
        store.add(entry(number))
    store.add(victim)
    store.neighbours.consolidate()
    others = [entry(number).vectors for number in (0, 1, 2, 4, 5)]
    kept = b"".join(vectors.tobytes() for vectors in others)
    pieces = [piece for piece in pieces if piece not in kept]
    before = b"|".join(data for _, data in _everything_under(home))
    assert all(piece in before for piece in pieces), "the search must be able to find them"
    if reopened:
        store.ledger.remove(victim.document.document_id)
        store.close()
        store = open_store(home)
    else:
        assert store.remove(victim.document.name) == victim.document.document_id
    finds_itself(store)
    for path, data in _everything_under(home):
        for piece in pieces:
            assert piece not in data, f"{piece!r} in {path.name}"
    store.close()
    for path, data in _everything_under(home):
        for piece in pieces:
            assert piece not in data, f"{piece!r} in {path.name}"


def test_files_are_private(home: Path) -> None:
    with open_store(home) as store:
        for number in range(6):
            store.add(entry(number))
        store.neighbours.consolidate()
        _private(home)
    _private(home)


def _private(home: Path) -> None:
    assert home.stat().st_mode & 0o777 == 0o700
    for path in home.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_searching_goes_on_while_another_thread_adds_and_writes(store: Store) -> None:
    done = threading.Event()
    faults: list[BaseException] = []

    def work() -> None:
        try:
            for number in range(6, 30):
                store.add(entry(number))
                if number % 8 == 0:
                    store.neighbours.consolidate()
        except BaseException as error:  # noqa: BLE001 - reported below
            faults.append(error)
        finally:
            done.set()

    worker = threading.Thread(target=work)
    worker.start()
    asked = 0
    while not done.is_set():
        hits = store.nearest(EMBEDDER.embed_query("lekplatsen i Östby"), 5)
        assert len(hits) == 5
        assert len(store.ledger.passages(found for found, _ in hits)) == 5
        assert store.keyword(terms("lekplatsen"), Filters(), 5)
        asked += 1
    worker.join()
    assert faults == []
    assert asked > 3
    finds_itself(store)
