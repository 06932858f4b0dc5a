"""What every measurement of speed needs: percentiles, the machine's name, prompts as answering makes them."""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from index.types import Hit
from rag.answering import Library
from rag.engine.protocol import Prompt
from rag.filling import prompt_of
from rag.settings import Settings

_PACKAGES = ("motesminne", "llama-cpp-python", "sentence-transformers", "torch", "chromadb", "numpy")
_BANDWIDTH_BYTES = 256 * 2**20


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that ``percent`` % of the values do not pass (nearest rank); NaN for none."""
    if not values:
        return math.nan
    return sorted(values)[max(math.ceil(len(values) * percent / 100) - 1, 0)]


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; NaN for none."""
    return sum(values) / len(values) if values else math.nan


def p50_p95(values: Sequence[float]) -> dict[str, float]:
    """Both percentiles by name."""
    return {"p50": percentile(values, 50), "p95": percentile(values, 95)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's prompt (None: no model is asked), its hits, and the seconds until they were found."""

    prompt: Prompt | None
    hits: tuple[Hit, ...]
    found_s: float


def record(settings: Settings, library: Library, question: str) -> Asked:
    """What answering would give the model for a question. Raises: BadQuestion."""
    prompt, found = prompt_of(question, library, settings)
    if found is None:
        return Asked(prompt, (), math.nan)
    return Asked(prompt, found.evidence.hits, found.timings.first_evidence_s)


def machine() -> dict[str, str]:
    """Processor, system and versions."""
    cpu = ""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = f"{names[0].split(':', 1)[1].strip()}, {len(names)} kärnor" if names else ""
    return {
        "processor": cpu or platform.processor() or platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def bandwidth(tries: int = 5) -> float:
    """Bytes a second that all cores read from memory together: the fastest of some long dot products."""
    one = np.ones(_BANDWIDTH_BYTES // 4, dtype=np.float32)
    two = np.ones_like(one)
    seconds = []
    for _ in range(tries):
        began = time.perf_counter()
        one.dot(two)
        seconds.append(time.perf_counter() - began)
    return (one.nbytes + two.nbytes) / min(seconds)
