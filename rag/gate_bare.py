"""Do the sources only speak of what is asked for: without saying which, not done yet, asked themselves?

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re

from index.swedish import terms
from rag.facts import capitals
from rag.fillers import fills
from rag.focus import is_verb, written_as
from rag.gate_case import GOES_ON, PRESENT, Case, beside, own
from rag.scoring import Scored
from rag.signals import Kind
from rag.wording import QuestionWord, term_set

_WHICH = re.compile(  # "vilka tre skolor", or as keywords "skolor vilka"
    r"(?i)\bvilk(?:a|en|et)\b (?:är |var |blev |blir )?(?:av )?(?:de |dom )?"
    r"(?:två|tre|fyra|fem|sex|sju|åtta|\d+)?\s*"
    r"(?:(?:nya|olika|andra|övriga|egna|nationella|regionala|gemensamma|konkreta) )?(?P<thing>[\w-]+)"
    r"|(?P<keyword>[\w-]+) vilka$"
)
_ONE_OF = re.compile(r"(?i)\bvilke[nt]\b")
_SIGNS: frozenset[Kind] = frozenset(
    ("person", "amount", "count", "date", "municipality", "reason", "place", "duration", "decision")
)
"""Kinds that have rules of their own."""
_LIST = re.compile(r"\w, (?!(?:som|men|vilk\w+|där|då|att|för|och|så|när|dvs|har|utan)\b)\w")
_EXAMPLES = re.compile(r"”|\b(?:bland annat|bl\.? ?a|t\.? ?ex|tex|till exempel|exempelvis|såsom|både|dels)\b")
_BUT = re.compile(r"(?i)\b(?:utom|förutom|undantaget|med undantag för) ([\w-]+)")
_INSTANCE_AFTER = re.compile(r"\W*(?:\(|–|som heter|nämligen|[A-ZÅÄÖ])|.*[:\d]|(?: [\w-]+){0,3} är\b")
_WHO_DID = re.compile(
    r"(?i)^\W*(?:vilka|vem)\b.*\b(?:blev|har|hade|fick|ställde|valdes|utsågs|deltog|kom|var|startade|öppnade"
    r"|anställdes|svarade|tog|gick|gjorde)\b"
)
_WISHED = re.compile(r"(?i)\b(?:önskemål|förslag|planer|uppdrag|krav|frågor)\w*")
_OUTCOME = re.compile(  # "Vad ledde samtalen fram till?"
    r"(?i)\bvad (?:kom|ledde|blev|gav|resulterade|mynnade|slutade)\b"
    r".*\b(?:fram till|till|resultat\w*|utfall\w*|av|i)\b"
    r"|\bvad (?:blev|var) (?:resultatet|utfallet|utgången)\b"
)
_TO_COME = re.compile(r"(?i)\b(?:ska|skall|skulle|kommer)\b")
_NOT_DONE = re.compile(
    r"(?i)\b(?:ska|skall|kommer\b[^.]{0,90}\batt|ombeds|planera\w*|överväg\w*|föreslås|väntas|önskar|bör"
    r"|i uppdrag|uppmanas|pågår)\b"
)
_DONE = re.compile(r"(?i)\b(?:har|hade) (?:\w+ )?\w+(?:it|at|tt|rt|lt)\b")
_ELSEWHERE = re.compile(
    r"(?i)\b(?:infogas|bifogas|biläggs)\b|\b(?:framgår|framkommer|finns|redovisas|återfinns) (?:av|i)"
    r" (?:\w+ )?(?:bilag\w+|bildspel\w*|presentation\w*)"
)
_OF_PAPERS = re.compile(r"(?i)\b(?:bilag|bildspel|presentation|bifoga|underlag|material|dokument)\w*")
_BODY = r"(\w*(?:grupp|råd|nämnd|styrelse|nätverk|team|kommitté|utskott)\w*)"
_MEMBERS = re.compile(
    rf"(?i)\b(?:vilka|vem)\b.{{0,40}}\b(?:sitter|ingår|är med|finns|satt|ingick) (?:med )?i (?:\w+ )?{_BODY}"
    rf"|\b{_BODY}\b.*\b(?:ledamöter|medlemmar|sammansättning)\b"
    rf"|\b(?:ledamöter|medlemmar|sammansättning)\b.*\b{_BODY}"
)
_SITS = re.compile(
    r"(?i)\b(?:består av|ingår|sitter|ledamöter|representant\w*|medlemmar|utgörs av|utses|utsågs|väljs|valdes"
    r"|deltagare|närvarande)\b"
)
_SEVERAL = 3  # names from which a sentence lists the people of a body
NEAREST, NEAR, SPEAKS = 0.9, 0.8, 0.5
"""Shares of the best sentence's own match: of those that say the most, nearly the most, something."""
SAID = 0.65
"""Match from which a word is said, not only a part of it."""
ABOUT = 0.5
"""Share of the question's weight that one must cover to be about it."""


def unlisted(case: Case) -> str:
    """ "Vilka skolor ...", and the sentences that say the most only say that there are some."""
    thing = _thing_asked(case)
    if thing is None or case.sided or case.kinds & _SIGNS:
        return ""
    said, near = (SAID, NEAREST) if _ONE_OF.search(case.query.text) else (PRESENT, NEAR)
    told = [one for one in _nearest(case, near) if thing.match(one.candidate.terms) >= said]
    about = max((own(one, case.core) for one in told), default=0.0)
    if about < ABOUT or any(_instanced(one, thing, case) or _excepts(one, case) for one in told):
        return ""
    passages = {one.candidate.hit for one in told}
    if any(_exemplified(one, thing) for one in _nearest(case, SPEAKS) if one.candidate.hit in passages):
        return ""
    return f"Källorna nämner {written_as(thing.word, case.query.text)} men säger inte vilken eller vilka."


def members_missing(case: Case) -> str:
    """Who sits in a body is asked for, and no sentence about that body says who."""
    asked = _MEMBERS.search(case.query.text)
    if asked is None:
        return ""
    word = next(found for found in asked.groups() if found).lower()
    body = term_set(word)
    if any(body & term_set(hit.place.body) for hit in case.hits):  # its list of those present tells
        return ""
    told = (one for one in _nearest(case, SPEAKS) if body & (one.candidate.terms | one.candidate.context))
    if any(_seats(one, case) for one in told):
        return ""
    return f"Källorna säger inte vilka som sitter i {word}."


def _seats(one: Scored, case: Case) -> bool:
    """Whether a sentence says who sits somewhere, or names several."""
    text = one.candidate.text
    named = sum(not name.initial and case.asked.new(name.text) for name in capitals(text))
    return named >= _SEVERAL or bool(_SITS.search(text))


def not_done(case: Case) -> str:
    """Who or which did a thing is asked for, and the sentences that say the most tell it as yet to do."""
    text = case.query.text
    if case.sided or _TO_COME.search(text) or _WISHED.search(text):
        return ""
    who = _WHO_DID.search(text) and "decision" not in case.kinds and case.kinds & {"list", "person"}
    if not who and not _OUTCOME.search(text):
        return ""
    waiting = all(_awaits(one, case) for one in _nearest(case, NEAR))
    return "Källorna säger bara att det ska göras, inte att det är gjort." if waiting else ""


def only_asked(case: Case) -> str:
    """What is asked for by yes or no, the sources ask themselves."""
    if "yes_no" not in case.kinds or case.sided:
        return ""
    asks = all(one.candidate.text.rstrip().endswith("?") for one in _nearest(case, NEAREST))
    return "Frågan ställs i källorna men besvaras inte där." if asks else ""


def only_elsewhere(case: Case) -> str:
    """All that is said is that it stands in another paper."""
    if case.kinds or case.sided or _OF_PAPERS.search(case.query.text):
        return ""
    refer = all(_ELSEWHERE.search(one.candidate.text) for one in _nearest(case, NEAREST))
    return "Källorna hänvisar till ett underlag som inte är inläst." if refer else ""


def _nearest(case: Case, share: float) -> list[Scored]:
    best = max(own(one, case.core) for one in case.gathered.scored)
    return [one for one in case.gathered.scored if own(one, case.core) >= share * best]


def _thing_asked(case: Case) -> QuestionWord | None:
    """The question's word for the things asked for; None for none."""
    found = _WHICH.search(case.query.text)
    word = (found["thing"] or found["keyword"]).lower() if found else ""
    if not word or is_verb(word):
        return None
    return next((one for one in case.said.words if one.word == word), None)


def _excepts(one: Scored, case: Case) -> bool:
    """Whether a sentence leaves out what the question names: "för alla titlar utom biträde"."""
    left_out = {terms(match[1])[:1] for match in _BUT.finditer(one.candidate.text)}
    return bool(left_out & {terms(word)[:1] for word in re.findall(r"[\w-]{3,}", case.query.text)} - {()})


def _exemplified(one: Scored, thing: QuestionWord) -> bool:
    """Whether a sentence says the things and gives examples of them after."""
    text = one.candidate.text
    said = _where(thing, text)
    return said is not None and bool(_EXAMPLES.search(text, said.end()) and _LIST.search(text, said.end()))


def _where(thing: QuestionWord, text: str) -> re.Match[str] | None:
    """The first word of a text that says the things asked for."""
    words = re.finditer(r"[\w-]+", text)
    return next((word for word in words if thing.match(term_set(word.group())) >= PRESENT), None)


def _instanced(one: Scored, thing: QuestionWord, case: Case) -> bool:
    """Whether a sentence says which things: by a list, an example or a name after them, or what goes on
    from it. "Skolor, busslinjer och tider" lists more than the schools.
    """
    text, pool = one.candidate.text, case.gathered.scored
    said = _where(thing, text)
    at = said.end() if said else 0
    among = text[at : at + 1] == ","
    if _EXAMPLES.search(text, at) or (_LIST.search(text, at) and not among):
        return True
    if said and _INSTANCE_AFTER.match(text, at):
        return True
    if any(
        not name.initial and case.asked.new(name.text) and not name.text.isupper() and name.start >= at
        for name in capitals(text)
    ):
        return True
    after = beside(one, pool, 1)
    if after is None:
        return False
    listed = after.candidate.bullet and not _ONE_OF.search(case.query.text)
    return bool(listed or GOES_ON.match(after.candidate.text))


def yet_to_do(one: Scored) -> bool:
    """Whether a sentence only tells what is planned, wished for or under way."""
    text = one.candidate.text
    return bool(_NOT_DONE.search(text)) and not _DONE.search(text)


def _awaits(one: Scored, case: Case) -> bool:
    return yet_to_do(one) and not ("person" in case.kinds and fills("person", case.asked, one.candidate.text))
