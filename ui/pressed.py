"""What our own buttons and forms send (page.js), read back: nothing in it is trusted."""

from __future__ import annotations

import json


def words_of(pressed: str) -> dict[str, str]:
    """The texts of a pressed button or form by name; what is no text is left out."""
    try:
        told = json.loads(pressed)
    except ValueError:
        return {}
    if not isinstance(told, dict):
        return {}
    return {name: value for name, value in told.items() if isinstance(value, str)}
