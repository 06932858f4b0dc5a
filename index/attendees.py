"""One line or list of people: names, places, roles, parties and presence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.people import NAME, is_person
from index.types import Attendee, AttendeeKind

ITEMS = re.compile(  # "punkt 3-5", "§ 17", "(under ärende 4)"
    r"(?i)[,;(]?\s*(?:(?P<not>ej|inte|utom)\s+)?(?:(?:under|vid|för|del av|på)\s+)?"
    r"(?:punkt(?:erna)?|pkt\.?|§{1,2}|ärende(?:na)?|items?|(?-i:[A-ZÅÄÖ]{2,4})(?=\s\d))\s*"
    r"(?P<items>\d{1,3}(?:\s?(?:[-–,]|och)\s?\d{1,3})*)\)?\s*"
)
_HOURS = re.compile(  # "medverkade kl 13-15"
    r"(?i)[,;(]?\s*(?:(?:medverkade|deltog|närvarande|närvarade|från|t\.?o\.?m\.?|till|fram till)\s+)*"
    r"(?P<items>kl\.?\s?\d{1,2}(?:[.:]\d\d)?(?:\s?[-–]\s?\d{1,2}(?:[.:]\d\d)?)?)\)?"
)
_ROLE_PLACE = re.compile(  # "socialchef i Sjövikens kommun", "ordförande Sotviken"
    r"(?P<role>.*?[a-zåäö.)])(?: i| på| för| vid)? "
    r"(?P<place>[A-ZÅÄÖ][\w’-]+(?:[ -][A-ZÅÄÖ][\w’-]+)?(?: (?:kommun|stad|kommunalförbund))?)"
)
_SENDER = re.compile(r"från (?:(?P<org>[A-ZÅÄÖ][\w-]*)|[a-zåäö]+) (?=[A-ZÅÄÖ])")
_ROLE_FOLLOWS = re.compile(r"\s*(?:[a-zåäö]|[A-ZÅÄÖ]{2,4}-[a-zåäö])")  # "ordförande", "HR-strateg"
_CAPITAL_ROLE = re.compile(  # "Socialchef", "HR-strateg"
    r"[A-Z]?[a-z]+chef\b|[A-ZÅÄÖ]{2,4}-(?:\w*chef|strateg|ansvarig|samordnare|controller|handläggare|konsult)\b"
)
_PARTY = re.compile(r"[A-ZÅÄÖ]{1,4}")
_WHOLE = re.compile(r"(?i)hela (?:mötet|sammanträdet|dagen)|närvarande|ja|x")


@dataclass(frozen=True, slots=True)
class Inherited:
    """What the people below a label inherit from it; ``kind`` None where no list is open."""

    kind: AttendeeKind | None = None
    organisation: str = ""
    role: str = ""
    items: str = ""


def presence(found: re.Match[str]) -> str:
    """The items that ``ITEMS`` found, ranges with a plain hyphen: "3-5"; "ej 94" for those missed."""
    items = re.sub(r"\s*[-–]\s*", "-", found.group("items").strip())
    return f"ej {items}" if found.group("not") else items


def read_entry(text: str, state: Inherited) -> Iterator[Attendee]:
    """The people of one line, list or table row, with what ``state`` says of all of them."""
    text = _cells(text)
    hours = _HOURS.search(text)
    items, own = state.items, False
    last = ITEMS.search(text)
    if last and last.end() >= len(text.rstrip(" .)")) and len(list(ITEMS.finditer(text))) == 1:
        items, text, own = presence(last), text[: last.start()], True
    text = text.strip(" .•*-–|")
    if not NAME.search(text) and not own:
        return
    group: list[Attendee] = []  # those that share what follows
    for joiner, words, note in _atoms(text):
        sender = _SENDER.match(words)
        if sender:
            yield from _settled(group, state)
            group, state = [], replace(state, organisation=sender.group("org") or "")
            words = words[sender.end() :]
        if is_person(words) and not _is_guests_organisation(group, joiner, state):
            if joiner != "och" or any(attendee.organisation or attendee.role for attendee in group):
                yield from _settled(group, state)
                group = []
            group = [
                _noted(a, note) for a in (*group, Attendee(words, "", "", state.kind or "member", items))
            ]
        elif group:
            group = [_extended(attendee, words, note, joiner) for attendee in group]
        elif own and words[:1].isupper() and not words.isupper() and not re.search(r"\d", words):
            yield Attendee("", words, state.role, state.kind or "member", items)
    if hours and hours.end() >= len(text.rstrip(" .)")):
        group = [replace(attendee, items=attendee.items or hours.group("items")) for attendee in group]
    yield from _settled(group, state)


def _cells(text: str) -> str:
    """A table row as a list that begins with the person."""
    cells = [cell.strip() for cell in text.split("|") if cell.strip()]
    if len(cells) < 2:
        return text
    names = [cell for cell in cells if is_person(re.sub(r"\s*\(.*|,.*", "", cell))]
    return ", ".join([*names, *(cell for cell in cells if cell not in names)])


def _is_guests_organisation(group: Sequence[Attendee], joiner: str, state: Inherited) -> bool:
    """Whether a second name after a comma names where a guest comes from: "Ada Ek, Länssamverkan Nord"."""
    return (
        state.kind == "guest"
        and joiner == ","
        and bool(group)
        and not (group[0].organisation or group[0].role)
    )


def _atoms(text: str) -> Iterator[tuple[str, str, str]]:
    """(joiner before, words, notes in brackets) of the parts of a list."""
    text = re.sub(r"\s+", " ", _HOURS.sub(_hours_apart, text))
    for part in re.split(r"[,;](?![^(]*\))", text):
        joiner = ","
        for piece in re.split(r"\s?\b(?:och|samt|and)\b(?![^(]*\))\s?|\s&\s", part):
            note = " ".join(match.group() for match in re.finditer(r"\([^)]*\)", piece))
            words = re.sub(r"\s*\([^)]*\)?", "", piece).strip(" .*_")
            inside = ITEMS.search(words)
            if inside:
                note += f" ({inside.group().strip(' ,()')})"
                words = words[: inside.start()].strip(" ,")
            if words or note:
                yield from _with_role(joiner, words, note)
            joiner = "och"


def _hours_apart(found: re.Match[str]) -> str:
    """Hours that close a bracket as a bracket of their own: "(Torp, från kl. 10)" is "(Torp) (kl. 10)"."""
    closes = found.group().endswith(")") and not found.group().startswith("(")
    return f") ({found.group('items')})" if closes else ""


def _with_role(joiner: str, words: str, note: str) -> Iterator[tuple[str, str, str]]:
    """A name directly followed by a role ("Ada Ek ordförande") as two parts."""
    match = NAME.match(words)
    if match and is_person(match.group()) and _ROLE_FOLLOWS.match(words, match.end()):
        yield joiner, match.group(), note
        yield ",", words[match.end() :].strip(), ""
    else:
        yield joiner, words, note


def _noted(attendee: Attendee, note: str) -> Attendee:
    """What stands in brackets: presence, party or place (the first counts), role."""
    for text in re.findall(r"\(([^)]*)\)", note):
        item = ITEMS.fullmatch(text)
        if item:
            attendee = replace(attendee, items=attendee.items or presence(item))
        elif hours := _HOURS.fullmatch(text):
            attendee = replace(attendee, items=attendee.items or hours.group("items"))
        elif "," in text and not attendee.organisation and text[:1].isupper():
            place, _, role = text.partition(",")
            attendee = _extended(replace(attendee, organisation=place.strip()), role.strip(), "", ",")
        elif _PARTY.fullmatch(text) or (text[:1].isupper() and not attendee.organisation):
            attendee = replace(attendee, organisation=attendee.organisation or text)
        elif text:
            attendee = replace(attendee, role=_joined(attendee.role, text))
    return attendee


def _joined(*texts: str) -> str:
    return ", ".join(text for text in texts if text)


def _extended(attendee: Attendee, words: str, note: str, joiner: str) -> Attendee:
    """``words`` after a person: the place or organisation, or the role."""
    if not words or _WHOLE.fullmatch(words):
        return _noted(attendee, note)
    if words[0].isupper() and not _CAPITAL_ROLE.match(words):
        return _noted(replace(attendee, organisation=_place(attendee.organisation, words, joiner)), note)
    split = _ROLE_PLACE.fullmatch(words)
    role, place = (split.group("role"), split.group("place")) if split else (words, "")
    role = re.sub(r"\s(?:i|på|för|vid)$", "", role)
    if joiner == "och" and attendee.role:
        role = f"{attendee.role} och {role}"
        attendee = replace(attendee, role="")
    attendee = replace(
        attendee, role=_joined(attendee.role, role), organisation=attendee.organisation or place
    )
    return _noted(attendee, note)


def _place(known: str, words: str, joiner: str) -> str:
    """A second place beside the first: joined by "och", else kept after a party, else added."""
    if not known:
        return words
    if joiner == "och":
        return f"{known} och {words}"
    return known if _PARTY.fullmatch(known) else f"{known}, {words}"


def _settled(group: Sequence[Attendee], state: Inherited) -> Iterator[Attendee]:
    for attendee in group:
        yield replace(
            attendee,
            organisation=attendee.organisation or state.organisation,
            role=attendee.role or state.role,
        )
