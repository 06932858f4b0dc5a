"""Which body met, from what the minutes say of themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.lexicon import has_finite_verb
from index.organisations import named_organisations
from index.titles import TitleLine, title_lines

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
# Heads that name a body only as the end of a longer word in a title line: "referensgrupp".
_TITLE_HEADS = (*BODY_HEADS, ("grupp", "en"), ("organ", "et"))
_HEADS = "|".join(f"{word}(?:{ending})?" if ending else word for word, ending in BODY_HEADS)
_PREFIX = r"(?:[A-ZÅÄÖ][\wåäö]{0,30}-(?:,? [\wåäö]{1,30}-){0,4} (?:och|samt) )?"
_OF = r"(?: (?:för|i) [a-zåäöA-ZÅÄÖ][\wåäö-]+(?:(?:,| och| samt)? [a-zåäö][\wåäö-]+){0,3})"
_BODY = re.compile(
    rf"(?<![\w-])(?P<name>{_PREFIX}[A-ZÅÄÖa-zåäö][\wåäö/-]{{0,50}}?(?i:{_HEADS})|(?i:{_HEADS}))(?![\w-])"
)
_UNDER = re.compile(
    rf"(?<!\w)(?P<name>(?:{_PREFIX}[a-zåäö]|[A-ZÅÄÖ])[\wåäö-]+s "
    r"(?:[a-zåäö]*utskott|presidium|beredning|ledningsgrupp|styrgrupp))(?:et|en|n)?\b"
)
_TITLED = re.compile(  # the same in a title line, where any "...grupp" may be a body
    rf"(?<![\w-])(?P<name>{_PREFIX}(?!grupp)[A-ZÅÄÖa-zåäö][\wåäö/-]{{0,50}}?"
    rf"(?i:{_HEADS}|grupp(?:en)?|organ(?:et)?)|(?i:{_HEADS}))(?![\w-])"
)
_GENERIC = frozenset(word + ending for word, e in BODY_HEADS for ending in ("", e))
# A meeting word that names the body, with the body.
MEETINGS: tuple[tuple[str, str], ...] = (
    (r"styrelse(?:möte|protokoll|sammanträde)", "Styrelsen"),
    (r"(?:extra )?årsmöte(?:sprotokoll|t)?", "Årsmötet"),
    (r"(?:extra )?(?:förenings|års|bolags)stämma(?:n)?", "Stämman"),
    (r"medlemsmöte(?:t)?", "Medlemsmötet"),
)
_FOR = r" för [a-zåäö][\wåäö-]+(?:(?:,| och| samt) [a-zåäö][\wåäö-]+){0,2}"
COMPOUND = re.compile(
    rf"(?i)(?<![\w-])(?P<name>[\w-]*?(?:{_HEADS}))s?(?:möte|sammanträde|träff|protokoll|anteckning)[a-zåäö]*"
)
_CALLED = re.compile(  # "chefsmöte", "Arbetsplatsträff", but no "distansmöte"
    r"(?i)(?<![\w-])(?!(?:nätverk|distans|teams|extra|digital|arbets|upp?starts?|höst|vår|start)s?(?:möte|träff))"
    r"(?P<name>[a-zåäö]{3,}(?:möte|träff))(?![\w-])"
)
_OTHER_WORDS = re.compile(r"(?<![^\W\d])(?!(?:med|för|i|vid|från|av|hos|den)(?!\w))[^\W\d]{2,}")
_PROJECT = re.compile(r"Projekt(?:et)? (?P<name>[A-ZÅÄÖ].*)")
_ACRONYMS = r" [A-ZÅÄÖ]{2,}(?:/[A-ZÅÄÖ]{2,})?(?!\w)"
_QUALIFIER = re.compile(  # " funktionsstöd", " kommunal hälso- och sjukvård", " Gemensamt kontaktcenter"
    r" (?:[a-zåäö][\wåäö-]{2,}(?:,? (?:[a-zåäö][\wåäö-]*|–)){0,6}"
    r"|[A-ZÅÄÖ][a-zåäö][\wåäö-]*(?: (?:[A-ZÅÄÖa-zåäö][\wåäö-]+|&)){0,4})(?=$|[,|(])"
)
_NO_QUALIFIER = re.compile(
    r"(?i) (?:internat|konferens|dagar|dag|nästa|extra|ordinarie|via|för|samt|och|hos|från|som|med|vid)\b"
)
_ADJECTIVE = re.compile(
    r"(?<![\w-])(?:[A-ZÅÄÖ][a-zåäö]+(?:a|t|nde)(?: [a-zåäö]+nde)?|Lokal|Central|Regional|Gemensam|Kommunal"
    r"|Social|kommunala|lokala|regionala|gemensamma|centrala) $"
)
_NO_ADJECTIVE = re.compile(r"(?:Extra|Ordinarie|Nästa|Första|Andra|Från|Alla|Ett|Samma)\b")
_AS_WRITTEN = re.compile(rf"{_UNDER.pattern}$|[A-ZÅÄÖ][a-zåäö]+[tlm] [a-zåäö]")  # no definite form of its own
_DECIDES = (
    r"(?:beslutar|beslutade|beslöt|ställer sig|noterar|godkänner|ger|uppdrar|antar|fastställer|förordar"
    r"|avslår|tackar)"
)


def find_body(head: Sequence[str], text: str) -> str:
    """The body that met, in the definite form where the text shows it; "" when the text does not say.

    A title line says it, with what the body is for ("Chefsnätverk funktionsstöd"); else the kind of
    meeting ("styrgruppsmöte") beside a project's name; else whom the text lets decide.
    """
    titles = title_lines(head, text)
    for at, title in enumerate(titles):
        body = meeting_of(title.line) or body_in(title.rest)
        if body:
            alone = any(body_in(other.rest) == body for other in titles[:at] + titles[at + 1 :])
            qualified = "" if alone else _qualified(body, title.rest)
            return qualified or _definite(body, text)
    meeting, named = _of_meeting(titles, text)
    return (meeting if named else "") or _most_spoken_of(text) or meeting or _meeting_itself(titles)


def meeting_of(line: str) -> str:
    """The body that a title line names by its kind of meeting ("Styrelsemöte", "Årsmötet"), or ""."""
    return next((body for pattern, body in MEETINGS if re.search(rf"(?i)(?<!\w){pattern}(?!\w)", line)), "")


def body_in(rest: str) -> str:
    """The body that a title line's names hold, as written, or ""."""
    under = _UNDER.search(rest)
    if under:
        return under.group("name")
    rest = _without_organisations(re.sub(r"(?<=[a-zåäö]{5}[tne])s(?= \w)", "", rest))
    if (
        rest.endswith("s") and " " not in rest and rest[:-1].lower() not in _GENERIC
    ):  # "Patientnämndens protokoll"
        rest = rest[:-1]
    for match in _TITLED.finditer(rest):
        name = match.group("name")
        of = re.match(_OF, rest[match.end() :]) or re.match(_ACRONYMS, rest[match.end() :])
        if name.lower() not in _GENERIC:
            matter = (
                re.match(_FOR, rest[match.end() :])
                if re.search(r"(?:grupp|råd|nätverk)(?:en|et)?$", name)
                else None
            )
            return _adjective(rest, match) + name + (matter.group() if matter else "")
        if of:
            return _adjective(rest, match) + name + of.group()
        if _adjective(rest, match) or _qualifier(rest[match.end() :]):
            return _adjective(rest, match) + name
        if len(_OTHER_WORDS.findall(rest)) <= 2:  # nothing else stands in the line
            return name
    return ""


def _without_organisations(rest: str) -> str:
    for name in named_organisations(rest):
        if not _BODY.search(name):
            rest = re.sub(rf"\s*{re.escape(name)}", "|", rest)
    return rest


def _adjective(rest: str, match: re.Match[str]) -> str:
    """The adjective that begins a body's name: "Kommunala " before "pensionärsrådet"; "" without one."""
    before = _ADJECTIVE.search(rest[: match.start()])
    if not before or not match.group("name")[0].islower() or _NO_ADJECTIVE.match(before.group()):
        return ""
    return before.group()


def _qualified(body: str, rest: str) -> str:
    """The body with what it is for, as written beside it; "" where nothing is."""
    at = rest.lower().find(body.lower())
    after = _qualifier(_without_organisations(rest[at + len(body) :])) if at >= 0 else ""
    return body[0].upper() + body[1:] + after if after else ""


def _qualifier(after: str) -> str:
    """The name or noun that follows a body's word ("funktionsstöd", "Gemensamt kontaktcenter"), or ""."""
    match = _QUALIFIER.match(after)
    if not match or has_finite_verb(after) or _NO_QUALIFIER.match(match.group()):
        return ""
    return re.sub(r"(?: (?:och|samt|i|på|för|–))+$", "", match.group().rstrip(" ,–"))


def _of_meeting(titles: Sequence[TitleLine], text: str) -> tuple[str, bool]:
    """The body whose meeting a title line names ("styrgruppsmöte"); True where its matter is said too."""
    for title in titles:
        match = COMPOUND.search(title.rest) or COMPOUND.search(title.line)
        if match:
            after = match.string[match.end() :]
            project = next((found.group("name") for one in titles if (found := _PROJECT.match(one.rest))), "")
            of = re.match(_OF, after) or re.match(_ACRONYMS, after)
            what = of.group() if of else _qualifier(_without_organisations(after)) or f" {project}".rstrip()
            return _definite(match.group("name"), text) + what, bool(what)
    return "", False


def _meeting_itself(titles: Sequence[TitleLine]) -> str:
    """A meeting that is called by who meet ("Chefsmöte"), in the definite form; "" where no title says so."""
    for title in titles:
        match = _CALLED.search(title.rest)
        if match:
            name = match.group("name").lower()
            return name[0].upper() + name[1:] + ("en" if name.endswith("träff") else "t")
    return ""


def _definite(name: str, text: str) -> str:
    """The definite form of a body's name with a capital; "Socialnätverk" becomes "Socialnätverket"."""
    name = name.lower() if name.isupper() else name
    for word, ending in _TITLE_HEADS:
        if ending and not _AS_WRITTEN.match(name) and name.lower().endswith(word):
            name = name + ending
            break
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
