"""Build the language engine so that it never crashes and is as fast as the CPU allows.

Candidates are built in order; each is probed in a child process, and the first that survives is
installed. What was chosen, its figures and why stand in ``.venv/engine.json``.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setup.candidates import GPUS, NO_AMX, Candidate, candidates, compiler_knows
from setup.commands import StepFailed, death, run_logged
from setup.places import ENGINE_RECORD, ENGINES, PYTHON, ROOT

_LEAN = ("-DLLAVA_BUILD=OFF", f"-DCMAKE_PROJECT_llama_cpp_INCLUDE={ROOT / 'setup' / 'lean.cmake'}")
_READ, _WRITE = 640, 24
_PROBE_S = 900.0


@dataclass(frozen=True)
class Probe:
    """How a build fared in the child: its figures, or how it died (``failure``, Swedish)."""

    runs: tuple[dict[str, Any], ...] = ()
    features: str = ""
    failure: str = ""

    def seconds(self, reading: int = 600, writing: int = 80) -> float:
        """Time of a usual answer in the better of the two modes; infinite without figures."""
        times = [
            reading / run["reading_tokens_s"] + writing / run["writing_tokens_s"]
            for run in self.runs
            if run["reading_tokens_s"] and run["writing_tokens_s"]
        ]
        return min(times, default=float("inf"))


def requirement() -> str:
    """The pinned engine, from constraints.txt."""
    lock = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    found = re.search(r"(?m)^llama[_-]cpp[_-]python==\S+$", lock)
    if found is None:
        raise StepFailed("constraints.txt saknar llama-cpp-python")
    return found[0]


def cpu_features() -> str:
    """What the CPU can, as the system tells it; a build is good for one such list."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    found = re.search(r"(?m)^(flags|Features)\s*:\s*(.*)$", text)
    return f"{platform.machine()} {' '.join(sorted(found[2].split())) if found else ''}"


def table(gpu: str) -> tuple[Candidate, ...]:
    """The candidates for this machine and compiler. Raises StepFailed on an unknown GPU."""
    if gpu and gpu not in GPUS:
        raise StepFailed(f"GPU={gpu} är okänt; välj {', '.join(GPUS)} eller utelämna GPU")
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or "clang"
    return candidates(platform.machine(), gpu, compiler_knows(NO_AMX, compiler))


def wanted_key(gpu: str) -> str:
    """Changes when the engine must be built anew: version, GPU, CPU or the table itself."""
    parts = (requirement(), gpu, cpu_features(), repr(candidates(platform.machine(), gpu, True)))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def read_record() -> dict[str, Any]:
    """What was chosen last, {} when nothing was."""
    try:
        loaded = json.loads(ENGINE_RECORD.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def is_done(gpu: str, model: Path | None) -> bool:
    """Whether the installed engine is the one wanted, and probed if there is a model to probe with."""
    record = read_record()
    return record.get("key") == wanted_key(gpu) and (model is None or bool(record.get("runs")))


def build_wheel(candidate: Candidate, wheelhouse: str) -> Path:
    """Compile a candidate, once: a finished wheel is kept in the clone."""
    folder = ENGINES / f"{candidate.name}-{_build_key(candidate)}"
    built = sorted(folder.glob("*.whl"))
    if built:
        return built[0]
    flags = " ".join(candidate.flags)
    environ = {
        "CMAKE_ARGS": shlex.join([*_LEAN, *candidate.cmake, *shlex.split(os.environ.get("CMAKE_ARGS", ""))]),
        "CFLAGS": f"{os.environ.get('CFLAGS', '')} {flags}".strip(),
        "CXXFLAGS": f"{os.environ.get('CXXFLAGS', '')} {flags}".strip(),
    }
    half_made = folder.with_name(folder.name + ".part")
    shutil.rmtree(half_made, ignore_errors=True)
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-cache-dir",
    ]
    command += [
        "--no-binary=llama-cpp-python",
        *offline_flags(wheelhouse),
        "--wheel-dir",
        half_made,
        requirement(),
    ]
    run_logged(command, f"engine-{candidate.name}", environ)
    half_made.replace(folder)
    return next(iter(folder.glob("*.whl")))


def offline_flags(wheelhouse: str) -> tuple[str, ...]:
    """pip's flags for installing from a folder alone; none when there is no such folder."""
    return ("--no-index", f"--find-links={wheelhouse}") if wheelhouse else ()


def probe(wheel: Path, model: Path | None, reading: int = _READ, writing: int = _WRITE) -> Probe:
    """Load and run a wheel in a child process. Without a model only the library is loaded.

    A child that crashes or hangs is a result. Raises StepFailed when it ends in an error.
    """
    site = wheel.parent / "site"
    if not site.exists():
        unpacked = wheel.parent / "site.part"
        shutil.rmtree(unpacked, ignore_errors=True)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked)
        unpacked.replace(site)
    command = [PYTHON, "-P", ROOT / "setup" / "probe.py", model or "-", str(reading), str(writing)]
    try:
        finished = subprocess.run(
            [str(part) for part in command],
            env={**os.environ, "PYTHONPATH": str(site)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PROBE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Probe(failure=f"svarade inte inom {_PROBE_S:.0f} s")
    if finished.returncode < 0:
        return Probe(failure=f"kraschade ({death(finished.returncode)})")
    if finished.returncode:  # an error of ours or the model's: another build would not help
        words = finished.stderr.strip().splitlines()
        raise StepFailed(f"provet av {wheel.name} gick inte: {words[-1] if words else finished.returncode}")
    told = json.loads(finished.stdout.splitlines()[-1])
    return Probe(tuple(told["runs"]), told["features"])


def install(candidate: Candidate, wheel: Path, probed: Probe, reason: str, gpu: str) -> None:
    """Put a build into the environment and write down what it is and why."""
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "--no-deps", "--no-index"]
    command += ["--force-reinstall", wheel]
    run_logged(command, "engine-install")
    record = {
        "key": wanted_key(gpu),
        "requirement": requirement(),
        "candidate": candidate.name,
        "why": reason,
        "gpu": gpu,
        "features": probed.features,
        "runs": list(probed.runs),
    }
    fresh = ENGINE_RECORD.with_suffix(".part")
    fresh.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(ENGINE_RECORD)


def ensure(gpu: str, model: Path | None, wheelhouse: str) -> str:
    """Build, probe and install the first candidate that survives; returns its name.

    Raises StepFailed when none does.
    """
    fallen: list[str] = []
    for candidate in table(gpu):
        try:
            wheel = _ready_made(wheelhouse, candidate) or build_wheel(candidate, wheelhouse)
        except StepFailed as error:
            fallen.append(f"{candidate.name}: {error}")
            continue
        probed = probe(wheel, model)
        if probed.failure:
            fallen.append(f"{candidate.name}: {probed.failure}")
            continue
        reason = "; ".join([candidate.why, *(f"föll bort: {words}" for words in fallen)])
        install(candidate, wheel, probed, reason, gpu)
        return candidate.name
    raise StepFailed("ingen variant av språkmotorn gick att bygga och köra. " + " | ".join(fallen))


def _ready_made(wheelhouse: str, candidate: Candidate) -> Path | None:
    """A wheel of this candidate that ``make wheelhouse`` put aside; probed like any other."""
    found = sorted(Path(wheelhouse).glob(f"engine/{candidate.name}/*.whl")) if wheelhouse else []
    if not found:
        return None
    folder = ENGINES / f"{candidate.name}-wheelhouse"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy2(found[0], folder))


def _build_key(candidate: Candidate) -> str:
    parts = (requirement(), repr(candidate), cpu_features(), (ROOT / "setup/lean.cmake").read_text())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]
