"""The real, small model at an item: whatever it writes, what is shown holds, and is asked once."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.models import ModelFile
from rag.summary.proof import line_faults
from rag.summary.types import SummaryRequest
from tests.rag.summary.made_bodies import make, open_store


@pytest.mark.models
def test_a_meeting_with_the_small_model(tmp_path: Path, small_generator_path: Path) -> None:
    file = ModelFile(small_generator_path, small_generator_path.stem, "0" * 64)
    engine = LlamaCppEngine(lambda: file, EngineOptions(context_tokens=2048, threads=2))
    try:
        with open_store(tmp_path) as store:
            first = make(store, engine).make(SummaryRequest("meeting", "norr-mars.txt"))
            kept = sorted((tmp_path / "summaries").rglob("*.json"))
            again = make(store, engine).make(SummaryRequest("meeting", "norr-mars.txt"))
    finally:
        engine.close()
    assert len(kept) == 1
    assert kept == sorted((tmp_path / "summaries").rglob("*.json"))
    assert first.sections == again.sections
    assert [fault for line in first.lines for fault in line_faults(line)] == []
    assert first.coverage.covered == 2
