"""Does a sentence hold what a question leaves open: an amount, a number of things, a day, a name?

What the question says itself ("i mars 2022", "Lindhaga") fills nothing. Pure functions.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.acronyms import GENERAL
from index.people import NAME, is_person
from rag.facts import Number, capitals, name_forms, numbers
from rag.focus import is_verb
from rag.municipalities import MUNICIPALITIES
from rag.signals import AMOUNT, DATE, DURATION, Kind, learned_places, places
from rag.times import tells_when
from rag.wording import term_set

_HEAD = re.compile(r"(?i)\b(?:hur många|hur stort antal|antalet|antal)\s+(?P<words>(?:[\w-]+ ?){1,3})")
_SEVERAL = re.compile(
    r"(?i)\bvilka (?:är |var |blev )?(?:de |dom )?(?:[\w:]+s )?(?:övriga |andra |resterande )?"
    r"(?P<number>båda|bägge|två|tre|fyra|fem|sex|sju|åtta|nio|tio|\d+)\b"
)
_CHOSEN = re.compile(  # "vilket företag", or as a keyword: "leverantör trygghetslarm"
    r"(?i)\b(?:vilke[nt]|vilka)(?: är| blev| blir)?(?: den| de)? (?:\w+ ){0,2}\w*(?:företag|leverantör"
    r"|bolag|firma|myndighet"
    r"|skola|universitet|förening|hotell|konsult|entreprenör|utförare|anbudsgivare|stiftelse"
    r"|organisation|byrå)"
    r"(?:en|et|n|er|ar|or|na|erna|arna)?\b"
    r"|\bvad (?:heter|hette) (?:den )?\w*(?:leverantör|entreprenör|företag|bolag|firma)\w*"
    r"|^(?=[^?]*$)(?!.*\b(?:vad|vem|vilk\w+|hur|när|var|varför)\b).*\b(?:leverantör|entreprenör"
    r"|konsultbolag|utförare)(?:en|ens|er|ers|erna)?\b"
)
_IN_ROLE = re.compile(  # "Farid (sammankallande)", "Ansvarig: Farid"
    r"\b(?P<before>[A-ZÅÄÖ][a-zåäöé]+) \([a-zåäö][^)\d]*\)"
    r"|(?i:ansvarig\w*|sekreterare|ordförande|föredragande|kontakt\w*|pennan): (?P<after>[A-ZÅÄÖ][a-zåäöé]+)"
)
_TO_HIM = re.compile(  # "Frågor mejlas till Farid"
    r"\b(?i:(?:mejl|mail|ring|meddel|anmäl|hör|kontakt|skick|lämna|vänd)\w* (?:[\wåäö]+ ){0,2}till"
    r"|kontakt med)"
    r" ([A-ZÅÄÖ][a-zåäöé]{2,})(?![\w-])"
)
_ALONE = re.compile(r"[,;] ([A-ZÅÄÖ][a-zåäöé]{2,}) (?:är|blir|tar)\b")
_INITIALS = re.compile(  # "MB tar fram en rutin"
    r"\b([A-ZÅÄÖ]{2,3}) (?:tar|ska|gör|återkommer|kontaktar|skriver|ansvarar|undersöker|bjuder|ringer)\b"
)
_LABEL = re.compile(r"(?i)(?:§|\b(?:punkt|bilaga|sida|nr|kl\.?|vecka|v\.?|dnr \S*)|/) ?$")
_ANYONE = re.compile(  # who may be a municipality or a body
    r"(?i)part\b|värd\w*|\bbetala\w*|\bfinansiera\w*|\bäge?r|\butför\w*|\bdriv\w*|huvudman|arbetsgivare"
    r"|\bbeslut\w*"
    r"|\bavgör\w*|\bgör\b|\bsköt\w*|\btäck\w*|\bstår för\b|\btar hand\b|\bbygg\w*|\bbestäm\w*"
    r"|\b(?:jobba|arbeta)r? vidare\b|\bkallar samman\b|\bsammankallar\b|\bhåller i\b"
)
_BY_NAME = re.compile(r"(?i)\b(?:vad heter|vad hette|namnet)\b")  # no body will do
_PARTY = re.compile(  # "Regionen tar kostnaden"
    r"(?i)\b(?:region|kommun|stat|förbund|nämnd|styrels|kansli|förvaltning|förening|bolag|skol"
    r"|\w*(?:råd|grupp|nätverk))(?:en|et"
    r"|erna|n)\b"
)
_SHARE = re.compile(r"(?i)\b(?:procent|\w+grad|tjänsteomfattning|andel\w*|hur stor del)\b")
_COST = re.compile(r"(?i)\b(?:kosta|kostnad|pris(?:et)?\b)\w*")
_GRANT = re.compile(r"(?i)\b\w*(?:bidrag|medel\b|medlen\b|anslag|tilldela|fördela|statlig)\w*")
_COST_TOLD = re.compile(
    r"(?i)\b\w*(?:kosta|kostnad|pris\b|priset|avgift|betala|debitera|ersättning|hyra|per )\w*"
)
_POST = re.compile(r"(?i)\b\w+(?:grad|omfattning)(?:en)?\b")
_POST_TOLD = re.compile(r"(?i)\b(?:heltid|halvtid)\w*\b")
_OF_THEM = re.compile(r"(?i)\bhur många av\b")
_SHARES = re.compile(
    r"(?i)\d+(?:[.,]\d+)? ?(?:%|procent)|\b\d+/\d+ av\b"
    r"|\b(?:häl(?:ften|vten)|halva?|(?!medel|fördel|nackdel)\w+(?:delar|del)"
    r"|samtliga|alla|ingen|\d+ av \d+)\b"
)
_CHANGE = re.compile(r"(?i)\b(?:öka|ökn|minska|höj|sänk|sjunk|sjönk|stig|fördyr|dyrare|billigare)\w*")
_OF_MONEY = re.compile(  # "hur mycket av pengarna": a share is an answer
    r"(?i)\bhur (?:mycket|mkt|mkket|stor del|stora delar)\b.*\bav (?:de |den |det |årets )?[\wåäö-]*"
    r"(?:pengar|medl|anslag|bidrag|budget|potten|summan|belopp)"
)
_SPAN = re.compile(r"(?i)\bhur många (?:år|månader|veckor|dagar)\b")
_TIMES = re.compile(r"(?i)\s*(?:ggr|gånger|gång|st|stycken|tillfällen)\b")
_PERCENT = re.compile(r"(?i)(?:%|procent)$")
_MONEY = re.compile(
    r"(?i)\b\w*(?:kosta|kostnad|avgift|pris(?:et)?\b|lön(?:en)?\b|hyra|belopp|summa|budget|dyr"
    r"|ersättning|bidrag"
    r"|medel\b|anslag|betala|pengar|tjäna)\w*"
)
_DEFINITE = re.compile(  # "vid stationen", "på biblioteket", "fem ställen: kyrkan"
    r"(?:\b(?:vid|på|hos|utanför|bredvid|intill)|ställen:) ([a-zåäö]{4,}(?:en|et|an))\b"
)
_REGION = re.compile(r"(?i)(?:regionen|region|län|länet|förbund|förbundet|bygden|nätverket)s?$")
_NEXT = re.compile(r"\s*(?P<word>[^\W\d_][\w-]*)")


SLIP_LIKENESS = 0.85
"""Likeness (0..1) from which a counted thing is the one asked for with a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it says itself, which cannot be its own answer.

    ``places`` and ``people`` are single names that the passages found use as such.
    """

    text: str
    terms: frozenset[str]
    places: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    @property
    def several(self) -> int:
        """How many things "vilka tre" wants; 1 where no number is told."""
        told = _SEVERAL.search(self.text)
        counted = numbers(told["number"]) if told else ()
        return int(counted[0].value) if counted else 2 if told else 1  # "båda" is no number

    def new(self, text: str) -> bool:
        """Whether a stretch of text says anything that the question does not."""
        found = term_set(text)
        return not found <= self.terms if found else text.lower() not in self.text.lower()


def asked_for(question: str, texts: Sequence[str] = ()) -> Asked:
    """What fillers are held against; ``texts`` are the passages found, which teach names."""
    people = {
        name
        for text in texts
        for match in NAME.finditer(text)
        if is_person(match.group())
        for name in match.group().split()[:1]
    }
    return Asked(question, term_set(question), learned_places(texts), frozenset(people))


def fills(kind: Kind, question: Asked, text: str) -> bool:
    """Whether ``text`` holds something new of the kind asked for; True for kinds without surface signs."""
    return _FILLERS[kind](question, text) if kind in _FILLERS else True


def chooses(question: str) -> bool:
    """Whether a company or the like is asked for by "vilket företag"."""
    return bool(_CHOSEN.search(question))


def names_something(question: Asked, text: str) -> bool:
    """Whether a capital name that is neither person nor place nor in the question stands in ``text``."""
    people = " ".join(match.group() for match in NAME.finditer(text) if is_person(match.group()))
    known = {*map(str.lower, people.split()), *(name.lower() for name in MUNICIPALITIES)}
    known |= {place.lower() for place in question.places}
    return any(
        not name.initial and question.new(name.text) and not name_forms(name.text) & known
        for name in capitals(text)
    )


def _amount(question: Asked, text: str) -> bool:
    """A sum; a share where one is asked for; any number with a unit where no money is spoken of."""
    if _POST.search(question.text) and _POST_TOLD.search(text):
        return True
    if _SHARE.search(question.text):
        return any(_told_new(question, match.group()) for match in _SHARES.finditer(text))
    cost = _COST.search(question.text) and not _GRANT.search(question.text)
    if cost and _GRANT.search(text) and not _COST_TOLD.search(text):  # a grant is no price
        return False
    money = bool(_MONEY.search(question.text)) and not (
        _CHANGE.search(question.text) or _OF_MONEY.search(question.text)
    )
    sums = (match.group() for match in AMOUNT.finditer(text))
    if any(question.new(told) and not (money and _PERCENT.search(told)) for told in sums):
        return True
    return not _MONEY.search(question.text) and _quantity(question, text)


def _quantity(question: Asked, text: str) -> bool:
    """ "Hur stor" and "hur lång" are also answered by a number with a unit."""
    wide = re.search(r"(?i)\b(?:stora?|stort|lång\w*|andel|mycket)\b", question.text)
    return bool(wide) and any(
        number.unit and _told_new(question, text[number.start : number.end]) for number in numbers(text)
    )


def _count(question: Asked, text: str) -> bool:
    """A number of just those things: "Socialsekreterare i tre kommuner" tells not how many of them."""
    if _OF_THEM.search(question.text) and any(_told_new(question, one) for one in _SHARES.findall(text)):
        return True
    if _SPAN.search(question.text) and any(_told_new(question, one) for one in DURATION.findall(text)):
        return True
    asked = _HEAD.search(question.text)
    words = asked["words"].split() if asked else []
    wanted = term_set(" ".join(word for word in words if not is_verb(word.lower())))
    for number in numbers(text):
        if not _told_new(question, text[number.start : number.end]) or is_label(number, text):
            continue
        if re.match(r"[-–]\d", text[number.end :]):  # "22-23 maj"
            continue
        if number.unit == "kr" or (number.unit == "%" and "procent" not in question.text):
            continue
        following = _NEXT.match(text, number.end)
        counted = term_set(" ".join(text[number.end :].split()[:3]))
        times = _TIMES.match(text, number.end)  # "konsortiemöten 4 ggr/år"
        another = following and not times and term_set(following["word"]) and not _alike(counted, wanted)
        if not another or not wanted & term_set(text):
            return True
    return False


def _alike(counted: frozenset[str], wanted: frozenset[str]) -> bool:
    """Whether two sets of terms share one, a slip of the pen allowed ("komuner")."""
    return bool(counted & wanted) or any(
        difflib.get_close_matches(term, wanted, 1, SLIP_LIKENESS) for term in counted
    )


def is_label(number: Number, text: str) -> bool:
    """Whether a number is a year, or only labels an item, a page or an hour."""
    if 1900 <= number.value < 2100 and not number.unit:
        return True
    before, after = text[: number.start], text[number.end :]
    return bool(_LABEL.search(before)) or (not before.strip(" \t-–•*") and after[:2] in (") ", ". "))


def _told_new(question: Asked, written: str) -> bool:
    return not re.search(rf"(?<!\w){re.escape(written)}(?!\w)", question.text)


def _date(question: Asked, text: str) -> bool:
    return tells_when(question.text, question.new, text)


def _duration(question: Asked, text: str) -> bool:
    """How long: a length of time, or until when."""
    return any(question.new(match.group()) for end in (DURATION, DATE) for match in end.finditer(text))


def tells_to_whom(text: str) -> bool:
    """Whether ``text`` says by name whom to turn to: "Frågor mejlas till Farid"."""
    return any(name not in MUNICIPALITIES for name in _TO_HIM.findall(text))


def names_person(question: Asked, text: str) -> bool:
    """Whether ``text`` gives a person's whole name that the question does not."""
    return any(question.new(name) for name in _whole_names(text))


def _whole_names(text: str) -> list[str]:
    return [match.group() for match in NAME.finditer(text) if is_person(match.group())]


def _person(question: Asked, text: str) -> bool:
    full = _whole_names(text)
    single = [name.text for name in capitals(text) if name.text in question.people - question.places]
    single += [
        name for name in _ALONE.findall(text) if name not in question.places and name not in MUNICIPALITIES
    ]
    single += [name for name in _TO_HIM.findall(text) if name not in MUNICIPALITIES]
    single += [match["before"] or match["after"] for match in _IN_ROLE.finditer(text)]
    single += [short for short in _INITIALS.findall(text) if short not in GENERAL]
    if _ANYONE.search(question.text) and not _BY_NAME.search(question.text):
        single += _new_places(question, text)
        single += _PARTY.findall(text)
    return any(question.new(name) for name in (*full, *single))


def _municipality(question: Asked, text: str) -> bool:
    places_ = [name for name in _new_places(question, text) if not _REGION.search(name)]
    return len(places_) >= question.several


def _place(question: Asked, text: str) -> bool:
    """A place by its name, or a definite thing to be at ("stationen") that the question does not say."""
    named = (name for name in _new_places(question, text) if re.search(rf"\b{name}s?\b(?!-)", text))
    return any(named) or any(question.new(word) for word in _DEFINITE.findall(text))


def _new_places(question: Asked, text: str) -> frozenset[str]:
    learned = (name for name in question.places if re.search(rf"\b{name}s?\b", text))
    return frozenset(name for name in (*places(text), *learned) if question.new(name))


_FILLERS: Mapping[Kind, Callable[[Asked, str], bool]] = {
    "amount": _amount,
    "count": _count,
    "duration": _duration,
    "date": _date,
    "person": _person,
    "municipality": _municipality,
    "place": _place,
}
