"""kill -9 at any point: each document is wholly there or wholly absent, and the next run finishes.

A third of the kills strike before a random SQL statement of the writing connection, the others
at a random moment after a random event, half of these while Chroma folders are written all
the time. A trial counts only if the process died of SIGKILL with work in flight.
MOTESMINNE_CRASHES sets how many.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import time
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

import numpy as np
import pytest

from index.ledger import Ledger
from index.store import Store
from index.swedish import terms
from tests.fakes import HashingEmbedder
from tests.index import crash_child
from tests.invented import entry, write_minutes

DOCUMENTS = 8
TRIALS = int(os.environ.get("MOTESMINNE_CRASHES", "24"))
Event = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Death:
    """How a child ended: its exit code and what it told."""

    exitcode: int
    events: tuple[Event, ...]

    @property
    def killed(self) -> bool:
        """Died of SIGKILL."""
        return self.exitcode == -signal.SIGKILL

    @property
    def in_flight(self) -> bool:
        """Work had begun and was not finished."""
        return bool(self.events) and ("finished", "") not in self.events

    @property
    def writing(self) -> bool:
        """The last thing told was that something was being written."""
        return self.events[-1][0] in ("suicide", "embedding", "folder begins", "finishing")


@pytest.fixture(scope="module")
def server() -> ForkServerContext:
    """Children start in milliseconds from a process that has everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.index.crash_child"])
    return context


class Expected:
    """What an undisturbed ledger holds of each document and revision."""

    def __init__(self, folder: Path) -> None:
        self._ledger = Ledger(folder / "undisturbed.sqlite3", terms)
        self._ledger.set_meta(dimension="64")

    def add(self, revision: int) -> None:
        for number in range(DOCUMENTS):
            self._ledger.add(entry(number, revision=revision))

    def digests(self) -> dict[str, str]:
        return dict(self._ledger._rows("SELECT document_id, digest FROM documents"))

    def ids(self, revision: int) -> set[str]:
        return {entry(number, revision=revision).document.document_id for number in range(DOCUMENTS)}


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to strike: before a statement, or ``seconds`` after so many events; 0 is never."""

    statement: int = 0
    events: int = 0
    seconds: float = 0.0
    eager: bool = False

    @staticmethod
    def draw(chance: random.Random) -> Plan:
        """A third each: a statement, any moment, any moment with vector folders written all the time."""
        kind = chance.randrange(3)
        if kind == 0:
            return Plan(statement=chance.randint(1, 900))
        if kind == 1:
            return Plan(events=chance.randint(1, 3 * DOCUMENTS + 2), seconds=chance.uniform(0, 0.03))
        return Plan(events=chance.randint(2, 3 * DOCUMENTS), seconds=chance.uniform(0, 0.2), eager=True)


def run(context: ForkServerContext, home: Path, folder: Path, plan: Plan = Plan()) -> Death:
    """One child, killed as planned."""
    ear, mouth = context.Pipe(duplex=False)
    child = context.Process(target=crash_child.index, args=(home, folder, mouth, plan.statement, plan.eager))
    child.start()
    mouth.close()
    events: list[Event] = []
    try:
        while True:
            events.append(ear.recv())
            if len(events) == plan.events:
                until = time.perf_counter() + plan.seconds
                while time.perf_counter() < until:
                    pass
                child.kill()
    except EOFError:
        child.join()
    finally:
        ear.close()
    return Death(child.exitcode or 0, tuple(events))


def check(home: Path, expected: Expected, allowed: set[str], all_there: bool) -> None:
    """Every document whole, none twice, every passage found by its own vector."""
    embedder = HashingEmbedder()
    with Store.open(home, embedder.model_id, embedder.dimension) as store:
        documents = store.ledger.documents()
        names = [one.name for one in documents]
        assert len(names) == len(set(names))
        assert {one.document_id for one in documents} <= allowed
        assert not all_there or len(documents) == DOCUMENTS
        digests: dict[str, str] = dict(store.ledger._rows("SELECT document_id, digest FROM documents"))
        assert digests.items() <= expected.digests().items()
        assert len(list((home / "chroma").glob("*"))) <= 1
        vectors = {one: store.ledger.vector(one) for one in store.ledger.passage_ids()}
        for passage_id, vector in vectors.items():
            found, score = store.nearest(vector, 1)[0]
            assert score > 0.9999
            assert found == passage_id or np.array_equal(vectors[found], vector)


@pytest.mark.parametrize("again", [False, True], ids=["first ingest", "ingest of changed files"])
def test_killed_at_random_points(server: ForkServerContext, tmp_path: Path, again: bool) -> None:
    chance = random.Random(f"{again} {TRIALS}")
    expected = Expected(tmp_path)
    deaths: list[Death] = []
    home, folder, revision = tmp_path / "home", tmp_path / "files", 0
    write_minutes(folder, DOCUMENTS)
    expected.add(0)
    if again:
        assert not run(server, home, folder).killed
        revision = 1
        write_minutes(folder, DOCUMENTS, revision=revision)
        expected.add(revision)
    while len(deaths) < TRIALS // 2:
        death = run(server, home, folder, Plan.draw(chance))
        allowed = expected.ids(revision) | (expected.ids(revision - 1) if again and revision else set())
        check(home, expected, allowed, all_there=again or not death.killed)
        if death.killed and death.in_flight:
            deaths.append(death)
        elif again:
            revision += 1
            write_minutes(folder, DOCUMENTS, revision=revision)
            expected.add(revision)
        else:
            shutil.rmtree(home)
    assert not run(server, home, folder).killed
    check(home, expected, expected.ids(revision), all_there=True)
    assert sum(death.writing for death in deaths) >= 0.6 * len(deaths), "most kills missed the writing"


def test_a_run_that_is_not_killed_does_not_count(server: ForkServerContext, tmp_path: Path) -> None:
    write_minutes(tmp_path / "files", DOCUMENTS)
    death = run(server, tmp_path / "home", tmp_path / "files")
    assert (death.exitcode, death.killed, death.in_flight) == (0, False, False)
