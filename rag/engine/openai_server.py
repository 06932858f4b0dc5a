"""A language model behind an OpenAI-compatible address: only where the settings name one.

Text of minutes leaves the machine when the address is another one; that is the choice of whoever
sets it. The proxy settings of the environment are not used.
"""

from __future__ import annotations

import hashlib
import json
import queue
import socket
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from index.errors import (
    BadSettings,
    Cancelled,
    ContextOverflow,
    MinutesError,
    ModelCrashed,
    ModelMissing,
    ModelRefused,
)
from rag.engine.protocol import EngineInfo, Finish, GenerationLimits, Prompt, RunStats

_TOKENS_A_WORD = 2.2  # Swedish, measured with the default model's vocabulary
_LOOK_S = 0.05
_Item = tuple[str, str] | MinutesError | None


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """``url`` ends before /chat/completions, such as http://127.0.0.1:8080/v1."""

    url: str
    model: str
    key: str = ""
    context_tokens: int = 4096
    connect_s: float = 5.0


class OpenAIServerEngine:
    """An ``Engine`` that asks a server. Raises: BadSettings for an address that is none."""

    def __init__(self, options: ServerOptions) -> None:
        parts = urlsplit(options.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise BadSettings(
                f"openai_url är ingen adress: {options.url!r}.", "Ange till exempel http://127.0.0.1:8080/v1."
            )
        self._options = options
        headers = {"Authorization": f"Bearer {options.key}"} if options.key else {}
        self._client = httpx.Client(headers=headers, trust_env=False)
        self._stats = RunStats()

    @property
    def info(self) -> EngineInfo:
        """See ``Engine``; the hash is of the address and the name, since the bytes are elsewhere."""
        options = self._options
        known = hashlib.sha256(f"{options.url} {options.model}".encode()).hexdigest()
        return EngineInfo(options.model, known, options.context_tokens, f"server {options.url}")

    @property
    def stats(self) -> RunStats:
        """See ``Engine``."""
        return self._stats

    def warm(self) -> None:
        """The server is its own master."""

    def count_tokens(self, text: str) -> int:
        """An estimate from the number of words."""
        return round(len(text.split()) * _TOKENS_A_WORD)

    def stream(
        self, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
    ) -> Generator[str, None, RunStats]:
        """See ``Engine``. Raises also ModelRefused when the server refuses the request."""
        began = time.monotonic()
        first: float | None = None
        written = 0
        finish: Finish = "stop"
        feed = _Feed(self._client, self._options, _request(self._options.model, prompt, limits))
        try:
            for item in feed.items():
                if cancel.is_set():
                    raise Cancelled("Svaret avbröts.")
                if time.monotonic() - began > limits.deadline_s:
                    finish = "deadline"
                    break
                if isinstance(item, MinutesError):
                    raise item
                text, reason = item or ("", "")
                if reason == "length":
                    finish = "length"
                if text:
                    written, first = written + 1, first or time.monotonic() - began
                    yield text
        finally:
            feed.hang_up()
        read = self.count_tokens(f"{prompt.system} {prompt.user}")
        self._stats = RunStats(read, 0, written, first, time.monotonic() - began, finish)
        return self._stats

    def forget(self, passage_ids: str) -> None:
        """Nothing of a passage is kept on this side."""

    def close(self) -> None:
        """See ``Engine``."""
        self._client.close()


class _Feed:
    """One request in a thread of its own, so that cancel is heard while the server thinks."""

    def __init__(self, client: httpx.Client, options: ServerOptions, request: dict[str, object]) -> None:
        self._client = client
        self._options = options
        self._request = request
        self._came: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._socket: socket.socket | None = None
        self._hung_up = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def items(self) -> Iterator[_Item]:
        """(text, reason of the end or ""), an error, or None when nothing came for a while."""
        while self._thread.is_alive() or not self._came.empty():
            with suppress(queue.Empty):
                yield self._came.get(timeout=_LOOK_S)
                continue
            yield None

    def hang_up(self) -> None:
        """Close the line, which tells the server to stop."""
        self._hung_up = True
        if self._socket and self._thread.is_alive():
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _work(self) -> None:
        try:
            with self._client.stream(
                "POST",
                f"{self._options.url.rstrip('/')}/chat/completions",
                json=self._request,
                timeout=httpx.Timeout(None, connect=self._options.connect_s),
            ) as response:
                self._socket = response.extensions["network_stream"].get_extra_info("socket")
                for item in _events(response):
                    self._came.put(item)
                    if self._hung_up:
                        return
        except MinutesError as error:
            self._came.put(error)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            self._came.put(
                ModelMissing(
                    f"Språkmodellens server svarar inte på {self._options.url}.",
                    "Starta servern eller ta bort openai_url ur inställningarna.",
                )
            )
        except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError) as error:
            name = type(error).__name__
            self._came.put(
                ModelCrashed(f"Språkmodellens server slutade svara ({name}).", "Ställ frågan igen.")
            )


def _request(model: str, prompt: Prompt, limits: GenerationLimits) -> dict[str, object]:
    messages = [{"role": "system", "content": prompt.system}] if prompt.system else []
    for user, assistant in prompt.examples:
        messages += [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]
    messages.append({"role": "user", "content": prompt.user})
    if prompt.reply:
        messages.append({"role": "assistant", "content": prompt.reply})
    request: dict[str, object] = {
        "model": model,
        "messages": messages,
        "stream": True,
        "temperature": 0,
        "seed": 0,
        "max_tokens": limits.max_tokens,
    }
    if limits.stop:
        request["stop"] = list(limits.stop)
    if limits.grammar:
        request["grammar"] = limits.grammar  # llama.cpp's server knows it; others ignore it
    return request


def _events(response: httpx.Response) -> Iterator[tuple[str, str]]:
    """The server-sent events up to [DONE]. Raises: MinutesError, HTTPError, ValueError, KeyError."""
    _check(response)
    for line in response.iter_lines():
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            return
        for choice in json.loads(data)["choices"]:
            yield choice["delta"].get("content") or "", choice.get("finish_reason") or ""
    raise httpx.RemoteProtocolError("the stream ended without [DONE]")


def _check(response: httpx.Response) -> None:
    if response.is_success:
        return
    reason = response.read().decode(errors="replace")[:200]
    if response.status_code == 400 and "context" in reason:
        raise ContextOverflow("Underlaget och frågan ryms inte i serverns modell.", "Ställ en kortare fråga.")
    if response.status_code < 500:
        raise ModelRefused(
            f"Språkmodellens server avvisade frågan ({response.status_code}): {reason}",
            "Kontrollera openai_url och openai_model i inställningarna.",
        )
    raise ModelCrashed(f"Språkmodellens server gav fel {response.status_code}.", "Ställ frågan igen.")
