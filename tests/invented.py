"""Invented minutes by the dozen, read without a child process, for tests of storing and searching."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.ledger import Entry, StaffFacts
from index.parsing import embed, parse
from index.readers.limits import ParseLimits
from index.types import Document, Page
from tests.fakes import HashingEmbedder

SUBJECTS = (
    "skolskjuts", "bibliotekets öppettider", "cykelvägen vid Ånäs", "gatubelysning", "avgifter",
    "vattenverket", "måltider", "föreningsbidrag", "lekplatsen i Östby", "detaljplan för Lövholmen",
)  # fmt: skip


def minutes(number: int, items: int = 4, revision: int = 0) -> str:
    """The text of one meeting; another ``number`` or ``revision`` gives other words."""
    lines = [
        "Kulturnämnden i Påhittade",
        f"Sammanträde den {1 + number % 28} mars {2000 + number}",
        "Närvarande: Anna Exempel, Bo Påhitt",
        "",
    ]
    for at in range(1, items + 1):
        subject = SUBJECTS[(number + at) % len(SUBJECTS)]
        lines += [
            f"{at}. Ärende om {subject}",
            f"Förvaltningen redovisar läget för {subject}, dnr {number}-{at}-{revision}.",
            f"Kostnaden beräknas till {1000 * number + 10 * at + revision} kronor.",
            "",
            "Beslut",
            f"Nämnden beslutar att godkänna förslag {number}-{at} om {subject}.",
            "",
        ]
    return "\n".join(lines)


def write_minutes(folder: Path, count: int, items: int = 4, revision: int = 0) -> list[Path]:
    """Files of ``count`` meetings in ``folder``, in order."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"protokoll-{number:03d}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(minutes(number, items, revision), encoding="utf-8")
    return paths


def read_text(path: Path, limits: ParseLimits) -> Document:
    """A text file as one page, read in this process."""
    data = path.read_bytes()
    return Document(hashlib.sha256(data).hexdigest(), path.name, path.stem, (Page(1, data.decode("utf-8")),))


def entry(number: int, items: int = 4, revision: int = 0, embedder: HashingEmbedder | None = None) -> Entry:
    """One meeting, parsed and embedded."""
    text = minutes(number, items, revision)
    document_id = hashlib.sha256(text.encode()).hexdigest()
    document = Document(
        document_id, f"protokoll-{number:03d}.txt", f"protokoll-{number:03d}", (Page(1, text),)
    )
    parsed = parse(document, StaffFacts(), 220)
    return parsed.entry(embed(embedder or HashingEmbedder(), parsed.passages), "220")
