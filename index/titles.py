"""The lines on top of minutes that say what they are: cleaned of dates, page numbers and title words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from simplemma import is_known

from index.compounds import compound_parts
from index.dates import find_dates
from index.lexicon import WEEKDAYS
from index.marks import BULLET
from index.people import PLACE_HEADS, is_person

_SHOWN = 8  # title lines that are read
_NO_TITLE = re.compile(
    r"(?i)(?:närvar|medverkande|deltagare|deltog|ledamöter|gäster|plats|övriga|från|punkt|tid|datum"
    r"|kallelse|nästa|frånvar|förhinder|beslutande|lokal\s*:|med:|saknas|kl\b)"
)
_WORDS = re.compile(  # words that name the paper, not the meeting
    r"(?i)\b(?:protokoll|minnesanteckning(?:ar)?|mötesanteckning(?:ar)?|anteckning(?:ar)?"
    r"|(?:sammanträdes|mötes)(?:protokoll|datum|dag)|utdrag|möte|sammanträde|minutes|notes|meeting|kallelse"
    r"|justerares signatur|utdragsbestyrkande|datum|diarienr|dnr|blad(?!\s*\d))\b"
)
_PAGES = re.compile(
    r"(?i)\b(?:sida?|page|blad)\s*\d+(?:\s*(?:av|of|/)\s*\d+|\s?\(\d+\))?|\b\d{1,3}\s?\(\d{1,3}\)"
    r"|\bnr\.?\s?\d+(?:/\d+)?|\([A-ZÅÄÖ]{2,6}\)"
)
_WHEN = re.compile(
    rf"(?i)\b(?:{'|'.join(WEEKDAYS)})(?:en)?\b|\bkl(?:ockan)?\b\.?\s?\d|\b\d{{1,2}}[.:]\d\d\s?[-–]"
)
_PEOPLE_BELOW = re.compile(r"(?i)(?:(?:ej )?närvar|medverkande|deltagare|deltog|ledamöter|beslutande)")
_EDGES = re.compile(
    r"(?i)^(?:(?:fört|förda?|hållet|extra|ordinarie|konstituerande|vid|från|av|med|hos|för|i|ur) )+"
    r"|(?: (?:i|vid|från|för|och|den))+$"
)
_BODY_WORD = re.compile(
    r"(?i)(?:(?:nätverk|råd|forum|utskott)(?:et)?|(?:grupp|nämnd|beredning)(?:en)?|styrelsen?|kommittén?)(?!\w)"
)
_TITLE_LABEL = re.compile(  # group "kind": a label that is part of the name ("Nätverk: Kvalitetschefer")
    r"(?i)(?:(?:minnes|mötes)?anteckning(?:ar)?|protokoll|grupp|möte|organ|nämnd|forum|instans|kommun|organisation"
    r"|förening|(?P<kind>nätverk|styrgrupp|arbetsgrupp))\s?:\s*(?P<value>[^\W\d].*)"
)
_PLACE_END = re.compile(  # words of places that a word list takes for compounds
    r"(?:dal|bygd|berg|torp|stad|köping|vik|holm|kust|slätt|ås|älv|sjö|by|hult|sund|ryd|åker|näs)(?:en|n|et|a)?$"
)
_SMALL = frozenset({"i", "och", "för", "av", "på", "med", "samt", "från", "till", "vid", "den", "det"})


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A title line as it stands, and what is left of it: names of bodies and organisations."""

    line: str
    rest: str


def title_lines(head: Sequence[str], text: str) -> tuple[TitleLine, ...]:
    """The lines of ``head`` that may name the body or its organisation, in order, each ``rest`` once.

    Labels, lists and prose are left out; names set in capitals are given as ``text`` spells them.
    """
    found: dict[str, TitleLine] = {}
    for line in map(_value_of_label, head):
        if len(found) == _SHOWN or _PEOPLE_BELOW.match(line):
            break
        if len(line.split()) > 16 or len(line) > 200 or _NO_TITLE.match(line) or _is_entry(line):
            continue
        rest = _natural(_stripped(line), text)
        if rest or _WORDS.search(line):
            found.setdefault(rest or line, TitleLine(line, rest))
    return tuple(found.values())


def _value_of_label(line: str) -> str:
    """The line without a label that says a title follows: "Mötesanteckningar: Temagrupp äldre"."""
    line = BULLET.sub("", line, count=1) if BULLET.match(line) else line
    label = _TITLE_LABEL.match(line)
    if not label:
        return line
    kind = label.group("kind")
    return f"{kind} {label.group('value')}" if kind else label.group("value")


def _is_entry(line: str) -> bool:
    """Whether a line is a label, a table's row or a person with a place, no title."""
    return ":" in line[:25] or line.count("|") > 1 or ("," in line and is_person(line[: line.index(",")]))


def _stripped(line: str) -> str:
    rest = re.sub(r"[*_#|]+", " ", line)
    first = next((date for date in find_dates(rest) if date.sure or date.weekday >= 0), None)
    cuts = [match.start() for match in _WHEN.finditer(rest)] + ([first.start] if first else [])
    if first and first.start <= 3:
        rest = rest[first.end :]
    elif cuts:
        rest = rest[: min(cuts)]
    rest = _PAGES.sub(" ", _WORDS.sub(" ", rest))
    rest = re.sub(r"(?<!\w)\d+(?:[-/.]\d+)*(?!\w)", " ", rest)
    rest = re.sub(r"\s+", " ", rest).strip(" ,;:.–-•")
    return _EDGES.sub("", rest).strip(" ,;:.–-")


def _natural(words: str, text: str) -> str:
    """A line in capitals as ``text`` spells its words; names get a capital, "kommun" and the like none."""
    letters = [char for char in words if char.isalpha()]
    if len(letters) < 5 or any(char.islower() for char in letters):
        return words
    out: list[str] = []
    for at, word in enumerate(words.split()):
        spelt = Counter(
            form
            for form in re.findall(rf"(?i)(?<![\w-]){re.escape(word)}(?![\w-])", text)
            if not form.isupper()
        )
        lower = word.lower()
        if lower in _SMALL or (at and lower in PLACE_HEADS):
            form = lower
        elif spelt:
            form = spelt.most_common(1)[0][0]
        elif (
            at
            and not _PLACE_END.search(lower)
            and (
                _BODY_WORD.search(lower)
                or (_names_matter(out) and (is_known(lower, lang="sv") or compound_parts(lower)))
            )
        ):
            form = lower
        else:
            form = word if len(word) <= 3 else "-".join(part.capitalize() for part in word.split("-"))
        out.append(form[0].upper() + form[1:] if at == 0 else form)
    return " ".join(out)


def _names_matter(before: Sequence[str]) -> bool:
    """Whether an ordinary word now says what a body is for: behind "för", or behind the body's word."""
    return before[-1] == "för" or _BODY_WORD.search(" ".join(before)) is not None
