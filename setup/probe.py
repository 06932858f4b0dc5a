"""Run in a child process: load a model in a build and read a long prompt, or die trying.

Prints JSON: for weight repacking on and off, tokens a second of reading and of writing. The
crash that this looks for comes at the first prompt longer than a few hundred tokens. The only
place outside the product that imports llama_cpp: it must run before the product does.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

TEXT = "Nämnden beslutar att godkänna förslaget och att överlämna ärendet till kommunstyrelsen. "


def measure(native: Any, model_path: Path, extra_buffers: bool, reading: int, writing: int) -> dict[str, Any]:
    """Tokens a second with and without repacked weights, for one load of the model."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    model_settings = native.llama_model_default_params()
    model_settings.use_extra_bufts = extra_buffers
    model_settings.n_gpu_layers = 999
    model = native.llama_model_load_from_file(str(model_path).encode(), model_settings)
    if not model:
        raise SystemExit("the model can't be loaded")
    settings = native.llama_context_default_params()
    settings.n_ctx = reading + writing + 64
    settings.n_batch = settings.n_ctx
    settings.n_threads = settings.n_threads_batch = cores
    context = native.llama_init_from_model(model, settings)
    vocabulary = native.llama_model_get_vocab(model)
    tokens = _tokens(native, vocabulary, reading)
    started = time.perf_counter()
    _decode(native, context, tokens)
    read_s = time.perf_counter() - started
    started = time.perf_counter()
    for _ in range(writing):
        _decode(native, context, tokens[-1:])  # which word it is costs the same
    write_s = time.perf_counter() - started
    native.llama_free(context)
    native.llama_model_free(model)
    return {
        "extra_buffers": extra_buffers,
        "reading_tokens_s": round(reading / read_s, 1),
        "writing_tokens_s": round(writing / write_s, 1),
    }


def _tokens(native: Any, vocabulary: Any, count: int) -> list[int]:
    text = (TEXT * count).encode()
    room = (native.llama_token * (len(text) + 8))()
    found = native.llama_tokenize(vocabulary, text, len(text), room, len(room), True, False)
    return list(room[: min(found, count)])


def _decode(native: Any, context: Any, tokens: list[int]) -> None:
    array = (native.llama_token * len(tokens))(*tokens)
    if native.llama_decode(context, native.llama_batch_get_one(array, len(tokens))):
        raise SystemExit("the model can't read the prompt")


def main(model_path: str, reading: str, writing: str) -> None:
    """Measure both ways and print the figures as one line of JSON."""
    import llama_cpp as native

    native.llama_backend_init()
    silent = native.llama_log_callback(lambda *_: None)
    native.llama_log_set(silent, None)
    runs: list[dict[str, Any]] = []
    if model_path != "-":
        for extra_buffers in (True, False):
            runs.append(measure(native, Path(model_path), extra_buffers, int(reading), int(writing)))
    features = native.llama_print_system_info().decode(errors="replace").strip()
    sys.stdout.write(json.dumps({"features": features, "runs": runs}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
