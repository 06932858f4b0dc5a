"""Who is to do what by when, as the minutes say it: found by code, every cell verbatim. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.lexicon import has_finite_verb
from index.people import is_person
from rag.summary.choosing import likeness
from rag.summary.material import ItemMaterial, Sentence
from rag.summary.times import when_in
from rag.wording import term_set


@dataclass(frozen=True, slots=True)
class Commitment:
    """``who`` "" where nobody is named; ``when`` "" where no time is; all stand in ``sentence.text``."""

    who: str
    what: str
    when: str
    material: ItemMaterial
    sentence: Sentence


_BODIES = (
    "nätverke[tn]|nätverken|gruppen|grupp|cheferna|chefen|chef|kommunerna|kommunen|kommuner|kommun|förbundet"
    "|kansliet|ordföranden?|sekreteraren?|strategen?|strateg|ledaren?|samordnaren?|handläggaren?|förvaltningen"
    "|förvaltningschef|nämnden|styrelsen|utskottet|rådet|råd|enheten|teamet|direktören?|direktionen|ombudet|ombud"
    "|representanten?|representanterna|ledamöterna|ledamot|deltagarna|medlemmarna|medlem|centrum|byrån|regionen"
    "|myndigheten|skolan|föreningen|presidiet|verket|konsortiet|kontoret|controllern?|ekonomen?|juristen?|utredaren?"
    "|tjänstepersonen|tjänstepersonerna|sköterskan?|kommittén|beredningen|socialcheferna|personalen|kassören?"
)
_WORD = r"[\w/&:-]+"
_NAMED = rf"[A-ZÅÄÖ]{_WORD}"
_LIST = rf"{_NAMED}(?: (?:och |samt )?{_WORD}){{0,6}}?"
_REST = r"[^;]+)"
_TASK = rf"(?P<what>{_REST}"
_DOES = (
    "beställer|ringer|skaffar|arrangerar|återkommer|inkommer|tar fram|tar med|tar kontakt"
    "|sammanställer|undersöker|utreder|kontaktar|bokar|bjuder in|kallar|åtar sig|skickar ut"
    "|skickar|mejlar|distribuerar|påminner|ser över|ser till|håller i|tar på sig|bevakar"
    "|förbereder|uppdaterar|samlar in|inventerar|följer upp|meddelar|lämnar (?:in|förslag)"
    "|stämmer av"
)
_DOES_BY = (
    "lämnar|skriver|redovisar|utser|rapporterar|presenterar|svarar|gör|kartlägger|beskriver"
    "|tar upp|ordnar|delar|anmäler|betalar|redogör|besöker|tecknar|anordnar|publicerar|översätter"
    "|godkänner"
)
_BY = "senast|före|innan|till nästa|till mötet|inför"
_PASSIVE = (
    "skickas|bjudas in|delges|kompletteras|tas upp|återkomma|redovisas|presenteras|sändas ut|skrivas ut"
)
_START = "^"
_ALSO = "(?: (?:därför|även|också|vidare|nu|sedan|gemensamt))?"
# How minutes lay a task on somebody, with a sample. Groups: who, what. The first row that fits counts.
WAYS: tuple[tuple[str, str], ...] = (
    (
        (
            rf"(?P<who>{_LIST}){_ALSO} (?:uppdras|uppdrogs|fick i uppdrag|får{_ALSO} i uppdrag|får uppdraget"
            rf"|ges i uppdrag|ombeds|uppmanas)(?: \w+)? att {_TASK}"
        ),
        "Kansliet uppdras att ta fram ett förslag.",
    ),
    (rf"(?P<who>{_LIST}) ombeds (?!att){_TASK}", "Representanter ombeds vara värdar."),
    (
        rf"(?P<who>{_LIST}) har fått (?:i )?uppdrag(?:et)?\b[^.]{{0,90}}? att {_TASK}",
        "GR har fått uppdrag att bjuda in",
    ),
    (
        rf"\b(?:uppdra(?:r|s|ga)?|uppdrog)(?: \w+)? åt (?P<who>{_WORD}(?: {_WORD}){{0,4}}?) att {_TASK}",
        "Nämnden uppdrar åt förvaltningen att utreda",
    ),
    (
        rf"\b(?:ger|gav)(?: även)? (?P<who>{_WORD}(?: {_WORD}){{0,4}}?) i uppdrag att {_TASK}",
        "Nätverket ger rådet i uppdrag att utveckla",
    ),
    (rf"(?P<who>{_LIST}) (?P<what>utse(?:s|des)(?: som| till| att)\b[^;]+)", "Ada Ek utses som representant"),
    (
        rf"{_START}(?P<who>De som [^.;]{{5,90}}?) (?P<what>(?:meddelar|anmäler|kontaktar|skickar)\b[^;]+)",
        "De som inte kan komma meddelar kansliet",
    ),
    (rf"{_START}(?P<who>{_LIST}) (?P<what>(?:ska|skall) {_REST}", "Kommunerna ska utse en kontaktperson"),
    (rf"{_START}(?P<who>{_LIST}) kommer att {_TASK}", "Projektgruppen kommer att sammanfatta"),
    (
        rf"(?:, | men | samt )(?P<who>{_WORD}(?: {_WORD}){{0,1}}?) (?P<what>(?:ska|skall) {_REST}",
        "medel finns, kansliet ska undersöka",
    ),
    (
        rf"\bkommer (?P<who>{_WORD}(?: {_WORD}){{0,3}}?) att {_TASK}",
        "Inför mötet kommer kansliet att formulera",
    ),
    (
        rf"\b(?:ska|skall) (?P<who>{_WORD}(?: {_WORD}){{0,2}}?) (?!med |som |på |utan ){_TASK}",
        "Under våren ska kansliet ta fram",
    ),
    (rf"{_START}(?P<who>{_LIST}){_ALSO} (?P<what>(?:{_DOES})\b[^;]+)", "Kansliet återkommer med ett förslag"),
    (
        rf"{_START}(?P<who>{_LIST}){_ALSO} (?P<what>(?:{_DOES_BY})\b[^;]*\b(?:{_BY})\b[^;]*)",
        "Ada skriver till nämnden före maj",
    ),
)
_WAYS = tuple(re.compile(pattern) for pattern, _ in WAYS)
_NEEDS_AGENT = range(7, len(_WAYS))
_NARRATED = len(_WAYS) - 2
_NOBODY = re.compile(
    rf"{_START}(?P<what>(?:En|Ett|Den|Det|Särskil[dt]|Mer|Vidare|Frågan|Punkten|{_NAMED})\b[^.;]{{0,70}}?"
    rf" kommer(?: att)? (?:{_PASSIVE})\b[^;]*)"
)
_REQUEST = re.compile(
    r"^(?P<what>(?:Ta kontakt|Kontakta|Meddela|Anmäl|Skicka|Mejla|Maila|Återkom|Hör av|Se (?:gärna )?över"
    r"|Fyll i|Svara)\b[^;]+)"
)
_AGENT_END = re.compile(rf"(?i)(?:^|[\w-])(?:{_BODIES})$")
_ACRONYM = re.compile(r"[A-ZÅÄÖ]{2,6}(?:/[A-ZÅÄÖ]{2,6})?")
_EVERYBODY = re.compile(
    r"(?i)(?:alla|samtliga|varje|respektive|var och en|vi|den som|de som|representanter)\b"
)
_EARLIER = re.compile(r"(?i)\b(?:har tidigare|tidigare fått|mandat|skulle|ska inte|skall inte|kommer inte)\b")
_RECEIVES = re.compile(
    r"(?i)(?:(?:ska|skall) )?(?:få|vara|bli|ha|behöva|kunna|finnas|ske|även|också)\b(?! (?:värd|seminarie))"
)
_DONE_TO = re.compile(r"(?i)(?:(?:ska|skall) )?(?!be|ge|le|tas med)\w{3,}(?<!hj)as\b")
_REPORTS = re.compile(r"(?:\w+)(?: om)? (?:att|hur|vilka|vad)\b|(?:anmäler|påminner) (?:en fråga|om)\b")
_CLAUSE = re.compile(r"(?i)\b(?:som|har|är|att|hur|vad|om|det|detta|man)\b")
_A_NAME = re.compile(r"[A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+){0,2}")
MOST_CELLS = 6
_SEEN = 0.8


def commitments(items: Sequence[ItemMaterial]) -> tuple[Commitment, ...]:
    """Every task laid on somebody in the items, in text order; one told twice in an item counts once.

    A decision's wording wins over the running text's.
    """
    return tuple(found for item in items for found in _of_item(item))


def _of_item(item: ItemMaterial) -> Iterator[Commitment]:
    found = [one for sentence in item.sentences if (one := find_commitment(item, sentence))]
    kept: list[Commitment] = []
    for one in sorted(found, key=lambda one: not one.sentence.decided):
        terms = term_set(one.what)
        if not any(likeness(terms, term_set(other.what)) >= _SEEN for other in kept):
            kept.append(one)
    yield from sorted(kept, key=lambda one: one.sentence.start)


def find_commitment(item: ItemMaterial, sentence: Sentence) -> Commitment | None:
    """The task that a sentence lays on somebody, or None."""
    text = sentence.text
    if "|" in text:
        return _of_row(item, sentence)
    if text.endswith("?") or _EARLIER.search(text):
        return None
    for n, way in enumerate(_WAYS):
        match = way.search(text)
        if match and (n not in _NEEDS_AGENT or _acts(match["who"], sentence, n)):
            if _RECEIVES.match(match["what"]) or (n >= _NARRATED and _REPORTS.match(match["what"])):
                return None
            if _DONE_TO.match(match["what"]):
                return _made(item, sentence, "", text)
            return _made(item, sentence, match["who"], match["what"])
    match = _REQUEST.match(text) or _NOBODY.match(text)
    return _made(item, sentence, "", match["what"]) if match else None


def _acts(who: str, sentence: Sentence, way: int) -> bool:
    """Whether ``who`` acts; where a decision says what somebody does, a name alone is enough."""
    return is_agent(who) or (way >= _NARRATED and sentence.decided and _A_NAME.fullmatch(who) is not None)


def _of_row(item: ItemMaterial, sentence: Sentence) -> Commitment | None:
    """The task in a row of an action list ("2 | Tidplan | Kansliet | nästa möte"), or None."""
    cells = [cell.strip() for cell in sentence.text.strip(" |").split("|")]
    if not MOST_CELLS >= len(cells) >= 3:
        return None
    whens = [cell for cell in cells if when_in(cell) and len(cell.split()) <= 4]
    whos = [cell for cell in cells if cell not in whens and (is_agent(cell) or _A_NAME.fullmatch(cell))]
    tasks = [cell for cell in cells if cell not in whens and len(cell.split()) >= 2 and cell not in whos[-1:]]
    if not tasks or not whos:
        return None
    return Commitment(whos[-1], max(tasks, key=len), whens[-1] if whens else "", item, sentence)


def is_agent(who: str) -> bool:
    """Whether a noun phrase names somebody who can act: a person, a role, a body, an acronym."""
    words = who.split()
    if not words or ((_CLAUSE.search(who) or has_finite_verb(who)) and not _EVERYBODY.match(who)):
        return False
    names = re.split(r" och | samt |, ", who)
    return bool(
        _EVERYBODY.match(who)
        or _AGENT_END.search(words[-1])
        or _AGENT_END.search(words[0])
        or _ACRONYM.fullmatch(words[0])
        or any(is_person(name) for name in names)
        or (len(names) == 2 and all(re.fullmatch(r"[A-ZÅÄÖ][a-zåäöé]{2,}", name) for name in names))
    )


def _made(item: ItemMaterial, sentence: Sentence, who: str, what: str) -> Commitment:
    task = what.strip().rstrip(".")
    return Commitment(who.strip(), task, when_in(task) or when_in(sentence.text), item, sentence)
