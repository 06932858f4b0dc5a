"""What set-up wrote about the language engine it built: which build, why, and how fast.

The record lies in the environment itself, so that it goes when the environment goes.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

RECORD = "engine.json"


@dataclass(frozen=True, slots=True)
class EngineRun:
    """One measured mode: weights repacked (``extra_buffers``) or not; tokens a second."""

    extra_buffers: bool
    reading_tokens_s: float
    writing_tokens_s: float

    def seconds(self, reading: int, writing: int) -> float:
        """Time to read and write so many tokens."""
        return reading / self.reading_tokens_s + writing / self.writing_tokens_s


@dataclass(frozen=True, slots=True)
class EngineRecord:
    """The installed build: candidate's name, why it was chosen (Swedish), CPU features it uses."""

    candidate: str
    why: str
    gpu: str
    features: str
    runs: tuple[EngineRun, ...]

    def extra_buffers(self, reading: int, writing: int) -> bool:
        """Whether repacked weights are faster for so many tokens; true when nothing was measured."""
        if not self.runs:
            return True
        return min(self.runs, key=lambda run: run.seconds(reading, writing)).extra_buffers


def read_engine_record(prefix: Path | None = None) -> EngineRecord | None:
    """The record in an environment (this one by default); None where there is none to trust."""
    try:
        raw = json.loads(((prefix or Path(sys.prefix)) / RECORD).read_text(encoding="utf-8"))
        runs = tuple(
            EngineRun(
                bool(run["extra_buffers"]), float(run["reading_tokens_s"]), float(run["writing_tokens_s"])
            )
            for run in raw["runs"]
        )
        if any(run.reading_tokens_s <= 0 or run.writing_tokens_s <= 0 for run in runs):
            return None
        return EngineRecord(
            str(raw["candidate"]), str(raw["why"]), str(raw["gpu"]), str(raw["features"]), runs
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None
