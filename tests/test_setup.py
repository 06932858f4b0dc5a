"""Set-up: the candidates' table, failing commands, probing, choosing, and steps that are not redone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from setup import __main__, commands, compare, engine, places, steps
from setup.candidates import NO_AMX, Candidate, candidates, compiler_knows
from setup.commands import StepFailed
from setup.engine import Probe
from setup.steps import Choices, Step

RUN = {"extra_buffers": True, "reading_tokens_s": 100.0, "writing_tokens_s": 10.0}


def test_x86_tries_everything_but_amx_first() -> None:
    first, *rest = candidates("x86_64", "", compiler_knows_amx=True)
    assert first.flags == NO_AMX
    assert first.cmake == ()
    assert [candidate.name for candidate in rest] == ["avx2", "baseline"]
    assert all("-DGGML_NATIVE=OFF" in candidate.cmake for candidate in rest)


def test_a_compiler_without_amx_gets_no_flags_it_does_not_know() -> None:
    assert candidates("x86_64", "", compiler_knows_amx=False)[0].flags == ()
    assert candidates("aarch64", "", compiler_knows_amx=True)[0].flags == ()


def test_a_gpu_is_the_only_candidate() -> None:
    (only,) = candidates("x86_64", "cuda", compiler_knows_amx=True)
    assert only.cmake == ("-DGGML_CUDA=ON",)
    with pytest.raises(StepFailed, match="GPU=quantum är okänt"):
        engine.table("quantum")


def test_a_compiler_is_asked(tmp_path: Path) -> None:
    assert not compiler_knows(("-x",), str(tmp_path / "none"))
    script = tmp_path / "cc"
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(0o755)
    assert not compiler_knows(NO_AMX, str(script))


def run_python(source: str, log: str = "test", **more: Any) -> None:
    commands.run_logged([sys.executable, "-c", source], log, **more)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "LOGS", tmp_path / "log")
    monkeypatch.setattr(engine, "ENGINES", tmp_path / "engine")
    monkeypatch.setattr(engine, "ENGINE_RECORD", tmp_path / "engine.json")
    monkeypatch.setattr(steps, "STEP_RECORD", tmp_path / "steps.json")
    monkeypatch.setattr(steps, "WORK", tmp_path)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disken är full"),
        ("ERROR: No matching distribution found for x", "WHEELHOUSE"),
        ("CMake Error: No CMAKE_CXX_COMPILER could be found.", "C++-kompilator saknas"),
        ("line\nERROR: the reason\nmore", "ERROR: the reason"),
    ],
)
def test_a_failed_command_says_why_in_swedish(said: str, words: str) -> None:
    with pytest.raises(StepFailed) as caught:
        run_python(f"import sys; print({said!r}); sys.exit(1)")
    assert words in str(caught.value)
    assert "Logg:" in str(caught.value)


def test_only_the_last_commands_words_count() -> None:
    with pytest.raises(StepFailed):
        run_python("import sys; print('No space left on device'); sys.exit(1)")
    with pytest.raises(StepFailed) as caught:
        run_python("import sys; print('error: other'); sys.exit(1)")
    assert "disken" not in str(caught.value)


def test_death_timeout_and_absence_are_told() -> None:
    with pytest.raises(StepFailed, match="SIGSEGV"):
        run_python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(StepFailed, match="mer än"):
        run_python("import threading; threading.Event().wait()", timeout_s=0.2)
    with pytest.raises(StepFailed, match="saknas"):
        commands.run_logged(["no-such-program"], "test")


def make_wheel(folder: Path, code: str) -> Path:
    """A wheel whose llama_cpp does as told when imported."""
    folder.mkdir(parents=True)
    wheel = folder / "llama_cpp_python-0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("llama_cpp/__init__.py", code)
    return wheel


GOOD = """
def llama_backend_init(): pass
def llama_log_callback(f): return f
def llama_log_set(f, g): pass
def llama_print_system_info(): return b"CPU : AVX2 = 1"
"""
CRASH = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"


@pytest.fixture
def this_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PYTHON", Path(sys.executable))


@pytest.mark.usefixtures("this_python")
def test_a_probe_tells_a_crash_from_a_build_that_works(tmp_path: Path) -> None:
    assert engine.probe(make_wheel(tmp_path / "good", GOOD), None).features == "CPU : AVX2 = 1"
    assert "SIGSEGV" in engine.probe(make_wheel(tmp_path / "bad", CRASH), None).failure
    with pytest.raises(StepFailed, match="no such thing"):
        engine.probe(make_wheel(tmp_path / "error", "raise SystemExit('no such thing')"), None)


@pytest.mark.usefixtures("this_python")
def test_the_first_candidate_that_survives_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {"native-noamx": CRASH, "avx2": GOOD}
    built: list[str] = []

    def build(candidate: Candidate, _wheelhouse: str) -> Path:
        built.append(candidate.name)
        return make_wheel(tmp_path / candidate.name, codes[candidate.name])

    ran: list[str] = []
    monkeypatch.setattr(engine, "build_wheel", build)
    monkeypatch.setattr(engine, "run_logged", lambda command, *_: ran.append(str(command[-1])))
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert engine.ensure("", None, "") == "avx2"
    assert built == ["native-noamx", "avx2"]
    assert ran == [str(tmp_path / "avx2" / "llama_cpp_python-0-py3-none-any.whl")]
    record = engine.read_record()
    assert record["candidate"] == "avx2"
    assert "native-noamx: kraschade (SIGSEGV)" in record["why"]
    assert engine.is_done("", None)
    assert not engine.is_done("", tmp_path / "model.gguf"), "a model is there now: probe with it"
    assert not engine.is_done("cuda", None)


def test_no_candidate_at_all_tells_what_each_did(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(candidate: Candidate, _wheelhouse: str) -> Path:
        raise StepFailed(f"nej till {candidate.name}")

    monkeypatch.setattr(engine, "build_wheel", build)
    with pytest.raises(StepFailed, match=r"ingen variant .*nej till"):
        engine.ensure("", None, "")


def test_a_finished_wheel_is_not_built_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, str]] = []

    def pip(command: list[Any], _log: str, environ: dict[str, str]) -> None:
        asked.append(environ)
        folder = Path(command[command.index("--wheel-dir") + 1])
        make_wheel(folder, "")

    monkeypatch.setattr(engine, "run_logged", pip)
    candidate = Candidate("native-noamx", "", ("-DGGML_CUDA=ON",), NO_AMX)
    first = engine.build_wheel(candidate, "")
    assert engine.build_wheel(candidate, "") == first
    assert len(asked) == 1
    assert "-DGGML_CUDA=ON" in asked[0]["CMAKE_ARGS"]
    assert "-DLLAVA_BUILD=OFF" in asked[0]["CMAKE_ARGS"]
    assert all(flag in asked[0]["CXXFLAGS"] and flag in asked[0]["CFLAGS"] for flag in NO_AMX)


def test_the_fastest_is_the_one_with_the_shortest_usual_answer() -> None:
    quick_reader = {"extra_buffers": False, "reading_tokens_s": 200.0, "writing_tokens_s": 8.0}
    assert Probe((RUN,)).seconds(600, 80) == pytest.approx(14)
    assert Probe((RUN, quick_reader)).seconds(600, 80) == pytest.approx(13)
    assert Probe().seconds() == float("inf")
    shown = compare.table(
        [(Candidate("a", ""), None, Probe((RUN,))), (Candidate("b", ""), None, Probe(failure="dog"))]
    )
    assert "| a | ja | 100.0 | 10.0 |" in shown
    assert "| b | - | dog | - |" in shown


def test_a_step_that_is_done_is_not_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []
    step = Step("one", "gör ett", lambda _c: bool(done), lambda _c: done.append("one"))
    monkeypatch.setitem(steps.STEPS, "one", step)
    steps.take(["one"], Choices())
    steps.take(["one"], Choices())
    assert done == ["one"]
    assert capsys.readouterr().out.count("Steg 1 av 1: gör ett") == 1
    assert json.loads((tmp_path / "steps.json").read_text())["one"]["seconds"] >= 0


def test_a_failing_step_names_itself_why_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_choices: Choices) -> None:
        raise StepFailed("skälet")

    monkeypatch.setitem(steps.STEPS, "one", Step("one", "gör ett", lambda _c: False, fail, "Gör så här."))
    with pytest.raises(StepFailed, match=r"Steget ”gör ett” misslyckades: skälet\nGör så här\."):
        steps.take(["one"], Choices())


def test_make_variables_are_checked(tmp_path: Path) -> None:
    assert Choices.of({"GPU": "CUDA", "WHEELHOUSE": str(tmp_path)}) == Choices("cuda", str(tmp_path))
    with pytest.raises(StepFailed, match="är ingen mapp"):
        Choices.of({"WHEELHOUSE": str(tmp_path / "none")})


def test_the_entry_point_explains_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert __main__.main(["nothing"]) == 2

    def fail(_choices: Choices) -> None:
        raise StepFailed("det gick inte")

    monkeypatch.setitem(__main__.TARGETS, "run", fail)
    monkeypatch.setenv("WHEELHOUSE", "")
    assert __main__.main(["run"]) == 1
    assert capsys.readouterr().err.endswith("det gick inte\n")


@pytest.mark.parametrize("target", ["run", "ask", "test", "lint", "eval", "doctor", "models", "help"])
def test_the_makefile_knows_its_targets(target: str) -> None:
    environ = {**os.environ, "Q": "Vad?"}
    finished = subprocess.run(
        ["make", "-n", target], cwd=places.ROOT, env=environ, capture_output=True, check=False
    )
    assert finished.returncode == 0, finished.stderr


def test_a_question_for_make_is_not_run_by_the_shell() -> None:
    environ = {**os.environ, "Q": 'x"; touch /tmp/never; "'}
    finished = subprocess.run(
        ["make", "-n", "ask"], cwd=places.ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert "never" not in finished.stdout


def test_make_asks_for_a_newer_python_in_swedish(tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    make = next(
        Path(folder) / "make" for folder in os.environ["PATH"].split(":") if (Path(folder) / "make").exists()
    )
    finished = subprocess.run(
        [str(make), "doctor"],
        cwd=places.ROOT,
        env={"PATH": str(bare)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode != 0
    assert "Python 3.11 eller nyare behövs" in finished.stderr
