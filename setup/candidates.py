"""The ways to build llama-cpp-python, best first, as a table.

A plain build enables Intel AMX where the CPU has it and then dies of a segmentation fault at the
first long prompt, so the first candidate is everything the CPU has but AMX. The next ones give up
speed for safety. Measured figures: docs/adr/0002-engine-build.md.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

NO_AMX = ("-mno-amx-tile", "-mno-amx-int8", "-mno-amx-bf16")
_NO_AVX = tuple(f"-DGGML_{name}=OFF" for name in ("SSE42", "AVX", "AVX2", "FMA", "F16C", "BMI2"))
GPUS = {"cuda": "-DGGML_CUDA=ON", "vulkan": "-DGGML_VULKAN=ON", "metal": "-DGGML_METAL=ON"}
_X86 = ("x86_64", "amd64", "i686")


@dataclass(frozen=True)
class Candidate:
    """One way to build: CMake options, extra compiler flags, and why one would want it."""

    name: str
    why: str
    cmake: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def candidates(machine: str, gpu: str, compiler_knows_amx: bool) -> tuple[Candidate, ...]:
    """The builds to try on a machine, in order of preference.

    ``machine`` is as ``platform.machine()`` says; ``gpu`` is "" or a key of GPUS: then the only
    candidate is that build, since a user who asked for a GPU wants to know when it fails.
    """
    x86 = machine.lower() in _X86
    flags = NO_AMX if x86 and compiler_knows_amx else ()
    if gpu:
        return (Candidate(f"gpu-{gpu}", f"GPU genom {gpu}, som du bad om", (GPUS[gpu],), flags),)
    if not x86:
        return (
            Candidate("native", "allt som processorn kan"),
            Candidate("portable", "bara det som alla processorer av slaget kan", ("-DGGML_NATIVE=OFF",)),
        )
    return (
        Candidate("native-noamx", "allt som processorn kan utom AMX, som kraschar", flags=flags),
        Candidate("avx2", "bara AVX2, som nästan alla processorer sedan 2013 kan", ("-DGGML_NATIVE=OFF",)),
        Candidate("baseline", "minsta gemensamma, för gamla processorer", ("-DGGML_NATIVE=OFF", *_NO_AVX)),
    )


def compiler_knows(flags: tuple[str, ...], compiler: str) -> bool:
    """Whether the C compiler accepts the flags; a compiler that doesn't can't emit AMX either."""
    try:
        finished = subprocess.run(
            [compiler, *flags, "-Werror", "-fsyntax-only", "-x", "c", "-"],
            input="int x;",
            text=True,
            capture_output=True,
            check=False,
            timeout=60,
        )
    except OSError:
        return False
    return finished.returncode == 0
