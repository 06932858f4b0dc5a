"""States on disk: whole or not at all, within a budget, gone with their passage."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.engine.kvcache import StateStore, forget_states, shape, state_name

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from rag.engine.kvcache import StateStore
store = StateStore(Path(sys.argv[2]), 10**8, memory=0)
for n in range(10**6):
    store.put(f"p-{n % 40:03d}~s-{n % 40}", bytes([n % 40]) * 300_000)
    print(n, flush=True)
"""


def names(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir()}


def test_everything_that_shapes_a_state_is_in_its_name() -> None:
    base = state_name("model", [1, 2], "m-001-00", [3, 4])
    others = {
        state_name("other", [1, 2], "m-001-00", [3, 4]),
        state_name("model", [1, 3], "m-001-00", [3, 4]),
        state_name("model", [1, 2], "m-001-01", [3, 4]),
        state_name("model", [1, 2], "m-001-00", [3, 5]),
        state_name("model", [1, 2, 3], "m-001-00", [4]),
    }
    assert len(others | {base}) == 6
    assert base == state_name("model", [1, 2], "m-001-00", [3, 4])
    assert base.startswith("m-001-00~")


def test_a_passage_id_can_not_leave_the_folder() -> None:
    assert "/" not in state_name("m", [], "../../etc/passwd", [])


def test_states_are_found_again_by_another_store(tmp_path: Path) -> None:
    StateStore(tmp_path, 1000).put("a~1", b"state")
    store = StateStore(tmp_path, 1000)
    assert "a~1" in store
    assert store.get("a~1") == b"state"
    assert store.get("b~1") is None


@pytest.mark.parametrize("damage", [lambda d: d[:-1], lambda d: b"", lambda d: d[:50] + b"x" + d[51:]])
def test_a_damaged_state_is_none_and_cleared_away(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    StateStore(tmp_path, 1000).put("a~1", b"s" * 100)
    path = tmp_path / "a~1.kv"
    path.write_bytes(damage(path.read_bytes()))
    store = StateStore(tmp_path, 1000)
    assert store.get("a~1") is None
    assert "a~1" not in store
    assert not path.exists()


def test_a_state_under_another_name_is_foreign(tmp_path: Path) -> None:
    StateStore(tmp_path, 1000).put("a~1", b"state")
    (tmp_path / "a~1.kv").rename(tmp_path / "b~1.kv")
    assert StateStore(tmp_path, 1000).get("b~1") is None


def test_what_was_used_longest_ago_leaves_first(tmp_path: Path) -> None:
    store = StateStore(tmp_path, 300, memory=0)
    for name in ("a", "b", "c"):
        store.put(name, b"x" * 100)
    assert store.get("a")
    store.put("d", b"x" * 100)
    assert names(tmp_path) == {"a", "c", "d"}
    assert store.size == 300


def test_the_order_of_use_survives_and_a_smaller_budget_is_kept(tmp_path: Path) -> None:
    store = StateStore(tmp_path, 1000)
    for age, name in enumerate(("a", "b", "c")):
        store.put(name, b"x" * 100)
        os.utime(tmp_path / f"{name}.kv", (1000 + age, 1000 + age))
    StateStore(tmp_path, 200)
    assert names(tmp_path) == {"c"}


def test_a_state_beyond_the_budget_stays_in_memory(tmp_path: Path) -> None:
    store = StateStore(tmp_path, 10)
    store.put("a", b"x" * 100)
    assert store.get("a") == b"x" * 100
    assert names(tmp_path) == set()


def test_half_written_states_are_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "a.new").write_bytes(b"half")
    StateStore(tmp_path, 1000)
    assert names(tmp_path) == set()


def test_forgetting_takes_a_meetings_states_and_no_others(tmp_path: Path) -> None:
    store = StateStore(tmp_path, 1000)
    for name in ("m1-001-00~a", "m1-002-00~a", "m2-001-00~a"):
        store.put(name, b"x")
    store.forget("m1-")
    assert names(tmp_path) == {"m2-001-00~a"}
    assert store.get("m1-001-00~a") is None
    assert forget_states(tmp_path, "m2-") == 1
    assert names(tmp_path) == set()


def test_a_folder_that_can_not_be_made_is_an_empty_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = StateStore(tmp_path / "file" / "states", 1000)
    store.put("a", b"x")
    assert store.get("a") == b"x"
    assert store.get("b") is None


def test_states_are_for_their_owner_only(tmp_path: Path) -> None:
    StateStore(tmp_path, 1000).put("a", b"x")
    assert (tmp_path / "a.kv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("puts", [1, 2, 7, 23, 61])
def test_killed_while_writing_every_state_is_whole_or_gone(tmp_path: Path, puts: int) -> None:
    command = (sys.executable, "-c", WRITER, str(ROOT), str(tmp_path))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(puts):
            assert writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        writer.stdout.read()
    assert writer.returncode == -signal.SIGKILL
    store = StateStore(tmp_path, 10**8, memory=0)
    for n in range(min(puts, 40)):
        assert store.get(f"p-{n:03d}~s-{n}") == bytes([n]) * 300_000
    assert not list(tmp_path.glob("*.new"))


def test_on_a_full_disk_states_are_only_held_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = StateStore(tmp_path, 1000)

    def full(path: Path, data: bytes) -> int:
        path.touch()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        store.put("a~1", b"state")
    assert store.get("a~1") == b"state"
    assert names(tmp_path) == set()
    store.put("a~1", b"state")
    assert names(tmp_path) == {"a~1"}


def test_room_is_left_on_the_disk(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    store = StateStore(tmp_path, 1000, spare=2 * free)
    store.put("a~1", b"state")
    assert store.get("a~1") == b"state"
    assert not store.has_room
    assert names(tmp_path) == set()


def test_states_of_other_models_and_heads_are_retired(tmp_path: Path) -> None:
    store = StateStore(tmp_path, 1000)
    mine, old = (state_name("model", head, "m-1", [5]) for head in ([1], [2]))
    other = state_name("another", [1], "m-1", [5])
    for name in (mine, old, other, "m-1~of-an-earlier-version"):
        store.put(name, b"x")
    store.retire({shape("model", [1])})
    assert names(tmp_path) == {mine}
    assert store.get(old) is None
