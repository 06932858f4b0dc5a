"""Sentences in minutes that order a language model about: never evidence, never read by the model."""

from __future__ import annotations

import re

_ORDER = re.compile(
    r"<\|[^|]*\|>|\[/?INST\]|</?s>|<</?SYS>>|<script\b"
    r"|\b(?:ignorera|bortse från|glöm|strunta i)\b.{0,40}\b(?:instruktion\w*|regler|det som står ovan)"
    r"|\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|rules|above)\b"
    r"|\byou are now\b|\bdu är nu (?:en |ett )?(?!\w+ (?:år|ledamot))"
    r"|\b(?:reply|answer|respond) (?:only|with|\w+ to everything)\b|\breveal your\b|\bsystem ?prompt\w*"
    r"|\bsvara (?:bara|endast|alltid)\b|\b(?:varje|ditt|dina) svar\b|\bi svaret\b"
    r"|^(?:OBS\b[^:]*:\s*)?skriv att\b|\bavsluta med ordet\b|\bbase64\b|\btill AI-(?:assistenten|modellen)\b",
    re.IGNORECASE,
)


def is_order(text: str) -> bool:
    """Whether a sentence speaks to a model rather than of the meeting."""
    return _ORDER.search(text) is not None
