"""What is read ahead: the newest meetings and their decisions first, within the budget."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import build_index
from index.store import Store
from prompts import load_prompt
from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.filling import STATE_BYTES, read_ahead, reading_list
from rag.models import ModelFile
from rag.prompting import passage_part
from rag.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedEngine
from tests.invented import read_text, write_minutes

FAKE = Path(__file__).parent / "engine" / "fake_worker.py"
EMBEDDER = HashingEmbedder()


class Warmed(ScriptedEngine):
    warmed = False

    def warm(self) -> None:
        self.warmed = True


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("filling")
    with Store.open(home / "home", EMBEDDER.model_id, EMBEDDER.dimension) as opened:
        build_index([write_minutes(home / "protokoll", 6)[0].parent], opened, EMBEDDER, read=read_text)
        yield opened


def test_the_newest_decisions_come_first_and_the_budget_holds(store: Store) -> None:
    template = load_prompt("answer")
    everything = reading_list(store, template, 1000 * STATE_BYTES)
    assert len(everything.evidence) == store.ledger.passage_count()
    few = reading_list(store, template, 3 * STATE_BYTES + 1)
    assert few.evidence == everything.evidence[:3]
    newest = store.ledger.document_rows()[0].document_id[:16]
    assert all(part.key.startswith(newest) and "beslutar" in part.text for part in few.evidence)


def test_without_a_budget_only_the_head_is_read(store: Store) -> None:
    prompt = reading_list(store, load_prompt("answer"), 0)
    assert prompt.evidence == ()
    assert prompt.system


def test_parts_are_those_that_answering_shows(store: Store) -> None:
    part = reading_list(store, load_prompt("answer"), STATE_BYTES).evidence[0]
    assert part == passage_part(store.ledger.passage(part.key))
    assert not part.label, "a number would differ from question to question"


def test_reading_ahead_loads_the_own_engine_and_only_warms_another(store: Store, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, models_dir=tmp_path)
    file = ModelFile(Path("model.gguf"), "fejk", "ab" * 32)
    engine = LlamaCppEngine(lambda: file, EngineOptions(), (sys.executable, str(FAKE), "echo"))
    kept = threading.Event()
    engine.keep = lambda prompt: kept.set()  # type: ignore[method-assign]
    read_ahead(engine, store, settings)
    assert kept.wait(30)
    engine.close()
    other = Warmed("svar")
    read_ahead(other, store, settings)
    assert other.warmed
    read_ahead(None, store, settings)
