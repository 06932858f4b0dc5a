"""Start the index over: the old ledger is put aside, and what can't be read from files again is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.ledger import Ledger, StaffFacts
from index.store import ASIDE, LEDGER, VECTORS, own


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What an old ledger gives: the paths indexed, and what staff set by document id."""

    paths: tuple[Path, ...] = ()
    staff: tuple[tuple[str, StaffFacts], ...] = ()


def reset(home: Path) -> tuple[Path, ...]:
    """Put the ledger aside (``ledger.sqlite3.old``), whatever its state, and begin an empty one.

    What staff have set stays. Returns the paths that were indexed, as far as the old ledger
    can be read. ``Store.drop_aside`` removes the old ledger when the new one is built.

    Raises:
        IndexBusy: another process has the folder open.
        StorageFailed: the folder can't be written.
    """
    lock = own(home)
    try:
        found = _salvage(home / LEDGER)
        for suffix in ("", "-wal", "-shm"):
            path = home / f"{LEDGER}{suffix}"
            if path.exists():
                path.replace(home / f"{LEDGER}{ASIDE}{suffix}")
        shutil.rmtree(home / VECTORS, ignore_errors=True)
        ledger = Ledger(home / LEDGER)
        for document_id, facts in found.staff:
            ledger.set_staff_facts(document_id, facts.date, facts.body, facts.organisation)
        ledger.close()
        return found.paths
    finally:
        lock.release()


def _salvage(path: Path) -> Salvaged:
    with suppress(sqlite3.Error, ValueError):
        address = f"{path.absolute().as_uri()}?mode=rw"  # rw: its write-ahead log may have to be read
        with closing(sqlite3.connect(address, uri=True)) as connection:
            paths = connection.execute("SELECT path FROM files ORDER BY path").fetchall()
            staff = connection.execute("SELECT document_id, date, body, organisation FROM staff").fetchall()
        return Salvaged(
            tuple(Path(os.fsdecode(one)) for (one,) in paths),
            tuple(
                (document_id, StaffFacts(date.fromisoformat(day) if day else None, body, organisation))
                for document_id, day, body, organisation in staff
            ),
        )
    return Salvaged()
