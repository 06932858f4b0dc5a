"""Where set-up works: all of it inside the clone, but for the user's models and data."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / ".setup"
LOGS = WORK / "log"
ENGINES = WORK / "engine"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
PRODUCT = BIN / "motesminne"
ENGINE_RECORD = VENV / "engine.json"
STEP_RECORD = WORK / "steps.json"
SAMPLES = ROOT / "eval" / "data" / "minutes"
WHEELHOUSE_MODELS = "models"
