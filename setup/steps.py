"""The steps from a clone to a running page, as a table; each knows when it is done."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setup import engine
from setup.commands import StepFailed, run_logged
from setup.places import BIN, PRODUCT, PYTHON, ROOT, SAMPLES, STEP_RECORD, VENV, WHEELHOUSE_MODELS, WORK

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BUILD_TOOLS = ("setuptools", "scikit-build-core", "cmake", "ninja")
ENGINE_NEEDS = ("diskcache", "jinja2", "numpy", "typing-extensions")  # it is installed without dependencies
_SMALL = "qwen2.5-coder-0.5b-instruct-q4_k_m"  # many tests load a model; this one loads fast
_PROBE_MODELS = ("qwen2.5-coder-1.5b-instruct-q4_k_m", _SMALL)
_QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"}


@dataclass(frozen=True)
class Choices:
    """What the user said on make's command line."""

    gpu: str = ""
    wheelhouse: str = ""

    @classmethod
    def of(cls, environ: dict[str, str]) -> Choices:
        """From make's variables, which it passes on as environment. Raises StepFailed."""
        wheelhouse = environ.get("WHEELHOUSE", "")
        if wheelhouse and not Path(wheelhouse).is_dir():
            raise StepFailed(f"WHEELHOUSE={wheelhouse} är ingen mapp")
        folder = str(Path(wheelhouse).resolve()) if wheelhouse else ""
        return cls(environ.get("GPU", "").lower(), folder)


@dataclass(frozen=True)
class Step:
    """``title`` completes "Steg: ..."; ``done`` is quick; ``advice`` is what to do when it fails."""

    name: str
    title: str
    done: Callable[[Choices], bool]
    work: Callable[[Choices], None]
    advice: str = "Rätta felet och kör samma kommando igen; det som är klart görs inte om."


def digest(*paths: Path) -> str:
    """Short sha256 of files' contents."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def _lock_key() -> str:
    lock = digest(ROOT / "pyproject.toml", ROOT / "constraints.txt")
    return f"{lock} {' '.join((*BUILD_TOOLS, *ENGINE_NEEDS))} {VENV.resolve()}"


def _is_stamped(name: str) -> bool:
    stamp = VENV / f".{name}.stamp"
    return PYTHON.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == _lock_key()


def _stamp(name: str) -> None:
    (VENV / f".{name}.stamp").write_text(_lock_key(), encoding="utf-8")


def _make_environment(_choices: Choices) -> None:
    VENV.unlink(missing_ok=True) if VENV.is_symlink() else shutil.rmtree(VENV, ignore_errors=True)
    run_logged([sys.executable, "-m", "venv", VENV], "environment")


def _pip_install(choices: Choices, wanted: Sequence[str], log: str) -> None:
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", *engine.offline_flags(choices.wheelhouse)]
    command += ["--constraint", ROOT / "constraints.txt", *wanted]
    run_logged(command, log, _QUIET)


def _install_packages(choices: Choices) -> None:
    _pip_install(choices, [*BUILD_TOOLS, *ENGINE_NEEDS], "packages")
    _pip_install(choices, ["--no-build-isolation", "--editable", f"{ROOT}"], "packages")
    _stamp("packages")


def _install_tools(choices: Choices) -> None:
    _pip_install(choices, ["--no-build-isolation", "--editable", f"{ROOT}[dev]"], "tools")
    _stamp("tools")


def _ask_product(*words: str) -> str:
    finished = subprocess.run(
        [str(PRODUCT), *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        said = finished.stderr.strip().splitlines()
        raise StepFailed(said[-1] if said else f"motesminne {' '.join(words)} misslyckades")
    return finished.stdout


def _fetch_models(choices: Choices, *names: str) -> None:
    """With the product's own command, so that progress shows; a folder is the only source offline."""
    folder = Path(choices.wheelhouse) / WHEELHOUSE_MODELS if choices.wheelhouse else None
    words = ["models", "fetch", *names, *(["--from", str(folder)] if folder else [])]
    finished = subprocess.run([str(PRODUCT), *words], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if finished.returncode:
        raise StepFailed("modellerna kunde inte hämtas (skälet står ovan)")


def _models_are_here(_choices: Choices) -> bool:
    return all(model["state"] == "verified" for model in models() if model["in_use"])


def _small_model_is_here(_choices: Choices) -> bool:
    return any(model["name"] == _SMALL and model["state"] == "verified" for model in models())


def models() -> list[dict[str, Any]]:
    """The catalogue's models on this machine: name, path, state, in_use. [] before the packages."""
    if not _is_stamped("packages"):
        return []
    finished = subprocess.run(
        [str(PYTHON), "-P", str(ROOT / "setup" / "inside.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        words = finished.stderr.strip().splitlines()
        raise StepFailed(words[-1] if words else "modellerna kunde inte listas")
    return list(json.loads(finished.stdout))


def probe_model() -> Path | None:
    """The generator to probe a build with: the default one, whose speed is told, or the small one."""
    here = {model["name"]: Path(model["path"]) for model in models() if model["state"] == "verified"}
    return next((here[name] for name in _PROBE_MODELS if name in here), None)


def _nothing_indexed() -> bool:
    told = json.loads(_ask_product("documents", "--json"))
    return not (told["documents"] if isinstance(told, dict) else told)


def _index_samples(_choices: Choices) -> None:
    finished = subprocess.run(
        [str(PRODUCT), "index", str(SAMPLES)], cwd=ROOT, stdin=subprocess.DEVNULL, check=False
    )
    if finished.returncode:
        raise StepFailed("exempelprotokollen kunde inte läsas in (skälet står ovan)")


def _has_browser(_choices: Choices) -> bool:
    return any(map(shutil.which, BROWSERS))


def _install_browser(_choices: Choices) -> None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise StepFailed("ingen webbläsare (Chromium) finns att prova sidan i")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run_logged(["apt-get", "update"], "browser", quiet)
    run_logged(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"], "browser", quiet)


STEPS = {
    step.name: step
    for step in (
        Step(
            "environment",
            "gör en egen Python-miljö i .venv",
            lambda _choices: PYTHON.exists() and (BIN / "pip").exists(),
            _make_environment,
        ),
        Step(
            "packages",
            "installerar låsta paket (några minuter första gången)",
            lambda _choices: _is_stamped("packages"),
            _install_packages,
        ),
        Step(
            "tools",
            "installerar verktyg för test",
            lambda _choices: _is_stamped("tools"),
            _install_tools,
        ),
        Step(
            "models",
            "hämtar och kontrollerar modellerna (2,3 GB första gången)",
            _models_are_here,
            _fetch_models,
            "Kör samma kommando igen: hämtningen fortsätter där den slutade. Utan nät: "
            "kopiera modellerna från en annan dator och kör motesminne models fetch --from MAPP.",
        ),
        Step(
            "small model",
            "hämtar en liten språkmodell för testerna (0,5 GB)",
            _small_model_is_here,
            lambda choices: _fetch_models(choices, _SMALL),
        ),
        Step(
            "engine",
            "bygger språkmotorn för den här processorn (2-4 minuter första gången)",
            lambda choices: engine.is_done(choices.gpu, probe_model()),
            lambda choices: print("  " + engine.ensure(choices.gpu, probe_model(), choices.wheelhouse)),
            "En C/C++-kompilator behövs (Debian: apt-get install g++; Mac: xcode-select --install). "
            "Utan språkmotor fungerar sökning och citat ändå: .venv/bin/motesminne serve.",
        ),
        Step(
            "samples",
            "läser in exempelprotokollen, eftersom inget är inläst",
            lambda _choices: not _nothing_indexed(),
            _index_samples,
        ),
        Step(
            "browser",
            "installerar webbläsaren Chromium, som sidan provas i",
            _has_browser,
            _install_browser,
            "Installera Chromium själv (Debian: apt-get install chromium) för att prova sidan också.",
        ),
    )
}


def take(names: Sequence[str], choices: Choices) -> None:
    """Do the steps that are not done, saying which, and note their time and disk."""
    for number, name in enumerate(names, 1):
        step = STEPS[name]
        try:
            if step.done(choices):
                continue
            print(f"Steg {number} av {len(names)}: {step.title} ...", flush=True)
            started, free = time.monotonic(), shutil.disk_usage(ROOT).free
            step.work(choices)
        except (StepFailed, OSError) as error:
            raise StepFailed(f"Steget ”{step.title}” misslyckades: {error}\n{step.advice}") from error
        seconds = time.monotonic() - started
        megabytes = max(0, free - shutil.disk_usage(ROOT).free) / 1e6
        print(f"  klart på {seconds:.0f} s, {megabytes:.0f} MB", flush=True)
        _note(name, seconds, megabytes)


def _note(name: str, seconds: float, megabytes: float) -> None:
    WORK.mkdir(exist_ok=True)
    try:
        noted = json.loads(STEP_RECORD.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        noted = {}
    noted[name] = {"seconds": round(seconds, 1), "megabytes": round(megabytes)}
    STEP_RECORD.write_text(json.dumps(noted, indent=1), encoding="utf-8")
