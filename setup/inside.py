"""Run by the environment's own Python: which models the product has, as one line of JSON."""

from __future__ import annotations

import json
import os
import sys

from rag.models import list_models
from rag.settings import load_settings

if __name__ == "__main__":
    models = list_models(load_settings(os.environ))
    rows = [
        {"name": model.name, "path": str(model.path), "state": model.state, "in_use": model.in_use}
        for model in models
    ]
    sys.stdout.write(json.dumps(rows) + "\n")
