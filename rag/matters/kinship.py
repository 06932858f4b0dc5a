"""How near two meetings stand: one organisation, related ones, or bodies that only share a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.swedish import stem
from index.types import Meeting
from rag.catalogues import organisation_aliases
from rag.matters.types import Kinship

_ENOUGH = 3  # people or places in common that tell one organisation
_WORD = re.compile(r"[^\W\d_]+")
# Most telling first: a "kommunalförbund" is no "kommun".
_KINDS = ("förbund", "region", "landsting", "centrum", "forum", "förening", "nämnd", "stad", "kommun", "län")
_REGION = re.compile(r"(?P<place>\w{3,}?)s?(?:regionen|kommunen|förbundet|landstinget)")


@dataclass(frozen=True, slots=True)
class MeetingTraits:
    """What a meeting is known by: its body and organisation, who came, from where, and the names in its text.

    ``people`` are lower-cased full names, ``places`` index terms of the members' organisations,
    ``capitals`` index terms of the capitalised words of its items.
    """

    body: str
    organisation: str
    people: frozenset[str]
    places: frozenset[str]
    capitals: frozenset[str]


def traits_of(meeting: Meeting) -> MeetingTraits:
    """The traits of a meeting."""
    return MeetingTraits(
        meeting.body,
        meeting.organisation,
        frozenset(" ".join(one.name.lower().split()) for one in meeting.attendance),
        frozenset(
            _stem(one.organisation.split()[0])
            for one in meeting.attendance
            if one.organisation and one.kind != "guest"
        ),
        capital_stems(" ".join(item.text for item in meeting.items)),
    )


def capital_stems(text: str) -> frozenset[str]:
    """Index terms of the capitalised words of a text, genitives taken off."""
    return frozenset(_stem(word) for word in _WORD.findall(text) if word[:1].isupper())


def kinship(one: MeetingTraits, other: MeetingTraits) -> Kinship:
    """Whether two meetings are of one organisation, of related ones, of others, or that is unknown."""
    if same_organisation(one.organisation, other.organisation):
        return "same"
    met = len(one.people & other.people) >= _ENOUGH or len(one.places & other.places) >= _ENOUGH
    if one.organisation and other.organisation:
        return "related" if met or _belongs(one, other) or _belongs(other, one) else "other"
    named_alike = bool(one.body) and one.body == other.body and one.organisation == other.organisation
    if (
        met
        or named_alike
        or any(len(a.places & b.capitals) >= _ENOUGH for a, b in ((one, other), (other, one)))
    ):
        return "same"
    return "other" if one.places and other.places else "unknown"


def same_organisation(one: str, other: str) -> bool:
    """Whether two names mean one organisation: the same proper name, or one is the other's initials."""
    if not one or not other:
        return False
    kinds = {_kind(one), _kind(other)} - {""}
    if one == other or (len(kinds) < 2 and proper_name(one) & proper_name(other)):
        return True
    return any(
        short.isupper() and frozenset({short.lower()}) in organisation_aliases(long)
        for short, long in ((one, other), (other, one))
    )


@lru_cache(maxsize=1000)
def proper_name(organisation: str) -> frozenset[str]:
    """Index terms of what is an organisation's own in its name: "Norrbygden", "Göteborg"."""
    words = [word for word in _WORD.findall(organisation) if word[:1].isupper()]
    own = [word for word in words if not any(kind in word.lower() for kind in _KINDS)]
    regions = [match["place"] for word in words if (match := _REGION.fullmatch(word))]
    return frozenset(_stem(word) for word in (*own, *regions))


def _kind(organisation: str) -> str:
    return next((kind for kind in _KINDS if kind in organisation.lower()), "")


def names_organisation(capitals: frozenset[str], organisation: str) -> bool:
    """Whether the capitalised words of a text name the organisation, in full or by its initials."""
    if not organisation:
        return False
    initials = (alias for alias in organisation_aliases(organisation) if len(alias) == 1)
    short = {term for alias in initials for term in alias if len(term) <= 4}
    return bool((proper_name(organisation) | short) & capitals)


def _belongs(member: MeetingTraits, whole: MeetingTraits) -> bool:
    """Whether the member's organisation sends people to the other's meetings."""
    return bool(proper_name(member.organisation) & whole.places)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    low = word.lower()
    return stem(low.removesuffix("s") if len(low) > 4 else low)
