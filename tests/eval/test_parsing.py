"""The measure of parsing alone, and the floors that foreign minutes hold it to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.main import main
from eval.parsing import Taken, folded, likeness, measure_parsing, pair, parsing_lines
from index.errors import MinutesError

DATA = Path(__file__).resolve().parents[2] / "eval" / "data"
MINUTES = """Hult kommun
Kulturnämnden
Datum: 2024-03-12

§ 1 Taxa
Beslut
Taxan antas.

§ 2 Lån
Lånet avslås.
"""


def taken(text: str, kind: str = "approves") -> Taken:
    return Taken("a.txt", text, kind)


def written(path: Path, *rows: Mapping[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def test_white_space_and_a_bullet_do_not_count() -> None:
    assert folded("•  Taxan\n antas.") == "Taxan antas."


@pytest.mark.parametrize(
    ("one", "other", "soft"),
    [
        ("Taxan antas.", "Taxan antas.", True),
        (
            "att anta den nya taxan",
            "Nämnden beslutar att anta den nya taxan",
            True,
        ),  # contained, 5 of 7 words
        ("Taxan antas.", "Taxan antas. Ada skriver till alla som berörs av den.", False),  # too small a part
        ("Taxan höjs i maj för alla", "Taxan sänks i maj för alla", True),  # 5 of 6 words
        ("Taxan höjs.", "Lånet avslås.", False),
    ],
)
def test_a_soft_match(one: str, other: str, soft: bool) -> None:
    assert (likeness(one, other) > 0) is soft


def test_each_found_decision_is_paired_once_exact_ones_first() -> None:
    gold = [taken("Taxan höjs i maj för oss alla"), taken("Taxan höjs i maj för er alla")]
    pairs, left = pair(gold, [taken("Taxan höjs i maj för er alla"), taken("Lånet avslås.")])
    assert [one.found for one in pairs] == [None, taken("Taxan höjs i maj för er alla")]
    assert [one.exact for one in pairs] == [False, True]
    assert left == [taken("Lånet avslås.")]


def test_scores_and_what_differs(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MINUTES, "utf-8")
    gold = written(
        tmp_path / "gold.jsonl",
        {"doc": "a.txt", "item": "1", "text": "Taxan antas.", "kind": "notes"},
        {"doc": "a.txt", "item": "2", "text": "Lånet avslås.", "kind": "rejects", "doubtful": True},
        {"doc": "a.txt", "item": "2", "text": "Båten säljs.", "kind": "approves"},
    )
    meetings = written(
        tmp_path / "meetings.jsonl",
        {"doc": "a.txt", "body": ["Nämnden", "kulturnämnden"], "organisation": None, "date": "2024-03-12"},
    )
    result = measure_parsing(gold, tmp_path, meetings)
    assert result.scores["decisions"] == 2
    assert result.scores["found"] == 1
    assert result.scores["precision exact"] == 1.0
    assert result.scores["recall exact"] == 0.5
    assert result.scores["kind"] == 0.0
    assert (result.scores["body right"], result.scores["date right"]) == (1.0, 1.0)
    assert (result.scores["organisation right"], result.scores["organisation wrong"]) == (0.0, 1.0)
    lines = "\n".join(parsing_lines(result))
    assert "SAKNAS   a.txt [2] approves: Båten säljs." in lines
    assert "UPPGIFT  a.txt organisation: ”” ≠ ”Hult kommun”" in lines
    assert result.to_json()["missed"] == [["a.txt", "Båten säljs."]]


def test_a_gold_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    gold = written(tmp_path / "gold.jsonl", {"doc": "b.txt", "text": "Taxan antas.", "kind": "approves"})
    with pytest.raises(MinutesError, match=r"b\.txt"):
        measure_parsing(gold, tmp_path)
    with pytest.raises(MinutesError, match="doc"):
        measure_parsing(written(tmp_path / "other.jsonl", {"id": "1"}), tmp_path)


def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(MINUTES, "utf-8")
    gold = written(tmp_path / "gold.jsonl", {"doc": "a.txt", "text": "Taxan antas.", "kind": "approves"})
    assert main(["eval", "--parsing", "--gold", str(gold), "--corpus", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scores"]["recall exact"] == 1.0


@pytest.mark.parametrize(
    ("minutes", "gold", "meetings", "floors"),
    [
        ("minutes", "decisions.jsonl", "", {"precision exact": 1.0, "recall exact": 1.0, "kind": 1.0}),
        (
            "heldout/minutes",
            "heldout/decisions.jsonl",
            "heldout/meetings.jsonl",
            {"precision soft": 0.8, "recall soft": 0.95, "kind": 0.9, "body right": 1.0, "date right": 1.0},
        ),
        (
            "heldout2/minutes-dev",
            "heldout2/decisions-dev.jsonl",
            "heldout2/gold-dev.jsonl",
            {"precision soft": 0.95, "recall soft": 0.95, "kind": 0.85, "body right": 1.0, "date right": 1.0},
        ),
    ],
)
def test_floors(minutes: str, gold: str, meetings: str, floors: Mapping[str, float]) -> None:
    scores = measure_parsing(DATA / gold, DATA / minutes, DATA / meetings if meetings else None).scores
    assert {name: scores[name] for name in floors if scores[name] < floors[name]} == {}


def test_items_count_by_number_and_title(tmp_path: Path) -> None:
    corpus = tmp_path / "minutes"
    corpus.mkdir()
    (corpus / "a.txt").write_text(MINUTES, "utf-8")
    gold = written(tmp_path / "gold.jsonl", {"doc": "a.txt", "text": "Taxan antas.", "kind": "approves"})
    items = [
        {"number": "1", "title": "Taxa"},
        {"number": "2", "title": "Lån"},
        {"number": "3", "title": "Val"},
    ]
    meetings = written(tmp_path / "meetings.jsonl", {"doc": "a.txt", "items": items})
    scores = measure_parsing(gold, corpus, meetings).scores
    assert (scores["precision items"], round(scores["recall items"], 2)) == (1.0, 0.67)


def test_items_of_layouts_never_seen_hold_a_floor() -> None:
    folder = DATA / "heldout3"
    scores = measure_parsing(folder / "decisions.jsonl", folder / "minutes", folder / "gold.jsonl").scores
    assert scores["recall items"] >= 0.95
    assert scores["precision items"] == 1.0
    assert scores["date right"] == 1.0
