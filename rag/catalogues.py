"""What is known of the indexed meetings as a whole, for understanding questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.acronyms import GENERAL
from index.compounds import compound_parts
from index.store import Store
from index.swedish import stem
from index.swedish_words import word_table

# Words of an organisation's name that many others share.
_SHARED = word_table(
    """
    kommun kommunen kommuns kommunalförbund kommunalförbundet kommunförbund kommunförbundet förbund
    förbundet region regionen stad staden landsting landstinget län länet förening föreningen nämnd
    nämnden styrelse styrelsen i samverkan kommuner kommunerna för och av på brf ab
    bostadsrättsförening bostadsrättsföreningen
    stiftelsen samfällighet
    """
)
# First words of body names that a question seldom says.
_OFTEN_LEFT_OUT = word_table("kommunala kommunalt lokala lokalt centrala gemensamma regionala")
# Heads of body names; what stands before them tells bodies apart.
_HEADS = frozenset(
    stem(word)
    for word in word_table(
        """
        nätverk nätverket nämnd nämnden styrelse styrelsen utskott utskottet råd rådet kommitté
        grupp gruppen möte mötet forum beredning direktion fullmäktige
        """
    )
)

_IN_ONE_WORD = re.compile(r"(?P<place>\w{3,}?)s?(?P<kind>regionen|kommunen|förbundet|landstinget)")


@dataclass(frozen=True, slots=True)
class KnownMeeting:
    """One indexed meeting."""

    document_id: str
    document: str
    body: str
    organisation: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Named:
    """A body or organisation: its names as stored, and the sets of index terms that each mean it."""

    names: tuple[str, ...]
    aliases: tuple[frozenset[str], ...]

    def named_in(self, found: frozenset[str]) -> bool:
        """Whether a text with these terms names it."""
        return any(alias <= found for alias in self.aliases)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The indexed meetings, newest first, with their bodies, organisations and people."""

    meetings: tuple[KnownMeeting, ...] = ()
    bodies: tuple[Named, ...] = ()
    organisations: tuple[Named, ...] = ()
    people: tuple[tuple[str, str], ...] = ()

    @property
    def dates(self) -> tuple[date, ...]:
        """Known meeting dates, newest first."""
        return tuple(meeting.date for meeting in self.meetings if meeting.date)


def catalogue_of(store: Store) -> Catalogue:
    """The catalogue of an open store; made anew when the index has changed."""
    return _catalogue(store, store.index_id)


@lru_cache(maxsize=1)
def _catalogue(store: Store, _index_id: str) -> Catalogue:
    rows = store.ledger.document_rows()
    return make_catalogue(
        (KnownMeeting(row.document_id, row.name, row.body, row.organisation, row.date) for row in rows),
        store.ledger.people(),
        lambda term: bool(store.ledger.frequencies([term])),
    )


def make_catalogue(
    meetings: Iterable[KnownMeeting],
    people: Iterable[tuple[str, str]] = (),
    in_text: Callable[[str], bool] = lambda _: True,
) -> Catalogue:
    """A catalogue of meetings; ``in_text`` tells whether an index term stands in any passage."""
    known = tuple(meetings)
    organisations = dict.fromkeys(one.organisation for one in known if one.organisation)
    bodies = dict.fromkeys(one.body for one in known if one.body)
    return Catalogue(
        known,
        _merged(Named((name,), body_aliases(name)) for name in bodies),
        _merged(Named((name,), organisation_aliases(name, in_text)) for name in organisations),
        tuple(people),
    )


def _merged(named: Iterable[Named]) -> tuple[Named, ...]:
    """Names that share an alias are one: "Ekdalsregionen" and "ER"."""
    merged: list[Named] = []
    for one in named:
        same = [other for other in merged if set(other.aliases) & set(one.aliases)]
        merged = [other for other in merged if other not in same]
        whole = (*same, one)
        merged.append(
            Named(
                tuple(name for part in whole for name in part.names),
                tuple(dict.fromkeys(alias for part in whole for alias in part.aliases)),
            )
        )
    return tuple(merged)


def organisation_aliases(
    name: str, in_text: Callable[[str], bool] = lambda _: True
) -> tuple[frozenset[str], ...]:
    """How an organisation is named: by what is its own in the name, and by the initials of its parts.

    "Norrbygdens kommunalförbund" is "Norrbygden", "Ekdalsregionen" is "Ekdal" and "ER".
    """
    words = re.findall(r"[^\W\d_]+", name.lower())
    own = [word for word in words if word not in _SHARED]
    aliases = [frozenset(stem(word) for word in own)]
    if len(own) == 1 and (place := _IN_ONE_WORD.fullmatch(own[0])):
        aliases.append(frozenset({stem(place.group("place"))}))
    initials = "".join(part[0] for word in words for part in _parts(word))
    common = GENERAL.get(initials.upper(), name) != name  # "ÖK" is no Ödsjö kommun
    if 2 <= len(initials) <= 5 and not common and in_text(initials):
        aliases.append(frozenset({initials}))
    return tuple(alias for alias in aliases if alias)


def _parts(word: str) -> tuple[str, ...]:
    place = _IN_ONE_WORD.fullmatch(word)
    if place:
        return place.group("place"), place.group("kind")
    return (compound_parts(word) or (word,)) if word in _SHARED else (word,)  # a proper name is one


def body_aliases(name: str) -> tuple[frozenset[str], ...]:
    """How a body is named: its whole name, or what stands before "nätverk", "nämnd": "socialchefer".

    "Kommunala pensionärsrådet" is also "pensionärsrådet", and a place behind "i" is left out.
    """
    words = re.findall(r"[^\W\d_]+", name.lower())
    aliases = [frozenset(stem(word) for word in words if word not in _SHARED)]
    short = words[: words.index("i")] if "i" in words else words
    plain = frozenset(stem(word) for word in short if word not in _SHARED and word not in _OFTEN_LEFT_OUT)
    if plain and plain not in aliases:
        aliases.append(plain)
    if len(words) == 1:
        parts = [stem(part) for part in compound_parts(words[0])]
        own = [part for part in parts if part not in _HEADS]
        if len(own) > 1:
            aliases += [frozenset({"".join(own)}), frozenset(own)]
    return tuple(alias for alias in aliases if alias)
