"""Nothing about the page follows the environment: call before the page's framework is imported."""

from __future__ import annotations

from collections.abc import MutableMapping

_FOREIGN = ("GRADIO_", "HF_", "OAUTH_", "OPENID_", "SPACE_", "SPACES_")
_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
}


def silence(environ: MutableMapping[str, str], uploads: str = "") -> None:
    """Take out every switch the framework would read (share, analytics, run history, remote editing,
    hosted mode) and set those that keep it from calling out. ``uploads`` is the folder for
    uploaded files until they are read; "" leaves it to the framework.
    """
    for name in list(environ):
        if name.upper().startswith(_FOREIGN) or name in ("SYSTEM", "REPL_ID"):
            del environ[name]
    environ.update(_QUIET)
    if uploads:
        environ["GRADIO_TEMP_DIR"] = uploads
