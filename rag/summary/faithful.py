"""What a shortened sentence must meet beyond an answer's checks: its source's words, order and sureness.

Without a question to steer by, a small model's slips are turned roles ("A gives B" for "B gives A"), lost
reservations and words of its own. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.lexicon import ends_sentence, has_finite_verb
from index.swedish import find_terms
from index.swedish_words import word_table
from rag.composing import is_active
from rag.types import Claim
from rag.wording import term_set

COVERED = 0.8
IN_ORDER = 0.9
SEAM_EVERY = 8
_WORD = re.compile(r"\w+(?:[-:/.,]\w+)*%?")
_LIMITS = word_table(
    """
    några flera vissa många få hälften alla samtliga delvis enbart endast bara ca cirka ungefär högst minst
    max nästan drygt knappt resterande övriga inte ej ingen inga inget aldrig enstaka varje båda
    """
)
_NEXT_CLAUSE = re.compile(r", (?:och|men|samt) |;")
_SUBORDINATE = re.compile(
    r"(?:\w\S* ){1,4}(?:inte|ej|aldrig|alltid|också|redan|delvis) (?!att\b)\w+(?:er|ar|år)\b"
)
_SUPINE = re.compile(r"\w{2,}(?:at|ats|it|its|tt|tts|ts)$")
_META = re.compile(
    r"(?i)\b(?:texten|sammanfattning(?:en|svis)?|punkten handlar|mening(?:en|ar)|källan|i korthet)\b"
    r"|^(?:här|nedan)\b"
)
_RESERVED = (  # (word beginnings that reserve, what counts as keeping the reservation)
    (r"föresl\w+|förslag\w*", r"föresl\w+|förslag\w*|kan|bör|ska\b|önska\w*"),
    (r"önska\w*|önskemål\w*|efterfråg\w+", r"önska\w*|önskemål\w*|vill|efterfråg\w+|föresl\w+"),
    (
        r"planera\w*|beräkna\w*|förvänta\w*|väntas",
        r"planera\w*|beräkna\w*|förvänta\w*|väntas|ska\b|kommer|kan",
    ),
    (r"överväg\w*|eventuell\w*|kanske|möjligt?en", r"överväg\w*|eventuell\w*|kanske|möjligt?\w*|kan\b|kunna"),
    (r"bland annat|bl\.a|exempelvis|till exempel", r"bland annat|bl\.a|exempelvis|till exempel|t\.ex"),
    (r"risk\w*|befara\w*", r"risk\w*|befara\w*|kan\b|kunna"),
)
_RESERVES = tuple(
    (re.compile(rf"(?i)\b(?:{one})\b"), re.compile(rf"(?i)\b(?:{kept})\b")) for one, kept in _RESERVED
)


def stricter(claim: Claim, title: str = "") -> Claim:
    """The claim with what a summary objects to besides; ``title`` is the item's, whose words may be used."""
    told = "\n".join(citation.quote for citation in claim.citations)
    found = tuple(text for text in _objections(claim.text, told, title) if text)
    if not found:
        return claim
    return replace(claim, supported=False, objections=(*claim.objections, *found))


def _objections(said: str, told: str, title: str) -> tuple[str, ...]:
    return (
        "meningen är inte hel" if not ends_sentence(said) or not has_finite_verb(said) else "",
        "meningen talar om texten i stället för om mötet"
        if _META.search(said) and not _META.search(told)
        else "",
        "meningen innehåller en länk eller kod" if is_active(said) else "",
        _own_words(said, told, title),
        "orden står i en annan ordning än i källan" if in_order(said, f"{title}\n{told}") < IN_ORDER else "",
        "meningen är hopfogad av lösa delar"
        if seams(said, told) > max(1, len(_WORD.findall(said)) // SEAM_EVERY)
        else "",
        lost_reservation(said, told),
        lost_quantity(said, told),
        lost_auxiliary(said, told),
        "bisatsens ordföljd blev huvudsats"
        if _SUBORDINATE.match(said) and not _SUBORDINATE.match(told)
        else "",
    )


def _own_words(said: str, told: str, title: str) -> str:
    known = term_set(told) | term_set(title)
    content = [frozenset((term.text, *term.parts)) for term in find_terms(said)]
    if not content:
        return "meningen säger ingenting"
    own = [found for found in content if not found & known]
    return "meningen har för många egna ord" if len(own) > (1 - COVERED) * len(content) else ""


def in_order(said: str, told: str) -> float:
    """Share of the content words of ``said`` that stand in ``told`` in the same order, 0..1.

    The longest common subsequence of index terms over those of ``said`` that ``told`` has at all.
    """
    source = [term.text for term in find_terms(told)]
    known = set(source)
    mine = [term.text for term in find_terms(said) if term.text in known]
    return _common_subsequence(mine, source) / len(mine) if mine else 0.0


def _common_subsequence(one: Sequence[str], other: Sequence[str]) -> int:
    row = [0] * (len(other) + 1)
    for term in one:
        before = 0
        for at, candidate in enumerate(other, 1):
            before, row[at] = row[at], before + 1 if term == candidate else max(row[at], row[at - 1])
    return row[-1]


def seams(said: str, told: str) -> int:
    """How many neighbouring words of ``said`` are no neighbours in ``told``: where it was cut or joined."""
    mine = [word.lower() for word in _WORD.findall(said)]
    source = [word.lower() for word in _WORD.findall(told)]
    known = set(pairwise(source))
    return sum(pair not in known for pair in pairwise(mine))


def lost_quantity(said: str, told: str) -> str:
    """Swedish words on a "some", "about" or "only" that ``said`` drops before the same word, or ""."""
    mine = [word.lower() for word in _WORD.findall(said)]
    for first, second in pairwise(word.lower() for word in _WORD.findall(told)):
        if first in _LIMITS and second in mine and first not in mine:
            return f"källans ”{first}” saknas"
    return ""


def lost_auxiliary(said: str, told: str) -> str:
    """Swedish words on a "har" that ``said`` drops before its verb ("kommunerna tilldelats medel"), or ""."""
    mine = {word.lower() for word in _WORD.findall(said)}
    source = [word.lower() for word in _WORD.findall(told)]
    for at, word in enumerate(source):
        lost = word in ("har", "hade") and word not in mine
        if lost and any(verb in mine and _SUPINE.match(verb) for verb in source[at + 1 : at + 9]):
            return f"”{word}” saknas framför verbet"
    return ""


def lost_reservation(said: str, told: str) -> str:
    """Swedish words on a reservation that the source makes of the same matter and ``said`` drops, or ""."""
    spoken = term_set(said)
    for sentence in re.split(r"(?<=[.!?])\s+|\n", told):
        for reserves, keeps in _RESERVES:
            match = reserves.search(sentence)
            if (
                match
                and not keeps.search(said)
                and _speaks_of(spoken, _NEXT_CLAUSE.split(sentence[match.end() :])[0])
            ):
                return f"källans förbehåll ”{match.group()}” saknas"
    return ""


def _speaks_of(spoken: frozenset[str], reserved: str) -> bool:
    """Whether most of what is said stands under the reservation."""
    return bool(spoken) and len(spoken & term_set(reserved)) >= 0.6 * len(spoken)
