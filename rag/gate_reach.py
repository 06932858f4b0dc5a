"""What the minutes cannot tell: a guess, an attachment, a telephone number, a matter put off.

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re

from index.acronyms import acronyms
from rag.focus import spelled_out
from rag.gate_case import PRESENT, Case, full, named_around
from rag.scoring import Scored
from rag.wording import term_set

_GUESS = re.compile(
    r"(?i)\b(?:gissa|spå|hitta på|(?:vad|som) du tror|tror du|tycker du|tror ni|tycker ni"
    r"|din (?:egen )?(?:åsikt|bedömning|gissning)|om du (?:fick|får|måste|skulle))\b"
)
_STANDS_FOR = re.compile(  # "vad står PYC för", "PYC förkortning"
    r"[Vv]ad (?:står|betyder) (?:förkortningen |bokstäverna )?(?P<one>[A-ZÅÄÖ]\w*[A-ZÅÄÖ]\w*)"
    r"(?: för)?(?: egentligen)?\W*$"
    r"|(?P<two>\b[A-ZÅÄÖ]\w*[A-ZÅÄÖ]\w*)\b.{0,12}\b(?:förkortning|utskrivet|uttytt)"
    r"|\bförkortning\w* (?P<three>[A-ZÅÄÖ]\w*[A-ZÅÄÖ]\w*)"
)
_CONTACT = re.compile(
    r"(?i)\b(?:kontaktuppgift\w*|telefonnum\w+|mobilnum\w+|mejladress\w*|e-?postadress\w*|mailadress\w*)"
)
_NUMBER_TOLD = r"\b0\d{1,3}[ -]?(?:\d[ -]?){5,8}\b|\b1177\b|\b114 ?14\b"
_CONTACT_TOLD = re.compile(rf"{_NUMBER_TOLD}|\w@\w")
_OF_TELEPHONE = re.compile(r"(?i)telefon|mobil")
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
    r"(?i)\bhände\b|\bblev det\b|\bhanter\w*|\bstatus\b"
    r"|\bbeslut\w*|\bbest[äe]m\w*|\bvarför\b|\bskäl\w*|\bnär\b|\butg[åi]\w*"
    r"|\bbord\w*|\bskj\w*|\bflytta\w*"
    r"|\bplocka\w*|\bt(?:as|ogs|agits) bort\b|\bstr[yö]k\w*|\bskulle\b"
)
_IF = re.compile(  # a clause of condition, up to its verb
    r"(?i)\b(?:om|när|då|ifall) (?P<who>(?:en|ett|man|någon|nån|ingen|inga|den|det|de)"
    r"(?: (?!håll|gör|är|blir|ska)[\wåäö-]+){0,3})"
    r" (?:kan |ska |vill )?(?:håll|gör|leder|utför|sköt|står|tar|kör|anordn|genomför)\w*"
)
_NOBODY = re.compile(r"(?i)\b(?:ingen|inga)\b")
_LABEL = re.compile(
    r"(?i:\b(?P<kind>alternativ|scenario|modell|etapp|fas|steg|spår|paket|nivå|zon|grupp|lott|variant)"
    r"(?:et|en)?) "
    r"(?P<mark>[A-ZÅÄÖ]|\d{1,2}|[IVX]{1,4})\b"
)


def contact_missing(case: Case) -> str:
    """A telephone number or an address to write to is asked for, and no sentence found holds one."""
    asked = _CONTACT.search(case.query.text)
    wanted = _NUMBER_TOLD if asked and _OF_TELEPHONE.match(asked.group()) else _CONTACT_TOLD
    told = (one for one in case.gathered.scored if re.search(wanted, one.candidate.text))
    if not asked or any(_by_name(one, case) for one in told):
        return ""
    return f"Källorna säger inget om {asked.group().lower()}."


def _by_name(one: Scored, case: Case) -> bool:
    """Whether a sentence, or the one before it, says a name of the question, and its passage all of them."""
    told = one.candidate.terms | one.candidate.before
    near = not case.names or any(word.match(told) >= PRESENT for word in case.names)
    return near and named_around(one, case)


def guess_wanted(case: Case) -> str:
    """A guess or a view of one's own is asked for; whether a day or hour stands there, another rule tells."""
    found = _GUESS.search(case.query.text)
    if found is None or (found.group().lower() == "gissa" and "date" in case.kinds):
        return ""
    return "Frågan ber om en gissning eller en åsikt; källorna återger bara mötena."


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


def expansion_missing(case: Case) -> str:
    """What an acronym stands for is asked, and no passage found spells it out."""
    found = _STANDS_FOR.search(case.query.text)
    short = next((mark for mark in found.groups() if mark), "") if found else ""
    if not short:
        return ""
    told = any(
        known.lower() == short.lower() for hit in case.hits for known in acronyms(hit.passage.text)
    ) or any(spelled_out(short.lower(), hit.passage.text) for hit in case.hits)
    return "" if told else f"Källorna säger inte vad {short} står för."


def of_other_case(one: Scored, question: str) -> bool:
    """Whether a sentence tells what holds "om någon från kommunen ..." where "om en konsult ..." is asked."""
    asked = _IF.search(question)
    told = list(_IF.finditer(one.candidate.hit.passage.text[: one.candidate.end]))
    if asked is None or not told:
        return False
    who, nobody = term_set(asked["who"]), _NOBODY.search(asked["who"])
    if bool(nobody) != bool(_NOBODY.search(told[-1]["who"])):
        return True
    return bool(who) and not who & term_set(told[-1]["who"])


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
