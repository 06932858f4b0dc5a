"""An indexed meeting as summaries read it: each item with its sentences, decisions and quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.dates import find_dates
from index.decision_marks import MARK
from index.lexicon import has_finite_verb
from index.marks import ATTACHMENT, LINK, SIGNATURE, is_part_label, names_people
from index.sentences import sentences
from index.store import Store
from index.types import AgendaItem, Decision, Hit, ItemPlace, Meeting, Passage
from rag.candidates import BULLET, Candidate, candidates
from rag.types import Quote

_WEB = re.compile(r"https?:|www\.|\S+@\S+\.\w|\(länk\)", re.IGNORECASE)
_FORMAL = re.compile(
    r"(?i)(?:hälsa[rdes]*|välkomn\w+|inled\w+|öppn\w+|sammanfatta[rdes]*|avsluta[rdes]*|tacka[rde]*) .*"
    r"\b(?:mötet|sammanträdet|alla|välkomn\w+|deltagarna|nätverket|samtliga)\b"
    r"|\b(?:mötet|sammanträdet) (?:inled|öppn|avsluta|förklara)\w*"
)
_FORMAL_WORDS = 11
_MARKED = re.compile(rf"^(?:{MARK.pattern})")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an item's body: ``start``/``end`` offset into ``item.text``.

    ``text`` leaves a bullet's mark out; ``lead`` is the subheading or lead-in above it, "" for none;
    ``part`` numbers the stretch between two subheadings, from 0; ``decided`` marks a marked decision.
    """

    text: str
    start: int
    end: int
    passage_id: str
    lead: str
    part: int
    decided: bool
    bullet: bool
    terms: frozenset[str]

    @property
    def words(self) -> int:
        """Words as a reader counts them."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class ItemMaterial:
    """One agenda item: its place, body sentences in text order, decisions and passages in text order."""

    item: AgendaItem
    place: ItemPlace
    sentences: tuple[Sentence, ...]
    decisions: tuple[Decision, ...]
    passages: tuple[Passage, ...]

    def quote(self, start: int, end: int, number: int = 1, context: str = "") -> Quote:
        """The stretch ``item.text[start:end]`` as a quote of the passage that it begins in."""
        home = next((p for p in self.passages if p.start <= start < p.end), None)
        return Quote(
            number=number,
            passage_id=home.passage_id if home else "",
            place=self.place,
            text=self.item.text[start:end],
            start=start - (home.start if home else 0),
            end=end - (home.start if home else 0),
            spans=self.item.content.spans(start, end),
            context=context,
        )

    def sentence_quote(self, sentence: Sentence, number: int = 1) -> Quote:
        """A body sentence as a quote, its lead-in as context."""
        start = sentence.end - len(sentence.text)
        return self.quote(start, sentence.end, number, sentence.lead)


@dataclass(frozen=True, slots=True)
class MeetingMaterial:
    """A meeting; ``head`` is what stands before the first item, ``items`` are the numbered ones."""

    meeting: Meeting
    document: str
    head: ItemMaterial | None
    items: tuple[ItemMaterial, ...]


def read_meeting(store: Store, document_id: str) -> MeetingMaterial:
    """A document's meeting. Raises: UnknownDocument."""
    ledger = store.ledger
    meeting = ledger.meeting(document_id)
    all_items = tuple(read_item(store, item) for item in meeting.items)
    head = next((one for one in all_items if _is_head(one.item)), None)
    items = tuple(one for one in all_items if one is not head)
    name = next(row.name for row in ledger.documents() if row.document_id == document_id)
    return MeetingMaterial(meeting, name, head, items)


def _is_head(item: AgendaItem) -> bool:
    return not item.number and item.item_id.endswith("-000")


def read_item(store: Store, item: AgendaItem) -> ItemMaterial:
    """An item. Raises: UnknownDocument."""
    ledger = store.ledger
    place = ledger.place(item.item_id)
    found = ledger.passages(ledger.passage_ids(item_id=item.item_id))
    passages = tuple(sorted((passage for passage, _ in found.values()), key=lambda one: one.start))
    decisions = tuple(decision for decision, _ in ledger.decisions(item_id=item.item_id))
    return ItemMaterial(item, place, body_sentences(item, place, passages, decisions), decisions, passages)


def body_sentences(
    item: AgendaItem, place: ItemPlace, passages: Sequence[Passage], decisions: Sequence[Decision]
) -> tuple[Sentence, ...]:
    """The item's sentences without title, subheadings, presenters, links and signatures, in text order."""
    hits = tuple(Hit(passage, place, 1.0, n) for n, passage in enumerate(passages, 1))
    title_end = _title_end(item)
    stops = sorted(offset for offset, _ in item.headings)
    found: list[Sentence] = []
    listing = ""
    marked = [held for held in decisions if held.marked]
    for one in whole_sentences(candidates(hits, {item.item_id: marked})):
        start, end = one.hit.passage.start + one.start, one.hit.passage.start + one.end
        if start < title_end or start in stops:
            continue
        if SIGNATURE.match(one.text):
            break
        listing = one.text if one.text.endswith(":") else listing if _is_dated(one.text) else ""
        if not is_content(one):
            continue
        text = _MARKED.sub("", BULLET.sub("", one.text))
        part = sum(stop <= start for stop in stops)
        lead = listing if _is_dated(one.text) else _lead(item, one, stops[part - 1] if part else -1)
        found.append(
            Sentence(
                text, start, end, one.hit.passage.passage_id, lead, part, one.decision, one.bullet, one.terms
            )
        )
    return tuple(found)


def whole_sentences(pieces: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates with the parts of a long sentence joined again."""
    ends: dict[str, dict[int, int]] = {}
    held: Candidate | None = None
    for one in pieces:
        passage = one.hit.passage
        if passage.passage_id not in ends:
            ends[passage.passage_id] = dict(sentences(passage.text))
        if held and held.hit is one.hit and one.start < ends[passage.passage_id].get(held.start, 0):
            text = passage.text[held.start : one.end]
            held = replace(held, end=one.end, text=text, terms=held.terms | one.terms)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _title_end(item: AgendaItem) -> int:
    if not item.title:
        return 0
    end = item.text.find("\n")
    return end if end >= 0 else len(item.text)


def _lead(item: AgendaItem, one: Candidate, heading_at: int) -> str:
    """The lead-in of a list, else the subheading above."""
    if one.bullet and one.lead and one.lead.rstrip().endswith(":"):
        return one.lead
    return next((text for offset, text in item.headings if offset == heading_at), "")


def is_content(one: Candidate) -> bool:
    """Whether a sentence tells something: no heading, presenter, link, attachment or bare mark."""
    text = one.text.strip()
    if one.heading or not _MARKED.sub("", text) or is_part_label(text):
        return False
    if LINK.match(text) or ATTACHMENT.search(text) or (_WEB.search(text) and one.words < 8):
        return False
    if _is_dated(text):
        return True
    if one.words < 3 or (one.words <= _FORMAL_WORDS and _FORMAL.search(text)):
        return False
    return not (presents(text) or (one.introduces and one.words < 7))


def _is_dated(text: str) -> bool:
    """Whether a line is little more than a date, as in a list of coming meetings."""
    return len(text.split()) <= 4 and any(True for _ in find_dates(text))


def presents(text: str) -> bool:
    """Whether a line only says who presents the item ("Ada Ek, Lillby, adjungerad i projektgrupp")."""
    if has_finite_verb(text):
        return False
    words = re.findall(r"[^\W\d_][\w-]*", text)
    capital = sum(word[0].isupper() for word in words)
    return bool(words) and ((names_people(text) and len(words) <= 24) or capital >= 0.5 * len(words))
