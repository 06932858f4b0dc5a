"""Which organisation the body that met belongs to, from title lines, attendance and text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from index.acronyms import GENERAL, acronyms
from index.bodies import COMPOUND, body_in, meeting_of
from index.lexicon import has_finite_verb
from index.organisations import ACRONYM, is_acronym, named_organisations
from index.titles import TitleLine, title_lines
from index.types import Attendee

_NAME_AFTER = re.compile(  # "Styrelsemöte Anhörigforum Granvik"
    r"(?i:styrelse|årsmöte|stämm|medlemsmöte)\S*(?: (?:med|för|i|hos|fört vid))? "
    r"(?P<name>[A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+){0,4})"
)
_LEADER = re.compile(r"(?i)(?:mötesledare|ordförande|antecknar|sekreterare|sekr)\s?:\s*(?P<rest>\S.*)")
_JOINT = re.compile(r"regionen$|^Region |förbund|^Samverkan |i samverkan$")  # what networks belong to
_ROOM = re.compile(
    r"(?i)(?:hus|huset|gården|sal|salen|(?<!cent)rum|rummet|lokalen|gatan|vägen|hotellet|teams|zoom|skype)(?!\w)"
)
_SHORT_LAST = re.compile(r"(?:,? )(?P<short>[A-ZÅÄÖ]{2,5})$")  # "Socialchefsnätverket EKR"
_NAME = re.compile(r"[A-ZÅÄÖ][\w-]+(?: (?:[A-ZÅÄÖ][\w-]+|i|och|för)){1,5}")


def find_organisation(head: Sequence[str], attendance: Sequence[Attendee], text: str, body: str) -> str:
    """The organisation behind the body, in full where the text has it so; "" when it does not say."""
    votes: defaultdict[str, float] = defaultdict(float)
    for name, worth in (*_said_on_top(head, attendance, text), *_said_below(text, body)):
        votes[name] += worth
    short_forms = Counter(re.findall(r"\b[A-ZÅÄÖ]{2,5}(?=\b|s\b|:s\b)", text))
    for name in [name for name in votes if not ACRONYM.fullmatch(name)]:
        own = sum(count for word, count in short_forms.items() if is_acronym(word, name))
        votes[name] += min(own, 8) * 0.5
    return _winner(votes, text)


def _said_on_top(
    head: Sequence[str], attendance: Sequence[Attendee], text: str
) -> Iterator[tuple[str, float]]:
    """Organisations that title lines, leaders and senders of staff name, with what each mention counts."""
    titles = title_lines(head, text)
    yield from ((name, 8) for title in titles for name in _named_owner(title))
    yield from ((name, 3) for name in _short_beside_body(titles))
    people = {one.name for one in attendance}
    yield from ((name, 6) for name in _beside_the_body(titles) if name not in people)
    yield from ((name, 3) for name in _of_leaders(head))
    senders = {one.organisation for one in attendance if one.kind == "staff"}
    known = [name for name in senders if name and name not in GENERAL and _is_organisation(name)]
    yield from ((name, 6 / len(known)) for name in known)


def _said_below(text: str, body: str) -> Iterator[tuple[str, float]]:
    """Organisations that the text names beside the body, and joint ones it names at all."""
    if body:
        beside = rf"(?i:{re.escape(body)})(?:/| (?:på |i |inom )?)(?P<org>[A-ZÅÄÖ]{{2,5}})\b"
        yield from ((match.group("org"), 2) for match in re.finditer(beside, text))
    for name, count in Counter(named_organisations(text)).items():
        if _JOINT.search(name):
            yield name, min(count, 8) * 0.5


def _is_organisation(name: str) -> bool:
    return ACRONYM.fullmatch(name) is not None or next(named_organisations(name), "") == name


def _named_owner(title: TitleLine) -> Iterator[str]:
    """Organisations that a title line names; beside "– styrelsemöte" any name is one."""
    parts = re.split(r"\s[–-]\s|,\s", title.line)
    if len(parts) == 2 and meeting_of(parts[1]) and parts[0][0].isupper() and not meeting_of(parts[0]):
        yield parts[0].strip()
    elif (name := _NAME_AFTER.fullmatch(title.rest)) and meeting_of(title.line):
        yield name.group("name")
    else:
        room = _ROOM.search(title.rest)  # "Resecentrum i Sundhamn, konferensrum 2" is where they met
        yield from (name for name in named_organisations(title.rest) if not room or _JOINT.search(name))


def _short_beside_body(titles: Sequence[TitleLine]) -> Iterator[str]:
    """The short form that a title line ends in after its body, unless it tells what the body is for."""
    for title in titles:
        short = _SHORT_LAST.search(title.line)
        if short and short["short"] not in GENERAL and body_in(title.line[: short.start()]):
            yield short["short"]


def _beside_the_body(titles: Sequence[TitleLine]) -> Iterator[str]:
    """A title line next to the body's that holds nothing but a name: "Samverkan Klinten"."""
    bodies = [at for at, title in enumerate(titles) if _names_body(title)]
    for at, title in enumerate(titles):
        beside = at not in bodies and any(abs(at - other) == 1 for other in bodies)
        project = title.rest.startswith("Projekt")
        place = _ROOM.search(title.rest)
        if beside and not (project or place or has_finite_verb(title.rest)) and _NAME.fullmatch(title.rest):
            yield title.rest


def _names_body(title: TitleLine) -> bool:
    return bool(meeting_of(title.line) or body_in(title.rest) or COMPOUND.search(title.line))


def _of_leaders(head: Sequence[str]) -> Iterator[str]:
    """Where those who lead or write come from, when it is a joint organisation."""
    for line in head[:15]:
        leader = _LEADER.match(line)
        if leader:
            yield from (name for name in named_organisations(leader.group("rest")) if _JOINT.search(name))


def _winner(votes: Mapping[str, float], text: str) -> str:
    """The name with most votes, needing 2.5; an acronym or a beginning gives its votes to the full name."""
    merged: defaultdict[str, float] = defaultdict(float)
    for name, score in votes.items():
        full = next((other for other in votes if other != name and _shortens(name, other)), name)
        merged[full] += score
    if not merged:
        return ""
    name, score = max(merged.items(), key=lambda pair: pair[1])
    if score < 2.5:
        return ""
    if ACRONYM.fullmatch(name):
        full = next((other for other in named_organisations(text) if is_acronym(name, other)), "")
        return full or _told_full(name, text) or name
    return name


def _shortens(name: str, other: str) -> bool:
    """Whether a name is another's acronym, or its first word: "Kommunalförbundet" of "... Mittskog"."""
    return is_acronym(name, other) or (" " not in name and other.startswith(f"{name} "))


def _told_full(short: str, text: str) -> str:
    """The name that the text itself gives a short form: "EKDALSREGIONEN (EKR)"."""
    name = acronyms(text).get(short, "")
    name = name.capitalize() if name.isupper() else name
    return name if _is_organisation(name) else ""
