"""The child process that owns the model: `python -m rag.engine.worker`, spoken to by wire.py.

One thread reads messages, so that a cancel is heard while the model reads or writes; the main
thread works. When the parent goes away, the pipe ends and the process with it.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from rag.engine.chat import TemplateError
from rag.engine.kvcache import StateStore
from rag.engine.memory import DecodeError, Joining, LoadError
from rag.engine.native import LoadOptions, NativeModel, build_name
from rag.engine.reading import Reader
from rag.engine.selfcheck import joins_well
from rag.engine.session import ContextFullError, Session, Stopper
from rag.engine.wire import Message, limits_in, prompt_in, receive, send

_BENCH_TOKENS = 1024  # room beside a full conversation where a passage's state is cut
_SPARE = 2 * 10**9  # bytes of the disk that states leave free
_SAMPLE = "Nämnden beslutar att godkänna förslaget. Ärendet återkommer vid nästa möte i mars."


class Worker:
    """Answers messages from ``source`` on ``target``."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        self._source = source
        self._target = target
        self._sending = threading.Lock()
        self._todo: queue.Queue[Message] = queue.Queue()
        self._quiet_until = 0.0
        self._stopper = Stopper(waited_for=lambda: not self._todo.empty() or self._quiet_s() > 0)
        self._running: object = None
        self._cancelled: set[object] = set()
        self._model: NativeModel | None = None

    def serve(self) -> None:
        """Load as the first message says, then run prompts. Ends the process when told to."""
        threading.Thread(target=self._listen, daemon=True).start()
        session = self._load(self._todo.get())
        while session:
            while self._todo.empty() and not self._quiet_s() and session.idle():
                pass
            with suppress(queue.Empty):
                self._do(session, self._todo.get(timeout=self._quiet_s() or None))

    def _quiet_s(self) -> float:
        """Seconds for which the processor is left to whoever is about to ask."""
        return max(self._quiet_until - time.monotonic(), 0.0)

    def _load(self, message: Message) -> Session | None:
        options, cache = message["options"], message["cache"]
        room = options["context_tokens"]
        spare = _BENCH_TOKENS if cache else 0
        try:
            model = NativeModel(
                LoadOptions(**{**options, "path": Path(options["path"]), "context_tokens": room + spare}),
                self._stopper,
            )
        except LoadError as error:
            self._send({"op": "refused", "reason": str(error)})
            return None
        self._model = model
        build = build_name()
        joins = bool(cache) and joins_well(model, model.tokenise(_SAMPLE))
        store = StateStore(Path(cache["folder"]), cache["bytes"], spare=_SPARE) if joins else None
        joining = Joining(room, cache["moves"]) if cache else None
        shaped_by = f"{cache['model']} {build} {model.memory_form}" if cache else ""
        reader = Reader(model, store, shaped_by, joining)
        self._send({"op": "ready", "context_tokens": room, "build": build, "joins": joins})
        return Session(model, self._stopper, reader, room)

    def _do(self, session: Session, message: Message) -> None:
        if message["op"] == "forget":
            session.forget(message["passage_ids"])
        elif message["op"] == "keep":
            with suppress(TemplateError):
                session.keep(prompt_in(message["prompt"]))
        else:
            self._run(session, message)

    def _run(self, session: Session, message: Message) -> None:
        call = message["id"]
        limits = limits_in(message["limits"])
        self._running = call
        self._stopper.cancelled = call in self._cancelled
        self._stopper.deadline = time.monotonic() + limits.deadline_s
        try:
            if message["op"] == "settle":
                stats = session.settle()
            else:
                stats = session.run(
                    prompt_in(message["prompt"]),
                    limits,
                    lambda text: self._send({"op": "text", "id": call, "text": text}),
                )
            self._send({"op": "done", "id": call, "stats": asdict(stats)})
        except ContextFullError as error:
            needed, room = error.args
            self._send({"op": "failed", "id": call, "kind": "overflow", "needed": needed, "room": room})
        except (TemplateError, DecodeError, LoadError) as error:
            self._send({"op": "failed", "id": call, "kind": "engine", "reason": str(error)})
        finally:
            self._running = None
            self._cancelled.discard(call)

    def _listen(self) -> None:
        while (message := receive(self._source)) is not None and message["op"] != "exit":
            if message["op"] == "cancel":
                self._cancelled.add(message["id"])
                if self._running == message["id"]:
                    self._stopper.cancelled = True
            elif message["op"] == "hush":
                self._quiet_until = time.monotonic() + message["seconds"]
            elif message["op"] == "count" and self._model:
                count = len(self._model.tokenise(message["text"]))
                self._send({"op": "count", "id": message["id"], "count": count})
            else:
                self._todo.put(message)
        os._exit(0)  # nobody reads what the main thread is doing, and it may be deep in the library

    def _send(self, message: Message) -> None:
        with self._sending:
            send(self._target, message)


def main() -> None:
    """Take over standard output for messages: whatever a library prints goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to act on
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    Worker(sys.stdin.buffer, target).serve()
    os._exit(1)  # the model was refused; the listener still sits on standard input


if __name__ == "__main__":
    main()
