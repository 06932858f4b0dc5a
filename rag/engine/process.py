"""The model process over time: found, started, loaded, crashed, started again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import Cancelled, MinutesError, ModelCrashed, ModelMissing, ModelRefused
from rag.engine.child import Child, worker_command
from rag.engine.turns import Restarts
from rag.engine.wire import Message
from rag.models import ModelFile

LOAD_S = 180.0
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How the model is run. ``log`` takes the library's own messages; None drops them.

    ``cache`` is the folder of kept passage states, None for none, at most ``cache_bytes``;
    ``moves`` is ``rag.engine.memory.Joining``'s.
    """

    context_tokens: int = 4096
    threads: int = 2
    gpu_layers: int = -1
    extra_buffers: bool = True
    cache: Path | None = None
    cache_bytes: int = 2 * 10**9
    moves: bool = False
    log: Path | None = None


class ModelProcess:
    """Has one child process at most. Safe from several threads.

    ``find_model`` checks the file's bytes; it is asked before each start.
    """

    def __init__(
        self,
        find_model: Callable[[], ModelFile],
        options: EngineOptions,
        command: Sequence[str] = (),
        restarts: Restarts | None = None,
    ) -> None:
        self._find_model = find_model
        self._options = options
        self._command = tuple(command) or worker_command()
        self._restarts = restarts or Restarts(time.monotonic)
        self._starting = threading.Lock()
        self._child: Child | None = None
        self._model: ModelFile | None = None
        self.closed = threading.Event()

    @property
    def hello(self) -> Message:
        """What the model told of itself when it was loaded; empty before that."""
        return self._child.hello if self._child and self._child.hello["op"] == "ready" else {}

    def model(self) -> ModelFile:
        """The file in use, or the one to be. Raises: ModelMissing, ModelRefused."""
        if self._model is None:
            self._model = self._find_model()
        return self._model

    def warm(self) -> None:
        """Start in the background."""
        threading.Thread(target=self._warm, daemon=True).start()

    def tell(self, message: Message) -> None:
        """Send a message that gets no answer, if the model runs."""
        if self._child:
            self._child.tell(message)

    def close(self) -> None:
        """End it for good."""
        self.closed.set()
        with self._starting:
            if self._child:
                self._child.close()

    def _warm(self) -> None:
        with suppress(MinutesError):  # the next question meets the same fault and tells it
            self.started(self.closed.is_set)

    def started_before(self, over: Callable[[], bool]) -> Child | None:
        """The process, loaded; None when it was over before that."""
        try:
            return self.started(over)
        except Cancelled:
            return None

    def started(self, over: Callable[[], bool]) -> Child:
        """The process, loaded. Raises: Cancelled, ModelMissing, ModelRefused, ModelCrashed."""
        while not self._starting.acquire(timeout=_LOOK_S):
            if over():
                raise Cancelled("Svaret avbröts.")
        try:
            if self._child is None or not self._child.alive:
                if self._child and self._child.hello["op"] == "ready":
                    self._restarts.stopped()  # it died while nobody was asking
                self._child = None
                self._pause(over)
                self._child = self._launch()
            child = self._child
        finally:
            self._starting.release()
        give_up = time.monotonic() + LOAD_S
        while not child.started.wait(_LOOK_S):
            if over():
                raise Cancelled("Svaret avbröts.")
            if time.monotonic() > give_up:
                child.kill()
        if child.hello["op"] == "refused":
            raise ModelRefused(
                f"Språkmodellen kan inte läsas in: {child.hello['reason']}.",
                "Hämta den igen (motesminne models fetch) eller välj en annan i inställningarna.",
            )
        if not child.alive:
            raise self.crashed(child)
        return child

    def _launch(self) -> Child:
        if self.closed.is_set():
            raise ModelMissing("Språkmodellen är avstängd.")
        self._model = self._find_model()
        options = self._options
        load = {
            "path": str(self._model.path),
            "context_tokens": options.context_tokens,
            "threads": options.threads,
            "gpu_layers": options.gpu_layers,
            "extra_buffers": options.extra_buffers,
        }
        cache = None
        if options.cache and options.cache_bytes:
            cache = {
                "folder": str(options.cache),
                "bytes": options.cache_bytes,
                "model": self._model.sha256,
                "moves": options.moves,
            }
        return Child(self._command, {"op": "load", "options": load, "cache": cache}, options.log)

    def _pause(self, over: Callable[[], bool]) -> None:
        """Wait until the process may start again. Raises: Cancelled, ModelCrashed."""
        pause_s = self._restarts.pause_s()
        if pause_s is None:
            raise ModelCrashed(
                "Språkmodellen har stannat för många gånger och är avstängd en stund.",
                "Sökning och citat fungerar. Försök igen om tio minuter, eller kör motesminne doctor.",
            )
        until = time.monotonic() + pause_s
        while time.monotonic() < until:
            if over():
                raise Cancelled("Svaret avbröts.")
            self.closed.wait(min(_LOOK_S, max(until - time.monotonic(), 0.0)))

    def crashed(self, child: Child) -> ModelCrashed:
        """Note the crash once and start anew in the background; the error to raise."""
        how = child.how_it_ended()
        with self._starting:
            noted = self._child is not child
            if not noted:
                self._child = None
                self._restarts.stopped()
        if not noted and not self.closed.is_set():
            self.warm()
        return ModelCrashed(
            f"Språkmodellen stannade oväntat ({how}) och startas om.", "Ställ frågan igen om en stund."
        )
