"""The embedder: prompts of the model card, nothing that runs code, a dtype chosen by measurement."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from index import embedder
from index.embedder import OFFLINE, SentenceTransformerEmbedder, check_folder, choose_prompts, model_id
from index.errors import ModelMissing, ModelRefused
from tests.fakes import HashingEmbedder

MODULES = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}]


def fake_model(folder: Path) -> Path:
    folder.mkdir()
    (folder / "modules.json").write_text(json.dumps(MODULES))
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"x" * 100)
    return folder


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="models fetch"):
        SentenceTransformerEmbedder(tmp_path / "none")
    with pytest.raises(ModelMissing):
        check_folder(tmp_path)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "2_Dense/weights.pt", "x.pkl", "modeling.py"])
def test_what_could_run_code_is_refused(tmp_path: Path, name: str) -> None:
    folder = fake_model(tmp_path / "model")
    check_folder(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"x")
    with pytest.raises(ModelRefused, match=Path(name).name):
        check_folder(folder)


def test_foreign_modules_are_refused(tmp_path: Path) -> None:
    folder = fake_model(tmp_path / "model")
    (folder / "modules.json").write_text(json.dumps([*MODULES, {"type": "os.system"}]))
    with pytest.raises(ModelRefused, match="främmande kod"):
        check_folder(folder)


def test_a_config_that_names_code_is_refused(tmp_path: Path) -> None:
    folder = fake_model(tmp_path / "model")
    (folder / "config.json").write_text(json.dumps({"auto_map": {"AutoModel": "modeling.Model"}}))
    with pytest.raises(ModelRefused, match=r"config\.json"):
        check_folder(folder)


def test_weights_that_cannot_be_loaded_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="kan inte läsas in"):
        SentenceTransformerEmbedder(fake_model(tmp_path / "model"), dtype="float32")


def test_the_id_follows_the_weights_and_not_the_place(tmp_path: Path) -> None:
    one = fake_model(tmp_path / "model")
    (tmp_path / "b").mkdir()
    two = fake_model(tmp_path / "b" / "model")
    assert model_id(one) == model_id(two)
    (two / "model.safetensors").write_bytes(b"y" * 100)
    assert model_id(one) != model_id(two)


def test_prompts_are_the_models_own() -> None:
    gemma = {"query": "task: search result | query: ", "document": "title: none | text: "}
    assert choose_prompts(gemma) == ("title: {title} | text: ", "task: search result | query: ")
    assert choose_prompts({"query": "query: ", "passage": "passage: "}) == ("passage: ", "query: ")
    assert choose_prompts({}) == ("", "")


def test_importing_the_module_loads_no_model_library() -> None:
    code = "import sys, index.embedder, index.build, index.store; print('torch' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_the_hashing_embedder_is_the_same_in_every_process() -> None:
    code = "from tests.fakes import HashingEmbedder as H; print(H().embed_query('skolbuss').tobytes().hex())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == HashingEmbedder().embed_query("skolbuss").tobytes().hex()


@pytest.fixture(scope="module")
def real(embedder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(embedder_folder, dtype="float32")


@pytest.mark.models
def test_vectors_are_unit_and_in_order(real: SentenceTransformerEmbedder) -> None:
    texts = ["Nämnden beslutar att bygga en lekplats. " * 8, "Kort.", "Avgiften för skolskjuts höjs."]
    vectors = real.embed_passages(texts, ["", "Titel", "Skolskjuts"])
    assert vectors.shape == (3, real.dimension) == (3, 768)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    alone = real.embed_passages(texts[2:], ["Skolskjuts"])[0]
    assert float(alone @ vectors[2]) > 0.999
    assert real.embed_passages([], []).shape == (0, 768)


@pytest.mark.models
def test_a_question_is_nearest_to_its_answer(real: SentenceTransformerEmbedder) -> None:
    texts = ["Avgiften för skolskjuts höjs till 300 kronor.", "Biblioteket håller stängt i juli."]
    vectors = real.embed_passages(texts, ["", ""])
    assert np.argmax(vectors @ real.embed_query("Vad kostar det att åka skolbuss?")) == 0
    assert np.argmax(vectors @ real.embed_query("När har biblioteket öppet?")) == 1


@pytest.mark.models
def test_threads_can_share_it(real: SentenceTransformerEmbedder) -> None:
    expected = real.embed_query("skolskjuts")
    results: list[float] = []

    def ask() -> None:
        results.extend(float(real.embed_query("skolskjuts") @ expected) for _ in range(3))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    real.embed_passages(["Nämnden beslutar."] * 20, [""] * 20)
    for thread in threads:
        thread.join()
    assert len(results) == 9
    assert min(results) > 0.999


@pytest.mark.models
def test_the_dtype_is_measured_once_and_kept(
    embedder_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedder, "_may_have_bfloat16", lambda: True)
    measured = tmp_path / "home" / "embedder.json"
    first = SentenceTransformerEmbedder(embedder_folder, measured=measured)
    kept = json.loads(measured.read_text())
    [(key, facts)] = kept.items()
    assert first.model_id in key
    assert facts["dtype"] == first.dtype
    assert facts["agreement"] > 0.99
    assert (first.dtype == "bfloat16") == (facts["seconds"]["bfloat16"] < facts["seconds"]["float32"])
    facts["dtype"] = "bfloat16"
    measured.write_text(json.dumps(kept))
    monkeypatch.setattr(SentenceTransformerEmbedder, "_measure", None)
    again = SentenceTransformerEmbedder(embedder_folder, measured=measured)
    assert again.dtype == "bfloat16"
    assert float(again.embed_query("skolskjuts") @ first.embed_query("skolskjuts")) > 0.99
    assert {name: os.environ[name] for name in OFFLINE} == OFFLINE


@pytest.mark.models
def test_nothing_is_measured_on_a_processor_without_bfloat16(
    embedder_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedder, "_may_have_bfloat16", lambda: False)
    measured = tmp_path / "embedder.json"
    assert SentenceTransformerEmbedder(embedder_folder, measured=measured).dtype == "float32"
    assert not measured.exists()
