"""One reader a format: bytes to pages. A new format is a module here and a row in READERS."""

from __future__ import annotations
