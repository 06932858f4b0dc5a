"""Stands in for the worker: speaks the same messages and fails in the way its first argument says."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from rag.engine.wire import Message, receive, send

FINE = {
    "prompt_tokens": 7,
    "reused_tokens": 0,
    "output_tokens": 2,
    "first_token_s": 0.0,
    "total_s": 0.0,
    "finish": "stop",
    "notes": {},
}


def tell(message: Message) -> None:
    send(sys.stdout.buffer, message)


def listen(inbox: queue.Queue[Message]) -> None:
    while (message := receive(sys.stdin.buffer)) is not None and message["op"] != "exit":
        inbox.put(message)
    os._exit(0)


def answer(call: int, text: str) -> None:
    for word in text.split():
        tell({"op": "text", "id": call, "text": word + " "})
    tell({"op": "done", "id": call, "stats": FINE})


def endless(call: int, inbox: queue.Queue[Message]) -> None:
    """Write until cancelled."""
    while inbox.empty():
        tell({"op": "text", "id": call, "text": "och "})
        threading.Event().wait(0.005)
    assert inbox.get() == {"op": "cancel", "id": call}
    tell({"op": "done", "id": call, "stats": {**FINE, "finish": "cancelled"}})


def run(behaviour: str, message: Message, inbox: queue.Queue[Message]) -> None:
    call = message["id"]
    if message["op"] == "settle":
        tell({"op": "done", "id": call, "stats": FINE})
    elif message["op"] == "count":
        tell({"op": "count", "id": call, "count": len(message["text"].split())})
    elif behaviour.startswith("SIG"):
        tell({"op": "text", "id": call, "text": "Nät"})
        os.kill(os.getpid(), getattr(signal, behaviour))
    elif behaviour == "hang":
        threading.Event().wait()
    elif behaviour == "endless":
        endless(call, inbox)
    elif behaviour == "garbage":
        os.write(1, b"\x00\x00\x00\x03hej")
    elif behaviour == "overflow":
        tell({"op": "failed", "id": call, "kind": "overflow", "needed": 5000, "room": 4096})
    else:
        answer(call, message["prompt"]["suffix"])


def main() -> None:
    behaviour = sys.argv[1]
    marker = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    inbox: queue.Queue[Message] = queue.Queue()
    threading.Thread(target=listen, args=(inbox,), daemon=True).start()
    assert inbox.get()["op"] == "load"
    if behaviour == "refuse":
        tell({"op": "refused", "reason": "fel sort"})
        os._exit(1)
    if behaviour == "crash-at-load":
        os.kill(os.getpid(), signal.SIGABRT)
    if marker and marker.exists():
        behaviour = "echo"  # it fails once and is then well
    elif marker:
        marker.touch()
    tell({"op": "ready", "context_tokens": 4096, "build": "fake"})
    while True:
        message = inbox.get()
        if message["op"] in ("run", "count", "settle"):
            run(behaviour, message, inbox)


main()
