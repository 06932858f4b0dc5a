"""The measures of summaries, on texts small enough to count by hand, and a run with a scripted model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.metrics.summary import (
    ReferencePoint,
    count_facts,
    distinct,
    points_told,
    spoken_sentences,
    strange_facts,
    supported,
    verbatim,
)
from eval.summaries import (
    OURS,
    PLAIN,
    SummaryMeasurement,
    load_points,
    measure_summaries,
    summary_lines,
)
from index.errors import MinutesError
from rag.settings import Settings
from rag.types import Claim
from tests.fakes import HashingEmbedder, ScriptedEngine

MINUTES = """Fritidsnämnden i Lillby kommun
Sammanträde den 7 mars 2024
Närvarande: Ada Bergqvist

1. Simhallen
Ada Bergqvist redovisar läget. Avgiften är 450 kronor per termin. Ombyggnaden väntas kosta 12 miljoner kronor.

Beslut: Nämnden godkänner avtalet om simhallen.

2. Bokbussen
Bokbussen har fått nya däck och går igen på torsdagar.

Beslut: Nämnden noterar informationen.
"""
REPOSITORY = Path(__file__).resolve().parents[2]


def test_a_point_is_told_when_each_group_has_a_word() -> None:
    point = ReferencePoint((("simhall",), ("450", "fyrahundrafemtio")))
    assert point.told("Simhallens avgift är 450\u00a0kronor.")
    assert not point.told("Simhallen byggs om.")
    assert points_told((point, ReferencePoint((("buss",),))), "Simhallen kostar 450.") == 0.5
    assert points_told((), "") == 1.0


def test_distinct_counts_different_runs_of_words() -> None:
    assert distinct("a b c d") == 1.0
    assert distinct("a b c a b c") == pytest.approx(3 / 4)
    assert distinct("ja ja ja ja ja") == pytest.approx(1 / 3)
    assert distinct("kort text") == 1.0


def test_decisions_are_verbatim_but_for_bullets_and_white_space() -> None:
    shown = "Beslut: Nämnden antar planen och avslår yrkandet. Annat."
    assert verbatim(["Nämnden antar\n• planen och avslår yrkandet."], shown) == 1.0
    assert verbatim(["Nämnden antar planerna."], shown) == 0.0
    assert verbatim([], shown) == 1.0


def test_signs_of_markdown_are_no_words_and_short_headings_no_sentences() -> None:
    text = "# Beslut\n\n- **Simhallen** kostar 450 kronor. [1]\n1. Bussen går igen i maj.\n"
    assert spoken_sentences(text) == ("Simhallen kostar 450 kronor.", "Bussen går igen i maj.")


def test_facts_that_stand_nowhere_are_named() -> None:
    told = "Den 8 mars betalade Ada Bergqvist och Bo Stråhle 450 kronor av 13 miljoner till Lillby."
    assert strange_facts(told, MINUTES) == ("8 mars", "13", "Bo", "Stråhle")
    assert strange_facts("Ombyggnaden kostar tolv miljoner och sker 2024.", MINUTES) == ()
    assert count_facts("Ada och Bo möts den 7 mars om 450 kronor.") == 3


def test_support_is_the_share_of_supported_claims() -> None:
    assert supported([Claim("a", True), Claim("b", False)]) == 0.5
    assert supported([]) == 1.0


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "minutes"
    folder.mkdir()
    (folder / "lillby.txt").write_text(MINUTES, encoding="utf-8")
    return folder


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "points.jsonl"
    points = [[["simhall"]], [["450"]], [["bokbuss"]], [["nya däck"]]]
    path.write_text(json.dumps({"document": "lillby.txt", "points": points}) + "\n", encoding="utf-8")
    return path


def how(tmp_path: Path, engine: ScriptedEngine | None, seconds: float = 1e9) -> SummaryMeasurement:
    return SummaryMeasurement(
        Settings(home=tmp_path, models_dir=tmp_path),
        HashingEmbedder(),
        engine,
        tmp_path / "work",
        True,
        seconds,
    )


def test_a_run_scores_both_ways_and_goes_on_with_what_was_worded(
    tmp_path: Path, corpus: Path, gold: Path
) -> None:
    (tmp_path / "work").mkdir()
    said = "Simhallen kostar 450 kronor per termin. Kungen invigde slottet den 5 maj."
    engine = ScriptedEngine(*[said] * 12)
    result = measure_summaries(gold, corpus, how(tmp_path, engine))
    ours, plain = result.scores
    assert result.complete
    assert (ours.way, plain.way) == (OURS, PLAIN)
    assert ours.decisions_verbatim == 1.0
    assert ours.strange == ()
    assert plain.points == 0.5
    assert plain.decisions_verbatim == 0.0
    assert plain.supported == 0.5
    assert plain.strange == ("5 maj",)
    assert plain.share_read == 1.0
    asked = len(engine.history)
    again = measure_summaries(gold, corpus, how(tmp_path, engine))
    assert len(engine.history) == asked
    assert again.scores[1] == plain
    assert any("5 maj" in line for line in summary_lines(result))
    assert set(result.to_json()) == {"complete", "means", "meetings"}


def test_a_run_that_is_cut_short_says_so(tmp_path: Path, corpus: Path, gold: Path) -> None:
    (tmp_path / "work").mkdir()
    result = measure_summaries(gold, corpus, how(tmp_path, ScriptedEngine(*["Ord."] * 12), seconds=0.0))
    assert not result.complete
    assert "fortsätter" in list(summary_lines(result))[-1]


def test_a_file_of_points_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("[1]\n", encoding="utf-8")
    with pytest.raises(MinutesError, match="kan inte läsas"):
        load_points(tmp_path / "x.jsonl")


def test_every_meeting_has_ten_points() -> None:
    points = load_points(REPOSITORY / "eval/data/reference_points.jsonl")
    own = {path.name for path in (REPOSITORY / "eval/data/minutes").iterdir()}
    assert len(own & points.keys()) >= 5
    assert {len(one) for one in points.values()} == {10}
    assert all(
        word == word.lower() for one in points.values() for p in one for group in p.words for word in group
    )
