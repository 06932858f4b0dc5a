"""Who was at the meeting: labels, lists by line, comma lists and tables, and what they inherit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.attendees import ITEMS, Inherited, presence, read_entry
from index.dates import find_dates
from index.people import NAME, first_person, is_person
from index.sentences import sentences
from index.types import Attendee, AttendeeKind

# Labels that begin a list of people, with the kind of those below (None ends the lists) and a sample.
# The first row that matches counts.
LABELS: tuple[tuple[AttendeeKind | None, tuple[str, ...], str], ...] = (
    (
        "absent",
        (
            r"(?:ej|icke|inte) närvarande",
            "frånvarande",
            r"(?:anmäl[dt]a? )?förhinder",
            "anmäl[td]? frånvaro",
            r"saknas|återbud",
            "absent",
        ),
        "Frånvarande:",
    ),
    (
        "guest",
        (
            r"inbjudna(?: gäster)?",
            r"gäst(?:er)?\b",
            r"adjungera(?:de?|d)",
            "föredragande",
            "inbjuden",
            r"guests?\b",
        ),
        "Gäster",
    ),
    (
        "staff",
        (
            r"(?:övriga|också|även)(?: närvarande| deltagare| deltagande)?",
            r"tjänste(?:personer|män)",
            "handläggare",
        ),
        "Övriga närvarande:",
    ),
    ("member", (r"från (?:kommunerna|medlemskommunerna|medlemmarna)\b",), "Från kommunerna:"),
    (
        "staff",
        (r"(?:närvarande |deltagare |deltog )?från (?!nätverk|kommunerna|medlem|styrelse|nämnd)",),
        "Från GR:",
    ),
    (
        "member",
        (
            r"(?:ej |icke )?(?:beslutande|tjänstgörande|ordinarie)?\s?(?:ledamöter|ersättare|suppleanter)",
            r"beslutande|tjänstgörande|närvaro(?:lista)?|närvarande(?: från .+)?|närvarade|medverkande",
            r"delt(?:agare|agande|og|ar)|med\s?:|styrelse\b|present\b|attend(?:ees?|ance)|participants?|members",
        ),
        "Närvarande:",
    ),
    (
        None,
        (
            (
                r"plats|tid\b|datum|när\b|var\b|dagordning|föredragningslista|ärenden|paragraf|justering"
                r"|underskrift"
            ),
            (
                r"anteckningar|protokoll\b|utdrag|anslag|kallelse|mötets|bilag|agenda|minutes|date\b|place\b"
                r"|§|dnr"
            ),
            r"diarie|nätverksmöte",
        ),
        "Plats:",
    ),
)
_LABELS = tuple((kind, re.compile(rf"(?i)(?:{'|'.join(forms)})")) for kind, forms, _ in LABELS)
# Offices named before a person, with a sample.
OFFICES: tuple[tuple[str, str], ...] = (
    (r"(?:mötes)?ordf(?:örande)?\.?|mötesledare|chair(?:person|man)?", "Ordförande: Ada Ek"),
    (
        r"vid protokollet|(?:mötes|nämnd|råds)?sekr(?:eterare)?\.?|protokollförare|antecknar|secretary",
        "Sekreterare: Ada Ek",
    ),
    (
        r"utsedda? att justera|(?:protokolls)?juster(?:are|ingsperson(?:er)?|ingsmän)|rösträknare",
        "Justerare: Ada Ek",
    ),
    (r"kassör|(?:1:e |2:e )?vice ordförande|ledamot|suppleant|revisor", "Kassör: Ada Ek"),
)
_OFFICE = re.compile(
    rf"(?i)(?P<office>{'|'.join(pattern for pattern, _ in OFFICES)})\s*(?::|\s[–-])\s*(?P<rest>\S.*)?"
)
_OWNER = r"[A-ZÅÄÖ][\w-]*(?: (?:[A-ZÅÄÖ][\w-]*|kommunalförbund|kommunförbund|kommun|stad|län))*?"
_FROM = re.compile(  # "Från Norrbygdens kommunalförbund, ...", "Närvarande från GR"
    rf"(?:(?i:närvarande|deltagare|deltog|samt)\s+)?(?i:från)\s+"
    rf"(?P<org>{_OWNER}(?: (?:kommunalförbund|kommunförbund|kommun|stad|län))?)(?:[:,]|\s(?=[A-ZÅÄÖ])|$)\s*"
)
_NEW_PART = re.compile(  # a list that names the next item, or goes on after a presence
    r"(?<=[a-zåäö.)]) (?=Punkt \d{1,2} (?:från )?[A-ZÅÄÖ])"
    r"|(?i:(?<=, punkt \d)|(?<=, punkt \d-\d)|(?<=, punkt \d\d)) (?=[A-ZÅÄÖ])"
)
_OWN_LABEL = re.compile(r"(?P<org>[A-ZÅÄÖ][\w -]{1,50}):\s*(?P<rest>.*)")


def find_attendance(head: Sequence[str]) -> tuple[Attendee, ...]:
    """The people named in the paragraphs before the first item, in order, each once.

    An organisation invited without a name stands with an empty name.
    """
    found: list[Attendee] = []
    state = Inherited()
    for paragraph in head:
        for part in _NEW_PART.split(paragraph):
            state, rest = _read_label(part.strip(" |*_•-"), state)
            if state.kind and rest and not any(date.sure for date in find_dates(rest)):
                for low, high in sentences(rest):
                    found += read_entry(rest[low:high], state)
    unique: dict[tuple[str, str], Attendee] = {}
    for attendee in found:
        unique.setdefault((attendee.name, "" if attendee.name else attendee.organisation), attendee)
    return tuple(unique.values())


def _read_label(text: str, state: Inherited) -> tuple[Inherited, str]:
    """The state after a label at the start of ``text``, and what stands behind the label."""
    office = _OFFICE.match(text)
    if office:
        rest = office.group("rest") or ""
        name = first_person(rest)
        if name or not rest:
            behind = rest.replace(name, f"{name}, {office.group('office').lower()}", 1) if name else ""
            return replace(state, kind=state.kind or "member"), behind
    item = ITEMS.match(text)
    if item and NAME.search(text):
        rest = text[item.end() :].lstrip(": ")
        org = _FROM.match(rest)
        inside = Inherited("guest", org.group("org") if org else "", "", presence(item))
        return inside, rest[org.end() :] if org else rest
    for kind, pattern in _LABELS:
        match = pattern.match(text)
        if match:
            return _after_label(text, kind, match.end(), state)
    own = _OWN_LABEL.fullmatch(text)
    if own and not is_person(own.group("org")) and state.kind:
        below: AttendeeKind = "staff" if state.kind == "member" else state.kind
        return Inherited(below, _cased(own.group("org"))), own.group("rest")
    return state, text


def _after_label(text: str, kind: AttendeeKind | None, end: int, state: Inherited) -> tuple[Inherited, str]:
    if kind is None:
        return Inherited(), ""
    org = _FROM.match(text)
    if org:
        return Inherited(kind, _cased(org.group("org"))), text[org.end() :]
    role = "ersättare" if re.match(r"(?i).{0,20}(?:ersättare|suppleant)", text) else ""
    colon = text.find(":")
    if 0 <= colon <= 70:
        return Inherited(kind, "", role), text[colon + 1 :].strip()
    person = first_person(text[end:])
    if len(text.split()) <= 4 and not person:
        return Inherited(kind, "", role), ""
    if person and end < 25:
        return Inherited(kind), text[end:].lstrip(" :–-")
    return state, text


def _cased(name: str) -> str:
    """A name set in capitals in ordinary ones; acronyms stay."""
    if name.isupper() and len(name) > 6:
        return " ".join(word.capitalize() if len(word) > 3 else word for word in name.split())
    return name.strip()
