"""The benchmark's arithmetic and its ways of asking, with a worker that needs no model."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest

from eval.speed import Asked, Timed, Way, measure, percentile, table
from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.engine.protocol import EvidencePart, GenerationLimits, Prompt, RunStats
from rag.models import ModelFile

FAKE = Path(__file__).parents[1] / "rag" / "engine" / "fake_worker.py"


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([3, 1, 2], 50, 2), ([1, 2, 3, 4], 50, 2), (list(range(1, 21)), 95, 19), ([7], 95, 7), ([5, 6], 0, 5)],
)
def test_percentiles_by_nearest_rank(values: list[float], percent: float, expected: float) -> None:
    assert percentile(values, percent) == expected


def test_no_values_have_no_percentile() -> None:
    assert math.isnan(percentile([], 50))


def test_a_way_counts_what_was_read() -> None:
    runs = tuple(
        Timed(str(n), "", RunStats(100, reused, 10, first, 2.0))
        for n, (reused, first) in enumerate([(80, 0.2), (60, 0.4), (100, None)])
    )
    figures = Way("ett", runs).figures()
    assert figures["read_tokens"] == 20
    assert figures["first_token_p50_s"] == 0.2
    assert figures["first_token_p95_s"] == 0.4
    assert figures["whole_p50_s"] == 2.0


def test_every_way_asks_every_question() -> None:
    asked = [
        Asked(str(n), Prompt("Källor:\n", (EvidencePart("a", "Ett. Två.", ((0, 4),)),), f"fråga {n}"), 0.1)
        for n in range(3)
    ]

    def make(keeps: bool) -> LlamaCppEngine:
        model = ModelFile(Path("model.gguf"), "fejk", "ab" * 32)
        return LlamaCppEngine(lambda: model, EngineOptions(), (sys.executable, str(FAKE), "echo"))

    heard: list[tuple[str, int]] = []
    report = measure(asked, make, GenerationLimits(10), lambda name, done: heard.append((name, done)))
    assert {len(way.runs) for way in report.ways} == {3}
    assert [run.text for run in report.ways[0].runs] == ["fråga 0 ", "fråga 1 ", "fråga 2 "]
    assert len(heard) == 3 * len(report.ways)
    assert len(table(report)) == 2 + len(report.ways)
    assert report.machine["modell"] == "fejk"
    assert report.to_json()["first_evidence_s"] == {"p50": 0.1, "p95": 0.1}
