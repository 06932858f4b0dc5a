"""Whether a claim says yes where its source says yes: negations and opposites. Pure functions.

A negation is compared by the words it stands by: "bedömer inte att ... löser behovet" and a
claim about the same words without "inte" disagree, whatever else the sentence says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.wording import term_set

_NEGATIONS = """
    inte ej icke aldrig ingen inga inget ingenting varken ingalunda knappast utan saknas saknar undantag
    """
NEGATIONS = frozenset(_NEGATIONS.split())
_SOFT = frozenset({"utan", "undantag", "saknas", "saknar"})
_NOT = r"\b(?:inte|ej|icke|aldrig)\b "
_WORD = re.compile(r"\w+(?:[-:]\w+)*")
_CLAUSE = re.compile(
    r"[.;:!?•\n]|, (?:men|utan|samt|och|vilket|som|att|medan|eftersom|då|när|om|där|så)\b| men | utan att "
    r"| eftersom | medan "
)

OPPOSITES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("godkän", "acceptera", "bifall", "biföll", "tillstyrk", "godta", "anta ", "antar ", "antog",
         "bevilja", "ställer sig bakom", "ställde sig bakom", "ställa sig bakom"),
        ("avslå", "avslog", "avslag", "avstyrk", "neka", "avvisa", "tackade nej", "sade nej", "sa nej"),
    ),
    (
        ("öka", "ökning", "ökar", "ökat", "höj", "stigit", "stiger", "steg "),
        ("minsk", "sänk", "reducera", "sjunk", "sjönk"),
    ),
    (
        ("förläng", "fortsätt", "behåll", "kvarstå"),
        ("säger upp", "sagt upp", "sagts upp", "sades upp", "avsluta", "lämnar", "upphör", "lades ne"),
    ),
    (("tillåt", "får ", "möjligt"), ("förbjud", "förbud", "omöjligt")),
    (("innan", "före "), ("efter ",)),
    (
        ("högre", "fler än", "mer än", "över hälften", "fler"),
        ("lägre", "färre än", "mindre än", "under hälften", "färre"),
    ),
    (("obligatorisk", "krävs"), ("frivillig",)),
    (("lätt", "enkl"), ("svår",)),
    (("öppna", "öppet", "öppen", "starta"), ("stäng", "läggs ner", "lades ner", "nedlägg")),
    (("ansluten", "anslutna", "ansluta"), ("utträd",)),
    (("intäkt", "överskott"), ("kostnad", "underskott")),
    (("positiv",), ("negativ",)),
    (("inklusive", "inkl"), ("exklusive", "exkl")),
    (("tidigarelägg",), ("senarelägg", "skjuts upp", "sköts upp", "försena")),
    (("enig", "samsyn råder"), ("oenig", "samsyn inte råder")),
    (("alla ", "samtliga"), ("några ", "vissa ", "en del ")),
    (("offentlig",), ("hemlig", "sekretess")),
    (("minst",), ("högst", "max")),
    (("ansvarar för", "ansvar för"), ("ansvarar inte",)),
    (("permanent", "tills vidare"), ("tillfällig",)),
    (("internt",), ("externt",)),
    (("frivillig",), ("obligatorisk", "tvingande")),
    (("hel tid", "heltid"), ("deltid", "halvtid")),
)  # fmt: skip
"""Word beginnings that turn a statement round when one side stands for the other."""


_DECIDED = re.compile(r"\bbeslut(?:ar|ade|at|ades|as) (?:\w+ )?(?:att|om)\b|\bbeslöt\b", re.IGNORECASE)
_DUTIES = {
    "must": re.compile(r"\b(?:ska|skall|skulle|måste|behöver|krävs|kommer att)\b", re.IGNORECASE),
    "should": re.compile(r"\b(?:bör|borde)\b", re.IGNORECASE),
    "may": re.compile(r"\b(?:kan|kunna|kunde|får (?:inte )?\w+as?|möjligt|möjlighet\w*)\b", re.IGNORECASE),
}
_HEDGE = re.compile(
    r"\b(?:avsiktsförklaring\w*|förslag\w*|föresl\w+|förvänta\w*|väntas|planera\w*|beräknas|överväg\w*|önska\w*|önskemål)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Negation:
    """A negating word and the content terms that stand by it, nearest first."""

    word: str
    near: tuple[frozenset[str], ...]

    @property
    def terms(self) -> frozenset[str]:
        """All terms near it."""
        return frozenset(term for found in self.near for term in found)


def negations(text: str, reach: int = 4) -> tuple[Negation, ...]:
    """The negations of ``text``, each with up to ``reach`` content words after and half before it."""
    return tuple(negation for clause in clauses(text) for negation in _in_clause(clause, reach))


def clauses(text: str) -> tuple[str, ...]:
    """The text cut where a new statement begins."""
    cuts = [0]
    for match in _CLAUSE.finditer(text):
        cuts.append(match.start() + (1 if text[match.start()] in ".;:!?•\n," else 0))
    return tuple(
        text[low:high]
        for low, high in zip(cuts, [*cuts[1:], len(text)], strict=True)
        if text[low:high].strip()
    )


def disagreement(claim: str, source: str) -> str:
    """Why the claim's yes or no differs from the source's, in Swedish; "" when they agree."""
    said, meant = _hard(claim), _hard(source)
    for negation in said:
        if not any(_same_matter(negation, other) for other in meant) and not _turned(claim, source):
            return f"”{negation.word}” står inte så i källan"
    spoken = term_set(claim)
    for negation in meant:
        if _speaks_of(spoken, negation) and not any(
            other.near and _same_matter(negation, other) for other in said
        ):
            return f"källans ”{negation.word}” saknas"
    told = term_set(source)
    if len(said) != len(meant) and _nearly_same(spoken, told):
        return "antalet nekanden skiljer sig från källans"
    return opposite(claim, source) or _strengthened(claim, source) or _another_duty(claim, source)


def _another_duty(claim: str, source: str) -> str:
    """Whether the claim says must, should or may, and the source says only others of these."""
    said = {duty: found.group() for duty, pattern in _DUTIES.items() if (found := pattern.search(claim))}
    told = {duty for duty, pattern in _DUTIES.items() if pattern.search(source)}
    if said and told and not told & said.keys():
        return f"källan säger inte ”{next(iter(said.values()))}”"
    return ""


def _strengthened(claim: str, source: str) -> str:
    """Whether the claim makes a decision of what the source only intends, proposes or expects."""
    if not _DECIDED.search(claim) or _DECIDED.search(source):
        return ""
    hedge = _HEDGE.search(source)
    return f"källan säger ”{hedge.group()}”, inte beslut" if hedge and not _HEDGE.search(claim) else ""


def _hard(text: str) -> tuple[Negation, ...]:
    return tuple(negation for negation in negations(text) if negation.word not in _SOFT)


def _nearly_same(spoken: frozenset[str], told: frozenset[str]) -> bool:
    return bool(spoken) and len(spoken & told) > 0.75 * len(spoken | told)


def _in_clause(clause: str, reach: int) -> Iterator[Negation]:
    words = _WORD.findall(clause)
    for at, word in enumerate(words):
        if word.lower() not in NEGATIONS:
            continue
        after = [found for other in words[at + 1 :] if (found := term_set(other))][:reach]
        before = [found for other in reversed(words[:at]) if (found := term_set(other))][: max(1, reach // 2)]
        yield Negation(word.lower(), tuple(after + before))


def _same_matter(one: Negation, other: Negation) -> bool:
    """Whether two negations stand by the same words: the nearest of one by the other, or two in all."""
    if not one.near or not other.near:
        return True
    nearest = bool(one.near[0] & other.terms) or bool(other.near[0] & one.terms)
    return nearest or len(one.terms & other.terms) > 1


def _speaks_of(spoken: frozenset[str], negation: Negation) -> bool:
    """Whether the claim says the words nearest to the source's negation."""
    said = [bool(found & spoken) for found in negation.near]
    return bool(said) and sum(said) >= min(2 if said[0] else 3, len(said))


def opposite(claim: str, source: str) -> str:
    """Which word of the claim the source says the opposite of, in Swedish; "" for none."""
    for row, senses in enumerate(_senses(claim)):
        told = _senses(source)[row]
        for sense, word in senses.items():
            if told and sense not in told:
                return f"källan säger motsatsen till ”{word}”"
    return ""


def _turned(claim: str, source: str) -> bool:
    """Whether the claim negates the opposite of what the source says: "sade inte nej" of "godkänner"."""
    plain = _senses(re.sub(_NOT, "", claim))
    return any(
        senses != bare and senses and set(senses) <= set(told)
        for senses, bare, told in zip(_senses(claim), plain, _senses(source), strict=True)
    )


def _senses(text: str) -> tuple[dict[int, str], ...]:
    """For each row of ``OPPOSITES`` the sides that a text takes, a negated word counting for the other side.

    Each side (0 or 1) comes with the word that took it.
    """
    found: tuple[dict[int, str], ...] = tuple({} for _ in OPPOSITES)
    for clause in clauses(text.lower()):
        denied = re.search(_NOT, clause)
        bare = " " + re.sub(_NOT, "", clause) + " "
        for row, sides in enumerate(OPPOSITES):
            for side, beginnings in enumerate(sides):
                if word := _first(bare, beginnings):
                    found[row].setdefault(1 - side if denied else side, word.strip())
    return found


def _first(text: str, beginnings: Sequence[str]) -> str:
    return next((word for word in beginnings if re.search(rf"(?<!\w){re.escape(word)}", text)), "")
