"""The Chroma folder: finds what it holds, notices every changed byte, is never changed by use."""

from __future__ import annotations

import random
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.vectors import DATABASE, MANIFEST, ROWS, BrokenVectors, VectorIndex, write_index

Vectors = NDArray[np.float32]


def unit(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, 32)).astype(np.float32)
    normal: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return normal


def write(folder: Path, vectors: Vectors, first: int = 1, base: Path | None = None) -> Path:
    rows = list(range(first, first + len(vectors)))
    write_index(folder, lambda: [(rows, vectors)], base)
    return folder


def test_every_vector_finds_itself(tmp_path: Path) -> None:
    vectors = unit(300)
    index = VectorIndex(write(tmp_path / "a", vectors))
    assert index.missed == ()
    assert [index.nearest(vector, 1)[0][0] for vector in vectors] == list(range(1, 301))
    row, similarity = index.nearest(vectors[7], 5)[0]
    assert (row, round(similarity, 5)) == (8, 1.0)
    index.close()


def test_order_is_that_of_comparing_with_each(tmp_path: Path) -> None:
    vectors = unit(200)
    index = VectorIndex(write(tmp_path / "a", vectors))
    question = unit(1, seed=9)[0]
    exact = np.argsort(-(vectors @ question))[:10] + 1
    assert [row for row, _ in index.nearest(question, 10)] == exact.tolist()
    index.close()


def test_more_upon_a_copy_leaves_the_base_alone(tmp_path: Path) -> None:
    first, more = unit(60), unit(40, seed=1)
    base = write(tmp_path / "a", first)
    index = VectorIndex(write(tmp_path / "b", more, first=61, base=base))
    assert index.rows.tolist() == list(range(1, 101))
    assert index.nearest(more[3], 1)[0][0] == 64
    assert index.nearest(first[3], 1)[0][0] == 4
    index.close()
    old = VectorIndex(base)
    assert old.rows.tolist() == list(range(1, 61))
    old.close()


def test_equal_vectors_are_no_fault(tmp_path: Path) -> None:
    index = VectorIndex(write(tmp_path / "a", np.repeat(unit(5), 10, axis=0)))
    assert index.missed == ()
    index.close()


def test_use_changes_no_checked_file(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", unit(50))
    found = []
    for _ in range(3):  # a changed file would be refused when it is opened again
        index = VectorIndex(folder)
        found.append(index.nearest(unit(1)[0], 5))
        index.close()
    assert found[0]
    assert found[0] == found[1] == found[2]


def test_no_text_and_private_modes(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", unit(50))
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


def _files() -> list[str]:
    graph = ["data_level0.bin", "length.bin", "header.bin", "index_metadata.pickle"]
    return [*graph, ROWS, DATABASE, MANIFEST]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("good") / "a", unit(120))


@pytest.mark.parametrize("name", _files())
@pytest.mark.parametrize("harm", ["delete", "truncate", "empty"])
def test_a_harmed_file_is_noticed(good: Path, tmp_path: Path, name: str, harm: str) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "a"))
    path = next(folder.rglob(name))
    data = path.read_bytes()
    if harm == "delete":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) // 2] if harm == "truncate" else b"")
    with pytest.raises(BrokenVectors):
        VectorIndex(folder)


def test_flipped_bytes_are_noticed_or_harmless(good: Path, tmp_path: Path) -> None:
    chance = random.Random(3)
    vectors = unit(120)
    names = [path.relative_to(good) for path in good.rglob("*") if path.is_file() and path.stat().st_size]
    for trial, name in enumerate(names * 4):
        folder = Path(shutil.copytree(good, tmp_path / f"trial{trial}"))
        data = bytearray((folder / name).read_bytes())
        data[chance.randrange(len(data))] ^= 0xFF
        (folder / name).write_bytes(data)
        try:
            index = VectorIndex(folder)
        except BrokenVectors:
            continue
        assert [index.nearest(vector, 1)[0][0] for vector in vectors] == list(range(1, 121))
        index.close()


def test_a_folder_without_its_manifest_does_not_count(tmp_path: Path) -> None:
    with pytest.raises(BrokenVectors):
        VectorIndex(tmp_path / "none")
    folder = write(tmp_path / "a", unit(20))
    (folder / MANIFEST).unlink()
    with pytest.raises(BrokenVectors):
        VectorIndex(folder)


def test_room_without_vectors_holds_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a", unit(90))
    graph = next(write(tmp_path / "b", unit(30, seed=1)).glob("*/data_level0.bin"))
    _, _, room, used, size = struct.unpack_from("<iQQQQ", graph.with_name("header.bin").read_bytes())
    assert (used, graph.stat().st_size) == (30, room * size)
    assert not graph.read_bytes()[used * size :].strip(b"\0")
    assert not graph.with_name("length.bin").read_bytes()[used * 4 :].strip(b"\0")
