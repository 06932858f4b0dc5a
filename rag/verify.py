"""Claims against their evidence, by code: what can't be checked is not called supported.

Every number, date, percentage and name of a claim stands in what it cites, letter by letter
after normalisation; yes and no agree; the content words are covered. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from simplemma import is_known, lemmatize

from index.compounds import compound_parts
from index.sentences import sentences
from index.swedish import find_terms
from rag.bounds import other_times, turned_bounds
from rag.facts import Number, capitals, days, municipalities, name_forms, numbers
from rag.focus import is_verb
from rag.folding import find_quote
from rag.joining import joined_halves, name_terms
from rag.polarity import disagreement, opposite
from rag.speakers import unnamed_bodies
from rag.types import Citation, Claim, Quote
from rag.wording import synonyms, term_set

COVERED = 0.5
SUPPORTS = 2
NEAREST = 0.7
LISTED = 8
_MARK = re.compile(r"\s*\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]")
_NUMERAL = re.compile(r"[npd]\d")
_ROLE = re.compile(
    r"(?:chef|ledare|ordförande|sekreterare|inspektör|strateg|samordnare|direktör|utredare|konsulent|läkare"
    r"|sköterska|forskare|rådgivare|handläggare|ekonom|jurist|polis|rektor|kurator|planerare|utvecklare)e?n?$"
)
_LEADING_YES_NO = re.compile(r"^(Ja|Nej)\b[,.]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Support:
    """What a claim is held against: the quotes' text, and where it stands (title, body, date).

    ``around`` is the stored text of their passages: it tells what "denna summa" speaks of.
    """

    quotes: tuple[Quote, ...]
    around: str = ""

    @property
    def text(self) -> str:
        """The quotes, one a line, with their lead-ins."""
        return "\n".join(
            f"{quote.context}\n{quote.text}" if quote.context else quote.text for quote in self.quotes
        )

    @property
    def place(self) -> str:
        """Title, body and date of each quote's item."""
        return "\n".join(_place_words(quote) for quote in self.quotes)


def split_claims(text: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The sentences of a model's text, without their marks, each with the numbers it cited."""
    found = []
    for start, end in sentences(text):
        piece = text[start:end]
        cited = tuple(
            int(number) for match in _MARK.finditer(piece) for number in re.findall(r"\d+", match[1])
        )
        plain = " ".join(_MARK.sub("", piece).split())
        if re.search(r"\w", plain):
            found.append((plain, tuple(dict.fromkeys(cited))))
        elif cited and found:
            found[-1] = (found[-1][0], (*found[-1][1], *cited))
    return tuple(found)


def without_marks(text: str) -> str:
    """The text without its source numbers."""
    return _MARK.sub("", text)


def check(
    text: str, quotes: Sequence[Quote], passages: dict[str, str], question: str = ""
) -> tuple[Claim, ...]:
    """The claims of ``text``, each held against the quotes that support it best.

    ``passages`` maps passage ids to stored text: a citation whose quote is not found there is dropped.
    """
    return tuple(check_claim(plain, cited, quotes, passages, question) for plain, cited in split_claims(text))


def check_claim(
    text: str, cited: Sequence[int], quotes: Sequence[Quote], passages: dict[str, str], question: str = ""
) -> Claim:
    """One sentence with its citations and objections; supported when it has the one and not the other."""
    best: tuple[str, ...] = ("ingen källa säger detta",)
    chosen: tuple[Quote, ...] = ()
    for attempt in _attempts(text, cited, quotes):
        around = "\n".join(dict.fromkeys(passages.get(quote.passage_id, "") for quote in attempt))
        found = objections(text, Support(attempt, around), question)
        if not chosen or len(found) < len(best):
            best, chosen = found, attempt
        if not found:
            break
    looked_up = (cite(quote, passages.get(quote.passage_id, "")) for quote in chosen)
    citations = tuple(citation for citation in looked_up if citation.status != "not_found")
    if not citations and not best:
        best = ("citatet finns inte i den lagrade texten",)
    return Claim(text, not best, citations, best)


def cite(quote: Quote, stored: str) -> Citation:
    """A citation of ``quote``, its words looked up in the stored passage text."""
    status = find_quote(quote.text, stored)
    return Citation(quote.number, quote.passage_id, quote.place, quote.page, quote.spans, quote.text, status)


def objections(claim: str, support: Support, question: str = "") -> tuple[str, ...]:
    """Why the claim is not supported, in Swedish; () when it is."""
    body = _LEADING_YES_NO.sub("", claim)
    whole = f"{support.text}\n{support.place}"
    found = [
        *_dates(body, whole),
        *_numbers(body, support.text, whole),
        *turned_bounds(body, support.text),
        *other_times(body, f"{whole}\n{question}"),
        *_names(body, whole, question),
        *joined_halves(body, support.quotes),
        *_yes_no(claim, support),
        *unnamed_bodies(body, whole),
        *_uncovered(body, whole, question, body != claim),
        *_borrowed(body, f"{whole}\n{support.around}", question),
    ]
    return tuple(dict.fromkeys(text for text in found if text))


def _attempts(text: str, cited: Sequence[int], quotes: Sequence[Quote]) -> list[tuple[Quote, ...]]:
    """Sets of quotes to try: the best alone, the cited, the best few, a passage's, the best of each."""
    if not quotes:
        return []
    order = sorted(quotes, key=lambda one: -_share(term_set(text), term_set(f"{one.context} {one.text}")))
    named = tuple(quote for quote in quotes if quote.number in cited)[:SUPPORTS]
    beside = tuple(quote for quote in order if quote.passage_id == order[0].passage_id)[:LISTED]
    each = {quote.passage_id: quote for quote in reversed(order)}
    nearest = tuple(quote for quote in order if quote is each[quote.passage_id])[:LISTED]
    tries = [tuple(order[:1]), named, tuple(order[:SUPPORTS]), tuple(order[:3]), beside, nearest]
    return [attempt for attempt in dict.fromkeys(tries) if attempt]


def _dates(claim: str, whole: str) -> list[str]:
    known = days(whole)
    wrong = [day for day in days(claim) if not any(day.agrees(other) for other in known)]
    return [f"datumet {claim[day.start : day.end]} står inte i källan" for day in wrong]


def _numbers(claim: str, told: str, whole: str) -> list[str]:
    known = (*numbers(whole), *(Number(Decimal(day.year), "", 0, 0) for day in days(whole) if day.year))
    near = numbers(told)
    found = []
    for number in numbers(claim):
        if _reckoned(number, claim, known):
            continue
        same = [other for other in known if _equal(number, other)]
        shown = claim[number.start : number.end]
        if not same:
            found.append(f"talet {shown} står inte i källan")
        elif (
            term_set(number.unit)
            and all(other.unit not in ("", number.unit) and term_set(other.unit) for other in same)
            and any(other.unit == number.unit and not _equal(other, number) for other in near)
        ):
            found.append(f"talet {shown} {number.unit} stämmer inte med källan")
    return found


def _reckoned(number: Number, claim: str, known: Sequence[Number]) -> bool:
    """Whether the claim gives two figures of the source of which the number is the difference or sum."""
    given = [one.value for one in numbers(claim) if any(_equal(one, other) for other in known)]
    return any(
        number.value in (abs(one - other), one + other)
        for n, one in enumerate(given)
        for other in given[n + 1 :]
        if one != other
    )


def _equal(one: Number, other: Number) -> bool:
    return one.value == other.value and (one.unit == "%") == (other.unit == "%")


def _names(claim: str, whole: str, question: str) -> list[str]:
    written = {
        form
        for name in capitals(whole)
        for part in {name.text, *name.text.split("-")}
        for form in name_forms(part)
    }
    any_case = {word.lower() for word in re.findall(r"\w+(?:[-:]\w+)*", whole)}
    told = term_set(whole) | term_set(question)
    found = [f"{place} står inte i källan" for place in sorted(municipalities(claim) - municipalities(whole))]
    for name in capitals(claim):
        forms = name_forms(name.text)
        if (
            forms & written
            or _parts_written(name.text, written)
            or (name.initial and _plain_opening(claim, name.text, name.start, any_case, told))
        ):
            continue
        if not name.initial and forms & any_case and name.text.isupper():
            continue
        found.append(f"namnet {name.text} står inte i källan")
    return found


def _parts_written(word: str, written: set[str]) -> bool:
    """Whether each part of "PYC-konsortiet" or "ÄO/HS-nätverket" stands there, capitals as a name."""
    parts = word.split("-")
    if len(parts) < 2:
        return False
    capital = [part for part in parts if part[:1].isupper()]
    rest = [part for part in parts if not part[:1].isupper()]
    return all(name_forms(part) & written for part in capital) and (not rest or len(capital) > 0)


def _plain_opening(claim: str, word: str, start: int, any_case: set[str], told: frozenset[str]) -> bool:
    """Whether a capital word that opens a sentence is an ordinary word there, no name."""
    if word.lower() in any_case or not term_set(word):
        return True
    follows = claim[start + len(word) :].lstrip()
    low = word.lower()
    known = is_known(low, lang="sv") and str(lemmatize(low, lang="sv")).islower()
    ordinary = known or bool(compound_parts(low)) or bool(term_set(word) & told)
    return ordinary and (bool(_ROLE.search(low)) or not re.match(r"[A-ZÅÄÖ][a-zåäö]", follows))


def _yes_no(claim: str, support: Support) -> list[str]:
    """Negations are held against the quote nearest to the claim; against all of them when none is near.

    Opposites always against the nearest: another sentence may well say "högst" of something else.
    """
    said, names = term_set(claim), name_terms(claim)
    nearest = max(
        support.quotes, key=lambda quote: sum(_share(one, term_set(quote.text)) for one in (said, names))
    )
    alone = disagreement(claim, nearest.text)
    likeness = _share(said, term_set(nearest.text))
    if not alone or len(support.quotes) == 1 or likeness >= NEAREST:
        return [alone]
    return [opposite(claim, nearest.text) if likeness >= COVERED else "", disagreement(claim, support.text)]


def _uncovered(claim: str, whole: str, question: str, yes_no: bool) -> list[str]:
    """Content words that neither source nor question says; numbers and dates are checked elsewhere.

    A claim without a word beyond the question's tells nothing, save after a yes or no (``yes_no``).
    """
    said = [
        frozenset((term.text, *term.parts)) for term in find_terms(claim) if not _NUMERAL.match(term.text)
    ]
    if not said:
        return [] if numbers(claim) or days(claim) else ["påståendet säger ingenting"]
    source = term_set(whole)
    told = source | term_set(question)
    covered = sum(_share(found, told) >= 0.5 for found in said) / len(said)
    own = any(_share(found, source) >= 0.5 for found in said) or bool(numbers(claim) or days(claim))
    plain = [_share(found, told) for found in said if not found & name_terms(claim)]
    own = own and (len(plain) < 2 or max(plain) >= 0.5)
    if covered < COVERED or not own:
        return ["källan täcker inte påståendets ord"]
    if not (yes_no or numbers(claim) or days(claim)) and frozenset().union(*said) <= term_set(question):
        return ["påståendet upprepar bara frågan"]
    return []


def _borrowed(claim: str, told: str, question: str) -> list[str]:
    """A long word that comes from the question alone: then the source may speak of another thing."""
    source, asked = term_set(told), term_set(question)
    for term in find_terms(claim):
        long = len(term.text) >= 6 and not _NUMERAL.match(term.text)
        if not long or term.text not in asked or {term.text, *term.parts} & source:
            continue
        word = claim[term.start : term.end]
        near = {found for other in synonyms(word.lower()) for found in term_set(other)}
        if not near & source and not is_verb(word.lower()):
            return [f"källan nämner inte ”{word}”"]
    return []


def _share(said: frozenset[str], told: frozenset[str]) -> float:
    return len(said & told) / len(said) if said else 0.0


def _place_words(quote: Quote) -> str:
    place = quote.place
    day = place.meeting_date.isoformat() if place.meeting_date else ""
    return f"{place.title}\n{place.body} {place.organisation} {day}"
