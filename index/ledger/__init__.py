"""The ledger: one SQLite file that is the truth about everything indexed."""

from __future__ import annotations

from index.ledger.ledger import Ledger
from index.ledger.rows import Entry, Quarantined, SeenFile, StaffFacts, StoredDocument

__all__ = ["Entry", "Ledger", "Quarantined", "SeenFile", "StaffFacts", "StoredDocument"]
