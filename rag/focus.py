"""Which of a question's words carry its matter, and which meeting it speaks of."""

from __future__ import annotations

import re
from dataclasses import replace

from simplemma import is_known, lemmatize

from index.lexicon import MONTHS
from index.swedish import terms
from index.swedish_words import word_table
from index.types import Filters, ItemPlace, Query
from rag.facts import Day, days
from rag.municipalities import MUNICIPALITIES
from rag.periods import MEETING
from rag.wording import QuestionWord, QuestionWords

VERB = 0.4
"""What a verb weighs beside a noun: questions use other verbs than minutes do."""
NAME = 1.3
_COMPARES = re.compile(r"(?i)\W*jämför\b")
_SHORT_VERBS = frozenset(("stå", "gå", "få", "slå", "se", "ge", "be", "bli"))
_NOUN_ENDINGS = ("or", "orna", "ornas", "an", "ans")
_WORDS_TOO = word_table("vara mark sala boden lund berg kil ale mora kalmar skara säter trosa grums")
"""Municipalities whose names are words."""
_MONTH_DAYS = 31
_MONTHS_MEETING = re.compile(rf"(?:{'|'.join(MONTHS)}){MEETING}")
_DATE_WORD = re.compile(r"(?:19|20)\d\d|\d{1,2}|\d[\d/ -]*.*")


def core_words(query: Query, words: QuestionWords, soften: bool = True) -> QuestionWords:
    """The words that say what is asked about: no bodies, dates or talk before a colon.

    Verbs weigh less and names more when ``soften``.
    """
    scope = frozenset(
        term for name in (*query.filters.bodies, *query.filters.organisations) for term in terms(name)
    ) | frozenset(term for term in query.framing if term.upper() in query.text)  # "GR" for its full name
    last = (
        query.text.lower()
        if _COMPARES.match(query.text)
        else re.split(r"[.!] (?=[A-ZÅÄÖ])|: ", query.text)[-1].lower()
    )  # not behind "dok."
    core = tuple(word for word in words.words if word.word in last and not _beside(word, scope))
    if soften:
        core = tuple(_weighed(word, query.text) for word in core)
    return QuestionWords(core) if core else words


def is_verb(word: str) -> bool:
    """Whether a lower-cased word looks like a verb; wrong now and then, so only a weight."""
    if word.endswith(_NOUN_ENDINGS):  # "bilagor", "skolan" are of words that end as verbs do
        return False
    lemma = str(lemmatize(word, lang="sv")).lower()
    return lemma.endswith("a") or lemma in _SHORT_VERBS or word.endswith(("ade", "ades", "des", "as"))


def is_name(word: str, question: str) -> bool:
    """Whether the question writes the plain word with a capital that opens no sentence."""
    if not re.fullmatch(r"[^\W\d_]+", word):
        double = "-".join(map(str.capitalize, word.split("-")))  # "Bo-Göran Berg", not "MAS-jobbet"
        return "-" in word and bool(re.search(rf"\b{re.escape(double)} [A-ZÅÄÖ]", question))
    if _opens_keywords(word, question) or _is_municipality(word):
        return True
    found = re.search(rf"(?<!^)(?<![.?!:] )\b{re.escape(word)}", question, re.IGNORECASE)
    return bool(found and found.group()[0].isupper())


def _is_municipality(word: str) -> bool:
    """Whether a word in lower case can only be a municipality, its genitive counted."""
    plain = word.removesuffix("s") if word.capitalize() not in MUNICIPALITIES else word
    return plain.capitalize() in MUNICIPALITIES and plain not in _WORDS_TOO


def _opens_keywords(word: str, question: str) -> bool:
    """Whether a few keywords open with the word, capital and in no dictionary: then it is a name too."""
    few = len(question.split()) <= 6 and not question.rstrip().endswith("?")
    opens = question.lower().startswith(word) and question[:1].isupper()
    place = opens and question.split()[0].strip(",.:") in MUNICIPALITIES
    return few and opens and (place or not is_known(word, lang="sv"))


def written_as(word: str, question: str) -> str:
    """The lower-cased word as the question writes it."""
    found = re.search(re.escape(word), question, re.IGNORECASE)
    return found.group() if found else word


def spelled_out(word: str, text: str) -> bool:
    """Whether a short word may be the initials of words in a row: "sip" of "samordnad individuell plan"."""
    if not 2 <= len(word) <= 5 or not word.isalpha():
        return False
    first = " ".join(f"{letter}\\w+" for letter in word.lower())
    return bool(re.search(rf"(?<!\w){first}", text.lower()))


def stated_day(question: str) -> Day | None:
    """The day a question names ("den 12 maj 2022"); None for none."""
    found = days(question)
    return found[0] if found else None


def fits(place: ItemPlace, filters: Filters) -> bool:
    """Whether a place is of the body, organisation and (when told to the month) time asked for."""
    if filters.bodies and place.body not in filters.bodies:
        return False
    if filters.organisations and place.organisation not in filters.organisations:
        return False
    first, last = filters.date_from, filters.date_to
    if not first or not last or not place.meeting_date or (last - first).days > _MONTH_DAYS:
        return True
    return first <= place.meeting_date <= last


def _weighed(word: QuestionWord, question: str) -> QuestionWord:
    if is_name(word.word, question):
        return replace(word, weight=NAME * word.weight)
    return replace(word, weight=VERB * word.weight) if is_verb(word.word) else word


def _beside(word: QuestionWord, scope: frozenset[str]) -> bool:
    time = word.word in MONTHS or _DATE_WORD.fullmatch(word.word) or _MONTHS_MEETING.fullmatch(word.word)
    return bool(word.variants[0][0] & scope) or bool(time)
