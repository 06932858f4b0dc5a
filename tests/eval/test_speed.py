"""The benchmark's arithmetic, its ways of asking and its tables, without a model."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from eval import readings
from eval.bench import Bench, BenchOptions, keep_part, part_of, report
from eval.bench_table import bars, table, write
from eval.growth import Source, grow, measure, source_of
from eval.kv_trade_report import strange_figures
from eval.readings import FULL, KEPT, TRADE, USUAL, Reading, Recorded, Said, figures, go_on, said_so_far
from eval.speed import percentile
from eval.types import Question
from index.build import build_index
from index.errors import MinutesError
from index.store import Store
from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.engine.protocol import EvidencePart, Prompt, RunStats
from rag.library import StoreLibrary
from rag.models import ModelFile
from rag.settings import Settings
from tests.fakes import HashingEmbedder
from tests.invented import read_text, write_minutes

FAKE = Path(__file__).parents[1] / "rag" / "engine" / "fake_worker.py"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", models_dir=tmp_path / "models")


@pytest.fixture
def fake_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(settings: Settings, reading: Reading, folder: Path) -> LlamaCppEngine:
        model = ModelFile(Path("model.gguf"), "fejk", "ab" * 32)
        return LlamaCppEngine(lambda: model, EngineOptions(), (sys.executable, str(FAKE), "echo"))

    monkeypatch.setattr(readings, "_engine", make)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([3, 1, 2], 50, 2), ([1, 2, 3, 4], 50, 2), (list(range(1, 21)), 95, 19), ([7], 95, 7), ([5, 6], 0, 5)],
)
def test_percentiles_by_nearest_rank(values: list[float], percent: float, expected: float) -> None:
    assert percentile(values, percent) == expected


def test_no_values_have_no_percentile() -> None:
    assert math.isnan(percentile([], 50))


def test_a_way_counts_what_was_read() -> None:
    said = [
        Said("ett", str(n), "", RunStats(100, reused, 10, first, 2.0))
        for n, (reused, first) in enumerate([(80, 0.2), (60, 0.4), (100, None)])
    ]
    found = figures(said)
    assert found["read_tokens"] == 20
    assert found["first_token_p50_s"] == 0.2
    assert found["first_token_p95_s"] == 0.4
    assert found["whole_p50_s"] == 2.0


def prompts(count: int) -> dict[str, Recorded]:
    part = EvidencePart("a", "Ett. Två.", ((0, 4),))
    asked = [Prompt("Källor:\n", (part,), f"fråga {n}") for n in range(count)]
    return {f"q{n}": Recorded(prompt, replace(prompt, suffix=f"hel {n}")) for n, prompt in enumerate(asked)}


@pytest.mark.usefixtures("fake_engine")
def test_what_is_asked_is_kept_and_not_asked_again(tmp_path: Path, settings: Settings) -> None:
    heard: list[str] = []
    assert go_on(settings, prompts(3), tmp_path, 60, TRADE, heard.append) == 0
    said = said_so_far(tmp_path)
    assert len(said) == len(heard) == 3 * len(TRADE)
    assert said[FULL.name, "q2"].text == "fråga 2 "
    assert go_on(settings, prompts(3), tmp_path, 60, TRADE, heard.append) == 0
    assert len(heard) == 3 * len(TRADE)
    assert go_on(settings, prompts(1), tmp_path, 60, (USUAL,)) == 0
    assert said_so_far(tmp_path)[USUAL.name, "q0"].text == "hel 0 "


@pytest.mark.usefixtures("fake_engine")
def test_without_time_nothing_is_asked_and_all_is_left(tmp_path: Path, settings: Settings) -> None:
    assert go_on(settings, prompts(3), tmp_path, -1, TRADE) == 3 * len(TRADE)
    assert said_so_far(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("Avgiften är 1 250 kr den 1 juli 2022.", ()),
        ("Avgiften är 1250 kronor.", ()),
        ("Avgiften är 1 260 kr.", ("1 260",)),
        ("Avgiften är 1 250 procent.", ("1 250",)),
        ("Från den 2 juli 2022.", ("2 juli 2022",)),
        ("Under 2022.", ()),
    ],
)
def test_a_figure_that_no_source_holds_is_strange(text: str, strange: tuple[str, ...]) -> None:
    assert strange_figures(text, "Avgiften blir 1 250 kronor från och med den 1 juli 2022.") == strange


@pytest.fixture(scope="module")
def source() -> Source:
    words = [f"ord{n} beslutar om avgift {n} i nämnden" for n in range(30)]
    vectors = np.random.default_rng(1).standard_normal((12, 16)).astype(np.float32)
    return Source(tuple(words), vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_a_made_corpus_grows_where_it_ended_and_is_found(tmp_path: Path, source: Source) -> None:
    assert grow(source, tmp_path / "home", 100, seconds=-1) == 100
    assert grow(source, tmp_path / "home", 50) == 0
    assert grow(source, tmp_path / "home", 100) == 0
    row = measure(source, tmp_path / "home", questions=5)
    assert row.passages == 100
    assert row.found == 1.0
    assert row.ledger_bytes > 0
    assert row.vectors_bytes > 0


@pytest.fixture
def bench(tmp_path: Path, settings: Settings) -> Iterator[Bench]:
    embedder = HashingEmbedder()
    made = Source(
        ("Nämnden beslutar om avgiften 450 kr.",) * 5, np.eye(4, embedder.dimension, dtype=np.float32)
    )
    grow(made, tmp_path / "made", 25)
    with Store.open(tmp_path / "made") as store:
        questions = (Question("q1", "Vad kostar avgiften?", "open", "natural", True, "", ()),)
        yield Bench(settings, store, embedder, StoreLibrary(store, embedder, 10), questions)


def test_parts_are_measured_once_and_reported(tmp_path: Path, bench: Bench) -> None:
    options = BenchOptions(tmp_path / "work", ("search", "growth"), sizes=(25, 50))
    assert bench.run(options)
    found = report(options.folder)
    assert set(found) == {"machine", "search", "growth"}
    assert found["search"]["questions"] == 1
    assert [row["passages"] for row in found["growth"].values()] == [25, 50]
    keep_part(options.folder, "search", {"questions": 99})
    assert bench.run(options)
    assert (part_of(options.folder, "search") or {})["questions"] == 99


def test_out_of_time_it_goes_on_later(tmp_path: Path, bench: Bench) -> None:
    options = BenchOptions(tmp_path / "work", ("search",))
    assert not bench.run(replace(options, seconds=-1))
    assert bench.run(options)


def test_source_is_what_is_indexed(bench: Bench) -> None:
    assert source_of(bench.store).vectors.shape[0] == 25


REPORT = {
    "machine": {"processor": "P"},
    "start": {"first_s": 12.0, "second_s": 9.0},
    "search": {
        "questions": 3,
        "passages": 60,
        **{
            name: {"p50": 0.1, "p95": 0.25}
            for name in ("usual_search_s", "search_s", "besides_embedding_s", "first_evidence_s")
        },
    },
    "reading": {
        "questions": 3,
        "ways": {
            USUAL.name: figures([Said("a", "1", "", RunStats(900, 0, 11, 8.0, 9.0))]),
            KEPT.name: figures([Said("b", "1", "", RunStats(900, 870, 11, 0.4, 1.4))]),
        },
        "weight_bytes": 10**9,
        "memory_bytes_s": 10**10,
        "floor_s_per_token": 0.1,
    },
    "ingest": {
        "passages": 60, "pages": 20, "seconds": 30.0, "seconds_embedding": 28.0, "passages_s": 2.0,
        "bare_embedder_passages_s": 2.1, "share": 0.95,
    },
    "growth": {
        "1000": {
            "passages": 1000, "search_p50_s": 0.02, "search_p95_s": 0.03, "busy_p95_s": 0.025,
            "found": 1.0, "open_s": 0.1, "ledger_bytes": 10**6, "vectors_bytes": 10**6, "memory_bytes": 10**6,
        }
    },
}  # fmt: skip


def test_the_tables_tell_ratios_and_the_floor() -> None:
    lines = "\n".join(table(REPORT))
    assert f"| {KEPT.name} | 30 av 900 | 0.40 s | 0.40 s | 1.40 s | 1.40 s | 1/20.0 |" in lines
    assert "minst 100 ms per skriven textenhet" in lines
    assert "| andel av den | 0.95 |" in lines
    assert "| 1 000 | 20 ms | 30 ms | 25 ms | 1.00 | 0.10 s | 1 MB | 100 MB | 100 MB |" in lines


def test_the_report_is_written_with_plots(tmp_path: Path) -> None:
    written = {path.name for path in write(REPORT, tmp_path / "docs")}
    assert written == {"bench.md", "bench.json", "first-token.svg", "growth.svg"}
    root = ET.parse(tmp_path / "docs" / "first-token.svg").getroot()
    assert "8.00" in (root.get("aria-label") or "")


def test_a_plot_of_nothing_is_still_a_picture() -> None:
    assert ET.fromstring(bars("Tomt & rent", {}, "s")).tag.endswith("svg")


def test_ingest_is_set_against_the_bare_embedder(tmp_path: Path, settings: Settings) -> None:
    embedder = HashingEmbedder()
    files = write_minutes(tmp_path / "protokoll", 2)
    with Store.open(tmp_path / "home", embedder.model_id, embedder.dimension) as store:
        library = StoreLibrary(store, embedder, 10)
        measured = Bench(settings, store, embedder, library, ())
        options = BenchOptions(tmp_path / "work", ("ingest",))
        with pytest.raises(MinutesError, match="finns inte kvar"):
            measured.run(options)
        build_index([files[0].parent], store, embedder, read=read_text)
        assert measured.run(options)
    part = part_of(options.folder, "ingest") or {}
    assert part["passages"] > 0
    assert part["seconds_embedding"] <= part["seconds"]
    assert part["share"] == pytest.approx(part["passages_s"] / part["bare_embedder_passages_s"])
