"""The model process as its parent sees it: started, spoken to, ended."""

from __future__ import annotations

import itertools
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from rag.engine.wire import Message, WireError, receive, send

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from rag.engine.worker import main; main()"
_GONE: Message = {"op": "gone"}


def worker_command() -> tuple[str, ...]:
    """Runs rag.engine.worker with this Python, wherever the caller stands."""
    return (sys.executable, "-P", "-c", _BOOT, str(Path(__file__).resolve().parents[2]))


class Call:
    """One question to the process: its messages in order, the last being "gone" when it died."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def next(self, timeout_s: float) -> Message | None:
        """The next message; None when none came in time."""
        try:
            return self.inbox.get(timeout=timeout_s)
        except queue.Empty:
            return None


class Child:
    """A started process. ``load`` is its first message; ``started`` is set when it has answered.

    ``hello`` is then "ready", "refused" or "gone".
    """

    def __init__(self, command: Sequence[str], load: Message, log: Path | None = None) -> None:
        self.started = threading.Event()
        self.hello: Message = _GONE
        self._numbers = itertools.count(1)
        self._calls: dict[int, Call] = {}
        self._lock = threading.Lock()
        self._gone = False
        stderr = log.open("ab") if log else subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr
            )
        finally:
            if not isinstance(stderr, int):
                stderr.close()
        threading.Thread(target=self._listen, daemon=True).start()
        self.tell(load)

    @property
    def alive(self) -> bool:
        """Whether it can be spoken to."""
        return not self._gone

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    def call(self, message: Message) -> Call:
        """Send a message that gets answers."""
        call = Call(next(self._numbers))
        with self._lock:
            self._calls[call.number] = call
            if self._gone:
                call.inbox.put(_GONE)
        self.tell({**message, "id": call.number})
        return call

    def cancel(self, call: Call) -> None:
        """Ask it to end a call; the call's last message still comes."""
        self.tell({"op": "cancel", "id": call.number})

    def forget(self, call: Call) -> None:
        """Nobody reads the call's messages any more."""
        with self._lock:
            self._calls.pop(call.number, None)

    def how_it_ended(self) -> str:
        """Swedish words for the exit: a signal's name or a code."""
        code = self._process.wait(timeout=5)
        if code < 0:
            return f"signal {signal.Signals(-code).name}"
        return f"felkod {code}"

    def kill(self) -> None:
        """End it at once and free its memory."""
        self._gone = True
        self._process.kill()
        self._process.wait()

    def close(self, patience_s: float = 2.0) -> None:
        """Ask it to end, then end it."""
        self.tell({"op": "exit"})
        self._gone = True
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.kill()

    def tell(self, message: Message) -> None:
        """Send a message that gets no answer."""
        stdin = self._process.stdin
        if stdin is None:
            return
        try:
            with self._lock:
                send(stdin, message)
        except (OSError, ValueError):
            pass  # it is gone: the listener says so to every caller

    def _listen(self) -> None:
        stdout = self._process.stdout
        try:
            while stdout is not None and (message := receive(stdout)) is not None:
                self._deliver(message)
        except (WireError, OSError):
            self._process.kill()
        with self._lock:
            self._gone = True
            for call in self._calls.values():
                call.inbox.put(_GONE)
        self.started.set()
        self._process.wait()

    def _deliver(self, message: Message) -> None:
        if message["op"] in ("ready", "refused"):
            self.hello = message
            self.started.set()
            return
        with self._lock:
            call = self._calls.get(message["id"])
        if call:
            call.inbox.put(message)
