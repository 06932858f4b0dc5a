"""Indexing files: what is new, changed, moved, doubled, broken or gone."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.build import BuildReport, Progress, build_index, restate
from index.errors import NoTextLayer, StorageFailed, UnreadableFile
from index.files import find_files
from index.readers.limits import ParseLimits
from index.store import Store
from index.types import Document
from index.watch import watch
from tests.fakes import HashingEmbedder
from tests.invented import minutes, read_text, write_minutes

EMBEDDER = HashingEmbedder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_minutes(tmp_path / "protokoll", 5)[0].parent


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home", EMBEDDER.model_id, EMBEDDER.dimension) as opened:
        yield opened


def build(store: Store, *paths: Path, **more: Any) -> BuildReport:
    return build_index(paths, store, EMBEDDER, **{"read": read_text, **more})


def counts(report: BuildReport) -> dict[str, int]:
    names = ("added", "unchanged", "replaced", "duplicates", "skipped", "missing", "failed")
    return {name: len(getattr(report, name)) for name in names if getattr(report, name)}


def test_a_folder_is_indexed_once(store: Store, folder: Path) -> None:
    first = build(store, folder)
    assert counts(first) == {"added": 5}
    assert first.passages == store.ledger.passage_count() > 0
    assert 0 < first.seconds_embedding <= first.seconds
    assert store.neighbours.pending == 0
    before = store.index_id
    os.utime(folder / "protokoll-001.txt", (1, 1))
    assert counts(build(store, folder, folder)) == {"unchanged": 5}
    assert store.index_id == before


def test_a_changed_file_replaces_and_the_rest_is_left(store: Store, folder: Path) -> None:
    build(store, folder)
    old = {one.document_id for one in store.ledger.documents()}
    (folder / "protokoll-002.txt").write_text(minutes(2, revision=1), encoding="utf-8")
    assert counts(build(store, folder)) == {"unchanged": 4, "replaced": 1}
    new = {one.document_id for one in store.ledger.documents()}
    assert (len(new), len(new - old), len(old - new)) == (5, 1, 1)


def test_a_moved_file_keeps_its_document(store: Store, folder: Path) -> None:
    build(store, folder)
    before = store.index_id
    (folder / "protokoll-001.txt").rename(folder / "nytt namn.txt")
    assert counts(build(store, folder)) == {"unchanged": 5}
    assert store.index_id == before
    paths = [path for one in store.ledger.documents() for path in one.paths]
    assert len(paths) == 5
    assert str(folder / "nytt namn.txt") in paths


def test_the_same_bytes_under_two_names_are_one_document(store: Store, folder: Path) -> None:
    shutil.copy(folder / "protokoll-001.txt", folder / "kopia.txt")
    assert counts(build(store, folder)) == {"added": 5, "duplicates": 1}
    assert counts(build(store, folder)) == {"unchanged": 6}
    assert len(store.ledger.documents()) == 5


def test_a_file_gone_from_disk_stays_and_is_told(store: Store, folder: Path) -> None:
    build(store, folder)
    (folder / "protokoll-001.txt").unlink()
    report = build(store, folder)
    assert report.missing == (str(folder / "protokoll-001.txt"),)
    assert len(store.ledger.documents()) == 5


def _unruly(path: Path, limits: ParseLimits) -> Document:
    if path.name == "protokoll-001.txt":
        raise NoTextLayer("Filen saknar text.", "Kör OCR först.")
    if path.name == "protokoll-003.txt":
        raise IndexError("a fault of ours")
    return read_text(path, limits)


def test_bad_files_are_set_aside_and_the_others_go_on(store: Store, folder: Path) -> None:
    report = build(store, folder, read=_unruly)
    assert counts(report) == {"added": 3, "failed": 2}
    assert "OCR" in report.failed[0].reason
    assert {one.name for one in store.ledger.quarantine()} == {"protokoll-001.txt", "protokoll-003.txt"}
    assert counts(build(store, folder)) == {"added": 2, "unchanged": 3}
    assert store.ledger.quarantine() == ()


def test_a_changed_file_that_cannot_be_read_leaves_the_old_document(store: Store, folder: Path) -> None:
    build(store, folder)
    before = store.index_id
    (folder / "protokoll-001.txt").write_text(minutes(1, revision=1), encoding="utf-8")
    assert counts(build(store, folder, read=_unruly)) == {"unchanged": 4, "failed": 1}
    assert store.index_id == before


def test_a_copy_of_a_bad_file_is_bad(store: Store, folder: Path) -> None:
    shutil.copy(folder / "protokoll-001.txt", folder / "kopia.txt")

    def refuse(path: Path, limits: ParseLimits) -> Document:
        if path.name in ("protokoll-001.txt", "kopia.txt"):
            raise UnreadableFile("Filen är skadad.")
        return read_text(path, limits)

    assert counts(build(store, folder, read=refuse)) == {"added": 4, "failed": 2}


def test_paths_that_are_no_minutes(store: Store, tmp_path: Path, folder: Path) -> None:
    (folder / "bild.png").write_bytes(b"x")
    (folder / ".gömd.txt").write_text("x")
    (folder / "~$lås.docx").write_text("x")
    report = build_index([folder, tmp_path / "finns inte.txt", folder / "bild.png"], store, EMBEDDER)
    assert counts(report) == {"added": 5, "failed": 2}
    assert {Path(one.path).name for one in report.failed} == {"finns inte.txt", "bild.png"}
    report = build(store, folder)
    assert [Path(one).name for one in report.skipped] == ["bild.png"]


def test_folders_that_loop_are_walked_once(folder: Path) -> None:
    (folder / "under").mkdir()
    shutil.move(folder / "protokoll-000.txt", folder / "under" / "a.txt")
    (folder / "under" / "tillbaka").symlink_to(folder, target_is_directory=True)
    found = find_files([folder])
    assert len(found.files) == 5


def test_any_file_name_will_do(store: Store, folder: Path) -> None:
    names: list[str | bytes] = [
        b"\xff\xfe trasig.txt",
        "x" * 200 + ".txt",
        "rad\nbrytning.txt",
        "\u202etxt.fdp.txt",
        "😀.txt",
    ]
    for number, name in enumerate(names, 10):
        path = folder / (name if isinstance(name, str) else os.fsdecode(name))
        path.write_text(minutes(number), encoding="utf-8")
    report = build(store, folder)
    assert counts(report) == {"added": 10}
    assert counts(build(store, folder)) == {"unchanged": 10}
    assert all(one.name.isprintable() for one in store.ledger.documents())
    assert all(path.isprintable() for path in report.added)


def test_progress_counts_every_file(store: Store, folder: Path) -> None:
    steps: list[Progress] = []
    build(store, folder, progress=steps.append)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert {step.total for step in steps} == {5}
    assert [step.name for step in steps if step.stage == "stored"] == sorted(
        path.name for path in folder.iterdir()
    )


def test_cancelling_keeps_whole_documents_and_the_next_run_goes_on(store: Store, folder: Path) -> None:
    cancel = threading.Event()

    def after_two(step: Progress) -> None:
        if step.done == 2 and step.stage == "embedding":
            cancel.set()

    report = build(store, folder, progress=after_two, cancel=cancel)
    assert report.cancelled
    assert counts(report) in ({"added": 2}, {"added": 3})
    assert counts(build(store, folder)) == {"added": 5 - len(report.added), "unchanged": len(report.added)}


def test_other_passage_sizes_make_documents_anew(store: Store, folder: Path) -> None:
    first = build(store, folder)
    again = build(store, folder, passage_words=12)
    assert counts(again) == {"replaced": 5}
    assert again.passages > first.passages
    assert store.ledger.passage_count() == again.passages


def test_what_staff_set_holds_for_the_bytes(store: Store, folder: Path) -> None:
    build(store, folder)
    one = store.ledger.find_document("protokoll-002.txt").document_id
    before = store.index_id
    store.ledger.set_staff_facts(one, day=date(1999, 12, 31))
    restate(store, EMBEDDER, one)
    meeting = store.ledger.meeting(one)
    assert (meeting.date, meeting.date_evidence) == (date(1999, 12, 31), "staff")
    assert store.index_id != before
    assert all(
        "1999" in store.ledger.passage(each).header for each in store.ledger.passage_ids(document_id=one)
    )
    build(store, folder, passage_words=15)
    assert store.ledger.meeting(one).date_evidence == "staff"
    assert store.ledger.find_document(one).paths == (str(folder / "protokoll-002.txt"),)


def test_a_full_disk_stops_the_run_and_keeps_what_is_there(store: Store, folder: Path) -> None:
    build(store, folder)
    before = store.index_id
    pages = store.ledger._writer.execute("PRAGMA page_count").fetchone()[0]
    store.ledger._writer.execute(f"PRAGMA max_page_count = {pages}")
    write_minutes(folder, 40, items=30)
    with pytest.raises(StorageFailed, match="disken"):
        build(store, folder)
    store.ledger._writer.execute("PRAGMA max_page_count = 1000000")
    assert store.nearest(EMBEDDER.embed_query("lekplatsen"), 3)
    assert store.index_id == before or len(store.ledger.documents()) >= 5
    build(store, folder)
    assert len(store.ledger.documents()) == 40


def test_watching_takes_in_a_new_file_when_it_is_whole(store: Store, folder: Path) -> None:
    stop = threading.Event()
    reports: list[BuildReport] = []

    def index(paths: Any) -> BuildReport:
        return build(store, *paths)

    def later() -> None:
        (folder / "nytt.txt").write_text(minutes(77), encoding="utf-8")
        (folder / "ointressant.png").write_bytes(b"x")

    timer = threading.Timer(0.5, later)
    timer.start()
    for report in watch([folder], index, stop):
        reports.append(report)
        stop.set()
    timer.join()
    assert [Path(one).name for report in reports for one in report.added] == ["nytt.txt"]


def test_the_shared_corpus_is_indexed_through_the_sandbox(store: Store, shared_corpus: Path) -> None:
    report = build_index([shared_corpus], store, EMBEDDER)
    assert counts(report) == {"added": len(list(shared_corpus.glob("*.txt")))}
