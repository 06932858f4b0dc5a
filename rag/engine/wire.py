"""Messages between the two processes: a length of four bytes, big-endian, then JSON in UTF-8.

To the child: load, run, cancel, count, keep, settle, forget, exit. From the child: ready, refused,
text, done, failed, count. A call's messages carry its ``id``.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import IO, Any

from rag.engine.protocol import EvidencePart, GenerationLimits, Prompt, RunStats

Message = dict[str, Any]
_MAX_BYTES = 64 * 2**20


class WireError(Exception):
    """The other side sent something that is no message."""


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message and flush. Raises: OSError, ValueError when the other side is gone."""
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """Wait for one message; None when the other side is gone. Raises: WireError."""
    header = stream.read(4)
    if len(header) < 4:
        return None
    size = int.from_bytes(header, "big")
    if size > _MAX_BYTES:
        raise WireError(f"a message of {size} bytes")
    body = stream.read(size)
    if len(body) < size:
        return None
    try:
        message = json.loads(body.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise WireError(str(error)) from error
    if not isinstance(message, dict):
        raise WireError("a message that is no object")
    return message


def prompt_out(prompt: Prompt) -> Message:
    """A prompt as JSON values."""
    return asdict(prompt)


def prompt_in(values: Message) -> Prompt:
    """A prompt from JSON values."""
    parts = tuple(
        EvidencePart(
            part["key"], part["text"], tuple((start, end) for start, end in part["keep"]), part["label"]
        )
        for part in values["evidence"]
    )
    examples = tuple((user, assistant) for user, assistant in values["examples"])
    return Prompt(values["prefix"], parts, values["suffix"], values["system"], examples, values["reply"])


def limits_in(values: Message) -> GenerationLimits:
    """Limits from JSON values."""
    return GenerationLimits(**{**values, "stop": tuple(values["stop"])})


def stats_in(values: Message) -> RunStats:
    """Figures from JSON values."""
    return RunStats(**values)
