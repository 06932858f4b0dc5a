"""The language model in a child process: started when wanted, watched, started again.

If it crashes, hangs, is missing or refused, callers get an error in Swedish and the program
lives on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index.errors import (
    Cancelled,
    ContextOverflow,
    MinutesError,
    ModelCrashed,
    ModelMissing,
    ModelRefused,
    StorageFailed,
)
from rag.engine.child import Call, Child, worker_command
from rag.engine.kvcache import forget_states
from rag.engine.protocol import EngineInfo, GenerationLimits, Prompt, RunStats
from rag.engine.turns import Restarts, Turnstile
from rag.engine.wire import Message, prompt_out, stats_in
from rag.models import ModelFile

_LOOK_S = 0.05
_GRACE_S = 4.0  # how long a cancelled or overdue run may take to end before the process is killed
_LOAD_S = 180.0


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How the model is run. ``log`` takes the library's own messages; None drops them.

    ``cache`` is the folder of kept passage states, None for none, at most ``cache_bytes``.
    """

    context_tokens: int = 4096
    threads: int = 2
    gpu_layers: int = -1
    extra_buffers: bool = True
    cache: Path | None = None
    cache_bytes: int = 2 * 10**9
    log: Path | None = None


class LlamaCppEngine:
    """An ``Engine``. ``find_model`` checks the file's bytes; it is asked before each start.

    ``command`` runs the worker, ``restarts`` says when it may start again: tests give others.
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
        self._turns = Turnstile()
        self._starting = threading.Lock()
        self._child: Child | None = None
        self._model: ModelFile | None = None
        self._stats = RunStats()
        self._closed = threading.Event()

    @property
    def info(self) -> EngineInfo:
        """See ``Engine``; the build is "" until the model has started."""
        if self._model is None:
            self._model = self._find_model()
        hello = self._child.hello if self._child else {}
        context_tokens = int(hello.get("context_tokens", self._options.context_tokens))
        return EngineInfo(self._model.name, self._model.sha256, context_tokens, str(hello.get("build", "")))

    @property
    def stats(self) -> RunStats:
        """See ``Engine``."""
        return self._stats

    @property
    def waiting(self) -> int:
        """How many questions stand in line."""
        return self._turns.waiting

    def warm(self) -> None:
        """See ``Engine``."""
        threading.Thread(target=self._warm, daemon=True).start()

    def count_tokens(self, text: str) -> int:
        """See ``Engine``. Waits for the model to load, not for its turn."""
        child = self._started(lambda: False)
        call = child.call({"op": "count", "text": text})
        message = call.next(_LOAD_S) or {"op": "gone"}
        child.forget(call)
        if message["op"] == "gone":
            raise self._crashed(child)
        return int(message["count"])

    def stream(
        self, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        """See ``Engine``."""
        began = time.monotonic()
        due = began + limits.deadline_s

        def over() -> bool:
            return cancel.is_set() or self._closed.is_set() or time.monotonic() > due

        with self._turn(over) as mine:
            stats = RunStats(finish="deadline")
            if mine and (child := self._started_before(over)):
                asked = time.monotonic()
                left = replace(limits, deadline_s=max(due - asked, 0.0))
                stats = yield from self._run(child, prompt, left, cancel)
                stats = _counted_from(stats, asked - began)
            if cancel.is_set() or stats.finish == "cancelled":
                raise Cancelled("Svaret avbröts.")
            self._stats = stats
        return stats

    @property
    def joins(self) -> bool | None:
        """Whether passage states are kept and joined; None before the model has started."""
        hello = self._child.hello if self._child else {}
        return bool(hello["joins"]) if "joins" in hello else None

    def keep(self, prompt: Prompt) -> None:
        """Have the evidence of a prompt read while idle, so that questions about it start at once.

        Returns at once. Does nothing where states are not kept or the model does not run.
        """
        if self._child and self.joins:
            self._child.tell({"op": "keep", "prompt": prompt_out(prompt)})

    def forget(self, passage_ids: str) -> None:
        """Remove what was kept of all passages whose id begins so: memory and disk.

        Raises: StorageFailed.
        """
        if self._child:
            self._child.tell({"op": "forget", "passage_ids": passage_ids})
        if self._options.cache:
            try:
                forget_states(self._options.cache, passage_ids)
            except OSError as error:
                raise StorageFailed(
                    f"Sparade lässtatus i {self._options.cache} kan inte tas bort: {error.strerror}.",
                    "Ta bort mappen för hand när programmet är stängt.",
                ) from error

    def close(self) -> None:
        """See ``Engine``."""
        self._closed.set()
        with self._starting:
            if self._child:
                self._child.close()

    # -- one run ---------------------------------------------------------------------------

    @contextmanager
    def _turn(self, gives_up: Callable[[], bool]) -> Generator[bool, None, None]:
        mine = self._turns.enter(gives_up)
        try:
            yield mine
        finally:
            if mine:
                self._turns.leave()

    def _run(
        self, child: Child, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        call = child.call({"op": "run", "prompt": prompt_out(prompt), "limits": asdict(limits)})
        ended = False
        kill_at = time.monotonic() + limits.deadline_s + _GRACE_S
        try:
            while not cancel.is_set():
                message = call.next(_LOOK_S)
                if message is None and time.monotonic() > kill_at:
                    child.kill()
                elif message and message["op"] == "text":
                    yield message["text"]
                elif message:
                    ended = True
                    return self._outcome(child, message)
            return RunStats(finish="cancelled")
        finally:
            if not ended:
                self._end(child, call)
            child.forget(call)

    def _end(self, child: Child, call: Call) -> None:
        """Nobody wants the rest: stop the run, and the process if it does not listen."""
        child.cancel(call)
        kill_at = time.monotonic() + _GRACE_S
        while time.monotonic() < kill_at:
            message = call.next(_LOOK_S)
            if message and message["op"] != "text":
                return
        child.kill()

    def _outcome(self, child: Child, message: Message) -> RunStats:
        """The figures of a run that ended well. Raises: what else it came to."""
        if message["op"] == "done":
            return stats_in(message["stats"])
        if message["op"] == "gone":
            raise self._crashed(child)
        if message["kind"] == "overflow":
            raise ContextOverflow(
                f"Underlaget och frågan ryms inte: {message['needed']} textenheter av "
                f"{message['room']} möjliga.",
                "Ställ en kortare fråga, eller höj context_tokens i inställningarna.",
            )
        raise ModelRefused(
            f"Språkmodellen kunde inte läsa frågan: {message['reason']}.",
            "Välj en annan modell i inställningarna.",
        )

    # -- the process -----------------------------------------------------------------------

    def _warm(self) -> None:
        with suppress(MinutesError):  # the next question meets the same fault and tells it
            self._started(self._closed.is_set)

    def _started_before(self, over: Callable[[], bool]) -> Child | None:
        """The process, loaded; None when it was over before that."""
        try:
            return self._started(over)
        except Cancelled:
            return None

    def _started(self, over: Callable[[], bool]) -> Child:
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
        give_up = time.monotonic() + _LOAD_S
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
            raise self._crashed(child)
        return child

    def _launch(self) -> Child:
        if self._closed.is_set():
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
            self._closed.wait(min(_LOOK_S, max(until - time.monotonic(), 0.0)))

    def _crashed(self, child: Child) -> ModelCrashed:
        """Note the crash once and start anew in the background; the error to raise."""
        how = child.how_it_ended()
        with self._starting:
            noted = self._child is not child
            if not noted:
                self._child = None
                self._restarts.stopped()
        if not noted and not self._closed.is_set():
            self.warm()
        return ModelCrashed(
            f"Språkmodellen stannade oväntat ({how}) och startas om.", "Ställ frågan igen om en stund."
        )


def _counted_from(stats: RunStats, waited_s: float) -> RunStats:
    """The figures with the wait for one's turn and the model counted in."""
    first = None if stats.first_token_s is None else stats.first_token_s + waited_s
    return replace(stats, first_token_s=first, total_s=stats.total_s + waited_s)
