"""The benchmark: parts that are measured one by one over the indexed minutes, ours beside the usual way.

Absolute seconds describe the machine; the ratios are the result. Each part is a JSON file in a folder,
so that a long run can be made in pieces.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.baselines import baselines
from eval.growth import GrowthRow, grow, source_of
from eval.growth import measure as measure_growth
from eval.log_speed import measure_log
from eval.readings import SPEED, Reading, figures, go_on, record_prompts, said_so_far
from eval.speed import bandwidth, machine, p50_p95, record
from eval.types import Question
from index.build import build_index
from index.embedder import Embedder
from index.errors import MinutesError
from index.store import Store
from rag.library import StoreLibrary
from rag.models import resolve
from rag.settings import Settings

Part = Mapping[str, Any]
Say = Callable[[str], None]
USUAL_SEARCH = "windows + vectors"
_BOOT = "import sys; from cli.main import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """What to measure and how long at a time; ``sizes`` are numbers of passages for growth.

    So many of the questions as ``reads``, evenly spread, are asked of the model in each way of reading.
    """

    folder: Path
    parts: Sequence[str] = ("start", "search", "log", "reading", "ingest", "growth")
    seconds: float = 1e9
    readings: Sequence[Reading] = SPEED
    reads: int = 8
    sizes: Sequence[int] = (1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Bench:
    """An open index to measure, and the questions asked of it."""

    settings: Settings
    store: Store
    embedder: Embedder
    library: StoreLibrary
    questions: Sequence[Question]
    say: Say = lambda _: None

    def run(self, options: BenchOptions) -> bool:
        """Measure the parts that are not measured yet; False when time ran out first.

        Raises: MinutesError.
        """
        due = time.monotonic() + options.seconds
        makers: dict[str, Callable[[], Part | None]] = {
            "search": self._search,
            "log": lambda: measure_log(self.store),
            "reading": lambda: self._reading(options, due - time.monotonic()),
            "ingest": self._ingest,
            "growth": lambda: self._growth(options, due),
        }
        for name in options.parts:
            if name not in makers or part_of(options.folder, name) is not None:
                continue
            if time.monotonic() > due:
                return False
            self.say(f"Mäter {name}.")
            part = makers[name]()
            if part is None:
                return False
            keep_part(options.folder, name, part)
        return True

    def _search(self) -> Part:
        """Seconds of search and until the first evidence, ours and the usual way."""
        usual = baselines(self.store, self.embedder)[USUAL_SEARCH]
        self.library.find(self.questions[0].text)
        found, embedded, theirs, evidence = [], [], [], []
        for question in self.questions:
            found.append(_timed(partial(self.library.find, question.text)))
            embedded.append(_timed(partial(self.embedder.embed_query, question.text)))
            theirs.append(_timed(partial(usual, question.text)))
            evidence.append(record(self.settings, self.library, question.text).found_s)
        return {
            "questions": len(found),
            "passages": self.store.ledger.passage_count(),
            "search_s": p50_p95(found),
            "besides_embedding_s": p50_p95([a - b for a, b in zip(found, embedded, strict=True)]),
            "query_embedding_s": p50_p95(embedded),
            "first_evidence_s": p50_p95(evidence),
            "usual_search_s": p50_p95(theirs),
        }

    def _reading(self, options: BenchOptions, seconds: float) -> Part | None:
        """Seconds until the first token and the whole answer in each way of reading; the floor of writing."""
        some = self.questions[:: max(len(self.questions) // options.reads, 1)][: options.reads]
        prompts = record_prompts(self.settings, self.library, some, options.folder)
        if go_on(self.settings, prompts, options.folder, seconds, options.readings, self.say):
            return None
        said = said_so_far(options.folder)
        weights = resolve(self.settings, "generator").path.stat().st_size
        read_bytes_s = bandwidth()
        return {
            "questions": len(prompts),
            "ways": {
                reading.name: figures([said[reading.name, key] for key in prompts])
                for reading in options.readings
            },
            "weight_bytes": weights,
            "memory_bytes_s": read_bytes_s,
            "floor_s_per_token": weights / read_bytes_s,
        }

    def _ingest(self) -> Part:
        """Passages a second of indexing the same files anew, beside the bare embedder on the same texts."""
        paths = [Path(os.fsdecode(path)) for path in self.store.ledger.file_documents()]
        there = [path for path in paths if path.is_file()]
        if not there:
            raise MinutesError("Protokollens filer finns inte kvar.", "Läs in dem på nytt först.")
        placed = self.store.ledger.passages(self.store.ledger.passage_ids()).values()
        passages = [passage for passage, _ in placed]
        self.embedder.embed_passages(["Värm upp."], [""])
        bare = _timed(
            lambda: self.embedder.embed_passages(
                [one.text for one in passages], [one.header for one in passages]
            )
        )
        with (
            TemporaryDirectory(prefix="motesminne-bench-") as folder,
            Store.open(Path(folder) / "home", self.embedder.model_id, self.embedder.dimension) as store,
        ):
            report = build_index(there, store, self.embedder, passage_words=self.settings.passage_words)
        pages = sum(row.pages for row in self.store.ledger.documents())
        ours, theirs = report.passages / report.seconds, len(passages) / bare
        return {
            "passages": report.passages,
            "pages": pages,
            "seconds": report.seconds,
            "seconds_embedding": report.seconds_embedding,
            "passages_s": ours,
            "bare_embedder_passages_s": theirs,
            "share": ours / theirs,
        }

    def _growth(self, options: BenchOptions, due: float) -> Part | None:
        """Search, opening, memory and disk at each size; each size is kept as soon as it is measured."""
        rows = dict(part_of(options.folder, "growth-rows") or {})
        source = source_of(self.store)
        for size in options.sizes:
            if str(size) in rows:
                continue
            if grow(source, options.folder / "growth", size, due - time.monotonic(), self.say):
                return None
            row: GrowthRow = measure_growth(source, options.folder / "growth")
            rows[str(size)] = row.to_json()
            keep_part(options.folder, "growth-rows", rows)
        return rows


def cold_start(question: str, environ: Mapping[str, str]) -> Part:
    """Seconds from the start of the process to the whole answer, twice: the second may use what was kept.

    The data folder must not be open in this process.
    """
    command = [sys.executable, "-c", _BOOT, "ask", "--json", "--", question]
    seconds = [
        _timed(lambda: subprocess.run(command, env=dict(environ), check=True, capture_output=True))
        for _ in range(2)
    ]
    return {"first_s": seconds[0], "second_s": seconds[1]}


def report(folder: Path) -> dict[str, Any]:
    """All that is measured so far, with the machine."""
    names = ("start", "search", "log", "reading", "ingest", "growth")
    parts = {name: part_of(folder, name) for name in names}
    return {"machine": machine(), **{name: part for name, part in parts.items() if part is not None}}


def part_of(folder: Path, name: str) -> Part | None:
    """A measured part, None before it is measured."""
    path = folder / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def keep_part(folder: Path, name: str, part: Part) -> None:
    """Write a part down."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(part, ensure_ascii=False, indent=1), encoding="utf-8")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
