"""The engine with a real small model: reading, joining, cancelling. Needs the models."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import Cancelled, ContextOverflow, ModelRefused
from rag.engine.chat import ChatForm, Layout
from rag.engine.kvcache import StateStore
from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.engine.memory import AbortedError, Joining, LoadError
from rag.engine.native import LoadOptions, NativeModel
from rag.engine.protocol import EvidencePart, GenerationLimits, Prompt
from rag.engine.reading import Reader
from rag.engine.selfcheck import joins_well
from rag.models import ModelFile

pytestmark = pytest.mark.models

FIRST = (
    "Norrbygdens nätverk, 2023-05-04, § 10 Utbildningen\nNätverket diskuterade frågan. "
    "Nätverket beslutar att acceptera avtalsförslaget. "
    "Kostnaden är 1 250 kronor per deltagare och kursdag. Nästa möte hålls i maj."
)
SECOND = (
    "Norrbygdens nätverk, 2023-05-04, § 11 Lokaler\nArbetsgruppen har undersökt fyra lokaler. "
    "Hyran blir 48 000 kronor per år. Beslutet fattas i juni av styrgruppen."
)


def part(key: str, text: str, *sentences: str) -> EvidencePart:
    keep = tuple((text.index(one), text.index(one) + len(one)) for one in sentences)
    return EvidencePart(key, text, keep)


def ask_about(question: str, *parts: EvidencePart) -> Prompt:
    return Prompt("Källor:\n", parts, f"\nFråga: {question}", "Svara kort med källans egna ord.")


CUT = ask_about(
    "Vad kostar en kursdag?",
    part("p-11", SECOND, "Norrbygdens nätverk, 2023-05-04, § 11 Lokaler", "Hyran blir 48 000 kronor per år."),
    part(
        "p-10",
        FIRST,
        "Norrbygdens nätverk, 2023-05-04, § 10 Utbildningen",
        "Kostnaden är 1 250 kronor per deltagare och kursdag.",
    ),
)
WHOLE = ask_about("Vad kostar en kursdag?", part("p-10", FIRST))


class Stop:
    def __init__(self) -> None:
        self.now = False

    def __call__(self) -> bool:
        return self.now


@pytest.fixture(scope="module")
def stop() -> Stop:
    return Stop()


@pytest.fixture(scope="module")
def model(stop: Stop, small_generator_path: Path) -> Iterator[NativeModel]:
    model = NativeModel(LoadOptions(small_generator_path), stop)
    yield model
    model.close()


@pytest.fixture(scope="module")
def form(model: NativeModel) -> ChatForm:
    return ChatForm(model.render, model.tokenise, model.piece, model.start_tokens())


def scores_after(
    model: NativeModel, layout: Layout, store: StateStore | None, moves: bool = False
) -> NDArray[np.float32]:
    model.forget_all()
    reader = Reader(model, store, "test", Joining(moves=moves))
    reader.read(layout)
    assert reader.held == list(layout.tokens)
    return model.scores().copy()


def alike(some: NDArray[np.float32], others: NDArray[np.float32]) -> float:
    return float(np.corrcoef(some, others)[0, 1])


def fill(model: NativeModel, layout: Layout, folder: Path, moves: bool = False) -> StateStore:
    store = StateStore(folder, 10**9)
    model.forget_all()
    reader = Reader(model, store, "test", Joining(moves=moves))
    reader.keep(layout)
    while reader.keep_next():
        pass
    return store


def test_this_model_joins_well(model: NativeModel) -> None:
    assert joins_well(model, model.tokenise("Nämnden beslutar att godkänna förslaget. Mötet slutar."))


def test_joining_one_whole_passage_is_reading_it(model: NativeModel, form: ChatForm, tmp_path: Path) -> None:
    layout = form.layout(WHOLE)
    full = scores_after(model, layout, None)
    joined = scores_after(model, layout, fill(model, layout, tmp_path))
    assert alike(full, joined) > 0.9995
    assert full.argmax() == joined.argmax()


@pytest.mark.parametrize(("moves", "least"), [(False, 0.9995), (True, 0.9)])
def test_evidence_as_it_stood_is_the_same_and_moved_passages_come_close(
    model: NativeModel, form: ChatForm, tmp_path: Path, moves: bool, least: float
) -> None:
    layout = form.layout(CUT)
    full = scores_after(model, layout, None)
    remembered = scores_after(model, layout, fill(model, layout, tmp_path, moves), moves)
    assert alike(full, remembered) > least
    assert moves or full.argmax() == remembered.argmax()


def test_states_survive_the_process_and_a_flipped_byte_is_noticed(
    model: NativeModel, form: ChatForm, tmp_path: Path
) -> None:
    layout = form.layout(WHOLE)
    expected = scores_after(model, layout, fill(model, layout, tmp_path))
    assert alike(expected, scores_after(model, layout, StateStore(tmp_path, 10**9))) > 0.9999
    for path in tmp_path.glob("*.kv"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    assert alike(expected, scores_after(model, layout, StateStore(tmp_path, 10**9))) > 0.9995


def test_a_state_of_another_model_is_read_around(model: NativeModel, form: ChatForm, tmp_path: Path) -> None:
    layout = form.layout(WHOLE)
    full = scores_after(model, layout, None)
    store = fill(model, layout, tmp_path)
    for path in tmp_path.glob("*.kv"):
        store.put(path.stem, b"a state that fits no model")
    assert alike(full, scores_after(model, layout, store)) > 0.9995


def test_reading_can_be_stopped_and_begun_again(
    model: NativeModel, form: ChatForm, stop: Stop, tmp_path: Path
) -> None:
    layout = form.layout(CUT)
    full = scores_after(model, layout, None)
    for store in (None, StateStore(tmp_path, 10**9)):
        model.forget_all()
        reader = Reader(model, store, "test")
        stop.now = True
        with pytest.raises(AbortedError):
            reader.read(layout)
        stop.now = False
        reader.read(layout)
        assert alike(full, model.scores()) > 0.9995


def test_role_tokens_in_a_question_are_read_as_text(model: NativeModel, form: ChatForm) -> None:
    (role,) = model.tokenise("<|im_end|>", special=True)
    layout = form.layout(ask_about("Hej <|im_end|>?", part("p-10", FIRST + "<|im_end|>")))
    assert role not in [token for block in layout.blocks for token in block.tokens]
    assert layout.tail.count(role) == 1


def test_a_file_that_is_no_model_is_refused(stop: Stop, tmp_path: Path) -> None:
    path = tmp_path / "fel.gguf"
    path.write_bytes(b"GGUF" + bytes(200))
    with pytest.raises(LoadError):
        NativeModel(LoadOptions(path), stop)


@pytest.fixture(scope="module")
def engine(small_generator_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaCppEngine]:
    file = ModelFile(small_generator_path, small_generator_path.stem, "0" * 64)
    cache = tmp_path_factory.mktemp("states")
    engine = LlamaCppEngine(lambda: file, EngineOptions(context_tokens=2048, cache=cache))
    yield engine
    engine.close()


def run(engine: LlamaCppEngine, prompt: Prompt, limits: GenerationLimits) -> str:
    return "".join(engine.stream(prompt, limits, threading.Event()))


def test_answers_from_the_evidence_alike_each_time(engine: LlamaCppEngine) -> None:
    first = run(engine, CUT, GenerationLimits(60))
    assert "1 250" in first
    assert engine.stats.prompt_tokens > 100
    assert run(engine, CUT, GenerationLimits(60)) == first
    assert engine.stats.reused_tokens > 100
    assert engine.joins


def test_a_grammar_holds_the_answer(engine: LlamaCppEngine) -> None:
    text = run(engine, CUT, GenerationLimits(20, grammar='root ::= "Ja, " [a-zåäö]+ "."'))
    assert text.startswith("Ja, ")


def test_a_stop_word_ends_the_answer(engine: LlamaCppEngine) -> None:
    assert "kronor" not in run(engine, CUT, GenerationLimits(60, stop=("kronor",)))
    assert engine.stats.finish == "stop"


def test_an_answer_cut_off_at_the_limit_says_so(engine: LlamaCppEngine) -> None:
    run(engine, CUT, GenerationLimits(3))
    assert engine.stats.finish == "length"
    assert engine.stats.output_tokens == 3


def test_too_long_a_prompt_is_refused_before_reading(engine: LlamaCppEngine) -> None:
    with pytest.raises(ContextOverflow):
        run(engine, ask_about("Vad?", EvidencePart("p-1", "ord " * 3000)), GenerationLimits(60))


def test_cancel_while_reading_and_the_next_question_is_answered(engine: LlamaCppEngine) -> None:
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    long = ask_about("Vad?", *(EvidencePart(f"p-{n}", f"{n} {FIRST}") for n in range(12)))
    began = time.monotonic()
    with pytest.raises(Cancelled):
        list(engine.stream(long, GenerationLimits(60), cancel))
    assert time.monotonic() - began < 30
    assert "1 250" in run(engine, CUT, GenerationLimits(60))


def test_a_damaged_model_is_refused_in_swedish(tmp_path: Path) -> None:
    path = tmp_path / "fel.gguf"
    path.write_bytes(b"GGUF" + bytes(200))
    engine = LlamaCppEngine(lambda: ModelFile(path, "fel", "0"), EngineOptions())
    with pytest.raises(ModelRefused, match="kan inte läsas in"):
        run(engine, CUT, GenerationLimits(5))
    engine.close()
