"""Which language model answers, as the settings name it."""

from __future__ import annotations

from pathlib import Path

from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.engine.openai_server import OpenAIServerEngine, ServerOptions
from rag.engine.protocol import Engine
from rag.engine_record import read_engine_record
from rag.models import resolve
from rag.settings import Settings

# A typical question without kept states: what the two ways of storing weights are compared on.
READING_TOKENS = 700
WRITING_TOKENS = 60


def make_engine(settings: Settings) -> Engine | None:
    """The engine, not yet started; None when the settings name no model. Raises: BadSettings."""
    if settings.openai_url:
        return OpenAIServerEngine(ServerOptions(settings.openai_url, settings.openai_model))
    if not settings.generator:
        return None
    return LlamaCppEngine(lambda: resolve(settings, "generator"), engine_options(settings))


def engine_options(settings: Settings) -> EngineOptions:
    """How the settings and what set-up measured want the own engine to run."""
    record = read_engine_record()
    return EngineOptions(
        context_tokens=settings.context_tokens,
        threads=settings.thread_count,
        gpu_layers=settings.gpu_layers,
        extra_buffers=record.extra_buffers(READING_TOKENS, WRITING_TOKENS)
        if record and record.runs
        else True,
        cache=states_folder(settings) if settings.kv_cache_mb else None,
        cache_bytes=settings.kv_cache_mb * 1_000_000,
    )


def states_folder(settings: Settings) -> Path:
    """Where kept passage states lie, if any are kept."""
    return settings.home / "states"
