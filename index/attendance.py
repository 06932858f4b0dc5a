"""Who was at the meeting: lists by line, comma lists, tables; in what part and from where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.people import NAME, first_person, is_person
from index.sentences import sentences
from index.types import Attendee, AttendeeKind

# Labels that begin a list of people, with the kind of those below. The first match counts.
LABELS: tuple[tuple[AttendeeKind | None, str, str], ...] = (
    ("absent", r"(?:ej|icke|inte) närvarande|frånvarande|(?:anmäl[dt]a? )?förhinder|anmält frånvaro|absent|apologies", "Frånvarande:"),
    ("guest", r"inbjudna(?: gäster)?|gäst(?:er)?|adjungera(?:de?|d)|föredragande|inbjuden|guests?|besökare", "Gäster"),
    ("staff", r"(?:övriga|också|även)(?: närvarande| deltagare| deltagande)?|tjänste(?:personer|män)|handläggare|staff|others?", "Övriga närvarande:"),
    ("staff", r"(?:närvarande |deltagare |deltog )?från (?!nätverk|kommunerna|medlem|styrelse|nämnd)", "Närvarande från GR"),
    ("member", r"(?:ej |icke )?(?:beslutande|tjänstgörande|ordinarie)?\s?(?:ledamöter|ersättare|suppleanter)(?: och ersättare)?"
     r"|beslutande|tjänstgörande|närvaro(?:lista)?|närvarande(?: från .+)?|medverkande|deltagare|deltagande|deltog|deltar"
     r"|styrelse|present|attendees?|participants?|members|närvarade", "Närvarande:"),
    (None, r"plats|tid|datum|när\b|var\b|dagordning|föredragningslista|ärenden|paragraf|justering|underskrift|anteckningar"
     r"|protokoll|utdrag|anslag|kallelse|mötets|bilag|agenda|minutes|date|place|§|dnr|diarie|nätverksmöte", "Plats:"),
)  # fmt: skip
_LABELS = tuple((kind, re.compile(rf"(?i)(?:{pattern})")) for kind, pattern, _ in LABELS)
# Offices named before a person ("Ordförande: Ada Ek"), with a sample.
OFFICES: tuple[tuple[str, str], ...] = (
    (r"(?:mötes)?ordförande|chair(?:person|man)?", "Ordförande: Ada Ek"),
    (
        r"(?:vid protokollet|(?:mötes)?sekreterare|protokollförare|nämndsekreterare|secretary)",
        "Sekreterare: Ada Ek",
    ),
    (
        r"(?:utsedd(?:a)? att justera|juster(?:are|ingsperson(?:er)?|ingsmän)|protokollsjusterare|rösträknare)",
        "Justerare: Ada Ek",
    ),
    (r"(?:kassör|vice ordförande|ledamot|suppleant|revisor)", "Kassör: Ada Ek"),
)
_OFFICE = re.compile(
    rf"(?i)(?P<office>{'|'.join(pattern for pattern, _ in OFFICES)})\s*(?::|\s[–-])\s*(?P<rest>\S.*)?"
)
_ITEMS = re.compile(
    r"(?i)[,;(]?\s*(?:(?:under|vid|för|del av|på)\s+)?(?:punkt(?:erna)?|pkt\.?|§{1,2}|ärende(?:na)?|items?)\s*"
    r"(?P<items>\d{1,3}(?:\s?(?:[-–,]|och)\s?\d{1,3})*)\)?\s*"
)
_HOURS = re.compile(
    r"(?i)[,;(]?\s*(?:(?:medverkade|deltog|närvarande|närvarade|från|t\.?o\.?m\.?|till|fram till)\s+)*(?P<items>kl\.?\s?\d{1,2}"
    r"(?:[.:]\d\d)?(?:\s?[-–]\s?\d{1,2}(?:[.:]\d\d)?)?)\)?"
)
_PARTY = re.compile(r"\((?P<party>[A-ZÅÄÖ]{1,4}|-)\)")
_FROM = re.compile(
    r"(?:(?i:närvarande|deltagare|deltog|samt)\s+)?(?i:från)\s+(?P<org>[A-ZÅÄÖ][\w-]*(?: (?:[A-ZÅÄÖ][\w-]*|kommunalförbund|kommun"
    r"|stad|län))*?(?: (?:kommunalförbund|kommun|stad|län))?)(?:[:,]|\s(?=[A-ZÅÄÖ])|$)\s*"
)
_ROLE_PLACE = re.compile(r"^(?P<role>.*?[a-zåäö.)])(?:(?: i| på| för| vid)? )(?P<place>[A-ZÅÄÖ][\w’-]+(?:[ -][A-ZÅÄÖ][\w’-]+)?"
                         r"(?: (?:kommun|stad|kommunalförbund))?)$")  # fmt: skip
_NEW_PART = re.compile(  # a list that goes on after a presence, or names the next item
    r"(?<=[a-zåäö.)]) (?=Punkt \d{1,2} (?:från )?[A-ZÅÄÖ])|(?i:(?<=, punkt \d)|(?<=, punkt \d-\d)|(?<=, punkt \d\d)) (?=[A-ZÅÄÖ])"
)
_SENDER = re.compile(r"från (?:(?P<org>[A-ZÅÄÖ][\w-]*)|[a-zåäö]+) (?=[A-ZÅÄÖ])")


@dataclass(frozen=True, slots=True)
class _State:
    """What the lines below a label inherit from it."""

    kind: AttendeeKind | None = None
    organisation: str = ""
    role: str = ""
    items: str = ""


def find_attendance(head: Sequence[str]) -> tuple[Attendee, ...]:
    """The people named in the paragraphs before the first item, in order, each once."""
    found: list[Attendee] = []
    state = _State()
    for paragraph in head:
        for part in _NEW_PART.split(paragraph):
            state, rest = _read_label(part.strip(" |"), state)
            if state.kind and rest:
                for low, high in sentences(rest):
                    found += _entries(rest[low:high], state)
    unique: dict[tuple[str, str], Attendee] = {}
    for attendee in found:
        unique.setdefault((attendee.name, attendee.organisation if not attendee.name else ""), attendee)
    return tuple(unique.values())


def _read_label(text: str, state: _State) -> tuple[_State, str]:
    """The state after a label at the start of ``text``, and what stands behind the label."""
    office = _OFFICE.match(text)
    if office:
        rest = office.group("rest") or ""
        if first_person(rest) or not rest:
            return replace(state, kind=state.kind or "member"), _with_role(rest, office.group("office"))
    item = _ITEMS.match(text)
    if item and NAME.search(text):
        rest = text[item.end() :].lstrip(": ")
        org = _FROM.match(rest)
        inside = _State("guest", org.group("org") if org else "", "", _tidy_items(item.group("items")))
        return inside, rest[org.end() :] if org else rest
    for kind, pattern in _LABELS:
        match = pattern.match(text)
        if match:
            return _after_label(text, kind, match.end(), state)
    own = re.fullmatch(r"(?P<org>[A-ZÅÄÖ][\wåäöÅÄÖ -]{1,50}):\s*(?P<rest>.*)", text)
    if own and not is_person(own.group("org")) and state.kind:
        kind_below: AttendeeKind = "staff" if state.kind == "member" else state.kind
        return _State(kind_below, _cased(own.group("org"))), own.group("rest")
    return state, text


def _after_label(text: str, kind: AttendeeKind | None, end: int, state: _State) -> tuple[_State, str]:
    if kind is None:
        return _State(), ""
    org = _FROM.match(text)
    if org:
        return _State(kind, _cased(org.group("org"))), text[org.end() :]
    colon = text.find(":")
    if 0 <= colon <= 70:
        role = "ersättare" if re.search(r"(?i)ersättare|suppleant", text[:colon]) else ""
        return _State(kind, "", role), text[colon + 1 :].strip()
    if len(text.split()) <= 4 and not first_person(text[end:]):
        role = "ersättare" if re.search(r"(?i)ersättare|suppleant", text) else ""
        return _State(kind, "", role), ""
    if first_person(text[end:]) and end < 25:
        return _State(kind), text[end:].lstrip(" :–-")
    return state, text


def _with_role(rest: str, office: str) -> str:
    """The office put behind the person it was named before."""
    name = first_person(rest)
    return rest.replace(name, f"{name}, {office.lower()}", 1) if name else ""


def _tidy_items(text: str) -> str:
    return re.sub(r"\s*[-–]\s*", "-", text.strip())


def _cased(name: str) -> str:
    """A name set in capitals in ordinary ones; acronyms stay."""
    if name.isupper() and len(name) > 6:
        return " ".join(word.capitalize() if len(word) > 3 else word for word in name.split())
    return name.strip()


def _entries(text: str, state: _State) -> Iterator[Attendee]:
    """The people of one line or list."""
    items = state.items
    hours = _HOURS.search(text)
    single = _ITEMS.search(text)
    if single and single.end() >= len(text.rstrip(" .)")):
        items, text = _tidy_items(single.group("items")), text[: single.start()]
        single = None
    own = items != state.items  # said in this very line
    group: list[Attendee] = []  # those that share what follows
    text = text.strip(" .•*-–|")
    if not NAME.search(text) and not items:
        return
    for joiner, atom, note in _atoms(text):
        clean = atom.strip()
        sender = _SENDER.match(clean)
        if sender:
            yield from _settled(group, state)
            group, state = [], replace(state, organisation=sender.group("org") or "")
            clean = clean[sender.end() :]
        if is_person(clean):
            if joiner != "och" or (group and (group[0].organisation or group[0].role)):
                yield from _settled(group, state)
                group = []
            base = Attendee(clean, "", "", state.kind or "member", items)
            group.append(base)
            group = [_noted(attendee, note) for attendee in group]
        elif group:
            group = [_extended(attendee, clean, note, joiner) for attendee in group]
        elif clean and clean[0].isupper() and own and not clean.isupper() and not re.search(r"\d", clean):
            yield Attendee("", clean, state.role, state.kind or "member", items)
    if hours and group:
        group = [replace(attendee, items=attendee.items or hours.group("items")) for attendee in group]
    yield from _settled(group, state)


def _atoms(text: str) -> Iterator[tuple[str, str, str]]:
    """(joiner before, words, notes in brackets) of the parts of a list."""
    text = _HOURS.sub("", text)
    text = re.sub(r"\s+", " ", text)
    for part in re.split(r"[,;](?![^(]*\))", text):
        joiner = ","
        for piece in re.split(r"\s?\b(?:och|samt|and)\b(?![^(]*\))\s?|\s&\s", part):
            own = piece.strip()
            party = " ".join(match.group() for match in re.finditer(r"\([^)]*\)", own))
            words = re.sub(r"\s*\([^)]*\)?", "", own).strip(" .")
            if words or party:
                inside = _ITEMS.search(words)
                if inside and inside.start() > 0:
                    party += f" ({inside.group().strip(' ,()')})"
                    words = words[: inside.start()].strip(" ,")
                yield from _with_rest(joiner, words, party)
            joiner = "och"


def _with_rest(joiner: str, words: str, note: str) -> Iterator[tuple[str, str, str]]:
    """A name directly followed by a role ("Ada Ek ordförande") as two parts."""
    match = NAME.match(words)
    if (
        match
        and match.end() < len(words)
        and is_person(match.group())
        and words[match.end() :].lstrip()[:1].islower()
    ):
        yield joiner, match.group(), note
        yield ",", words[match.end() :].strip(), ""
    else:
        yield joiner, words, note


def _noted(attendee: Attendee, note: str) -> Attendee:
    """What stands in brackets: party, place, role or presence."""
    for text in re.findall(r"\(([^)]*)\)", note):
        item = _ITEMS.fullmatch(text)
        if item:
            attendee = replace(attendee, items=_tidy_items(item.group("items")))
        elif re.fullmatch(r"[A-ZÅÄÖ]{1,4}", text) or (text[:1].isupper() and not attendee.organisation):
            attendee = replace(attendee, organisation=text)
        elif text:
            attendee = replace(attendee, role=", ".join(filter(None, (attendee.role, text))))
    return attendee


def _extended(attendee: Attendee, words: str, note: str, joiner: str) -> Attendee:
    """``words`` after a person: the place or organisation, or the role."""
    if not words:
        return _noted(attendee, note)
    if words[0].isupper() and not re.match(r"[A-Z]?[a-z]+chef\b", words):
        place = f"{attendee.organisation} och {words}" if attendee.organisation and joiner == "och" else words
        if attendee.organisation and joiner != "och":
            place = (
                f"{attendee.organisation}, {words}"
                if len(attendee.organisation) > 4
                else attendee.organisation
            )
        return _noted(replace(attendee, organisation=place), note)
    split = _ROLE_PLACE.match(words)
    role, place = (split.group("role"), split.group("place")) if split else (words, "")
    role = re.sub(r"\s(?:i|på|för|vid)$", "", role)
    attendee = replace(
        attendee,
        role=", ".join(filter(None, (attendee.role, role))),
        organisation=attendee.organisation or place,
    )
    return _noted(attendee, note)


def _settled(group: Sequence[Attendee], state: _State) -> Iterator[Attendee]:
    for attendee in group:
        yield replace(
            attendee,
            organisation=attendee.organisation or state.organisation,
            role=attendee.role or state.role,
        )
