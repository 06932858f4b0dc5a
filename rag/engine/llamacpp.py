"""The language model in a child process, as an engine: one question at a time, each watched.

If it crashes, hangs, is missing or refused, callers get an error in Swedish and the program
lives on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace

from index.errors import Cancelled, ContextOverflow, ModelRefused, StorageFailed
from rag.engine.child import Call, Child
from rag.engine.kvcache import forget_states
from rag.engine.process import LOAD_S, EngineOptions, ModelProcess
from rag.engine.protocol import EngineInfo, GenerationLimits, Prompt, RunStats
from rag.engine.turns import Restarts, Turnstile
from rag.engine.wire import Message, prompt_out, stats_in
from rag.models import ModelFile

__all__ = ["EngineOptions", "LlamaCppEngine"]

_LOOK_S = 0.05
_GRACE_S = 4.0  # how long a cancelled or overdue run may take to end before the process is killed
_SETTLE_S = 24 * 3600.0


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
        self._options = options
        self._process = ModelProcess(find_model, options, command, restarts)
        self._turns = Turnstile()
        self._stats = RunStats()

    @property
    def info(self) -> EngineInfo:
        """See ``Engine``; the build is "" until the model has started."""
        model, hello = self._process.model(), self._process.hello
        context_tokens = int(hello.get("context_tokens", self._options.context_tokens))
        return EngineInfo(model.name, model.sha256, context_tokens, str(hello.get("build", "")))

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
        self._process.warm()

    def count_tokens(self, text: str) -> int:
        """See ``Engine``. Waits for the model to load, not for its turn."""
        child = self._process.started(lambda: False)
        call = child.call({"op": "count", "text": text})
        message = call.next(LOAD_S) or {"op": "gone"}
        child.forget(call)
        if message["op"] == "gone":
            raise self._process.crashed(child)
        return int(message["count"])

    def stream(
        self, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        """See ``Engine``."""
        message = {"op": "run", "prompt": prompt_out(prompt), "limits": asdict(limits)}
        stats = yield from self._call(message, limits, cancel)
        self._stats = stats
        return stats

    def settle(self, cancel: threading.Event) -> RunStats:
        """Wait until all that ``keep`` was told is read. Raises: as ``stream``."""
        limits = GenerationLimits(deadline_s=_SETTLE_S)
        run = self._call({"op": "settle", "limits": asdict(limits)}, limits, cancel)
        while True:
            try:
                next(run)
            except StopIteration as end:
                return end.value if isinstance(end.value, RunStats) else RunStats()

    def _call(
        self, message: Message, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        """Wait for the turn and the model, then run; the figures count the wait in."""
        began = time.monotonic()
        due = began + limits.deadline_s

        def over() -> bool:
            return cancel.is_set() or self._process.closed.is_set() or time.monotonic() > due

        with self._turn(over) as mine:
            stats = RunStats(finish="deadline")
            if mine and (child := self._process.started_before(over)):
                asked = time.monotonic()
                left_s = max(due - asked, 0.0)
                left = {**message, "limits": {**message["limits"], "deadline_s": left_s}}
                stats = yield from self._run(child, left, asked + left_s, cancel)
                stats = _counted_from(stats, asked - began)
            if cancel.is_set() or stats.finish == "cancelled":
                raise Cancelled("Svaret avbröts.")
        return stats

    @property
    def joins(self) -> bool | None:
        """Whether passage states are kept and joined; None before the model has started."""
        hello = self._process.hello
        return bool(hello.get("joins")) if hello else None

    def keep(self, prompt: Prompt) -> None:
        """Have a prompt's head and evidence read while idle, so that questions about it start at once.

        Returns at once. Only the head is read where states are not kept; nothing if the model does not run.
        """
        if self._process.hello:
            self._process.tell({"op": "keep", "prompt": prompt_out(prompt)})

    def hush(self, seconds: float) -> None:
        """Leave idle reading for so long: somebody is about to ask, and needs the processor first."""
        if self._process.hello:
            self._process.tell({"op": "hush", "seconds": seconds})

    def forget(self, passage_ids: str) -> None:
        """Remove what was kept of all passages whose id begins so: memory and disk.

        Raises: StorageFailed.
        """
        self._process.tell({"op": "forget", "passage_ids": passage_ids})
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
        self._process.close()

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
        self, child: Child, message: Message, due: float, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        call = child.call(message)
        ended = False
        kill_at = due + _GRACE_S
        try:
            while not cancel.is_set():
                reply = call.next(_LOOK_S)
                if reply is None and time.monotonic() > kill_at:
                    child.kill()
                elif reply and reply["op"] == "text":
                    yield reply["text"]
                elif reply:
                    ended = True
                    return self._outcome(child, reply)
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
            raise self._process.crashed(child)
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


def _counted_from(stats: RunStats, waited_s: float) -> RunStats:
    """The figures with the wait for one's turn and the model counted in."""
    first = None if stats.first_token_s is None else stats.first_token_s + waited_s
    return replace(stats, first_token_s=first, total_s=stats.total_s + waited_s)
