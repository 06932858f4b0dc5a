"""Do the sources tell what somebody said or thought, or what a paper says?

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re

from index.acronyms import GENERAL
from rag.gate_case import GOES_ON, Case, own
from rag.scoring import Scored
from rag.wording import term_set

_NAME = (  # no "HR-cheferna", who met themselves
    r"(?:[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?|[A-ZÅÄÖ]{2,3}-[a-zåäö]{5,}(?<!cheferna))"
)
_WHO = rf"(?P<who>{_NAME}(?: {_NAME}){{0,2}})(?![\w-])"
_OTHERS = (  # bodies beside the one that met
    r"(?P<who>(?:[\w-]+(?:rådet|nämnden|styrelsen|förbundet|föreningen|myndigheten)|[\w-]*(?:nätverket"
    r"|gruppen|utredningen"
    r"|granskningen|juristen|cheferna|direktörerna|organisationerna|konsulten|revisorerna|politikerna)"
    r"|facke[nt]|\w+förbunden"
    r"|polisen|regionen|kommunen|ivo))\b"
)
_SAID = (
    r"(?:tyck(?:er|te)|anser|ansåg|sa|sade|säger|svara(?:r|de)|mena(?:r|de)|invän(?:der|de)"
    r"|framför(?:de)?|framhöll"
    r"|påpeka(?:r|de)|föreslog|föreslår|ville|vill|berätta(?:r|de)|redovisa(?:r|de)|informera(?:r|de)"
    r"|skr(?:iver|ev)|reagera(?:r|de))"
)
_VOICES = (
    re.compile(rf"\b(?i:{_SAID}) (?:(?i:sig|att|kommunen|chefen|regionen) )?{_WHO}"),
    re.compile(rf"\b(?i:vad|hur|varför|om) {_WHO} (?i:{_SAID})\b"),
    re.compile(rf"(?i)\b(?:{_SAID}|kom) {_OTHERS}"),
    re.compile(rf"\b(?i:hur röstade) {_WHO}"),
    re.compile(
        rf"\b(?!Vilk|Vad\b|Hur\b|Vem\b|Varför\b|När\b|Finns\b|Har\b){_WHO}"
        r" (?i:åsikt|synpunkt\w*|inställning|hållning|svar|reaktion|invändning\w*)\b"
    ),
)
_STANCE = re.compile(  # somebody takes a stand, or reports under a name ("Lillby: för dyrt")
    r"(?i)\b(?:tyck|ans[åe]|mena|inv[äa]nd|framför|framhöll|framhåll|påpek|föresl|svara|sa(?:de)?\b|säg|vill"
    r"|önska|efterlys|undra|lyft|berätta|meddela|redovisa|rapportera|uttryck|ställ(?:er|de) sig|kan tänka"
    r"|ser |såg |är (?:positiv|negativ|kritisk|tveksam|emot|för\b|mot\b|orolig|nöjd|intressera)|stöder"
    r"|stödjer|röst|oro|tvek|hellre|avstår|avstod|reserv|yrka|hade inget|har inget|synpunkt|betona|understryk"
    r"|poängtera|konstatera|godta|godkän|avslå|avslog|tillstyrk)|^\W*\w+:"
)
_AWAITED = re.compile(r"(?i)\b(?:i väntan på|inväntar|avvaktar|väntar på)\b")
_CLAUSE_END = re.compile(r"[.,;]|(?<=:)")
_FROM = re.compile(r"(?i)\b(?:enligt|från|av|hos|för|svar\w*|sa|sade|menar|anser) (?:\w+ )?$")
_CHIEFS = re.compile(r"(?<=\w{4})s?chef(?:er)?$")
_DEFINITE = re.compile(r"(?:erna|arna|et|en|s)$")
_PAPER = (
    r"(?:skrivelse|brev|mejl|rapport|utvärdering|utredning|enkät|undersökning|yttrande|remissvar|förstudie"
    r"|kartläggning|granskning|studie|skrift|sammanställning|svar)"
)
_ASKS_CONTENTS = re.compile(
    rf"(?i)\bvad (?:står|stod|skrev\w*|sägs|sades|visa\w*|innehåll\w*"
    rf"|kom)\b.{{0,60}}?(?P<what>\w*{_PAPER}(?:en|et|n|erna)?)\b"
    rf"|\b(?:resultat\w*|slutsats\w*) (?:av|från|i) .{{0,30}}?(?P<of>\w*{_PAPER}(?:en|et|n)?)\b"
    rf"|(?P<key>\w*{_PAPER}(?:en|et|n)?)\b.*\b(?:innehåll|resultat)\b"
)
_CONTENTS = re.compile(
    r"(?i)\b(?:visa(?:r|de|t|s)?|fram(?:gå|kom)\w*|innehåll\w*|handlar om|beskriv\w*|föresl\w*"
    r"|konstatera\w*|pekar|lyft\w*"
    r"|redogör\w*|resultat\w*|slutsats\w*|anger|säger|svarar|svarade|menar|anser|uppmana\w*"
    r"|rekommendera\w*)\b|:"
)
_PENDING = re.compile(
    r"(?i)\b(?:ska|skall|kommer att|planera\w*|i uppdrag|tas fram|inväntas|pågår"
    r"|skickas|skickats|väntas|besked)\b"
)
_STEM = 5  # letters of a paper's name that a sentence must have
ABOUT = 0.7
"""Share of the best sentence's match from which one may tell what a paper says."""
VOICED = 0.4
"""Share of the best sentence's match from which a sentence of the one asked about speaks of the matter."""


def voice_missing(case: Case) -> str:
    """What somebody thought or said is asked for, and no sentence by the matter is of theirs."""
    text = case.query.text
    found = next((match for pattern in _VOICES if (match := pattern.search(text))), None)
    if found is None or case.sided or "reason" in case.kinds:
        return ""
    who = found["who"]
    met = {hit.place.body for hit in case.hits}
    framed = " ".join((*case.query.filters.bodies, *case.query.filters.organisations, *met))
    spelled = (GENERAL[short] for short in re.findall(r"\w+", framed) if short in GENERAL)  # "ÄO"
    framed = f"{framed} {' '.join(spelled)}".lower()
    if any(_CHIEFS.sub("", _DEFINITE.sub("", word.lower())) in framed for word in who.split()):
        return ""
    name = term_set(who.split()[-1])
    best = max(own(one, case.matter) for one in case.gathered.scored)
    if any(own(one, case.matter) >= VOICED * best and _speaks(one, name) for one in case.gathered.scored):
        return ""
    return f"Källorna säger inte vad {who} ansåg om det."


def contents_missing(case: Case) -> str:
    """What a paper says is asked for, and the sources only tell that there is one."""
    asked = _ASKS_CONTENTS.search(case.query.text)
    if not asked:
        return ""
    what = asked["what"] or asked["of"] or asked["key"]
    paper = term_set(what)
    best = max(own(one, case.core) for one in case.gathered.scored)
    if any(own(one, case.core) >= ABOUT * best and _says(one, paper, what) for one in case.gathered.scored):
        return ""
    return f"Källorna nämner {what.lower()} men säger inte vad som står där."


def _names_paper(one: Scored, paper: frozenset[str], what: str) -> bool:
    stem = _DEFINITE.sub("", what.lower())[-_STEM:]  # "skrivelse" is not said by "skriva"
    return bool(paper & one.candidate.terms) and stem in one.candidate.text.lower()


def _says(one: Scored, paper: frozenset[str], what: str) -> bool:
    """Whether a sentence tells what a paper says, not only that it is sent or will be made."""
    candidate = one.candidate
    goes_on = bool(GOES_ON.match(candidate.text)) and bool(paper & candidate.before)
    told = _CONTENTS.search(candidate.text) and not _PENDING.search(candidate.text)
    return bool(told) and (_names_paper(one, paper, what) or goes_on)


def _speaks(one: Scored, name: frozenset[str]) -> bool:
    """Whether a sentence tells what the named one says: the name with its verb, "enligt" and the name, or
    it goes on from a sentence that has the name.
    """
    candidate = one.candidate
    text = candidate.text
    if candidate.heading or not _STANCE.search(text) or _AWAITED.search(text):
        return False
    if not name & candidate.terms:
        return bool(GOES_ON.match(text)) and bool(name & candidate.before)
    said = (match for match in re.finditer(r"[\w-]+", text) if name & term_set(match.group()))
    return any(
        _STANCE.search(_CLAUSE_END.split(text[word.start() :])[0]) or _FROM.search(text[: word.start()])
        for word in said
    )
