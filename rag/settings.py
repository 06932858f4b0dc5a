"""What can be set: one TOML file in the data folder, read once at start and then passed on.

The only module that reads the environment (two variables, see ``load_settings``).
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, ValidationError

from index.errors import BadSettings

APP_NAME = "motesminne"
SETTINGS_FILE = "settings.toml"
NOT_SHAPING = {"home", "models_dir", "server", "keep_questions", "keep_days"}
"""Settings that leave answers as they are."""


class ServerSettings(BaseModel):
    """Where the page listens and who may reach it. Only this machine reaches 127.0.0.1.

    ``names`` are the host names a browser may use beside the address itself. TLS is the server's own
    (``tls_cert`` and ``tls_key``, PEM files) or, with ``tls_proxy``, done by a proxy at one of the
    addresses or networks in ``trusted_proxies``; nobody else may connect then. ``user_header`` names the
    header in which those proxies tell who has logged in; ``header_role`` is the role of users it names
    who have no account ("" for none).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    names: tuple[str, ...] = ()
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_proxy: bool = False
    trusted_proxies: tuple[IPvAnyNetwork, ...] = ()
    user_header: str = Field(default="", pattern=r"^[A-Za-z0-9-]*$")
    header_role: Literal["", "read", "edit", "admin"] = ""
    idle_minutes: int = Field(default=30, ge=1, le=1440)
    session_hours: int = Field(default=10, ge=1, le=168)
    upload_mb: int = Field(default=1000, ge=1, le=100_000)


class Settings(BaseModel):
    """Every choice a user can make, with its bounds. Unknown keys are refused.

    ``generator`` is a name in the model catalogue, a path to a .gguf, or "" for none: then
    answers are quotes only. ``embedder`` is a name or a sentence-transformers folder.
    ``threads`` 0 means all cores; ``gpu_layers`` -1 means all where the build has a GPU.
    ``kv_cache_mb`` is how much of the disk what the model has read may take, 0 for none: evidence asked
    about again is not read again (docs/speed.md).
    ``keep_questions`` keeps questions and answers in the data folder for ``keep_days`` days.
    ``openai_url`` sends prompts to an OpenAI-compatible server instead of the own engine.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    models_dir: Path
    generator: str = "qwen2.5-coder-1.5b-instruct-q4_k_m"
    embedder: str = "embeddinggemma-300m"
    threads: int = Field(default=0, ge=0, le=512)
    gpu_layers: int = Field(default=-1, ge=-1, le=10_000)
    context_tokens: int = Field(default=4096, ge=1024, le=131_072)
    answer_tokens: int = Field(default=220, ge=16, le=4096)
    deadline_s: float = Field(default=180, ge=1, le=3600)
    kv_cache_mb: int = Field(default=1000, ge=0, le=1_000_000)
    passage_words: int = Field(default=245, ge=40, le=1000)
    hits: int = Field(default=10, ge=1, le=100)
    evidence_words: int = Field(default=120, ge=20, le=4000)
    dtype: Literal["auto", "float32", "bfloat16"] = "auto"
    server: ServerSettings = ServerSettings()
    openai_url: str = ""
    openai_model: str = ""
    keep_questions: bool = False
    keep_days: int = Field(default=30, ge=1, le=3650)
    parse_seconds: int = Field(default=60, ge=1, le=3600)
    parse_memory_mb: int = Field(default=1024, ge=128, le=65_536)
    max_file_mb: int = Field(default=50, ge=1, le=2048)

    @property
    def thread_count(self) -> int:
        """Threads to compute with: as set, else one for each core this process may use."""
        return self.threads or _usable_cores()


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read ``settings.toml`` in the data folder; a missing file means the defaults.

    ``MOTESMINNE_HOME`` names the data folder, ``MOTESMINNE_MODELS`` the models folder; both
    win over the file. Relative paths in the file start from the data folder.

    Raises:
        BadSettings: the file can't be read, a key is unknown or a value out of bounds.
    """
    default_home = user_data_path(APP_NAME, appauthor=False)
    home = Path(environ.get("MOTESMINNE_HOME") or default_home).expanduser().absolute()
    values = _read_toml(home / SETTINGS_FILE)
    if "home" in values:
        raise BadSettings(
            "Datamappen kan inte anges i inställningsfilen, som själv ligger i den.",
            "Ta bort raden home och sätt miljövariabeln MOTESMINNE_HOME i stället.",
        )
    models_dir = _models_dir(home, default_home, values.pop("models_dir", ""), environ)
    try:
        return Settings(home=home, models_dir=models_dir, **values)
    except (ValidationError, TypeError) as error:
        raise _bad_settings(home / SETTINGS_FILE, error) from error


def settings_digest(settings: Settings) -> str:
    """Short sha256 of what shapes an answer: the same settings on another path digest alike."""
    shaping = settings.model_dump_json(exclude=NOT_SHAPING)
    return hashlib.sha256(shaping.encode()).hexdigest()[:16]


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(
            f"Inställningsfilen {path} kan inte läsas: {error}.",
            "Rätta filen, eller flytta undan den för att börja om med standardvärden.",
        ) from error


def _models_dir(home: Path, default_home: Path, written: object, environ: Mapping[str, str]) -> Path:
    if environ.get("MOTESMINNE_MODELS"):
        return Path(environ["MOTESMINNE_MODELS"]).expanduser().absolute()
    if written:
        return home / Path(str(written)).expanduser()
    own = home / "models"
    return own if own.is_dir() else default_home / "models"


_PROBLEMS = {
    "extra_forbidden": "okänd inställning",
    "greater_than_equal": "för litet värde, minst {ge}",
    "less_than_equal": "för stort värde, högst {le}",
    "ip_any_network": "ingen nätadress, skriv till exempel 10.0.0.5 eller 10.0.0.0/24",
    "string_pattern_mismatch": "otillåtna tecken",
    "literal_error": "ska vara ett av {expected}",
}


def _bad_settings(path: Path, error: ValidationError | TypeError) -> BadSettings:
    if isinstance(error, TypeError):
        return BadSettings(f"Fel i {path}: {error}.", "Rätta raden.")
    lines = []
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"])
        words = _PROBLEMS.get(problem["type"], "fel slags värde").format(**problem.get("ctx", {}))
        lines.append(f"{name}: {words} (angivet: {problem['input']!r})")
    return BadSettings(f"Fel i {path}: " + "; ".join(lines) + ".", "Rätta eller ta bort raden.")
