"""Names of people in Swedish minutes: what looks like one, and what does not."""

from __future__ import annotations

import re

_UPPER, _LOWER = "A-ZÀ-ÖØ-ÞČĆĐŁŚŠŻŽ", "a-zß-öø-ÿāăąćčďđēęěğīłńňōőřśšūůűźżž"
_PART = rf"[{_UPPER}][{_LOWER}{_UPPER}’']*[{_LOWER}](?:[-’'][{_UPPER}]?[{_LOWER}]+)*"
_BETWEEN = r"(?: (?:von|af|de|van|der|la|al|el|ben))?"
NAME = re.compile(rf"{_PART}(?:{_BETWEEN} (?:{_PART}|[A-ZÅÄÖ]\.)){{0,3}}{_BETWEEN} {_PART}")


def _table(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Second words that make two capitalised words a place or an organisation.
PLACE_HEADS = _table(
    """
    stad stads kommun kommuner kommunalförbund kommunförbund förbund region regionen län läns landsting edet
    götaland götalands norrland svealand härad församling pastorat universitet högskola sjukhus förvaltning
    nämnd nätverk centrum center byrå bolag ab hb förening samverkan hospice akademi förskola skola
    """
)
# First words of the same.
_PLACE_STARTS = _table(
    """
    lilla stora norra södra östra västra nya gamla övre nedre yttre inre region nätverk förening föreningen
    nämnden brf stiftelsen svenska sveriges socialdemokraterna vid från punkt del plats tid hela
    """
)
_PLACE_ENDINGS = tuple(
    _table(
        """
    regionen förbundet förbund kommun kommunen myndigheten styrelsen nämnden verket föreningen nätverket
    förvaltningen kontoret rådet centrum bolaget sjukhuset skolan polisen universitetet klubb klubben förening
    kår sällskap församling stiftelse skola bolag kommittén gruppen
    """
    )
)


def is_person(text: str) -> bool:
    """Whether ``text`` as a whole looks like a person's first and last name."""
    if NAME.fullmatch(text) is None:
        return False
    parts = text.lower().split()
    if parts[0] in _PLACE_STARTS or parts[-1] in PLACE_HEADS or len(parts) > 5:
        return False
    return not parts[-1].endswith(_PLACE_ENDINGS) and not parts[0].endswith(_PLACE_ENDINGS)


def first_person(text: str) -> str:
    """The first person named in ``text``, or ""."""
    return next((match.group() for match in NAME.finditer(text) if is_person(match.group())), "")
