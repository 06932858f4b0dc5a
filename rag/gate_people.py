"""Do the sources tell who: who holds an office, whom to turn to, who came?

One of the parts of the gate. Pure functions over a ``Case``.
"""

from __future__ import annotations

import re

from index.lexicon import MONTHS
from rag.facts import days
from rag.fillers import fills, names_person, tells_to_whom
from rag.gate_case import PRESENT, TAKES_UP, Case, says_names, speaking, surroundings
from rag.offices import asks_for_change, body_of_office, office_asked, otherwise_said, tells_change
from rag.scoring import Scored
from rag.wording import QuestionWord, term_set

_ASKS_WHOM = re.compile(  # whom to turn to
    r"(?i)\bvem\b.*\b(?:hör|höra|kontakta[rs]?|vänder|vända|mejlar?|ring(?:er|a)|anmäl(?:er|a)|skickar?|lämnar?"
    r"|meddelar?)\b"
)
_CAME = re.compile(r"(?i)\b(?:kom|drog|medverkade|deltog|var|berättade|informerade|föreläste|pratade)\b")
_BESIDE = re.compile(r"(?i)\b(?:jämte|utom|förutom) \w+")
_LEAVES = re.compile(  # who leaves an office does not come into it
    r"\b[A-ZÅÄÖ][\wåäö-]+(?: [A-ZÅÄÖ][\wåäö-]+)? (?:har )?"
    r"(?:avsagt|avsäger|avgår|avgick|lämnar|lämnade|slutar|slutade)\b"
)


def holder_missing(case: Case) -> str:
    """An office is asked about, and no sentence names somebody by it, or as coming into it."""
    office = _office(case)
    if office is None or any(_holds(one, office, case) for one in case.asked_of):
        return ""
    return f"Källorna säger inte vem som är {office.word}."


def came_then(case: Case) -> bool:
    """Whether who came in the month that the question names stands where the matter is: "Farid den 22/10"."""
    if days(case.query.text) or case.query.filters.date_from or not _CAME.search(case.query.text):
        return False
    months = {at for month, at in MONTHS.items() if re.search(rf"(?i)\b{month}\b", case.query.text)}
    about = speaking(case)
    return any(
        one.candidate.hit in about
        and months & {day.month for day in days(one.candidate.text)}
        and names_person(case.asked, one.candidate.text)
        for one in case.asked_of
    )


def told_to_whom(case: Case) -> bool:
    """Whether "vem hör man av sig till" is answered where the matter is: "Anmälan till Farid"."""
    about = speaking(case)
    return bool(_ASKS_WHOM.search(case.query.text)) and any(
        one.candidate.hit in about and tells_to_whom(one.candidate.text) for one in case.asked_of
    )


def holds_there(case: Case) -> bool:
    """Whether somebody is named by the office asked about where the matter is spoken of."""
    office = _office(case)
    about = speaking(case)
    return office is not None and any(
        one.candidate.hit in about
        and office.match(one.candidate.terms) >= PRESENT
        and _holds(one, office, case)
        for one in case.asked_of
    )


def _office(case: Case) -> QuestionWord | None:
    """The office asked about, as a word of the question; None for none."""
    office = office_asked(case.query.text)
    plain = QuestionWord(office, 1.0, ((term_set(office), 1.0),))
    return next((word for word in case.said.words if word.word == office), plain) if office else None


def _holds(one: Scored, office: QuestionWord, case: Case) -> bool:
    """Whether a sentence names somebody by the office; as coming into it, where that is asked."""
    candidate = one.candidate
    text = _LEAVES.sub("", _BESIDE.sub("", candidate.text))
    said = (
        office.match(term_set(text)) >= PRESENT
        or office.match(candidate.context) >= PRESENT
        or otherwise_said(office.word, text)
    )
    named = candidate.text
    if asks_for_change(case.query.text):
        named = text
        follows = "efterträ" in text and says_names(one, case)
        goes_on = candidate.hit.place.item or TAKES_UP.search(text)  # a list of those present does not
        before = bool(goes_on) and office.match(candidate.before) >= PRESENT
        said = (said or follows or before) and tells_change(text)
    whose = _whose(office.word, case.query.text)
    body = body_of_office(case.query.text, office.word).lower()
    of_body = next((word for word in case.said.words if word.word == body and "-" not in body), None)
    around = surroundings(one) | term_set(f"{candidate.hit.place.body} {candidate.hit.place.organisation}")
    return (
        said
        and (of_body is None or of_body.match(around) >= PRESENT)
        and fills("person", case.asked, named)
        and (not whose or bool(term_set(whose) & (candidate.terms | candidate.context)))
    )


def _whose(office: str, question: str) -> str:
    """The name in the genitive before an office: "Lillbys" in "Lillbys ledamot"; "" for none."""
    found = re.search(rf"\b([A-ZÅÄÖ][\w-]+s) (?:\w+ )?{re.escape(office)}", question)
    return found[1] if found else ""
