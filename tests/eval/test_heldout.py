"""The held-out sets: every quote and decision stands in its minutes, and every row has its form."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eval.metrics.coverage import covers
from tests.eval.test_data import KINDS, REFUSAL, TYPES, collapse

DATA = Path(__file__).resolve().parents[2] / "eval" / "data"
QUESTIONS = sorted(DATA.glob("heldout*/questions-*.jsonl"))
DECISIONS = sorted(DATA.glob("heldout*/decisions*.jsonl"))

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def texts(gold: Path) -> dict[str, str]:
    """The minutes that a gold file of a held-out set is about, by name, white space collapsed."""
    half = re.sub(r"^.*-|\.jsonl$", "", gold.name)
    folders = [gold.parent / f"minutes-{half}", gold.parent / "minutes"]
    folder = next(one for one in folders if one.is_dir())
    return {path.name: collapse(path.read_text(encoding="utf-8")) for path in folder.iterdir()}


def name_of(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def test_there_are_held_out_sets() -> None:
    assert {path.parent.name for path in QUESTIONS} >= {"heldout", "heldout2", "heldout4"}
    assert "heldout3" in {path.parent.name for path in DECISIONS}


@pytest.mark.parametrize("path", QUESTIONS, ids=name_of)
def test_every_quote_stands_in_its_minutes(path: Path) -> None:
    sources = texts(path)
    for row in rows(path):
        for found in row["evidence"]:
            assert collapse(found["quote"]) in sources[found["doc"]], row["id"]
            assert len(found["quote"].split()) <= 60, row["id"]


@pytest.mark.parametrize("path", QUESTIONS, ids=name_of)
def test_answers_hold_what_a_right_answer_must(path: Path) -> None:
    for row in rows(path):
        assert row["type"] in TYPES, row["id"]
        if row["answerable"]:
            assert row["evidence"], row["id"]
            lacking = [g for g in row["must_contain"] if not any(w in row["answer"].lower() for w in g)]
            assert lacking == [], row["id"]
        else:
            assert (row["evidence"], row["must_contain"], row["answer"]) == ([], [], REFUSAL), row["id"]


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_every_decision_stands_in_its_minutes(path: Path) -> None:
    sources = texts(path)
    for row in rows(path):
        assert covers(sources[row["doc"]], row["text"]), row["text"]
        assert row["kind"] in KINDS, row["text"]


@pytest.mark.parametrize("folder", sorted({path.parent for path in QUESTIONS}), ids=lambda path: path.name)
def test_no_question_is_in_both_halves(folder: Path) -> None:
    asked = Counter(
        row["question"] for path in sorted(folder.glob("questions-*.jsonl")) for row in rows(path)
    )
    assert [question for question, times in asked.items() if times > 1] == []
