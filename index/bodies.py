"""Which body met and which organisation it belongs to, from what the text says of itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from index.people import first_person
from index.types import Attendee

# Heads of the words that name a body, indefinite form with the ending of the definite one.
BODY_HEADS: tuple[tuple[str, str], ...] = (
    *((word, "et") for word in ("nätverk", "utskott", "råd", "forum", "samråd", "parlament")),
    *(
        (word, "en")
        for word in ("nämnd", "beredning", "delegation", "direktion", "ledningsgrupp", "styrgrupp")
    ),
    *((word, "en") for word in ("arbetsgrupp", "samordningsgrupp", "chefsgrupp", "temagrupp")),
    *((word, "n") for word in ("styrelse", "kommitté")),
    *((word, "") for word in ("fullmäktige", "kollegium", "presidium", "kapitel")),
)
_HEADS = "|".join(f"{word}(?:{ending})?" if ending else word for word, ending in BODY_HEADS)
_PREFIX = r"(?:[A-ZÅÄÖ][\wåäö]{0,30}-(?:,? [\wåäö]{1,30}-){0,4} (?:och|samt) )?"
_OF = r"(?: (?:för|i) [a-zåäöA-ZÅÄÖ][\wåäö-]+(?:(?:,| och| samt)? [a-zåäö][\wåäö-]+){0,3})"
_BODY = re.compile(
    rf"(?<![\w-])(?P<name>{_PREFIX}[A-ZÅÄÖa-zåäö][\wåäö/-]{{0,50}}?(?i:{_HEADS})|(?i:{_HEADS}))(?![\w-])"
)
_UNDER = re.compile(
    r"(?<!\w)(?P<name>[A-ZÅÄÖ][\wåäö-]+s (?:arbetsutskott|presidium|personalutskott|beredning))(?:et|n)?\b"
)
_GENERIC = frozenset(word + ending for word, e in BODY_HEADS for ending in ("", e))
# A meeting word that names the body, with the body.
MEETINGS: tuple[tuple[str, str], ...] = (
    (r"styrelse(?:möte|protokoll|sammanträde)", "Styrelsen"),
    (r"(?:extra )?årsmöte(?:sprotokoll|t)?", "Årsmötet"),
    (r"(?:extra )?(?:förenings|års|bolags)stämma(?:n)?", "Stämman"),
    (r"medlemsmöte(?:t)?", "Medlemsmötet"),
)
_TITLE_WORDS = re.compile(
    r"(?i)\b(?:protokoll|minnesanteckning(?:ar)?|mötesanteckning(?:ar)?|anteckning(?:ar)?"
    r"|sammanträdesprotokoll|utdrag|möte|sammanträde"
    r"|minutes|notes|meeting|kallelse)\b"
)
_NAME_AFTER = re.compile(  # "Styrelsemöte Anhörigforum Granvik"
    r"(?i:styrelse|årsmöte|stämm|medlemsmöte)\S*(?: (?:med|för|i|hos|fört vid))? "
    r"(?P<name>[A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+){0,4})"
)
_NO_TITLE = re.compile(
    r"(?i)(?:närvar|medverkande|deltagare|deltog|ledamöter|gäster|plats|övriga|från|punkt|tid|datum"
    r"|kallelse|nästa)\b"
)
_DECIDES = (
    r"(?:beslutar|beslutade|beslöt|ställer sig|noterar|godkänner|ger|uppdrar|antar|fastställer|förordar"
    r"|avslår|tackar)"
)
# What an organisation's name looks like, with a sample.
_CAP = r"(?!(?:Från|Ingen|Varje|Hela|Denna|Alla|För|Till|Vid|Om)\b)[A-ZÅÄÖ][\wåäö-]+"
_SIDE = r"(?:(?:Norra|Södra|Östra|Västra|Mellersta|Nedre|Övre|Nya|Stora|Lilla|Gamla) )?"
_WORD = r"[A-ZÅÄÖ0-9][\wåäö-]*"
_SOCIETIES = "Bostadsrättsföreningen|HSB:s brf|Föreningen|Stiftelsen"
_SOCIETY = "förening|förbund|klubb|kår|församling|stiftelse|samfällighet|sällskap|centrum"
ORGANISATIONS: tuple[tuple[str, str], ...] = (
    (
        rf"{_SIDE}{_CAP}(?: [a-zåäö]{{1,3}})? (?:kommunal|kommun|läns|region)förbund",
        "Norrbygdens kommunalförbund",
    ),
    (rf"Kommunalförbundet {_CAP}", "Kommunalförbundet Norrbygden"),
    (rf"{_SIDE}[A-ZÅÄÖ][a-zåäö]+s?regionen", "Ekdalsregionen"),
    (r"Region [A-ZÅÄÖ][a-zåäö]+(?: [A-ZÅÄÖ][a-zåäö]+)?", "Region Ekdalen"),
    (rf"{_SIDE}{_CAP} (?:kommun|stad|Kommun|Stad)\b", "Sjövikens kommun"),
    (
        rf"(?:Brf|BRF|{_SOCIETIES}) {_CAP}(?: (?!\d{{4}}){_WORD}){{0,4}}",
        "Brf Lyktan",
    ),
    (rf"(?:{_CAP} ){{1,4}}(?:IF|IK|BK|SK|FF|GF|AB|ek\. för\.|ekonomisk förening)(?!\w)", "Ekdals IF"),
    (
        rf"[A-ZÅÄÖ][a-zåäö]+(?:förbundet|föreningen|klubben|stiftelsen|församlingen) {_CAP}",
        "Odlarföreningen Rabatten",
    ),
    (
        rf"(?:{_CAP} ){{0,4}}[A-ZÅÄÖa-zåäö]+(?:{_SOCIETY})(?:en|et)?(?: i {_CAP})?",
        "Ekdals hembygdsförening",
    ),
)
_ORGANISATION = tuple(
    re.compile(rf"(?<![\w-])(?=[A-ZÅÄÖ])(?:{pattern})(?![\w-])") for pattern, _ in ORGANISATIONS
)
_ACRONYM = re.compile(r"[A-ZÅÄÖ]{2,5}")


def find_body(head: Sequence[str], text: str) -> str:
    """The body that met, in the definite form where the text shows it; "" when the text does not say."""
    for line in head[:8]:
        body = _meeting_of(line) or _named_in_title(line)
        if body:
            return _definite(body, text)
    return _most_spoken_of(text)


def _meeting_of(line: str) -> str:
    """The body that a title line names by its kind of meeting ("Styrelsemöte", "Årsmöte"), or ""."""
    if len(line.split()) > 16 or _NO_TITLE.match(line):
        return ""
    return next((body for pattern, body in MEETINGS if re.search(rf"(?i)(?<!\w){pattern}(?!\w)", line)), "")


def find_organisation(head: Sequence[str], attendance: Sequence[Attendee], text: str, body: str) -> str:
    """The organisation behind the body, in full where the text has it so; "" when it does not say."""
    votes: defaultdict[str, float] = defaultdict(float)
    for line in head[:12]:
        for name in _named_owner(line):
            votes[name] += 5
    for name in {attendee.organisation for attendee in attendance if attendee.kind == "staff"}:
        if name and (_ACRONYM.fullmatch(name) or next(_organisations(name), "") == name):
            votes[name] += 6
    if body:
        beside = rf"(?i:{re.escape(body)})(?:/| (?:på |i |inom )?)(?P<org>[A-ZÅÄÖ]{{2,5}})\b"
        for match in re.finditer(beside, text):
            votes[match.group("org")] += 2
    for name, count in Counter(_organisations(text)).items():
        if re.search(r"regionen$|^Region |förbund", name):
            votes[name] += min(count, 8) * 0.5
    acronyms = Counter(re.findall(r"\b[A-ZÅÄÖ]{2,5}(?=\b|s\b|:s\b)", text))
    for name in [name for name in votes if not _ACRONYM.fullmatch(name)]:
        own = sum(count for word, count in acronyms.items() if is_acronym(word, name))
        votes[name] += min(own, 8) * 0.5
    return _winner(votes, text)


def _named_owner(line: str) -> Iterator[str]:
    """Organisations that a title line names; beside "– styrelsemöte" any name is one."""
    if len(line.split()) > 16 or _NO_TITLE.match(line):
        return
    parts = re.split(r"\s[–-]\s|,\s", line)
    if len(parts) == 2 and _meeting_of(parts[1]) and parts[0][0].isupper() and not _meeting_of(parts[0]):
        yield parts[0].strip()
    elif (rest := _NAME_AFTER.fullmatch(_TITLE_WORDS.sub("", line).strip())) and _meeting_of(line):
        yield rest.group("name")
    elif not first_person(line) or _meeting_of(line):
        yield from _organisations(line)


def is_acronym(short: str, long: str) -> bool:
    """Whether ``short`` abbreviates ``long``, compound by compound: "GR" for "Granviksregionen"."""
    parts = re.findall(
        r"[A-ZÅÄÖa-zåäö]+?(?=regionen|region\b|förbund|kommun\b|$|[^\wåäö])|regionen|region|kommunal"
        r"|förbundet|förbund|kommun",
        long,
    )
    initials = "".join(part[0].upper() for part in parts if part)
    return len(short) >= 2 and short.upper() == initials[: len(short)] and len(initials) - len(short) <= 1


def _winner(votes: Mapping[str, float], text: str) -> str:
    """The name with most votes, an acronym giving its votes to its full name; needs at least 2.5."""
    merged: defaultdict[str, float] = defaultdict(float)
    for name, score in votes.items():
        full = next((other for other in votes if other != name and is_acronym(name, other)), name)
        merged[full] += score
    if not merged:
        return ""
    name, score = max(merged.items(), key=lambda pair: pair[1])
    if score < 2.5:
        return ""
    if _ACRONYM.fullmatch(name):
        return next((other for other in _organisations(text) if is_acronym(name, other)), name)
    return name


def _organisations(text: str) -> Iterator[str]:
    """Names of organisations in ``text``, genitives cut to their base where the pattern allows."""
    seen: list[tuple[int, int]] = []
    for pattern in _ORGANISATION:
        for match in pattern.finditer(re.sub(r"regionens\b", "regionen ", text)):
            if not any(low < match.end() and match.start() < high for low, high in seen):
                seen.append(match.span())
                yield match.group()


def _named_in_title(line: str) -> str:
    """The body in a title line, or "". A line of prose or of people is no title."""
    if len(line.split()) > 16 or len(line) > 200 or _NO_TITLE.match(line):
        return ""
    under = _UNDER.search(line)
    if under:
        return under.group("name")
    rest = re.sub(r"(?<=[a-zåäö]{5}[tne])s(?= \w)", "", _TITLE_WORDS.sub("", line))
    for match in _BODY.finditer(rest):
        name = match.group("name")
        if name.lower() in _GENERIC:
            of = re.match(_OF, rest[match.end() :])
            acronym = re.match(r" [A-ZÅÄÖ]{2,}(?:/[A-ZÅÄÖ]{2,})?", rest[match.end() :])
            if of or acronym:
                return name + (of or acronym).group()  # type: ignore[union-attr]
            if len(re.findall(r"[^\W\d]{2,}", rest)) <= 2:  # nothing else stands in the line
                return name
            continue
        return name
    return ""


def _definite(name: str, text: str) -> str:
    """The definite form of a body's name with a capital; "Socialnätverk" becomes "Socialnätverket"."""
    for word, ending in BODY_HEADS:
        if ending and not _UNDER.fullmatch(name) and name.lower().endswith(word):
            name = name + ending
            break
    if name.isupper():
        name = name.lower()
    same = Counter(match.group() for match in re.finditer(re.escape(name), text, re.IGNORECASE))
    spelt = next((form for form, _ in same.most_common() if not form.isupper()), name)
    return spelt[0].upper() + spelt[1:]


def _most_spoken_of(text: str) -> str:
    """The body that decides and is spoken of most; a bare "nätverket" needs a name behind it."""
    votes: Counter[str] = Counter()
    for match in _BODY.finditer(text):
        name = match.group("name")
        key = name[0].upper() + name[1:]
        votes[key] += 1
        if re.match(rf"(?:/\w+| [A-ZÅÄÖ]{{2,}})? {_DECIDES}\b", text[match.end() :]):
            votes[key] += 2
    definite = Counter(
        {name: score for name, score in votes.items() if re.search(r"(?:et|en|n|fullmäktige)$", name)}
    )
    if not definite:
        return ""
    (best, score), *others = definite.most_common(2)
    if best.lower() in _GENERIC:
        named: Counter[str] = Counter(
            re.findall(rf"(?i:{best}) (?:[A-ZÅÄÖ]{{2,}}(?:/[A-ZÅÄÖ]{{2,}})?)(?=\W)", text)
        )
        if named:
            name = named.most_common(1)[0][0]
            return name[0].upper() + name[1:]
        if best.lower() not in {"styrelsen", "direktionen", "kommunfullmäktige"}:
            return ""
    if score < 3 or (others and others[0][1] * 1.5 > score and others[0][0].lower() not in _GENERIC):
        return ""
    return best
