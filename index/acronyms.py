"""Acronyms and what they stand for: learned from the text itself, and a general list of the public sector.

Learning follows Schwartz & Hearst 2003, "A Simple Algorithm for Identifying Abbreviation
Definitions in Biomedical Text": "long form (SHORT)", "SHORT (long form)", and as minutes also
write it "SHORT, long form". Letters of the short form must stand in the long form in order,
the first of them at its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.compounds import compound_parts

_SHORT = r"(?=[\wåäöÅÄÖ/-]*[A-ZÅÄÖ][\wåäöÅÄÖ/-]*[A-ZÅÄÖ])[A-ZÅÄÖ][\wåäöÅÄÖ/-]{1,7}"
_SHORT_AFTER = re.compile(rf"\((?P<short>{_SHORT})\)")
_SHORT_THEN_LONG = re.compile(
    rf"(?<![\w-])(?P<short>{_SHORT})(?: ?\(|, (?=[a-zåäö]))(?P<long>[^().,;:\d]{{5,90}})"
)
_REACH = 90  # characters before a parenthesis that the long form may take

GENERAL: Mapping[str, str] = {
    "AID": "arbetsidentifikation",
    "AMN": "arbetsmarknadsnämnd",
    "ASIH": "avancerad sjukvård i hemmet",
    "BAB": "biståndshandläggare",
    "BUN": "barn- och utbildningsnämnd",
    "BUP": "barn- och ungdomspsykiatri",
    "DSO": "dataskyddsombud",
    "FH": "funktionshinder",
    "FoU": "forskning och utveckling",
    "FVM": "framtidens vårdinformationsmiljö",
    "GDPR": "dataskyddsförordningen",
    "HoS": "hälso- och sjukvård",
    "HS": "hälso- och sjukvård",
    "HSL": "hälso- och sjukvårdslagen",
    "HSV": "hälso- och sjukvård",
    "HVB": "hem för vård eller boende",
    "IBIC": "individens behov i centrum",
    "IFO": "individ- och familjeomsorg",
    "IVO": "Inspektionen för vård och omsorg",
    "KF": "kommunfullmäktige",
    "KPI": "konsumentprisindex",
    "KS": "kommunstyrelsen",
    "KSAU": "kommunstyrelsens arbetsutskott",
    "LOU": "lagen om offentlig upphandling",
    "LOV": "lagen om valfrihetssystem",
    "LSS": "lagen om stöd och service till vissa funktionshindrade",
    "LVM": "lagen om vård av missbrukare",
    "LVU": "lagen med särskilda bestämmelser om vård av unga",
    "MAS": "medicinskt ansvarig sjuksköterska",
    "MAR": "medicinskt ansvarig för rehabilitering",
    "MBN": "miljö- och byggnadsnämnd",
    "MSB": "Myndigheten för samhällsskydd och beredskap",
    "OSA": "organisatorisk och social arbetsmiljö",
    "OSL": "offentlighets- och sekretesslagen",
    "PUB": "personuppgiftsbiträde",
    "RSS": "regional samverkans- och stödstruktur",
    "SÄBO": "särskilt boende",
    "SAS": "socialt ansvarig samordnare",
    "SIP": "samordnad individuell plan",
    "SKR": "Sveriges Kommuner och Regioner",
    "SoL": "socialtjänstlagen",
    "SRO": "samrådsorgan",
    "SSK": "sjuksköterska",
    "SSPF": "socialtjänst, skola, polis och fritid",
    "USK": "undersköterska",
    "VFU": "verksamhetsförlagd utbildning",
    "VGR": "Västra Götalandsregionen",
    "VO": "vård och omsorg",
    "ÄO": "äldreomsorg",
    "ÖK": "överenskommelse",
}
"""Short forms that hardly stand for anything else in Swedish minutes."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and what a text says it means; ``start``/``end`` is where it says so."""

    short: str
    long: str
    start: int
    end: int


def find_definitions(text: str) -> Iterator[Definition]:
    """The acronyms that ``text`` explains, in the order of each way of explaining."""
    for match in _SHORT_AFTER.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()].rstrip(" ,")
        long = long_form(match.group("short"), before)
        if long:
            yield Definition(match.group("short"), long, match.start() - len(long) - 1, match.end())
    for match in _SHORT_THEN_LONG.finditer(text):
        long = _opening(match.group("short"), match.group("long"))
        if long:
            yield Definition(match.group("short"), long, match.start(), match.start("long") + len(long))


def acronyms(text: str) -> dict[str, str]:
    """Short form to long form, as ``text`` explains them; the first explanation counts."""
    found: dict[str, str] = {}
    for one in find_definitions(text):
        found.setdefault(one.short, one.long)
    return found


def long_form(short: str, before: str) -> str:
    """The end of ``before`` that ``short`` abbreviates, "" when none does."""
    letters = [char for char in short.lower() if char.isalnum()]
    low = before.lower()
    at = len(low)
    for number, letter in reversed(list(enumerate(letters))):
        at -= 1
        while at >= 0 and (low[at] != letter or (number == 0 and at > 0 and low[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
    long = before[at:]
    return long if _plausible(short, long) else ""


def abbreviates(short: str, name: str) -> bool:
    """Whether ``short`` is the initials of a name's words, or of their parts: "SN", "Socialnämnden"."""
    return bool(_opening(short, name))


def _opening(short: str, after: str) -> str:
    """The first words of ``after`` whose initials, or their parts', make ``short``; "" when none do."""
    left = [char for char in short.lower() if char.isalnum()]
    words = after.split()
    for count, word in enumerate(words[: 2 * len(short)], 1):
        initials = [
            part[0]
            for piece in word.lower().split("-")
            if piece
            for part in (compound_parts(piece) or (piece,))
        ]
        if count == 1 and (not initials or initials[0] != left[0]):
            return ""
        for initial in initials:
            if left and initial == left[0]:
                left.pop(0)
        if not left:
            long = " ".join(words[:count])
            return long if _plausible(short, long) else ""
    return ""


def _plausible(short: str, long: str) -> bool:
    words = long.split()
    return (
        len(long) > len(short) + 2
        and len(words) <= len(short) + 5
        and short.lower() not in long.lower().split()
    )
