"""What a question asks for: kind of answer, body, organisation, meeting dates, items, people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from index.errors import BadQuestion
from index.lexicon import MONTHS
from index.swedish import find_terms, fold, stem
from index.types import Filters, Intent, Query
from rag.catalogues import Catalogue, KnownMeeting, Named, catalogue_of
from rag.intents import (
    asks_for_attendance,
    asks_for_latest,
    asks_for_latest_meeting,
    asks_to_compare,
    find_intent,
)
from rag.periods import MEETING, SEASONS, Period, find_periods, swedish_day

__all__ = ["LONGEST", "Catalogue", "catalogue_of", "clean_question", "resolve_followup", "understand"]

LONGEST = 2000
"""Characters a question may have."""

_ITEM = re.compile(
    r"(?:\b(?:(?:dagordnings)?punkt(?:en|erna)?|ärende(?:t|na)?|paragraf(?:en)?)|§+)\s*(?:nr\.?\s*)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,2})?)\b",
    re.IGNORECASE,
)
_ROLE_TOKENS = re.compile(
    r"<\|[^|<>]{0,40}\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>"
    r"|<\|?(?:im_start|im_end|endoftext)\|?>|[<>]{2,}|\|>|<\|",
    re.IGNORECASE,
)
_A_YEAR = 300  # days: a longer period says less than a shorter one beside it
_OF_TIME = re.compile(
    rf"d\d{{4}}|d\d{{8}}|n(?:19|20)\d\d|{'|'.join(sorted({stem(one) for one in (*MONTHS, *SEASONS)}))}"
    rf"|(?:{'|'.join(MONTHS)}){MEETING}"
)
_OF_MEETINGS = re.compile(
    rf"(?i)[\w-]*(?:möte|sammanträde|protokoll|anteckning|träff)\w*|sammanfatt\w*|kort\w*|översikt\w*|snäll\w*"
    rf"|senaste|förra|första|hel[at]?|{'|'.join(MONTHS)}|{'|'.join(SEASONS)}"
)
_LETTER = re.compile(r"\w")


def understand(question: str, catalogue: Catalogue, today: date) -> Query:
    """The question as search understands it, with its reading told in Swedish.

    Raises:
        BadQuestion: empty or longer than ``LONGEST`` characters.
    """
    text = clean_question(question)
    intent = find_intent(text)
    reading = _read(text, catalogue, today)
    return Query(
        text=text,
        intent=intent,
        filters=reading.filters,
        latest_first=asks_for_latest(text),
        people=_people(text, catalogue),
        explanation=reading.explanation,
        attendance=asks_for_attendance(text, intent),
        sides=reading.sides,
        unmet=reading.unmet,
        whole=_whole(text, intent, reading.filters, catalogue),
        framing=reading.framing,
    )


def clean_question(question: str) -> str:
    """One line of visible characters, with the tokens that chat models take for roles left out.

    Raises:
        BadQuestion: empty or longer than ``LONGEST`` characters.
    """
    if len(question) > LONGEST:
        raise BadQuestion(
            f"Frågan är för lång ({len(question)} tecken).", f"Korta den till högst {LONGEST} tecken."
        )
    visible = "".join(
        char
        if char.isprintable() and unicodedata.category(char) not in ("Cf", "Co", "Cs")
        else " "
        if char.isspace()
        else ""
        for char in unicodedata.normalize("NFC", question)
    )
    text = " ".join(_ROLE_TOKENS.sub(" ", visible).split())
    if not _LETTER.search(text):
        raise BadQuestion("Frågan är tom.", "Skriv en fråga om det som står i protokollen.")
    return text


@dataclass(frozen=True, slots=True)
class _Reading:
    filters: Filters
    sides: tuple[Filters, ...]
    explanation: tuple[str, ...]
    unmet: tuple[str, ...]
    framing: tuple[str, ...]


def _read(text: str, catalogue: Catalogue, today: date) -> _Reading:
    """Which meetings and items the question speaks of."""
    found = frozenset(one for term in find_terms(text) for one in (term.text, *term.parts))
    organisations = [one for one in catalogue.organisations if one.named_in(found)]
    bodies = [one for one in catalogue.bodies if one.named_in(found)]
    items = tuple(dict.fromkeys(match.group("number") for match in _ITEM.finditer(text)))
    filters = Filters(bodies=_names(bodies), organisations=_names(organisations), items=items)
    meetings = [one for one in catalogue.meetings if _fits(one, filters)] or list(catalogue.meetings)
    periods, unmet = _periods(text, meetings, today)
    if unmet and filters.organisations:  # a meeting whose organisation nobody knows may be meant
        ownerless = replace(filters, organisations=())
        more = [one for one in catalogue.meetings if not one.organisation and _fits(one, ownerless)]
        wider = _periods(text, [*meetings, *more], today)
        if len(wider[1]) < len(unmet):
            (periods, unmet), filters = wider, ownerless
    if periods:
        filters = replace(
            filters, date_from=min(one.first for one in periods), date_to=max(one.last for one in periods)
        )
    namesakes = () if organisations or not periods else _namesakes(bodies, meetings, periods)
    return _Reading(
        filters,
        (_sides(organisations, bodies, periods) if asks_to_compare(text) else ()) or namesakes,
        (
            *_explain(filters, periods, unmet, sum(1 for one in meetings if one.date is None)),
            *_explain_namesakes(namesakes),
        ),
        unmet,
        _framing(text, (*organisations, *bodies), periods),
    )


def _namesakes(
    bodies: Sequence[Named], meetings: Sequence[KnownMeeting], periods: Sequence[Period]
) -> tuple[Filters, ...]:
    """One side for each organisation whose body of that name met then; () when they are not several."""
    met = [one for one in meetings if any(period.holds(one.date) for period in periods)]
    organisations = dict.fromkeys(one.organisation for one in met if one.organisation)
    if len(bodies) != 1 or len(organisations) < 2:
        return ()
    return tuple(Filters(bodies=bodies[0].names, organisations=(name,)) for name in organisations)


def _explain_namesakes(namesakes: Sequence[Filters]) -> Iterator[str]:
    if namesakes:
        names = ", ".join(name for side in namesakes for name in side.organisations)
        yield f"Flera organisationer har ett organ med det namnet: {names}."


def _framing(text: str, named: Sequence[Named], periods: Sequence[Period]) -> tuple[str, ...]:
    """Index terms of the question that only name bodies, organisations and meeting times."""
    frame = {term for one in named for alias in one.aliases for term in alias}
    words = [
        term for term in find_terms(text) if term.text in frame or (periods and _OF_TIME.fullmatch(term.text))
    ]
    return tuple(dict.fromkeys(one for term in words for one in (term.text, *term.parts))) + tuple(
        sorted(frame)
    )


def _names(named: Iterable[Named]) -> tuple[str, ...]:
    return tuple(name for one in named for name in one.names)


def _whole(
    text: str, intent: Intent, filters: Filters, catalogue: Catalogue
) -> Literal["", "item", "meeting"]:
    """What a summary is asked of, when it is asked of something as a whole."""
    if intent != "summary":
        return ""
    if filters.items:
        return "item"
    names = {
        term
        for one in (*catalogue.bodies, *catalogue.organisations)
        for alias in one.aliases
        for term in alias
    }
    matters = [
        term.text
        for term in find_terms(text)
        if term.text not in names
        and not term.text[-1].isdigit()
        and not _OF_MEETINGS.fullmatch(text[term.start : term.end])
    ]
    return "" if matters else "meeting"


def _fits(meeting: KnownMeeting, filters: Filters) -> bool:
    return (not filters.organisations or meeting.organisation in filters.organisations) and (
        not filters.bodies or meeting.body in filters.bodies
    )


def _periods(
    text: str, meetings: Sequence[KnownMeeting], today: date
) -> tuple[tuple[Period, ...], tuple[str, ...]]:
    """The times of the meetings meant, and (in Swedish) those at which none was held."""
    dates = [one.date for one in meetings if one.date]
    if asks_for_latest_meeting(text) and dates:
        newest = max(dates)
        return (Period(newest, newest, swedish_day(newest), sure=True),), ()
    periods = find_periods(text, today, dates)
    met = tuple(one for one in periods if any(one.holds(day) for day in dates))
    narrow = tuple(one for one in met if (one.last - one.first).days < _A_YEAR)
    return narrow or met, tuple(one.phrase for one in periods if one.sure and one not in met)


def _sides(
    organisations: Sequence[Named], bodies: Sequence[Named], periods: Sequence[Period]
) -> tuple[Filters, ...]:
    """What a comparing question sets side by side; () when it names fewer than two of a kind."""
    if len(organisations) > 1:
        return tuple(Filters(organisations=one.names) for one in organisations)
    if len(bodies) > 1:
        return tuple(Filters(bodies=one.names) for one in bodies)
    if len(periods) > 1:
        return tuple(Filters(date_from=one.first, date_to=one.last) for one in periods)
    return ()


def _explain(
    filters: Filters, periods: Sequence[Period], unmet: Sequence[str], undated: int
) -> Iterator[str]:
    names = [*filters.bodies, *filters.organisations]
    if periods:
        names.append(" och ".join(dict.fromkeys(one.phrase for one in periods)))
    if filters.items:
        names.append("punkt " + " och ".join(filters.items))
    if names:
        yield "Söker i första hand i: " + ", ".join(names) + "."
    for phrase in unmet:
        yield f"Inget inläst möte är daterat {phrase}."
    if (periods or unmet) and undated:
        yield f"{undated} möten saknar datum." if undated > 1 else "Ett möte saknar datum."


def _people(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Names on the attendance lists that stand in the question."""
    folded = f" {fold(text)} "
    near = [(name, fold(name)) for name, _ in catalogue.people if name and fold(name) in folded]
    return tuple(dict.fromkeys(name for name, one in near if re.search(rf"\W{re.escape(one)}s?\W", folded)))


_CONTINUES = re.compile(
    r"^\W*(?:och|men|så|då)\b|\b(?:detta|denna|dessa|samma)\b"
    r"|^\W*(?:hur|vad|vem|när|var|varför|vilka|vilket)\b[^?]{0,40}\b(?:det|den|de|dem|han|hon|där|då)\b"
    r"|^\W*(?:varför|när|vem|var|hur mycket|hur då|av vem|och sedan|vilka då)\W*$",
    re.IGNORECASE,
)
_ABOUT_ITSELF = 3


def resolve_followup(question: str, previous: tuple[str, ...]) -> str:
    """A question that leans on the ones before it, made whole: "och vad kostar det?" gets their subject.

    ``previous`` are earlier questions, oldest first. A question that stands by itself is given back as it is.
    """
    text = clean_question(question)
    if not previous or not _leans(text):
        return text
    own = {term.text for term in find_terms(text)}
    subject = [
        previous[-1][term.start : term.end]
        for term in find_terms(previous[-1])
        if term.text not in own and find_intent(previous[-1][term.start : term.end]) == "open"
    ]
    return f"{text.rstrip(' ?')} ({' '.join(subject)})?" if subject else text


def _leans(text: str) -> bool:
    matters = [term for term in find_terms(text) if find_intent(text[term.start : term.end]) == "open"]
    return bool(_CONTINUES.search(text)) and len(matters) < _ABOUT_ITSELF
