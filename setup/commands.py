"""Run a command with its output in a log; failure says which step, why and what to do."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from setup.places import LOGS, ROOT

_WORDS_FOR = (
    ("No space left on device", "disken är full; frigör plats och kör igen"),
    ("No matching distribution found", "paketet finns inte att hämta; kontrollera nätet eller WHEELHOUSE"),
    ("Temporary failure in name resolution", "nätet går inte att nå; anslut, eller använd WHEELHOUSE=mapp"),
    ("NewConnectionError", "nätet går inte att nå; anslut, eller använd WHEELHOUSE=mapp"),
    ("No CMAKE_CXX_COMPILER could be found", "en C++-kompilator saknas; installera till exempel paketet g++"),
    ("No CMAKE_C_COMPILER could be found", "en C-kompilator saknas; installera till exempel paketet gcc"),
    ("ensurepip is not available", "Pythons venv saknas; installera paketet python3-venv"),
    ("Permission denied", "rättigheter saknas för en fil eller mapp"),
)


class StepFailed(Exception):
    """A step could not be done; the message says why and what to do, in Swedish."""


def run_logged(
    command: Sequence[str | Path],
    log: str,
    environ: Mapping[str, str] | None = None,
    timeout_s: float | None = None,
) -> None:
    """Run with all output in ``.setup/log/<log>.log``. Raises StepFailed with its last words."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"$ {' '.join(map(str, command))}\n")
        stream.flush()
        start = path.stat().st_size
        try:
            finished = subprocess.run(
                [str(part) for part in command],
                cwd=ROOT,
                env={**os.environ, **(environ or {})},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                timeout=timeout_s,
                check=False,
            )
        except FileNotFoundError as error:
            raise StepFailed(f"programmet {command[0]} saknas") from error
        except subprocess.TimeoutExpired as error:
            raise StepFailed(f"det tog mer än {timeout_s:.0f} sekunder. Logg: {path}") from error
    if finished.returncode:
        with path.open("rb") as written:
            written.seek(start)
            said = written.read().decode("utf-8", errors="replace")
        raise StepFailed(f"{why(said, finished.returncode)}. Logg: {path}")


def why(said: str, code: int) -> str:
    """A command's failure in a few Swedish words, else its own last line."""
    for sign, words in _WORDS_FOR:
        if sign in said:
            return words
    if code < 0:
        return f"processen dog ({death(code)})"
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "fatal", "e:"))]
    return (errors or lines or [f"slutkod {code}"])[-1]


def death(code: int) -> str:
    """The name of the signal a child died of, such as SIGSEGV."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
