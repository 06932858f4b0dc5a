"""Which body is meant: bodies of one name are told apart by organisation, and never guessed at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.errors import MinutesError
from index.swedish import stem
from index.types import DocumentRow
from rag.catalogues import body_aliases, organisation_aliases
from rag.matters.kinship import MeetingTraits, kinship, same_organisation

SHOWN = 8  # bodies that an error names
_PLAIN = frozenset(
    {"i", "för", "av", "hos", "på", "från", "och", "kommun", "region", "kommunalförbund", "kommunala"}
)
Traits = Callable[[str], MeetingTraits]
"""The traits of a document's meeting, by document id."""


class UnknownBody(MinutesError):
    """No body of that name has minutes here, or several have: name one of them."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body with the documents of its meetings, oldest first, undated ones last.

    ``organisations`` are its organisation's names as the minutes spell them, the commonest first.
    """

    name: str
    organisations: tuple[str, ...]
    document_ids: tuple[str, ...]

    @property
    def label(self) -> str:
        """ "Socialchefsnätverket (Ekdalsregionen)": what tells it from its namesakes."""
        return f"{self.name} ({self.organisations[0]})" if self.organisations else self.name


def bodies_of(rows: Iterable[DocumentRow], traits: Traits) -> tuple[Body, ...]:
    """The bodies that have indexed meetings, by label.

    Two meetings are of one body when its name and its organisation are the same. Where a meeting does not say
    its organisation, those who came decide; where that does not tell either, it is a body by itself.
    """
    groups: list[list[DocumentRow]] = []
    for row in sorted((row for row in rows if row.body), key=lambda row: not row.organisation):
        same = [group for group in groups if _is_of(row, group, traits)]
        if len(same) == 1:
            same[0].append(row)
        else:
            groups.append([row])
    return tuple(sorted((_body(group) for group in groups), key=lambda body: body.label))


def _is_of(row: DocumentRow, group: Sequence[DocumentRow], traits: Traits) -> bool:
    if row.body.lower() != group[0].body.lower():
        return False
    if row.organisation and group[0].organisation:
        return any(same_organisation(row.organisation, other.organisation) for other in group)
    mine = traits(row.document_id)
    return any(kinship(mine, traits(other.document_id)) == "same" for other in group)


def _body(group: Sequence[DocumentRow]) -> Body:
    names = [row.organisation for row in group if row.organisation]
    by_use = sorted(dict.fromkeys(names), key=lambda name: (-names.count(name), -len(name)))
    in_time = sorted(group, key=lambda row: (row.date or date.max, row.name))
    return Body(group[0].body, tuple(by_use), tuple(row.document_id for row in in_time))


def find_body(bodies: Sequence[Body], words: str) -> Body:
    """The one body that ``words`` name. Raises: UnknownBody when none or several are meant."""
    if not bodies:
        raise UnknownBody(
            "Inget inläst protokoll anger något organ.", "Sammanfatta ett möte i taget i stället."
        )
    if not words.strip():
        if len(bodies) == 1:
            return bodies[0]
        raise UnknownBody("Vilket organ?", _choices(bodies))
    asked = _stems(words)
    named = [body for body in bodies if _names(body, asked)]
    fitting = [body for body in named if not _left_over(body, asked)]
    if len(fitting) > 1:  # a name that two bear whole, or an organisation with several bodies
        exact = [body for body in fitting if words.strip().lower() in (body.label.lower(), _spoken(body))]
        fitting = exact if len(exact) == 1 else fitting
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UnknownBody(f"”{words}” kan vara flera organ.", _choices(fitting))
    raise UnknownBody(f"Inget inläst protokoll är från ”{words}”.", _choices(named or bodies))


def _choices(bodies: Sequence[Body]) -> str:
    shown = "; ".join(f"”{body.label}”" for body in bodies[:SHOWN])
    more = f" och {len(bodies) - SHOWN} till" if len(bodies) > SHOWN else ""
    return f"Välj ett av dem med --body: {shown}{more}."


def _spoken(body: Body) -> str:
    return f"{body.name} {body.organisations[0]}".lower() if body.organisations else body.name.lower()


def _stems(words: str) -> frozenset[str]:
    found = re.findall(r"[^\W\d_]+", words.lower())
    return frozenset(form for word in found for form in (stem(word), stem(word.removesuffix("s"))))


def _names(body: Body, asked: frozenset[str]) -> bool:
    """Whether a word of the body's name, another way to name it, or its organisation is asked for."""
    own = _stems(body.name) - _stems(" ".join(_PLAIN))
    by_name = bool(own & asked) or any(one <= asked for one in body_aliases(body.name))
    return by_name or any(alias <= asked for alias in _organisation_aliases(body))


def _organisation_aliases(body: Body) -> list[frozenset[str]]:
    return [alias for name in body.organisations for alias in organisation_aliases(name)]


def _left_over(body: Body, asked: frozenset[str]) -> bool:
    """Whether something asked for belongs neither to the body's name nor to its organisation's."""
    known = {stem(word) for word in _PLAIN} | _stems(" ".join((body.name, *body.organisations)))
    for alias in (*_organisation_aliases(body), *body_aliases(body.name)):
        known |= alias
    return any(word not in known and word.removesuffix("s") not in known for word in _shortest(asked))


def _shortest(asked: frozenset[str]) -> frozenset[str]:
    """The asked stems without those that are another one with a genitive s."""
    return frozenset(word for word in asked if word.removesuffix("s") == word or word[:-1] not in asked)
