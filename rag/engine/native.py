"""The llama.cpp library as Python values. The only module that imports llama_cpp.

Runs in the child process only: a fault in here takes the whole process with it. Not thread-safe,
except ``tokenise``, which reads the vocabulary alone.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import numpy as np
from llama_cpp.llama_chat_format import Jinja2ChatFormatter
from numpy.typing import NDArray

from rag.engine.memory import AbortedError, DecodeError, LoadError

_SEQUENCES = 3  # 0 is the conversation, 1 the bench where states are cut, 2 keeps the head
_CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a model is loaded. ``extra_buffers`` repacks weights: faster writing, slower reading.

    A graphics processor reads with flash attention, a central one without: there it is slower for
    the few tokens of a question behind kept evidence (docs/speed.md).
    """

    path: Path
    context_tokens: int = 4096
    threads: int = 2
    gpu_layers: int = -1
    batch: int = 512
    extra_buffers: bool = True

    @property
    def flash_attention(self) -> bool:
        """Whether attention is reckoned in one pass, which also lays the memory out in another way."""
        return bool(self.gpu_layers and llama_cpp.llama_supports_gpu_offload())


class NativeModel:
    """A loaded model and its one context. Raises: LoadError."""

    def __init__(self, options: LoadOptions, stopped: Callable[[], bool]) -> None:
        logging.getLogger("llama-cpp-python").setLevel(logging.ERROR)  # else it tells every tensor
        llama_cpp.llama_backend_init()
        self._model = _load(options)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self._size = llama_cpp.llama_vocab_n_tokens(self._vocab)
        self._batch_size = options.batch
        self.memory_form = "f16 flash" if options.flash_attention else "f16 plain"
        """What a kept state is made of."""
        self._abort = llama_cpp.ggml_abort_callback(lambda _: stopped())
        self._context = _open_context(self._model, options, self._abort)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._batch = llama_cpp.llama_batch_init(options.batch, 0, 1)
        self.context_tokens: int = llama_cpp.llama_n_ctx(self._context)
        self.render = self._formatter()

    def close(self) -> None:
        """Free the memory; the object is of no use afterwards."""
        llama_cpp.llama_batch_free(self._batch)
        llama_cpp.llama_free(self._context)
        llama_cpp.llama_model_free(self._model)

    # -- text and tokens -------------------------------------------------------------------

    def tokenise(self, text: str, special: bool = False) -> tuple[int, ...]:
        """Tokens of a text. Role tokens are read as such only where ``special``."""
        data = text.encode()
        room = len(data) + 8
        tokens = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self._vocab, data, len(data), tokens, room, False, special)
        return tuple(tokens[:count])

    def piece(self, token: int) -> bytes:
        """The token's text; b"" for role tokens."""
        buffer = ctypes.create_string_buffer(256)
        size = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, 256, 0, False)
        return buffer.raw[: max(size, 0)]

    def is_end(self, token: int) -> bool:
        """Whether the token ends the turn."""
        return bool(llama_cpp.llama_vocab_is_eog(self._vocab, token))

    def start_tokens(self) -> tuple[int, ...]:
        """What the vocabulary wants before everything else."""
        if not llama_cpp.llama_vocab_get_add_bos(self._vocab):
            return ()
        return (int(llama_cpp.llama_vocab_bos(self._vocab)),)

    def _formatter(self) -> Callable[[list[dict[str, str]]], str]:
        found = llama_cpp.llama_model_chat_template(self._model, None)
        formatter = Jinja2ChatFormatter(
            template=found.decode() if found else _CHATML,
            eos_token=self._token_text(llama_cpp.llama_vocab_eos(self._vocab)),
            bos_token=self._token_text(llama_cpp.llama_vocab_bos(self._vocab)),
        )
        return lambda messages: str(formatter(messages=messages).prompt)

    def _token_text(self, token: int) -> str:
        text = llama_cpp.llama_vocab_get_text(self._vocab, token) if token >= 0 else b""
        return (text or b"").decode(errors="replace")

    # -- reading and writing ---------------------------------------------------------------

    def decode(self, tokens: Sequence[int], start: int, sequence: int = 0, scored: int = 1) -> None:
        """Read tokens at positions from ``start``; the last ``scored`` of them get scores.

        Raises: AbortedError, DecodeError; what was read of the tokens is then undefined.
        """
        for offset in range(0, len(tokens), self._batch_size):
            chunk = tokens[offset : offset + self._batch_size]
            first_scored = len(tokens) - scored - offset
            self._fill(chunk, start + offset, sequence, first_scored)
            result = llama_cpp.llama_decode(self._context, self._batch)
            if result == 2:
                raise AbortedError
            if result:
                raise DecodeError(f"llama_decode gave {result} for {len(chunk)} tokens")

    def _fill(self, chunk: Sequence[int], start: int, sequence: int, first_scored: int) -> None:
        batch = self._batch
        batch.n_tokens = len(chunk)
        for i, token in enumerate(chunk):
            batch.token[i] = token
            batch.pos[i] = start + i
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = sequence
            batch.logits[i] = i >= first_scored

    def scores(self, back: int = 1) -> NDArray[np.float32]:
        """Scores after the ``back``-th last scored token, one a token of the vocabulary: a view."""
        pointer = llama_cpp.llama_get_logits_ith(self._context, -back)
        return np.ctypeslib.as_array(pointer, shape=(self._size,))

    def best(self, back: int = 1) -> int:
        """The likeliest next token after the ``back``-th last scored token."""
        return int(self.scores(back).argmax())

    def grammar(self, text: str) -> Grammar:
        """A grammar in GBNF with the rule ``root``. Raises: LoadError."""
        sampler = llama_cpp.llama_sampler_init_grammar(self._vocab, text.encode(), b"root")
        if not sampler:
            raise LoadError("bad grammar")
        return Grammar(sampler, self._size)

    # -- memory of what was read -----------------------------------------------------------

    @property
    def can_shift(self) -> bool:
        """Whether what was read can be moved to other positions."""
        return bool(llama_cpp.llama_memory_can_shift(self._memory))

    def forget(self, sequence: int, start: int = -1, end: int = -1) -> None:
        """Drop positions [start, end) of a sequence; -1 is open. Raises: DecodeError."""
        if not llama_cpp.llama_memory_seq_rm(self._memory, sequence, start, end):
            raise DecodeError("the memory can't be cut")

    def forget_all(self) -> None:
        """Empty every sequence."""
        llama_cpp.llama_memory_clear(self._memory, False)

    def move(self, sequence: int, start: int, end: int, by: int) -> None:
        """Shift positions [start, end) of a sequence by a distance."""
        llama_cpp.llama_memory_seq_add(self._memory, sequence, start, end, by)

    def copy(self, source: int, target: int) -> None:
        """Let a sequence's positions belong to another sequence too."""
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def state(self, sequence: int) -> bytes:
        """All that a sequence remembers, as bytes that ``restore`` takes."""
        size = llama_cpp.llama_state_seq_get_size(self._context, sequence)
        buffer = (ctypes.c_uint8 * size)()
        written = llama_cpp.llama_state_seq_get_data(self._context, buffer, size, sequence)
        return bytes(memoryview(buffer)[:written])

    def restore(self, sequence: int, state: bytes) -> None:
        """Replace what a sequence remembers. Raises: DecodeError when the state does not fit."""
        source = ctypes.cast(ctypes.c_char_p(state), ctypes.POINTER(ctypes.c_uint8))
        if not llama_cpp.llama_state_seq_set_data(self._context, source, len(state), sequence):
            raise DecodeError("the state does not fit")


class Grammar:
    """What may be written next, by a grammar."""

    def __init__(self, sampler: object, vocabulary: int) -> None:
        self._sampler = sampler
        self._size = vocabulary

    def choose(self, scores: NDArray[np.float32]) -> int:
        """The likeliest token that the grammar allows; the grammar moves on past it."""
        best = int(scores.argmax())
        if not self._allows(best):
            best = self._best_allowed(scores)
        llama_cpp.llama_sampler_accept(self._sampler, best)
        return best

    def close(self) -> None:
        """Free the memory."""
        llama_cpp.llama_sampler_free(self._sampler)

    def _allows(self, token: int) -> bool:
        data = (llama_cpp.llama_token_data * 1)(llama_cpp.llama_token_data(token, 1.0, 0.0))
        self._apply(data, 1)
        return bool(data[0].logit > float("-inf"))

    def _best_allowed(self, scores: NDArray[np.float32]) -> int:
        data = (llama_cpp.llama_token_data * self._size)()
        table = np.ctypeslib.as_array(data)
        table["id"] = np.arange(self._size)
        table["logit"] = scores
        self._apply(data, self._size)
        return int(table["id"][table["logit"].argmax()])

    def _apply(self, data: object, size: int) -> None:
        array = llama_cpp.llama_token_data_array(data, size, -1, False)
        llama_cpp.llama_sampler_apply(self._sampler, ctypes.byref(array))


def build_name() -> str:
    """The library's version and the CPU features it was built for."""
    features = llama_cpp.llama_print_system_info().decode(errors="replace")
    return f"llama-cpp-python {llama_cpp.__version__}; {features.strip()}"


def _load(options: LoadOptions) -> object:
    params = llama_cpp.llama_model_default_params()
    params.n_gpu_layers = options.gpu_layers
    params.use_extra_bufts = options.extra_buffers
    model = llama_cpp.llama_model_load_from_file(str(options.path).encode(), params)
    if not model:
        raise LoadError(f"llama.cpp could not load {options.path.name}")
    return model


def _open_context(model: object, options: LoadOptions, abort: object) -> object:
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = options.context_tokens
    params.n_batch = options.batch
    params.n_ubatch = options.batch
    params.n_threads = options.threads
    params.n_threads_batch = options.threads
    params.n_seq_max = _SEQUENCES
    params.kv_unified = True
    params.no_perf = True
    params.flash_attn_type = int(options.flash_attention)
    params.abort_callback = abort
    context = llama_cpp.llama_init_from_model(model, params)
    if not context:
        raise LoadError(f"no context of {options.context_tokens} tokens for {options.path.name}")
    return context
