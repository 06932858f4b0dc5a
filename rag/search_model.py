"""The embedding model, as the settings name it."""

from __future__ import annotations

from index.embedder import Embedder, SentenceTransformerEmbedder
from rag.models import resolve
from rag.settings import Settings


def make_embedder(settings: Settings) -> Embedder:
    """Load the embedding model; the measured dtype is kept in the data folder.

    Raises: ModelMissing, ModelRefused.
    """
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = resolve(settings, "embedder").path
    measured = settings.home / "embedder.json"
    return SentenceTransformerEmbedder(folder, settings.thread_count, settings.dtype, measured)
