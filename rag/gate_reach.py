"""What the minutes cannot tell: a guess, an attachment, a matter put off, another year, another's view.

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re

from rag.gate_case import PRESENT, Case, full, named_around, own
from index.people import NAME, is_person
from rag.focus import fits
from rag.scoring import Scored
from rag.wording import term_set

_GUESS = re.compile(
    r"(?i)\b(?:gissa|spå|hitta på|(?:vad|som) du tror|tror du|tycker du|tror ni|tycker ni"
    r"|din (?:egen )?(?:åsikt|bedömning|gissning)|om du (?:fick|får|måste|skulle))\b"
)
_CONTACT = re.compile(r"(?i)\b(?:telefonnum\w+|mobilnum\w+|mejladress\w*|e-?postadress\w*|mailadress\w*)")
_CONTACT_TOLD = re.compile(r"\b0\d{1,3}[ -]?(?:\d[ -]?){5,8}\b|\b1177\b|\b114 ?14\b|\w@\w")
_ATTACHMENT = r"(?:bilag(?:a|an|or|orna)|bildspel(?:et)?|powerpoint\w*|åhörarkopi\w*)\b"
_IN_ATTACHMENT = re.compile(  # what it says, not which there are
    rf"(?i)\b(?:enligt|i|ur) (?:den |det )?(?:bifogade |bilagda )?(?P<what>{_ATTACHMENT}(?: \d+)?)"
)
_PUT_OFF = re.compile(
    r"(?i)\b(?:utgår|utgick|bordlägg\w*|bordlades|skjuts upp|sköts upp|flyttas till|ställs in)\b"
)
_SHORT_ITEM = 30
"""Words of a passage in which a matter that is put off is all there is."""
_OF_ITSELF = re.compile(
    r"(?i)\bhände\b|\bstatus\b|\bbeslut\w*|\bbestäm\w*|\bvarför\b|\bskäl\w*|\bnär\b|\butg[åi]\w*|\bbord\w*|\bskj\w*|\bflytta\w*"
    r"|\bplocka\w*|\bt(?:as|ogs|agits) bort\b|\bstr[yö]k\w*|\bskulle\b"
)
_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")
_OF_MEETING = re.compile(r"(?i)\b(?:beslut|möte|protokoll|sammanträde)\w* (?:\w+ )?(?:19|20)\d\d")
_COMPARED = re.compile(r"(?i)\b(?:som|än|mot|jämfört med|sedan|\() ?(?:år )?(?:19|20)\d\d")
_LAST = re.compile(r"(?i)\b(?:förra året|föregående år|i fjol|fjol\w+)")
_NEXT = re.compile(r"(?i)\b(?:nästa|kommande) år")
_NAME = r"(?:[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?|[A-ZÅÄÖ]{2,3}-[a-zåäö]{5,})"  # no "HR-cheferna", who met themselves
_WHO = rf"(?P<who>{_NAME}(?: {_NAME}){{0,2}})(?![\w-])"
_OTHERS = (  # bodies beside the one that met
    r"(?P<who>(?:[\w-]+(?:rådet|nämnden|styrelsen|förbundet|föreningen|myndigheten)|[\w-]*(?:nätverket|gruppen|utredningen"
    r"|granskningen|juristen|cheferna|direktörerna|organisationerna|konsulten|revisorerna|politikerna)|facke[nt]"
    r"|polisen|regionen|kommunen|ivo))\b"
)
_SAID = (
    r"(?:tyck(?:er|te)|anser|ansåg|sa|sade|säger|svara(?:r|de)|mena(?:r|de)|invän(?:der|de)|framför(?:de)?|framhöll"
    r"|påpeka(?:r|de)|föreslog|föreslår|ville|vill|berätta(?:r|de)|redovisa(?:r|de)|informera(?:r|de)|skr(?:iver|ev)|reagera(?:r|de))"
)
_VOICES = (
    re.compile(rf"\b(?i:{_SAID}) (?:(?i:sig|att|kommunen|chefen|regionen) )?{_WHO}"),
    re.compile(rf"\b(?i:vad|hur|varför|om) {_WHO} (?i:{_SAID})\b"),
    re.compile(rf"(?i)\b(?:{_SAID}|kom) {_OTHERS}"),
    re.compile(rf"\b{_WHO} (?i:åsikt|synpunkt\w*|inställning|hållning|svar|reaktion|invändning\w*)\b"),
)
_LABEL = re.compile(
    r"(?i:\b(?P<kind>alternativ|scenario|modell|etapp|fas|steg|spår|paket|nivå|zon|grupp|lott|variant)"
    r"(?:et|en)?) "
    r"(?P<mark>[A-ZÅÄÖ]|\d{1,2}|[IVX]{1,4})\b"
)
NEAREST = 0.8
"""Share of the best sentence's own match from which a sentence tells the year of the matter."""
ABOUT = 0.5
"""Share of the best sentence's match from which a sentence speaks of the matter, its place counted."""
_STANCE = re.compile(  # somebody takes a stand, or reports under a name ("Lillby: för dyrt")
    r"(?i)\b(?:tyck|ans[åe]|mena|inv[äa]nd|framför|framhöll|framhåll|påpek|föresl|svara|sa(?:de)?\b|säg|vill"
    r"|önska|efterlys|undra|lyft|berätta|meddela|redovisa|rapportera|uttryck|ställ(?:er|de) sig|kan tänka"
    r"|ser |såg |är (?:positiv|negativ|kritisk|tveksam|emot|för\b|mot\b|orolig|nöjd|intressera)|stöder"
    r"|stödjer|oro|tvek|hellre|avstår|avstod|reserv|yrka|hade inget|har inget|synpunkt|betona|understryk"
    r"|poängtera|konstatera)|^\W*\w+:"
)
_GOES_ON = re.compile(r"(?i)\W*(?:hon|han|hen|de|dom|man|kommunen|där|detta|det|även|också|samtidigt)\b")
_AWAITED = re.compile(r"(?i)\b(?:i väntan på|inväntar|avvaktar|väntar på)\b")
_CLAUSE = re.compile(r"[^.,;:]{0,80}:?")
_FROM = re.compile(r"(?i)\b(?:enligt|från|av|hos|för|svar\w*|sa|sade|menar|anser) (?:\w+ )?$")
_DEFINITE = re.compile(r"(?:erna|arna|et|en|s)$")
VOICED = 0.4
"""Share of the best sentence's match from which a sentence of the one asked about speaks of the matter."""


def contact_missing(case: Case) -> str:
    """A telephone number or an address to write to is asked for, and no sentence found holds one."""
    asked = _CONTACT.search(case.query.text)
    if not asked or any(
        _CONTACT_TOLD.search(one.candidate.text) and named_around(one, case)
        for one in case.gathered.scored
        if not case.names or any(word.match(one.candidate.terms | one.candidate.before) >= PRESENT for word in case.names)
    ):
        return ""
    return f"Källorna säger inget om {asked.group().lower()}."


def guess_wanted(case: Case) -> str:
    """A guess or a view of one's own is asked for."""
    return (
        "Frågan ber om en gissning eller en åsikt; källorna återger bara mötena."
        if _GUESS.search(case.query.text)
        else ""
    )


def attachment_wanted(case: Case) -> str:
    """What an attachment says is asked for, and none of the files found is one."""
    asked = _IN_ATTACHMENT.search(case.query.text)
    if not asked or any(re.search(rf"(?i){_ATTACHMENT}", hit.place.document) for hit in case.hits):
        return ""
    return f"Frågan gäller ett underlag (”{asked['what']}”) som inte är inläst."


def put_off(case: Case) -> str:
    """The matter was only put off, and something else than that is asked."""
    best = max(case.gathered.scored, key=lambda one: full(one, case.core))
    text = best.candidate.hit.passage.text
    if _OF_ITSELF.search(case.query.text) or len(text.split()) > _SHORT_ITEM or not _PUT_OFF.search(text):
        return ""
    return "Punkten sköts upp, så källorna säger inget mer om den."


def year_missing(case: Case) -> str:
    """A year of the question is neither a meeting's nor told by what speaks of the matter."""
    if case.sided:
        return ""
    best = max(full(one, case.core) for one in case.gathered.scored)
    about = [one for one in case.gathered.scored if full(one, case.core) >= ABOUT * best]
    nearest = max(own(one, case.matter) for one in about)
    said = [one for one in about if own(one, case.matter) >= NEAREST * nearest]
    for year in dict.fromkeys(_YEAR.findall(case.query.text)):
        of_meeting = re.search(rf"(?i)\b(?:beslut|möte|protokoll|sammanträde)\w* (?:\w+ )?{year}", case.query.text)
        others = said and not of_meeting and all(_tells_other_year(one, year) for one in said)
        if others or not any(_of_year(one, int(year)) for one in about):
            return f"Det som sägs om saken gäller inte {year}."
    return ""


def _tells_other_year(one: Scored, year: str) -> bool:
    """Whether a sentence tells a year, and not this one."""
    text = one.candidate.text
    return bool(_YEAR.search(text)) and year not in _YEAR.findall(text) and f"{int(year) % 100:02}" not in _short_years(text)


def _of_year(one: Scored, year: int) -> bool:
    place, text = one.candidate.hit.place, one.candidate.hit.passage.text
    if str(year) in f"{one.candidate.hit.passage.header} {text}" or f"{year % 100:02}" in _short_years(text):
        return True
    held = place.meeting_date.year if place.meeting_date else 0
    if not held or held == year:
        return True
    return bool((held - 1 == year and _LAST.search(text)) or (held + 1 == year and _NEXT.search(text)))


def _short_years(text: str) -> frozenset[str]:
    """Years written with two digits, at the end of a period or the head of a day: "2022/23", "240308"."""
    ends, days = re.findall(r"(?<=\d{4}[/–])\d\d\b", text), re.findall(r"\b(\d\d)\d{4}\b", text)
    return frozenset((*ends, *days))


def voice_missing(case: Case) -> str:
    """What somebody thought or said is asked for, and no sentence by the matter is of theirs."""
    text = case.query.text
    found = next((match for pattern in _VOICES if (match := pattern.search(text))), None)
    if found is None or case.sided or "reason" in case.kinds:
        return ""
    who = found["who"]
    met = {hit.place.body for hit in case.hits}
    framed = " ".join((*case.query.filters.bodies, *case.query.filters.organisations, *met)).lower()
    if any(_DEFINITE.sub("", word.lower()) in framed for word in who.split()):
        return ""
    name = term_set(who.split()[-1])
    best = max(own(one, case.matter) for one in case.gathered.scored)
    if any(own(one, case.matter) >= VOICED * best and _speaks(one, name) for one in case.gathered.scored):
        return ""
    return f"Källorna säger inte vad {who} ansåg om det."


def _speaks(one: Scored, name: frozenset[str]) -> bool:
    """Whether a sentence tells what the named one says: the name with its verb, "enligt" and the name, or
    it goes on from a sentence that has the name.
    """
    candidate = one.candidate
    text = candidate.text
    if candidate.heading or not _STANCE.search(text) or _AWAITED.search(text):
        return False
    if not name & candidate.terms:
        return bool(_GOES_ON.match(text)) and bool(name & candidate.before)
    said = (match for match in re.finditer(r"[\w-]+", text) if name & term_set(match.group()))
    return any(
        _STANCE.search(_CLAUSE.match(text[word.start() :]).group())  # type: ignore[union-attr]
        or _FROM.search(text[: word.start()])
        for word in said
    )


def of_other_label(one: Scored, question: str) -> bool:
    """Whether a sentence speaks of "alternativ A" where "alternativ B" is asked about."""
    asked = _LABEL.search(question)
    if asked is None:
        return False
    text = one.candidate.hit.passage.text[: one.candidate.end]
    told = [
        found["mark"] for found in _LABEL.finditer(text) if found["kind"].lower() == asked["kind"].lower()
    ]
    return bool(told) and told[-1] != asked["mark"]


def of_other_year(one: Scored, question: str) -> bool:
    """Whether a sum or number is told of another year than the question's: by the sentence, by the last year
    above it in its passage, or by its meeting.
    """
    asked = set(_YEAR.findall(question))
    if not asked or _OF_MEETING.search(question):
        return False
    candidate = one.candidate
    text, passage = candidate.text, candidate.hit.passage.text
    own_years = set(_YEAR.findall(text)) | {f"20{year}" for year in _short_years(text)}
    if own_years:
        return not own_years & asked
    held = candidate.hit.place.meeting_date
    above = _YEAR.findall(_COMPARED.sub(" ", passage[: candidate.start]))
    if asked & set(above) or not held:
        return False
    return not any(_of_year(one, int(year)) and _near_year(held.year, int(year), passage) for year in asked)


def _near_year(held: int, year: int, passage: str) -> bool:
    return held == year or (held - 1 == year and bool(_LAST.search(passage))) or (held + 1 == year and bool(_NEXT.search(passage)))


_PAPER = r"(?:skrivelse|brev|mejl|rapport|utvärdering|utredning|enkät|undersökning|yttrande|remissvar|förstudie|kartläggning|granskning|svar)"
_ASKS_CONTENTS = re.compile(
    rf"(?i)\bvad (?:står|stod|skrev\w*|sägs|sades|visa\w*|innehåll\w*|kom)\b.{{0,60}}?(?P<what>\w*{_PAPER}(?:en|et|n|erna)?)\b"
    rf"|(?P<key>\w*{_PAPER}(?:en|et|n)?)\b.*\binnehåll$"
)
_CONTENTS = re.compile(
    r"(?i)\b(?:visa(?:r|de|t|s)?|fram(?:gå|kom)\w*|innehåll\w*|handlar om|beskriv\w*|föresl\w*|konstatera\w*|pekar|lyft\w*"
    r"|redogör\w*|resultat\w*|slutsats\w*|anger|säger|svarar|svarade|menar|anser|uppmana\w*|rekommendera\w*)\b|:"
)
_PENDING = re.compile(r"(?i)\b(?:ska|skall|kommer att|planera\w*|i uppdrag|tas fram|inväntas|pågår|skickas|skickats|väntas|besked)\b")


def contents_missing(case: Case) -> str:
    """What a paper says is asked for, and the sources only tell that there is one."""
    asked = _ASKS_CONTENTS.search(case.query.text)
    if not asked:
        return ""
    what = asked["what"] or asked["key"]
    paper = term_set(what)
    best = max(own(one, case.core) for one in case.gathered.scored)
    if any(
        own(one, case.core) >= VOICED * best
        and (paper & one.candidate.terms or (_GOES_ON.match(one.candidate.text) and paper & one.candidate.before))
        and _CONTENTS.search(one.candidate.text)
        and not _PENDING.search(one.candidate.text)
        for one in case.gathered.scored
    ):
        return ""
    return f"Källorna nämner {what.lower()} men säger inte vad som står där."


_ASKS_PRESENT = re.compile(
    r"(?i)\b(?:deltagarlist\w*|närvarolist\w*|närvarande|deltog|deltagare|var med|kom)\b.*(?:nätverk|möte|sammanträde|träff|nämnd|styrelse|råd)"
)
_LIST_OF_PRESENT = re.compile(r"(?i)\b(?:närvar\w+|deltog|deltagare|medverkande|ledamöter|frånvar\w+|förhinder|ej på plats|anmält|kallade)\b")


def present_missing(case: Case) -> str:
    """Who was at a meeting is asked for, and its minutes found have no list of those present."""
    if not case.query.attendance or not _ASKS_PRESENT.search(case.query.text) or "count" in case.kinds:
        return ""
    inside = [hit for hit in case.hits if fits(hit.place, case.query.filters)]
    for hit in inside:
        text = hit.passage.text
        people = {match.group() for match in NAME.finditer(text) if is_person(match.group())}
        if len(people) >= 3 or (not hit.place.item and _LIST_OF_PRESENT.search(text)):
            return ""
    return "Källorna säger inte vilka som var med."
