"""Where the page listens: the command line's words before those of the settings file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from index.errors import BadSettings
from rag.settings import ServerSettings, Settings


def chosen(arguments: argparse.Namespace, settings: Settings) -> Settings:
    """The settings with what the command line says of the server. Raises: BadSettings."""
    told: dict[str, Any] = {
        "host": arguments.host,
        "port": arguments.port,
        "names": arguments.names,
        "tls_cert": _from_here(arguments.tls_cert),
        "tls_key": _from_here(arguments.tls_key),
        "tls_proxy": arguments.tls_proxy or None,
    }
    values = settings.server.model_dump() | {name: value for name, value in told.items() if value is not None}
    try:
        server = ServerSettings.model_validate(values)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = str(wrong["loc"][0])
        raise BadSettings(f"{wrong['input']} är inget giltigt värde för --{name}.") from error
    return settings.model_copy(update={"server": server})


def _from_here(path: Path | None) -> Path | None:
    return path.expanduser().absolute() if path else None
