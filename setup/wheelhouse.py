"""Fill a folder with all that a machine without a network needs: packages, engine and models."""

from __future__ import annotations

import shutil
from pathlib import Path

from setup import engine
from setup.commands import run_logged
from setup.places import ENGINES, PYTHON, ROOT, WHEELHOUSE_MODELS
from setup.steps import BUILD_TOOLS, ENGINE_NEEDS, models


def fill(folder: str) -> None:
    """Download every locked package, copy the built engine and the models in use."""
    target = Path(folder).resolve()
    target.mkdir(parents=True, exist_ok=True)
    print(f"Fyller {target} ...", flush=True)
    command: list[str | Path] = [PYTHON, "-m", "pip", "download", "--quiet", "--dest", target]
    command += [
        "--constraint",
        ROOT / "constraints.txt",
        "--no-build-isolation",
        "--no-binary=llama-cpp-python",
    ]
    run_logged([*command, *BUILD_TOOLS, *ENGINE_NEEDS, f"{ROOT}[dev,engine]"], "wheelhouse")
    for wheel in ENGINES.glob("*/*.whl"):
        name = wheel.parent.name.rpartition("-")[0]
        (target / "engine" / name).mkdir(parents=True, exist_ok=True)
        shutil.copy2(wheel, target / "engine" / name)
    for model in models():
        if model["state"] == "verified":
            source = Path(model["path"])
            source = source.parent if source.is_file() else source
            shutil.copytree(source, target / WHEELHOUSE_MODELS / source.name, dirs_exist_ok=True)
    print(f"Klart. Kopiera mappen och kör: make run WHEELHOUSE={target}")
    print(f"Språkmotorn i den: {engine.read_record().get('candidate', 'saknas')}")
