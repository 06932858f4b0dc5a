"""Bad input ends in one Swedish line; good input beside it is read. (B01-B06, B09, B13.)"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import MinutesError, NoTextLayer, TooLarge, UnreadableFile
from index.sandbox import ParseLimits, read_safely
from tests import hostile

LINES = ["Protokoll 2024-03-04", "1. Mötet öppnas", "Beslut: Planen antas."]
SMALL = ParseLimits(seconds=10, memory_mb=512)


def refused(folder: Path, name: str, data: bytes, limits: ParseLimits = SMALL) -> MinutesError:
    """The error that reading ``data`` ends in."""
    with pytest.raises(UnreadableFile) as caught:
        read_safely(hostile.saved(folder, name, data), limits)
    assert caught.value.message.endswith(".")
    assert "\n" not in str(caught.value)
    return caught.value


def test_id_is_of_the_bytes_and_names_are_kept(tmp_path: Path) -> None:
    data = "Mötet öppnas".encode()
    document = read_safely(hostile.saved(tmp_path, "Möte 4 mars.txt", data))
    assert document.document_id == hashlib.sha256(data).hexdigest()
    assert (document.name, document.title) == ("Möte 4 mars.txt", "Möte 4 mars")
    assert [page.text for page in document.pages] == ["Mötet öppnas"]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".pdf", ".docx"])
@pytest.mark.parametrize("data", [b"", b" \r\n\0\n", b"\f\f"])
def test_empty_files(tmp_path: Path, suffix: str, data: bytes) -> None:
    assert refused(tmp_path, f"tom{suffix}", data).message == "Filen är tom."


@pytest.mark.parametrize(("suffix", "make"), [(".pdf", hostile.pdf), (".docx", hostile.word)])
def test_truncated_files_never_crash(tmp_path: Path, suffix: str, make: Callable[..., bytes]) -> None:
    data = make([LINES] * 3) if suffix == ".pdf" else make(*LINES)
    outcomes = set()
    for share in (1, 8, 40, 200, len(data) // 3, len(data) // 2, len(data) - 200, len(data) - 20):
        path = hostile.saved(tmp_path, f"kapad{suffix}", data[:share])
        try:
            outcomes.add(bool(read_safely(path, SMALL).pages))
        except UnreadableFile as error:
            outcomes.add(error.message.endswith("."))
    assert outcomes == {True}


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_flipped_bytes_are_read_or_refused(tmp_path: Path, suffix: str) -> None:
    data = hostile.pdf([LINES] * 2) if suffix == ".pdf" else hostile.word(*LINES)
    for seed in range(12):
        chance = random.Random(seed)
        damaged = bytearray(data)
        for _ in range(200):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = hostile.saved(tmp_path, f"skadad{suffix}", bytes(damaged))
        try:
            pages = read_safely(path, SMALL).pages
        except UnreadableFile:
            continue
        assert pages


def test_user_password_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, "last.pdf", hostile.encrypted("hemlig", "agare"))
    assert error.message == "Filen är skyddad med lösenord."


def test_owner_password_is_read_and_noted(tmp_path: Path) -> None:
    document = read_safely(hostile.saved(tmp_path, "last.pdf", hostile.encrypted("", "agare")))
    assert document.pages[0].text == "Beslut: Planen antas."
    assert "låst" in document.notes[0]


def test_unknown_cipher_is_refused(tmp_path: Path) -> None:
    locked = b"<</Filter/Standard/V 9/R 9/O(x)/U(x)/P 1/Length 128>>"
    data = hostile.raw_pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", locked],
        b"/Root 1 0 R /Encrypt 3 0 R /ID[(a)(b)]",
    )
    assert "krypterad" in refused(tmp_path, "okand.pdf", data).message


def test_scanned_file_names_its_pages(tmp_path: Path) -> None:
    path = hostile.saved(tmp_path, "skannad.pdf", hostile.pdf([[], [], []]))
    with pytest.raises(NoTextLayer, match=r"sidorna 1–3.*OCR"):
        read_safely(path)


def test_inline_picture_and_outlined_letters_count_as_scanned(tmp_path: Path) -> None:
    inline = hostile.one_page(b"q 400 0 0 600 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q")
    outlined = hostile.one_page(b"10 10 m 20 20 l 30 10 l f\n" * 400)
    for data in (inline, outlined):
        assert isinstance(refused(tmp_path, "bild.pdf", data), NoTextLayer)


def test_one_scanned_page_among_many_is_noted(tmp_path: Path) -> None:
    pages = [LINES if number != 17 else [] for number in range(1, 31)]
    document = read_safely(hostile.saved(tmp_path, "blandad.pdf", hostile.pdf(pages)))
    assert len(document.pages) == 30
    assert document.pages[16].text == ""
    assert document.notes[0].startswith("Sida 17 saknar text")


BOMBS = {
    "flate": hostile.deflate_bomb(200),
    "stacked": hostile.one_page(b"x", b"/Filter[" + b"/FlateDecode " * 17 + b"]"),
    "lzw": hostile.one_page(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 50, b"/Filter/LZWDecode"),
    "runlength": hostile.one_page(b"\x81 " * 400_000, b"/Filter/RunLengthDecode"),
    "length": hostile.one_page(b"").replace(b"/Length 0", b"/Length 99999999999"),
    "arrays": hostile.one_page(b"[" * 200_000),
    "operators": hostile.one_page(b"q " * 300_000),
    "previous": hostile.one_page(b"").replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9"),
    "inline": hostile.one_page(b"BI /W 9 /H 9 ID " + b"x" * 100_000),
    "tree": hostile.raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"]),
    "forms": hostile.one_page(
        b"/X Do",
        resources=b"/XObject<</X 6 0 R>>",
        extra=[
            b"<</Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 6 0 R>>>>/Length 11>>\n%s"
            % b"stream\n/X Do /X Do\nendstream"
        ],
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_in_one_line(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, f"{name}.pdf", BOMBS[name]).message


def test_clock_and_memory_are_held(tmp_path: Path) -> None:
    slow = hostile.one_page(b"".join(hostile.show("ord " * 8, y=10 + at % 800) for at in range(60_000)))
    late = refused(tmp_path, "seg.pdf", slow, ParseLimits(seconds=1))
    assert isinstance(late, TooLarge)
    assert "1 sekunder" in late.message
    text = ("åäö " * 2_000_000).encode()
    assert isinstance(refused(tmp_path, "stor.txt", text, ParseLimits(memory_mb=40)), UnreadableFile)


def test_size_page_and_character_limits(tmp_path: Path) -> None:
    cases = {
        "större": ParseLimits(max_bytes=10),
        "fler än 1 sidor": ParseLimits(max_pages=1),
        "tecken": ParseLimits(max_characters=20),
    }
    for expected, limits in cases.items():
        error = refused(tmp_path, "langt.txt", b"ett tv\xc3\xa5 tre\n" * 4 + b"\f slut", limits)
        assert isinstance(error, TooLarge)
        assert expected in error.message


WORD = hostile.word(*LINES)
XML = hostile.part(WORD, hostile.BODY)
PACKAGES = {
    "ratio": ({"word/media/x.xml": b" " * 20_000_000}, "orimligt"),
    "parts": ({f"word/p{number}.xml": b"" for number in range(1001)}, "1000 delar"),
    "entity": (
        {hostile.BODY: XML.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1)},
        "DTD",
    ),
    "wide-dtd": ({"word/extra.xml": '<?xml version="1.0"?><!DOCTYPE a []><a/>'.encode("utf-16")}, "DTD"),
    "macro": ({"word/vbaProject.bin": b"x"}, "makron"),
    "nested": ({"word/embeddings/inre.zip": b"PK\3\4"}, "arkiv"),
    "absolute": ({"/etc/cron.d/x.xml": b"<a/>"}, "sökvägar"),
    "parent": ({"word/../../x.xml": b"<a/>"}, "sökvägar"),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_hostile_packages_are_refused_unread(tmp_path: Path, name: str) -> None:
    changes, expected = PACKAGES[name]
    assert expected in refused(tmp_path, f"{name}.docx", hostile.repacked(WORD, changes)).message
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.docx"]


LIES = {
    ("exe.pdf", b"MZ" + b"\0" * 100): ("pdf", "program"),
    ("pdf.docx", hostile.pdf([LINES])): ("docx", "PDF"),
    ("docx.pdf", WORD): ("pdf", "DOCX"),
    ("bild.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50): ("txt", "bild"),
    ("gammal.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600): ("docx", "DOC-formatet"),
    ("zip.docx", hostile.repacked(b"PK\5\6" + b"\0" * 18, {"a.txt": b"x"})): ("docx", "zip"),
    ("sida.txt", b"<!DOCTYPE html><html></html>"): ("txt", "HTML"),
    ("tva.pdf", hostile.pdf([LINES]) + WORD): ("PDF", "zip"),
}


@pytest.mark.parametrize(("name", "data"), LIES, ids=[name for name, _ in LIES])
def test_content_beats_extension(tmp_path: Path, name: str, data: bytes) -> None:
    message = refused(tmp_path, name, data).message
    assert all(word in message for word in LIES[name, data])


def test_missing_folder_and_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="finns inte"):
        read_safely(tmp_path / "borta.txt")
    (tmp_path / "mapp.pdf").mkdir()
    with pytest.raises(UnreadableFile, match="finns inte"):
        read_safely(tmp_path / "mapp.pdf")
    with pytest.raises(UnreadableFile, match=r"\.odt stöds inte"):
        read_safely(tmp_path / "a.odt")


def test_child_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = hostile.saved(tmp_path, "a.docx", WORD)
    work = tmp_path / "arbete"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("TMPDIR", str(work))
    assert read_safely(path).pages[0].text.startswith("Protokoll")
    assert list(work.iterdir()) == []
