"""What names of organisations look like, and how they are abbreviated."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What an organisation's name looks like, with a sample.
_NO_NAME = (  # words with a capital that begin or go on no name
    r"(?!(?:Från|Ingen|Varje|Hela|Denna|Alla|För|Till|Vid|Om)\b|(?:Styrelse|Årsmöte|Protokoll|Stämm|Möte)[a-z]*\b)"
)
_CAP = rf"{_NO_NAME}[A-ZÅÄÖ][\wåäö-]+"
_SIDE = r"(?:(?:Norra|Södra|Östra|Västra|Mellersta|Nedre|Övre|Nya|Stora|Lilla|Gamla) )?"
_WORD = r"[A-ZÅÄÖ0-9][\wåäö-]*"
_SOCIETIES = "Bostadsrättsföreningen|HSB:s brf|Föreningen|Stiftelsen"
_SOCIETY = "förening|förbund|klubb|kår|församling|pastorat|stiftelse|samfällighet|sällskap|centrum"
ORGANISATIONS: tuple[tuple[str, str], ...] = (
    (
        rf"{_SIDE}{_CAP}(?: [a-zåäö]{{1,3}})? (?:kommunal|kommun|läns|region)förbund",
        "Norrbygdens kommunalförbund",
    ),
    (rf"{_CAP} kommuner i samverkan|{_CAP}s kommuner", "Kärnbygdens kommuner i samverkan"),
    (rf"Kommunalförbundet {_CAP}(?: {_CAP})?", "Kommunalförbundet Norra Dalen"),
    (
        rf"(?:Samverkan|[A-ZÅÄÖ][a-zåäö]+samverkan|Samarbetet|Länsstyrelsen i) {_CAP}(?: {_CAP})?(?! kommun)",
        "Vårdsamverkan Norrbygden",
    ),
    (rf"(?:{_CAP} ){{1,3}}(?:församling|pastorat|byalag)", "Östra Torps pastorat"),
    (rf"{_SIDE}[A-ZÅÄÖ][a-zåäö]+s?regionen", "Ekdalsregionen"),
    (r"Region [A-ZÅÄÖ][a-zåäö]+(?: [A-ZÅÄÖ][a-zåäö]+)?", "Region Ekdalen"),
    (rf"{_SIDE}{_CAP} (?:kommun|stad|Kommun|Stad)\b", "Sjövikens kommun"),
    (
        rf"(?:Brf|BRF|{_SOCIETIES}) {_CAP}(?: (?!\d{{4}}){_WORD}){{0,4}}",
        "Brf Lyktan",
    ),
    (rf"(?:{_CAP} ){{1,4}}(?:IF|IK|BK|SK|FF|GF|AB|ek\. för\.|ekonomisk förening)(?!\w)", "Ekdals IF"),
    (
        (
            rf"[A-ZÅÄÖ][a-zåäö]+(?:förbundet|föreningen|klubben|stiftelsen|församlingen) {_CAP}(?: {_CAP})?"
            rf"(?: i {_CAP})?"
        ),
        "Odlarföreningen Rabatten i Torp",
    ),
    (
        rf"(?:{_CAP} ){{0,4}}[A-ZÅÄÖa-zåäö]+(?:{_SOCIETY})(?:en|et)?(?: i {_CAP})?",
        "Ekdals hembygdsförening",
    ),
)
_ORGANISATION = tuple(
    re.compile(rf"(?<![\w-])(?=[A-ZÅÄÖ])(?:{pattern})(?![\w-])") for pattern, _ in ORGANISATIONS
)
ACRONYM = re.compile(r"[A-ZÅÄÖ]{2,5}")


def named_organisations(text: str) -> Iterator[str]:
    """Names of organisations in ``text``, genitives cut to their base where the pattern allows."""
    seen: list[tuple[int, int]] = []
    for pattern in _ORGANISATION:
        for match in pattern.finditer(re.sub(r"regionens\b", "regionen ", text)):
            if not any(low < match.end() and match.start() < high for low, high in seen):
                seen.append(match.span())
                yield match.group()


def is_acronym(short: str, long: str) -> bool:
    """Whether ``short`` abbreviates ``long``, compound by compound: "GR" for "Granviksregionen"."""
    parts = re.findall(
        r"[A-ZÅÄÖa-zåäö]+?(?=regionen|region\b|förbund|kommun\b|$|[^\wåäö])|regionen|region|kommunal"
        r"|förbundet|förbund|kommun",
        long,
    )
    initials = "".join(part[0].upper() for part in parts if part)
    return len(short) >= 2 and short.upper() == initials[: len(short)] and len(initials) - len(short) <= 1
