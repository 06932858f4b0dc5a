"""Meetings of two invented organisations over three years, with what is known of them: made, not stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from index.ledger import Entry, StaffFacts
from index.parsing import embed, parse
from index.types import Document, Page
from tests.fakes import HashingEmbedder

BODY = "Samhällsnätverket"
ORGANISATIONS = ("Björkdalens kommunalförbund", "Havsryds kommunalförbund")
SUBJECTS = (
    "Fjärrvärmeavtalet", "Skärgårdstrafiken", "Bokbussen", "Lekplatsprogrammet", "Brandstationen", "Åkanalen",
    "Växthusprojektet", "Isbanan", "Storkökslyftet", "Elbilsladdningen",
)  # fmt: skip
EXTRAS = (
    "Ödekyrkans takbyte", "Gångtunnelns klotter", "Hembygdsgårdens åskledare", "Badplatsens brygga",
    "Torghandelns tider", "Museets frimärkssamling", "Skogsbrynets fladdermöss", "Stadshusets orgel",
    "Kyrkogårdens lindar", "Flygfältets gräs", "Vattentornets måsar", "Teaterns ridå", "Campingens grindar",
    "Ladugårdens svalor", "Fyrens linser", "Hamnens pollare", "Bryggeriets pannor", "Skjutbanans vallar",
    "Ishallens tröjor", "Parkens statyer",
)  # fmt: skip
_DECISIONS = (
    ("Nätverket godkänner förslaget om {subject} under förutsättning att budgeten hålls.", True),
    ("Nätverket noterar informationen om {subject}.", False),
    ("Nätverket ger kansliet i uppdrag att utreda {subject} vidare.", True),
)


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What is true of one made item."""

    organisation: str
    document: str
    day: date
    item: str
    subject: str
    substantive: bool


def meetings(count: int = 40) -> tuple[tuple[Entry, ...], tuple[KnownItem, ...]]:
    """``count`` meetings, every other of each organisation, and their items but the formal ones."""
    entries, known = [], []
    for number in range(count):
        organisation = ORGANISATIONS[number % 2]
        day = date(2021, 1, 14) + timedelta(days=27 * number)
        name = f"natverk-{day.isoformat()}.txt"
        items = _items(number)
        entries.append(_entry(number, name, day, organisation, items))
        known += [
            KnownItem(organisation, name, day, str(at), subject, _DECISIONS[(number + at) % 3][1])
            for at, subject in items
        ]
    return tuple(entries), tuple(known)


def _items(number: int) -> list[tuple[int, str]]:
    """Three standing matters and one that comes up once, as (item number, subject)."""
    standing = [SUBJECTS[(number // 2 + step) % len(SUBJECTS)] for step in (0, 3, 7)]
    return list(enumerate([*standing, EXTRAS[number // 2 % len(EXTRAS)]], start=3))


def _entry(number: int, name: str, day: date, organisation: str, items: list[tuple[int, str]]) -> Entry:
    lines = [BODY, f"Möte den {day.isoformat()}", f"Närvarande: Anna Exempel, {organisation}", ""]
    lines += [
        "1. Mötet inleds",
        "Ordföranden hälsar välkomna.",
        "",
        "2. Föregående anteckningar",
        "Inga.",
        "",
    ]
    for at, subject in items:
        text, _ = _DECISIONS[(number + at) % 3]
        lines += [
            f"{at}. {subject} – lägesrapport",
            f"Kansliet redovisar hur det går med {subject}. Kostnaden är {1000 + at} kronor.",
            "",
            f"Beslut: {text.format(subject=subject)}",
            "",
        ]
    lines += ["7. Nästa möte", "Nästa möte hålls i vår."]
    text = "\n".join(lines)
    document_id = hashlib.sha256(f"{name}{text}".encode()).hexdigest()
    document = Document(document_id, name, name, (Page(1, text),))
    parsed = parse(document, StaffFacts(day, BODY, organisation), 220)
    return parsed.entry(embed(HashingEmbedder(), parsed.passages), "220")
