"""Can the checks be fooled? Supported claims with one fact altered must be caught.

Each claim is a sentence of the minutes or a reference answer, held against its own evidence. A
mutant alters one number, date, name, municipality, body, negation or verdict of it. Deterministic: no
chance. True claims come from reference answers, held as answering holds them: against the sentences of
the passages that hold the needed quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.gold import same_document
from eval.metrics.coverage import covers
from eval.types import Question
from index.types import Hit, Query
from rag.candidates import candidates
from rag.facts import capitals, days, municipalities, numbers
from rag.quoting import sentence_quotes
from rag.scoring import Scored
from rag.types import Quote
from rag.verify import check_claim, split_claims

Mutation = Literal["number", "date", "name", "municipality", "body", "negation", "opposite"]
Find = Callable[[str], tuple[Query, Sequence[Hit]]]
"""A question understood and its passages."""
_OTHER_PLACES = ("Falun", "Ystad", "Kiruna", "Arboga")
_OTHER_NAMES = ("Ragnvald", "Sölvberg", "Tyra", "Quistorp")
_NEGATION = re.compile(r"\b(?:inte|ej)\b ", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:är|har|ska|kan|får|bör|kommer|noterar|beslutar|ställer|uppdras|finns|sker|föreslår|bedömer|anser|lyfter|ger"
    r"|informerar|berättar|planerar|önskar|gäller|presenterar|godkänner|antar|tilldelas|fortsätter|blir|uppgår)\b"
)
_BODIES = (("nätverket", "nämnden"), ("nämnden", "rådet"), ("rådet", "styrelsen"), ("styrelsen", "nämnden"))
_OPPOSITES = (
    ("godkänner", "avslår"), ("godkände", "avslog"), ("bifaller", "avslår"), ("avslår", "godkänner"),
    ("avslog", "godkände"), ("ökade", "minskade"), ("ökar", "minskar"), ("minskade", "ökade"),
    ("höjs", "sänks"), ("sänks", "höjs"), ("förlängs", "avslutas"), ("högst", "minst"), ("minst", "högst"),
)  # fmt: skip
_NUMBER_WORDS = dict(
    zip(
        ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
        ("sju", "åtta", "nio", "två", "tre", "fyra", "fem", "sex", "tolv", "nio", "tio"),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class TrueClaim:
    """A statement with the quotes that bear it out; ``question`` where it answered one."""

    text: str
    quotes: tuple[Quote, ...]
    question: str = ""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A claim with one fact altered."""

    claim: TrueClaim
    kind: Mutation
    text: str


@dataclass(frozen=True, slots=True)
class MutationResult:
    """Mutants made and caught by kind, and true claims rejected; ``missed`` are the mutants that passed."""

    made: Mapping[str, int]
    caught: Mapping[str, int]
    claims: int
    rejected: tuple[str, ...]
    missed: tuple[Mutant, ...]

    @property
    def caught_share(self) -> float:
        """Share of all mutants that the checks object to."""
        return sum(self.caught.values()) / max(1, sum(self.made.values()))

    @property
    def rejected_share(self) -> float:
        """Share of true claims that the checks object to."""
        return len(self.rejected) / max(1, self.claims)


def run_mutations(claims: Sequence[TrueClaim]) -> MutationResult:
    """Check each claim as it is and, when it is supported, each of its mutants."""
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    rejected: list[str] = []
    missed: list[Mutant] = []
    for claim in claims:
        if not _passes(claim, claim.text):
            rejected.append(claim.text)
            continue
        for mutant in mutants(claim):
            made[mutant.kind] += 1
            if _passes(claim, mutant.text):
                missed.append(mutant)
            else:
                caught[mutant.kind] += 1
    return MutationResult(dict(made), dict(caught), len(claims), tuple(rejected), tuple(missed))


def mutants(claim: TrueClaim) -> Iterator[Mutant]:
    """One mutant of each kind that the claim's text gives occasion to."""
    evidence = "\n".join(quote.text for quote in claim.quotes)
    makers = (
        ("number", _other_number(claim.text, evidence)),
        ("date", _other_day(claim.text, evidence)),
        ("name", _other_name(claim.text, evidence)),
        ("municipality", _other_place(claim.text, evidence)),
        ("body", _other_body(claim.text, evidence)),
        ("negation", _negated(claim.text)),
        ("opposite", _turned_round(claim.text, evidence)),
    )
    for kind, text in makers:
        if text and text != claim.text:
            yield Mutant(claim, kind, text)  # type: ignore[arg-type]


def sentence_claims(quotes: Iterable[Quote], least: int = 6) -> tuple[TrueClaim, ...]:
    """Each quote of at least ``least`` words as a claim about itself."""
    return tuple(
        TrueClaim(" ".join(quote.text.split()), (quote,))
        for quote in quotes
        if len(quote.text.split()) >= least
    )


def reference_claims(questions: Iterable[Question], find: Find) -> tuple[TrueClaim, ...]:
    """Each sentence of the reference answers, with all sentences of the passages that its question needs.

    Raises: what ``find`` raises.
    """
    claims: list[TrueClaim] = []
    for question in questions:
        if not question.answerable or not question.quotes:
            continue
        hits = [hit for hit in find(question.text)[1] if _needed(question, hit)]
        pool = [Scored(one, 0.0, 0.0, False) for one in candidates(hits, {})]
        quotes = sentence_quotes(pool)
        if quotes:
            claims += [
                TrueClaim(text, quotes, question.text)
                for text, _ in split_claims(question.answer)
                if len(text.split()) > 2
            ]
    return tuple(claims)


def _needed(question: Question, hit: Hit) -> bool:
    return any(
        same_document(needed.document, hit.place.document) and covers(hit.passage.text, needed.text)
        for needed in question.quotes
    )


def _passes(claim: TrueClaim, text: str) -> bool:
    stored: dict[str, str] = {}
    for quote in claim.quotes:
        stored[quote.passage_id] = f"{stored.get(quote.passage_id, '')}\n{quote.text}"
    return check_claim(text, (), claim.quotes, stored, claim.question).supported


def _other_number(text: str, evidence: str) -> str:
    """The first number with its first digit turned, or another number word."""
    there = {number.value for number in numbers(evidence)}
    for number in numbers(text):
        written = text[number.start : number.end]
        for other in _turned(written):
            changed = text[: number.start] + other + text[number.end :]
            values = {found.value for found in numbers(changed)}
            if values - there:
                return changed
    return ""


def _turned(written: str) -> Iterator[str]:
    if written[:1].isdigit():
        for step in (1, 3, 5):
            yield str((int(written[0]) + step - 1) % 9 + 1) + written[1:]
    elif written.lower() in _NUMBER_WORDS:
        yield _NUMBER_WORDS[written.lower()]


def _other_day(text: str, evidence: str) -> str:
    """The first date moved to another day of its month."""
    for day in days(text):
        written = text[day.start : day.end]
        other = day.day % 27 + 2
        if re.fullmatch(r"(?:\d\d-?){3}", written) or "-" in written:
            return f"{text[: day.start]}{written[:-2]}{other:02d}{text[day.end :]}"
        changed = text[: day.start] + re.sub(r"\d{1,2}", str(other), written, count=1) + text[day.end :]
        if not all(any(found.agrees(known) for known in days(evidence)) for found in days(changed)):
            return changed
    return ""


def _other_name(text: str, evidence: str) -> str:
    """A capitalised word inside the text, that names no municipality, given another spelling."""
    places = {name for place in municipalities(text) for name in (place, f"{place}s")}
    for name in capitals(text):
        plain = re.fullmatch(r"[A-ZÅÄÖ][a-zåäöé]{3,}", name.text)
        if not name.initial and plain and name.text not in places:
            other = next(one for one in _OTHER_NAMES if one not in evidence)
            return text[: name.start] + other + text[name.start + len(name.text) :]
    return ""


def _other_place(text: str, evidence: str) -> str:
    """The first municipality changed for one that the evidence does not name."""
    named = sorted(municipalities(text), key=lambda name: text.find(name))
    other = next((place for place in _OTHER_PLACES if place not in evidence), "")
    return (
        re.sub(rf"(?<!\w){re.escape(named[0])}(?=s?(?!\w))", other, text, count=1) if named and other else ""
    )


def _other_body(text: str, evidence: str) -> str:
    """The first body changed for one of another kind that the evidence does not name."""
    told = evidence.lower()
    for body, other in _BODIES:
        found = re.search(rf"(?i)\b\w*{body}\b", text)
        if found and other[:-2] not in told:
            return text[: found.start()] + _cased(other, found.group()) + text[found.end() :]
    return ""


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def _turned_round(text: str, evidence: str) -> str:
    """The first verdict changed for its opposite, where the evidence does not say that too."""
    for word, other in _OPPOSITES:
        if re.search(rf"\b{word}\b", text) and other not in evidence.lower():
            return re.sub(rf"\b{word}\b", other, text, count=1)
    return ""


def _negated(text: str) -> str:
    """Without its first "inte", or with one after its first verb."""
    if _NEGATION.search(text):
        return _NEGATION.sub("", text, count=1)
    verb = _VERB.search(text)
    return f"{text[: verb.end()]} inte{text[verb.end() :]}" if verb else ""
