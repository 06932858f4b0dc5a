"""The process that crash tests kill: one run of indexing that tells what it is at."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from index.build import Progress, build_index
from index.store import Store
from tests.fakes import HashingEmbedder
from tests.invented import entry, read_text

WARM = entry(0)
"""Made at import, so that the server process that children are forked from has all caches filled."""


def index(home: Path, folder: Path, tell: Connection, statement: int, eager: bool) -> None:
    """Index ``folder`` into ``home``, telling (event, detail) through ``tell``.

    The process kills itself with SIGKILL before the SQL statement numbered ``statement`` (from 1)
    of the writing connection; 0 is never. ``eager`` writes a new vector folder after every document.
    """
    embedder = HashingEmbedder()
    with Store.open(home, embedder.model_id, embedder.dimension) as store:
        _trace(store, tell, statement)
        _announce_folders(store, tell)
        if eager:
            store.neighbours.due = lambda midway=False: True  # type: ignore[method-assign]

        def progress(step: Progress) -> None:
            tell.send((step.stage, step.name))

        build_index([folder], store, embedder, progress=progress, read=read_text)
    tell.send(("finished", ""))


def _trace(store: Store, tell: Connection, statement: int) -> None:
    count = 0

    def before(sql: str) -> None:
        nonlocal count
        count += 1
        if count == statement:
            tell.send(("suicide", sql.split()[0]))
            os.kill(os.getpid(), signal.SIGKILL)
            threading.Event().wait()

    store.ledger._writer.set_trace_callback(before)


def _announce_folders(store: Store, tell: Connection) -> None:
    consolidate = store.neighbours.consolidate

    def announced(anew: bool = False) -> None:
        tell.send(("folder begins", ""))
        consolidate(anew)
        tell.send(("folder ends", ""))

    store.neighbours.consolidate = announced  # type: ignore[method-assign]
