"""The state of the index and its caches, in words."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from index.errors import ModelMissing
from index.ledger.schema import RECIPE_VERSION
from index.store import LEDGER, VECTORS, Store
from prompts import load_prompt
from rag.engine.protocol import Engine
from rag.generator import states_folder
from rag.settings import Settings


def condition(store: Store, settings: Settings) -> tuple[tuple[str, str], ...]:
    """What is indexed, how much room it takes and when it was made, as (term, value) in Swedish."""
    ledger = store.ledger
    documents = ledger.documents()
    newest = max((row.indexed_at for row in documents), default="")
    refused = len(ledger.quarantine())
    home = settings.home
    states = f"{_megabytes(_size(states_folder(settings)))} av högst {settings.kv_cache_mb} MB"
    return (
        ("Protokoll", f"{len(documents)}, i {ledger.passage_count()} sökbara passager"),
        ("Kunde inte läsas", f"{refused} fil{'er' * (refused > 1)}" if refused else "inga"),
        ("Senast inläst", f"{newest[:10]} {newest[11:16]} (UTC)" if newest else "aldrig"),
        ("Indexets id", f"{store.index_id}, regelversion {RECIPE_VERSION}"),
        ("Register", _megabytes(sum(map(_size, home.glob(f"{LEDGER}*"))))),
        ("Vektorindex", _megabytes(_size(home / VECTORS))),
        ("Uppladdade original", _megabytes(_size(home / "originals"))),
        ("Språkmodellens minne av passager", states if settings.kv_cache_mb else "sparas inte"),
    )


def about_terms(store: Store, settings: Settings, engine: Engine | None) -> tuple[tuple[str, str], ...]:
    """Which models and index answer here, as (term, value) in Swedish."""
    return (
        ("Version", version("motesminne")),
        ("Språkmodell", _model_words(engine)),
        ("Sökmodell", settings.embedder),
        ("Index", f"{store.index_id}, {len(store.ledger.documents())} protokoll"),
        ("Datamapp", str(settings.home)),
    )


def _model_words(engine: Engine | None) -> str:
    if engine is None:
        return "ingen; svaren består av citat"
    try:
        info = engine.info
    except ModelMissing as error:
        return f"saknas; svaren består av citat. {error.hint}"
    return f"{info.model} (sha256 {info.sha256[:16]})"


def instruction() -> tuple[str, str]:
    """What tells the model how to answer, as (term, value) in Swedish."""
    return "Instruktion till modellen", f"answer.md, sha256 {load_prompt('answer').digest[:16]}"


def _size(path: Path) -> int:
    """Bytes of a file or of everything below a folder; 0 where there is none."""
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB".replace(".", ",")
