"""Kept texts: whole or not at all, gone with their document."""

from __future__ import annotations

from pathlib import Path

from rag.summary.kept import FOLDER, KeptTexts, key_of

DOCUMENT, OTHER = "a" * 64, "b" * 64


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = KeptTexts(tmp_path)
    assert kept.get(DOCUMENT, "k") is None
    kept.put(DOCUMENT, "k", "Åtta platser.")
    assert KeptTexts(tmp_path).get(DOCUMENT, "k") == "Åtta platser."
    (file,) = (tmp_path / FOLDER).rglob("*.json")
    assert file.stat().st_mode & 0o077 == 0


def test_a_broken_or_half_written_file_counts_as_missing(tmp_path: Path) -> None:
    kept = KeptTexts(tmp_path)
    kept.put(DOCUMENT, "k", "Åtta platser.")
    (file,) = (tmp_path / FOLDER).rglob("*.json")
    file.write_text('{"said": "Å', encoding="utf-8")
    assert kept.get(DOCUMENT, "k") is None
    file.write_text('{"said": 7}', encoding="utf-8")
    assert kept.get(DOCUMENT, "k") is None
    file.rename(file.with_suffix(".part"))
    assert kept.get(DOCUMENT, "k") is None


def test_documents_that_are_gone_leave_nothing(tmp_path: Path) -> None:
    kept = KeptTexts(tmp_path)
    kept.put(DOCUMENT, "k", "ett")
    kept.put(OTHER, "k", "två")
    kept.keep_only([OTHER])
    assert (kept.get(DOCUMENT, "k"), kept.get(OTHER, "k")) == (None, "två")
    kept.forget(OTHER)
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_all_that_shapes_a_text_is_in_its_key() -> None:
    assert key_of("model", "prompt") != key_of("model", "prompt2")
    assert key_of("ab", "c") != key_of("a", "bc")
