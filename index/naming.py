"""One organisation under one name: "GR" is "Göteborgsregionen" where other indexed minutes say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from index.organisations import ACRONYM, is_acronym
from index.store import Store
from index.swedish import stem
from index.types import Filters


def full_names(organisations: Iterable[str], uses: Callable[[str, str], bool]) -> dict[str, str]:
    """Acronyms that stand as an organisation's name, with the one full name each stands for.

    ``uses`` tells whether minutes of the organisation with the full name (second) hold the acronym
    (first). An acronym that two organisations use stays as it is.
    """
    names = [one for one in dict.fromkeys(organisations) if one]
    found: dict[str, str] = {}
    for short in (one for one in names if ACRONYM.fullmatch(one)):
        full = [one for one in names if one != short and is_acronym(short, one) and uses(short, one)]
        if len(full) == 1:
            found[short] = full[0]
    return found


def join_names(store: Store) -> dict[str, str]:
    """Give meetings whose organisation is only an acronym its full name, with a flag; what staff set stays.

    Returns the names changed, short to full. Raises: StorageFailed.
    """
    ledger = store.ledger

    def uses(short: str, full: str) -> bool:
        return bool(ledger.keyword([stem(short.lower())], Filters(organisations=(full,)), 1))

    names = full_names((organisation for _, organisation, _ in ledger.bodies()), uses)
    for short, full in names.items():
        flag = f"Organisationen skrivs ”{short}” här; andra inlästa protokoll skriver ”{full}”."
        ledger.rename_organisation(short, full, flag)
    return names
