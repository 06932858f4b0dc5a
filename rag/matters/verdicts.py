"""What staff have said of links, kept in one small file in the data folder that outlives indexing anew."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import StorageFailed
from rag.matters.types import ItemKey, Verdict

FILE = "matters.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Ruling:
    """Two items that staff put together or apart."""

    one: ItemKey
    other: ItemKey
    verdict: Verdict

    def rules(self, one: ItemKey, other: ItemKey) -> bool:
        """Whether it speaks of these two, either way round."""
        return (self.one.covers(one) and self.other.covers(other)) or (
            self.one.covers(other) and self.other.covers(one)
        )


def read_rulings(home: Path) -> tuple[Ruling, ...]:
    """The rulings in the order made; () where there are none. Raises: StorageFailed for a damaged file."""
    path = home / FILE
    if not path.exists():
        return ()
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["links"]
        return tuple(Ruling(_key(row["one"]), _key(row["other"]), _verdict(row["verdict"])) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageFailed(
            f"Personalens kopplingar i {path} kan inte läsas ({error}).",
            "Lägg tillbaka en säkerhetskopia av filen, eller ta bort den för att börja om.",
        ) from error


def add_ruling(home: Path, ruling: Ruling) -> None:
    """Keep a ruling; an earlier one of the same two items gives way. Raises: StorageFailed."""
    kept = [one for one in read_rulings(home) if not _same(one, ruling)]
    _write(home, [*kept, ruling])


def forget_ruling(home: Path, one: ItemKey, other: ItemKey) -> bool:
    """Take back what was said of two items; False where nothing was. Raises: StorageFailed."""
    rulings = read_rulings(home)
    kept = [ruling for ruling in rulings if not _same(ruling, Ruling(one, other, ruling.verdict))]
    if len(kept) < len(rulings):
        _write(home, kept)
    return len(kept) < len(rulings)


def forget_document(home: Path, document_id: str) -> None:
    """Drop every ruling of a removed document. Raises: StorageFailed."""
    rulings = read_rulings(home)
    kept = [one for one in rulings if document_id not in (one.one.document_id, one.other.document_id)]
    if len(kept) < len(rulings):
        _write(home, kept)


def _same(one: Ruling, other: Ruling) -> bool:
    return {one.one, one.other} == {other.one, other.other}


def _write(home: Path, rulings: Iterable[Ruling]) -> None:
    rows = [{"one": _row(one.one), "other": _row(one.other), "verdict": one.verdict} for one in rulings]
    text = json.dumps({"version": _VERSION, "links": rows}, ensure_ascii=False, indent=1)
    part = home / (FILE + ".part")
    try:
        part.touch(mode=0o600)
        with part.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        part.replace(home / FILE)
    except OSError as error:
        raise StorageFailed(
            f"Kopplingen kunde inte sparas i {home} ({error}).", "Se efter utrymme."
        ) from error


def _row(key: ItemKey) -> dict[str, str]:
    return {"document_id": key.document_id, "item": key.item, "heading": key.heading}


def _key(row: dict[str, str]) -> ItemKey:
    return ItemKey(str(row["document_id"]), str(row["item"]), str(row.get("heading", "")))


def _verdict(word: str) -> Verdict:
    if word == "confirmed":
        return "confirmed"
    if word == "parted":
        return "parted"
    raise ValueError(f"okänt omdöme {word!r}")
