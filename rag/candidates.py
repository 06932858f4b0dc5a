"""The sentences that an answer may quote, each with what stands around it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.marks import ATTACHMENT, run_in_heading
from index.sentences import sentences
from index.types import Decision, Hit
from rag.orders import is_order
from rag.wording import term_set

LONGEST = 45
BULLET = re.compile(r"^\s*(?:[•▪●◦‣*–-]|\d{1,2}[.)]|[a-z]\))\s+")
_END = re.compile(r"[.!?:;,…”\"')]\s*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, or a part of a long one: ``text`` equals ``hit.passage.text[start:end]``.

    ``context`` holds the terms of title, subheading and lead-in, ``before`` those of the sentence
    before. ``condition`` marks a sentence that limits or excepts from a decision. ``lead`` is the
    subheading or lead-in, "" for none; ``under`` are the terms of the heading that its paragraph begins
    with ("Nästa möte. ..."); ``heading`` marks a line that only heads others; ``block`` numbers the list
    or paragraph it belongs to within the passage.
    """

    hit: Hit
    start: int
    end: int
    text: str
    terms: frozenset[str]
    context: frozenset[str]
    before: frozenset[str]
    decision: bool
    condition: bool
    notes_only: bool
    lead: str
    bullet: bool
    introduces: bool
    block: int
    heading: bool
    under: frozenset[str] = frozenset()

    @property
    def words(self) -> int:
        """Words of the text, as a reader counts them."""
        return len(self.text.split())


def candidates(hits: Sequence[Hit], decisions: Mapping[str, Sequence[Decision]]) -> tuple[Candidate, ...]:
    """All sentences of the hits' passages, in rank and text order.

    ``decisions`` are by item id; their offsets count in the item's text.
    """
    return tuple(
        candidate for hit in hits for candidate in _of_passage(hit, decisions.get(hit.passage.item_id, ()))
    )


def _of_passage(hit: Hit, decisions: Sequence[Decision]) -> Iterator[Candidate]:
    passage = hit.passage
    title = term_set(hit.place.title)
    heading = lead = run_in = ""
    before: frozenset[str] = frozenset()
    block = 0
    pieces = tuple(_pieces(passage.text))
    for n, (start, end) in enumerate(pieces):
        text = passage.text[start:end]
        if is_order(text):
            continue
        bullet = bool(BULLET.match(text)) and not (n == 0 and passage.start == 0)
        introduces = n + 1 < len(pieces) and _introduces(passage.text, pieces[n + 1])
        starts_line = start == 0 or passage.text[start - 1] == "\n"
        if not bullet:
            lead = ""
            block += 1
        if starts_line:
            run_in = run_in_heading(passage.text[start:].split("\n", 1)[0])
        is_heading = _is_heading(text, starts_line, passage.text[end : end + 1] == "\n", bullet)
        if is_heading:
            heading = text
        found = term_set(text)
        around = [held for held in decisions if _overlaps(held, passage.start + start, passage.start + end)]
        yield Candidate(
            hit=hit,
            start=start,
            end=end,
            text=text,
            terms=found,
            context=title | term_set(heading if heading != text else "") | term_set(lead) | term_set(run_in),
            before=before,
            decision=bool(around),
            condition=any(_same(text, said) for held in around for said in held.conditions),
            notes_only=bool(around) and not any(held.substantive for held in around),
            lead=lead or ("" if heading == text or ATTACHMENT.search(heading) else heading),
            bullet=bullet,
            introduces=introduces and not bullet,
            block=block,
            heading=is_heading,
            under=term_set(run_in),
        )
        if introduces and not bullet:
            lead = text
        before = found


def _same(text: str, condition: str) -> bool:
    """Whether a sentence is, or is part of, a decision's condition; white space may differ."""
    return " ".join(text.split()) in " ".join(condition.split())


def _overlaps(decision: Decision, start: int, end: int) -> bool:
    return decision.start < end and start < decision.end


def _introduces(text: str, following: tuple[int, int]) -> bool:
    return text[following[0] - 1 : following[0]] in ("\n", " ") and bool(
        BULLET.match(text[following[0] : following[1]])
    )


def _is_heading(text: str, starts_line: bool, ends_line: bool, bullet: bool) -> bool:
    return starts_line and ends_line and not bullet and len(text.split()) <= 12 and not _END.search(text)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Sentences; those over ``LONGEST`` words cut at commas and semicolons."""
    for start, end in sentences(text):
        if len(text[start:end].split()) <= LONGEST:
            yield start, end
            continue
        yield from _cut(text, start, end)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts of at most about ``LONGEST`` words, ending at "; " or ", " where there is one."""
    breaks = [match.end() for match in re.finditer(r"[;,]\s|\s(?=samt |och (?!\d))", text[start:end])]
    low = 0
    for n, at in enumerate(breaks):
        following = breaks[n + 1] if n + 1 < len(breaks) else end - start
        if len(text[start + low : start + following].split()) > LONGEST * 2 // 3 and at > low:
            yield start + low, start + len(text[start : start + at].rstrip(" ,;"))
            low = at
    if start + low < end:
        yield start + low, end
