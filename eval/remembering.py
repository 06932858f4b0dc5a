"""A model that remembers what it wrote, so that a long evaluation can be stopped and resumed.

Generation is greedy: the same prompt to the same model gives the same text, so a kept reply stands
for a new one. One line of JSON a reply, written whole after each.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path

from index.errors import MinutesError
from rag.engine.protocol import Engine, EngineInfo, GenerationLimits, Prompt, RunStats


class RememberingEngine:
    """An engine whose replies are kept in ``path`` and given again for the same prompt and model.

    After ``seconds`` no more is asked of the model: the run ends, and a later one goes on from there.

    Raises: MinutesError when the file can't be read, and from ``stream`` when the time is up.
    """

    def __init__(self, engine: Engine, path: Path, seconds: float = 1e9) -> None:
        self._engine = engine
        self._path = path
        self._kept = _read(path)
        self._stats = RunStats()
        self._until = time.monotonic() + seconds
        self.asked = 0

    @property
    def info(self) -> EngineInfo:
        """The model behind."""
        return self._engine.info

    @property
    def stats(self) -> RunStats:
        """Figures of the last run; a kept reply has those of the run that wrote it."""
        return self._stats

    def warm(self) -> None:
        """Nothing: the model may not be needed."""

    def count_tokens(self, text: str) -> int:
        """As the model counts."""
        return self._engine.count_tokens(text)

    def stream(
        self, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        """The kept reply in one piece, else the model's. Raises: as the model."""
        key = self._key(prompt, limits)
        if key not in self._kept:
            if time.monotonic() > self._until:
                raise MinutesError(
                    f"Tiden är slut; {len(self._kept)} svar är sparade.", "Kör samma kommando igen."
                )
            self.asked += 1
            said = ""
            stream = self._engine.stream(prompt, limits, cancel)
            while True:
                try:
                    piece = next(stream)
                except StopIteration as stop:
                    self._keep(key, said, stop.value or RunStats())
                    break
                said += piece
                yield piece
        else:
            yield self._kept[key][0]
        self._stats = self._kept[key][1]
        return self._stats

    def _key(self, prompt: Prompt, limits: GenerationLimits) -> str:
        read = (self.info.sha256, prompt.system, prompt.examples, prompt.user, prompt.reply)
        wanted = (limits.max_tokens, limits.stop, limits.grammar)
        return hashlib.sha256(json.dumps((read, wanted)).encode()).hexdigest()[:24]

    def _keep(self, key: str, said: str, stats: RunStats) -> None:
        self._kept[key] = (said, stats)
        figures = {**asdict(stats), "notes": {}}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "said": said, "stats": figures}, ensure_ascii=False) + "\n")

    def forget(self, passage_ids: str) -> None:
        """As the model."""
        self._engine.forget(passage_ids)

    def close(self) -> None:
        """Stop the model."""
        self._engine.close()


def _read(path: Path) -> dict[str, tuple[str, RunStats]]:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {row["key"]: (row["said"], RunStats(**row["stats"])) for row in rows}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MinutesError(
            f"Filen med sparade svar {path} kan inte läsas ({error!r}).", "Ta bort den eller ange en annan."
        ) from error
