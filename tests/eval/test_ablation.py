"""What each part of the search adds, on two small files with vectors that only hash words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from eval.ablation import ALL, VARIANTS, ablation_lines, headless, run_ablation, whole_words, windows
from index.errors import MinutesError
from index.ledger import StaffFacts
from index.parsing import parse
from index.types import Document, Page
from tests.fakes import HashingEmbedder

TEXT = """Hult kommun
Kulturnämnden
Datum: 2024-03-12

§ 1 Taxa för biblioteket
Taxan har inte höjts sedan 2019.
Beslut
Taxan för sena böcker höjs till 20 kronor.

§ 2 Lån till bygdegården
Föreningen söker ett lån.
Beslut
Lånet avslås.
"""


def questions(path: Path) -> Path:
    row = {
        "id": "q1", "question": "Vad beslutades om bibliotekstaxan?", "type": "decision", "style": "natural",
        "answerable": True, "answer": "", "must_contain": [],
        "evidence": [{"doc": "a.txt", "item": "1", "quote": "Taxan för sena böcker höjs till 20 kronor."}],
    }  # fmt: skip
    path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    return path


def test_each_part_is_left_out_in_turn(tmp_path: Path) -> None:
    (tmp_path / "minutes").mkdir()
    (tmp_path / "minutes" / "a.txt").write_text(TEXT, "utf-8")
    gold = questions(tmp_path / "q.jsonl")
    told: list[str] = []
    results = run_ablation(
        gold, tmp_path / "minutes", HashingEmbedder(64), 245, date(2024, 5, 1), told.append
    )
    assert [one.name for one in results] == [variant.name for variant in VARIANTS]
    assert results[0].scores["recall@1"] == 1.0
    assert not results[0].compared
    assert all(one.compared for one in results[1:])
    assert sum(line.startswith("Mäter ") for line in told) == len(VARIANTS)
    table = list(ablation_lines(results))
    assert table[2].startswith(f"| {ALL} | 1.000 ")
    assert len(table) == len(VARIANTS) + 2


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "minutes").mkdir()
    with pytest.raises(MinutesError, match="läsas in"):
        run_ablation(
            questions(tmp_path / "q.jsonl"), tmp_path / "minutes", HashingEmbedder(64), 245,
            date(2024, 5, 1), lambda _: None,
        )  # fmt: skip


def test_what_is_left_out() -> None:
    whole = parse(Document("0" * 64, "a.txt", "a", (Page(1, TEXT),)), StaffFacts(), 245)
    assert len(whole.passages) == 3
    assert {one.header for one in headless(whole).passages} == {""}
    (window,) = windows(whole).passages
    assert window.text.split() == TEXT.split()
    assert window.header == "Kulturnämnden, Hult kommun · 12 mars 2024"
    assert "handläggning" not in " ".join(whole_words("färdtjänsthandläggning")).split()
