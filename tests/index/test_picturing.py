"""Pages as pictures: the passage stands on yellow, whatever can't be pictured is told in one line."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from index.build import build_index
from index.errors import UnknownDocument, UnreadableFile
from index.picturing import Pictures, picture
from index.readers.limits import ParseLimits
from index.readers.picture import WIDTH, find_letters, letters
from index.store import Store
from tests.fakes import HashingEmbedder

PASSAGE = "Samverkansavtalet om barnahus godkänns"


@pytest.fixture
def original(tmp_path: Path, repository: Path) -> Path:
    copy = tmp_path / "protokoll.pdf"
    shutil.copyfile(repository / "eval/data/minutes/sjoviken-socialnamnd-2023-06-13.pdf", copy)
    return copy


@pytest.fixture
def store(original: Path, own_home: Path) -> Iterator[Store]:
    embedder = HashingEmbedder()
    with Store.open(own_home, embedder.model_id, embedder.dimension) as opened:
        text = original.with_name("text.txt")
        text.write_text("Minnesanteckningar\n1. Budget\nBeslut: Budgeten godkänns.\n", encoding="utf-8")
        assert len(build_index([original, text], opened, embedder).added) == 2
        yield opened


def yellow(png: bytes) -> list[tuple[int, int]]:
    """Where the picture is clearly yellow."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    pixels = image.load()
    assert pixels is not None
    return [
        (x, y)
        for x in range(0, image.width, 4)
        for y in range(0, image.height, 4)
        if (colour := pixels[x, y])[2] < 120 < 200 < colour[0]  # type: ignore[index]
    ]


def test_a_passage_is_found_whatever_breaks_its_lines() -> None:
    page = letters("Sida 2 (3)\nNämnden  godkän-\nner ﬁlmen. Nej. Nej.")
    assert page == "sida23namndengodkannerfilmennejnej"
    found = find_letters(page, letters("Nämnden godkänner filmen."), 0)
    assert [page[start:end] for start, end in found] == ["namndengodkannerfilmen"]


def test_of_words_said_twice_the_nearest_are_marked() -> None:
    page = letters("Nej. Ja. Nej.")
    assert find_letters(page, "nej", 0) == [(0, 3)]
    assert find_letters(page, "nej", 5) == [(5, 8)]
    assert find_letters(page, "kanske", 0) == []
    assert find_letters(page, "", 0) == []


def test_what_stands_in_another_order_is_found_piece_by_piece() -> None:
    first, second = "a" * 15 + "b" * 15, "c" * 15 + "d" * 15
    assert find_letters(f"{second}xx{first}", first + second, 0) == [(32, 62), (0, 30)]


def test_the_marked_passage_and_nothing_else_is_yellow(store: Store) -> None:
    ids = {row.name: row.document_id for row in store.ledger.documents()}
    pictures = Pictures(store, ParseLimits())
    text = store.ledger.page_text(ids["protokoll.pdf"], 2)
    start = text.index(PASSAGE)
    marked = pictures.picture(ids["protokoll.pdf"], 2, ((start, start + len(PASSAGE)),))
    assert Image.open(io.BytesIO(marked)).width == WIDTH
    rows = {y for _, y in yellow(marked)}
    assert rows
    assert max(rows) - min(rows) < 40  # one line of the page
    assert not yellow(pictures.picture(ids["protokoll.pdf"], 2))
    assert pictures.picture(ids["protokoll.pdf"], 2, ((start, start + len(PASSAGE)),)) is marked


def test_what_has_no_picture_is_told(store: Store, original: Path) -> None:
    ids = {row.name: row.document_id for row in store.ledger.documents()}
    pictures = Pictures(store, ParseLimits())
    with pytest.raises(UnreadableFile, match="Bara PDF"):
        pictures.picture(ids["text.txt"], 1)
    with pytest.raises(UnknownDocument):
        pictures.picture(ids["protokoll.pdf"], 99)
    with pytest.raises(UnknownDocument):
        pictures.picture("f" * 64, 1)
    original.write_bytes(b"%PDF-1.4 other bytes")
    with pytest.raises(UnreadableFile, match="flyttats eller ändrats"):
        pictures.picture(ids["protokoll.pdf"], 1)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n%%EOF", b"\x00" * 4096])
def test_a_damaged_file_harms_nobody(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        picture(data, 1, [], ParseLimits())
