"""Texts to vectors: what an embedder promises, and the sentence-transformers one.

The only module that imports torch and sentence_transformers, and only once an embedder is
made: by then the switches that keep those libraries off the network are set.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelMissing, ModelRefused

Vectors = NDArray[np.float32]

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
# The prompts of EmbeddingGemma's model card; another model's own are used where it has any.
PASSAGE_PROMPT = "title: {title} | text: "
QUERY_PROMPT = "task: search result | query: "
BATCH = 2
_AGREEMENT = 0.99
_REFUSED = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".py")
_FETCH = "Hämta modellen på nytt med: motesminne models fetch."
_SAMPLE = (
    "Nämnden beslutar att godkänna förslaget till verksamhetsplan och budget för kommande år. "
    "Förvaltningen får i uppdrag att återkomma med en uppföljning senast i oktober. "
) * 6


class Embedder(Protocol):
    """Gives vectors that can be compared by their dot product. Safe from any thread."""

    @property
    def model_id(self) -> str:
        """Name of what shapes the vectors; an index made with another id can't be searched."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str], titles: Sequence[str]) -> Vectors:
        """float32 (n, dimension), L2-normalised, in the order given; one title a text, "" for none."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """float32 (dimension,), L2-normalised."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers folder on this machine's processor, never on the network.

    ``dtype`` is "float32", "bfloat16" or "auto": measured once for this processor and model,
    kept in ``measured`` (a JSON file). Only safetensors weights are read.

    Raises:
        ModelMissing: the folder holds no model.
        ModelRefused: it holds code or pickled weights, or can't be loaded.
    """

    def __init__(
        self, folder: Path, threads: int = 0, dtype: str = "auto", measured: Path | None = None
    ) -> None:
        check_folder(folder)
        os.environ.update(OFFLINE)
        self._folder = folder
        self._tokenising = threading.Lock()
        self._asking = threading.Lock()
        self.model_id = model_id(folder)
        try:
            import torch
            import transformers

            transformers.logging.set_verbosity_error()
            transformers.logging.disable_progress_bar()
            self._torch = torch
            if threads:
                torch.set_num_threads(threads)
            self.dtype = dtype if dtype != "auto" else self._choose(measured)
            self._model = self._load(self.dtype)
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            raise ModelRefused(
                f"Inbäddningsmodellen i {folder} kan inte läsas in ({error}).", _FETCH
            ) from error
        self._passage_prompt, self._query_prompt = choose_prompts(dict(self._model.prompts))
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def embed_passages(self, texts: Sequence[str], titles: Sequence[str]) -> Vectors:
        """See ``Embedder``. Long texts are cut at the model's limit of tokens."""
        prompted = [
            self._passage_prompt.replace("{title}", title.strip() or "none") + text
            for title, text in zip(titles, texts, strict=True)
        ]
        # Batches of like length waste no work on padding; two texts fill a processor (docs/speed.md).
        order = sorted(range(len(prompted)), key=lambda at: len(prompted[at]))
        vectors = np.empty((len(prompted), self.dimension), dtype=np.float32)
        for at in range(0, len(order), BATCH):
            with self._asking:  # a question goes before the next batch
                part = order[at : at + BATCH]
            vectors[part] = self._embed(self._model, [prompted[one] for one in part])
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """See ``Embedder``."""
        with self._asking:
            vectors = self._embed(self._model, [self._query_prompt + text])
        return vectors.reshape(self.dimension)

    def _embed(self, model: Any, texts: list[str]) -> Vectors:
        with self._tokenising:  # fast tokenizers refuse two threads at once
            features = model.preprocess(texts)
        with self._torch.inference_mode():
            embedded = model(features)["sentence_embedding"].float()
            normal = self._torch.nn.functional.normalize(embedded, p=2, dim=1)
        vectors: Vectors = normal.numpy()
        return vectors

    def _load(self, dtype: str) -> Any:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(
            str(self._folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": getattr(self._torch, dtype), "use_safetensors": True},
        )
        model.eval()
        return model

    def _choose(self, measured: Path | None) -> str:
        """The faster of float32 and bfloat16, if bfloat16's vectors agree with float32's."""
        if not _may_have_bfloat16():
            return "float32"
        key = f"{self.model_id} | {_processor()} | torch {self._torch.__version__}"
        known = _read_json(measured) if measured else {}
        if key not in known:
            known[key] = self._measure()
            if measured:
                with suppress(OSError):  # measured again next time
                    measured.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    measured.write_text(json.dumps(known, indent=1), encoding="utf-8")
        return str(known[key]["dtype"])

    def _measure(self) -> dict[str, object]:
        seconds: dict[str, float] = {}
        vectors: dict[str, Vectors] = {}
        texts = [_SAMPLE[at:] for at in range(4)]
        for dtype in ("float32", "bfloat16"):
            model = self._load(dtype)
            self._embed(model, texts[:1])  # the first run sets things up
            start = time.perf_counter()
            vectors[dtype] = self._embed(model, texts)
            seconds[dtype] = round(time.perf_counter() - start, 3)
            del model
        agreement = float((vectors["float32"] * vectors["bfloat16"]).sum(axis=1).min())
        faster = seconds["bfloat16"] < seconds["float32"] and agreement > _AGREEMENT
        return {
            "dtype": "bfloat16" if faster else "float32",
            "seconds": seconds,
            "agreement": round(agreement, 5),
        }


def check_folder(folder: Path) -> None:
    """Refuse a model folder that is missing or that could run code.

    Raises:
        ModelMissing: no modules.json or no safetensors weights.
        ModelRefused: code or pickled weights beside the model, or modules of foreign code.
    """
    modules = _read_json(folder / "modules.json")
    if not isinstance(modules, list) or not any(folder.rglob("*.safetensors")):
        raise ModelMissing(
            f"Inbäddningsmodellen finns inte i {folder}.", "Hämta den med: motesminne models fetch."
        )
    for path in folder.rglob("*"):
        if path.suffix in _REFUSED:
            raise ModelRefused(f"Modellmappen {folder} innehåller {path.name}, som kan köra kod.", _FETCH)
    if not all(str(module.get("type", "")).startswith("sentence_transformers.") for module in modules):
        raise ModelRefused(f"Modellen i {folder} kräver främmande kod.", _FETCH)
    for path in folder.rglob("*.json"):
        if path.stat().st_size < 1_000_000 and "auto_map" in (_read_json(path) or {}):
            raise ModelRefused(f"Modellen i {folder} kräver främmande kod ({path.name}).", _FETCH)


def model_id(folder: Path) -> str:
    """Folder name and a digest of the settings and of the weights' beginning and size."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".safetensors" or path.name in ("config.json", "modules.json", "tokenizer.json"):
            with path.open("rb") as stream:
                total.update(f"{path.relative_to(folder)} {path.stat().st_size}".encode())
                total.update(stream.read(1 << 20))
    return f"{folder.name}@{total.hexdigest()[:12]}"


def choose_prompts(own: dict[str, str]) -> tuple[str, str]:
    """The prompts before a passage ({title} is filled in) and before a question."""
    passage = own.get("document", own.get("passage", ""))
    if "title: none" in passage:
        return PASSAGE_PROMPT, own.get("query", QUERY_PROMPT)
    return passage, own.get("query", "")


def _may_have_bfloat16() -> bool:
    """False where the processor tells what it can and bfloat16 is not among it: measuring takes a while."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return True
    return any(flag in told for flag in ("avx512_bf16", "amx_bf16", "bf16", "svebf16"))


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
