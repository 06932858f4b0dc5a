"""When something is to happen, as written, and whether it lies ahead of a meeting. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.dates import find_dates
from index.lexicon import MONTHS
from rag.summary.material import ItemMaterial, Sentence

_MONTH = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_DAY = (
    rf"(?:[Dd]en )?\d{{1,2}}(?::?[ea])?(?:(?:[-–]| och | samt )\d{{1,2}})?"
    rf" (?:{_MONTH}|jan|feb|apr|jun|jul|aug|sept?|okt|nov|dec)\b(?: 20\d\d)?|20\d\d-\d\d-\d\d"
    r"|(?:[Dd]en )?\d{1,2}/\d{1,2}(?:[ -]20\d\d)?(?![\d/])|(?<!\d)[0-4]\d[01]\d[0-3]\d(?!\d)"
)
_SEASON = r"(?:sommaren|hösten|våren|vintern|årsskiftet|halvårsskiftet|vår|höst|sommar|vinter|jul)"
_NEXT = r"(?:nästa|nästkommande|kommande)"
# Ways to say when, with a sample; the earliest and longest in a sentence counts.
FORMS: tuple[tuple[str, str], ...] = (
    (
        rf"(?:senast |före |innan |fram till |inför |från och med |from |fr\.o\.m\. )?(?:{_DAY})",
        "senast den 14 maj",
    ),
    (
        (
            rf"(?:senast |under |i |före |innan |i slutet av |i början av |fram till )(?:{_MONTH})(?: månad)?"
            r"(?: 20\d\d)?\b"
        ),
        "i april",
    ),
    (
        (
            rf"(?:under |till |före |innan |efter |inför |i |fram till )(?:den kommande )?"
            rf"(?:{_SEASON})\b(?: 20\d\d)?"
        ),
        "till hösten",
    ),
    (
        (
            rf"(?:redan |till |vid |på |inför |under |i )*{_NEXT} (?:\w*möte\w*|sammanträde\w*"
            r"|träff\w*|vecka|månad|år|termin|nätverk\w*)"
        ),
        "till nästa möte",
    ),
    (
        (
            r"(?:under |för )?(?:första|andra|tredje|fjärde) (?:kvartalet|halvåret)(?: 20\d\d)?"
            r"|(?:under |för )?kvartal \d(?: 20\d\d)?"
        ),
        "under första kvartalet",
    ),
    (r"(?:vecka|v\.) ?\d{1,2}\b", "vecka 14"),
    (
        r"(?i:snarast(?: möjligt)?|så snart som möjligt|inom kort|inför mötet|omgående|efter mötet|löpande)",
        "snarast",
    ),
)
_WHEN = re.compile("|".join(f"(?:{pattern})" for pattern, _ in FORMS))
_DATED = re.compile("|".join(f"(?:{pattern})" for pattern, _ in FORMS[:6]))
_AHEAD = re.compile(
    r"(?i)\b(?:ska|skall|kommer|planera[sdret]*|planerat|genomförs|hålls|arrangeras|anordnas"
    r"|äger rum|bjuds|inbjuds|senast|nästa|nästkommande|kommande|beräknas|förväntas|inför|startar"
    r"|projektstart|blir|sker|tas upp|återkom\w+|finns möjlighet|anmäl\w*|deadline|sista dag"
    r"|arbetsdatum|redovisas|lämnas|i höst|i vår|till hösten|till våren|träffar|möten|fatta beslut"
    r"|fattas)\b"
)
_PAST = re.compile(
    r"(?i)\b(?:var|höll|hölls|genomfördes|är genomförd|beslutade|fattade|skedde|startade|anmäldes"
    r"|presenterades|deltog|medverkade|medverkande|antogs|fick|hade|lämnades|redovisades|skickades"
    r"|blev|informerades|möte[t]? den|i fjol|anteckning\w* från|protokoll\w* från|förra|föregående"
    r"|tidigare|sedan|har \w+(?:at|it|ts|tt))\b"
)
_SHOWN = 45


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something dated to come: ``when`` as written; ``day`` its first day where it can be told, else None."""

    when: str
    day: date | None
    material: ItemMaterial
    sentence: Sentence


def when_in(text: str) -> str:
    """When a sentence says that something is to happen, as written, or ""."""
    match = _WHEN.search(text)
    return match.group().strip() if match else ""


def ahead(items: Sequence[ItemMaterial]) -> tuple[Ahead, ...]:
    """Dated things that lie ahead of their meeting, by day where it is known, then in text order."""
    found = [one for item in items for sentence in item.sentences for one in _of_sentence(item, sentence)]
    return tuple(sorted(found, key=lambda one: (one.day is None, one.day or date.max)))


def _of_sentence(item: ItemMaterial, sentence: Sentence) -> Iterator[Ahead]:
    match = _DATED.search(sentence.text)
    if not match or sentence.words > _SHOWN or sentence.text.endswith("?") or "|" in sentence.text:
        return
    meeting = item.place.meeting_date
    day = first_day(sentence.text, meeting)
    looks_ahead = bool(_AHEAD.search(sentence.text) or _is_list_of_dates(sentence))
    if meeting and day:
        later = day > meeting and (looks_ahead or not _PAST.search(sentence.text))
    else:
        later = looks_ahead and not _PAST.search(sentence.text)
    if later:
        yield Ahead(match.group().strip(), day, item, sentence)


def _is_list_of_dates(sentence: Sentence) -> bool:
    return sentence.words <= 4


def first_day(text: str, meeting: date | None) -> date | None:
    """The first calendar day that ``text`` names; a year that is not written is the next after ``meeting``.

    None where no day is written, or no year and the meeting's date is unknown.
    """
    for found in find_dates(text):
        if found.year:
            return found.on()
        if meeting is None:
            return None
        day = found.on(meeting.year)
        half_a_year = 183
        if day and (meeting - day).days > half_a_year:
            day = found.on(meeting.year + 1)
        return day
    return None


def month_of(text: str) -> int:
    """The first month named in ``text``, 0 for none."""
    words = re.findall(r"[a-zåäö]+", text.lower())
    return next((MONTHS[word] for word in words if word in MONTHS), 0)


def in_period(day: date | None, date_from: date | None, date_to: date | None) -> bool:
    """Whether a meeting falls in a period, bounds included; an undated one fails every bound."""
    if date_from is None and date_to is None:
        return True
    return day is not None and (date_from is None or date_from <= day) and (date_to is None or day <= date_to)
