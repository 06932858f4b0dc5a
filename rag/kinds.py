"""What the kinds of decisions are called in Swedish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from index.types import DecisionKind

KINDS: Mapping[DecisionKind, str] = MappingProxyType(
    {
        "approves": "godkänner",
        "assigns": "ger uppdrag",
        "intention": "avsikt",
        "follow_up": "återkommer",
        "notes": "noterar",
        "rejects": "avslår",
        "other": "annat",
    }
)
