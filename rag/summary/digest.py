"""One agenda item to its one to three checked sentences: chosen by code, worded by the model, checked again.

What the model wrote is kept on disk and checked anew whenever it is used: a kept text has no privileges.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.errors import ModelCrashed, ModelMissing, ModelRefused
from prompts import PromptTemplate
from rag.composing import as_claim, harmless
from rag.engine.protocol import Engine, EvidencePart, GenerationLimits, Prompt
from rag.summary.choosing import Rarity, choose, likeness, lines_wanted
from rag.summary.faithful import stricter
from rag.summary.kept import KeptTexts, key_of
from rag.summary.material import ItemMaterial, Sentence
from rag.summary.types import SummaryLine
from rag.types import Claim, Quote
from rag.verify import check
from rag.wording import term_set

RECIPE = 1
LINES = ("en mening", "två meningar", "tre meningar", "fyra meningar")
TOKENS_PER_LINE = 70
LINE_DEADLINE_S = 45.0
PLAIN_WORDS = 24
EVIDENCE_WORDS = 120
SAID_ALREADY = 0.75


@dataclass(frozen=True, slots=True)
class ItemDigest:
    """An item's checked lines, or why it has none (Swedish). Citations are numbered within the item only."""

    material: ItemMaterial
    lines: tuple[SummaryLine, ...]
    reason: str = ""


@dataclass(slots=True)
class Writer:
    """The model as summaries use it; ``failure`` says in Swedish why it is no longer asked, "" while it is.

    ``asked`` and ``reused`` count items worded now and taken from earlier runs.
    """

    engine: Engine | None
    template: PromptTemplate
    kept: KeptTexts
    cancel: threading.Event
    failure: str = ""
    asked: int = 0
    reused: int = 0

    def word(self, item: ItemMaterial, prompt: Prompt, lines: int) -> str:
        """What the model makes of the prompt, from disk where it was asked before; "" when it can't tell.

        Raises: Cancelled, StorageFailed.
        """
        if self.engine is None or self.failure:
            return ""
        try:
            model = self.engine.info.sha256 or self.engine.info.model
            key = key_of(model, self.template.digest, str(RECIPE), str(lines), prompt.user)
            known = self.kept.get(item.place.document_id, key)
            if known is not None:
                self.reused += 1
                return known
            said = self._ask(self.engine, prompt, lines)
        except (ModelMissing, ModelRefused, ModelCrashed) as error:
            self.failure = str(error)
            return ""
        self.kept.put(item.place.document_id, key, said)
        self.asked += 1
        return said

    def _ask(self, engine: Engine, prompt: Prompt, lines: int) -> str:
        limits = GenerationLimits(
            TOKENS_PER_LINE * lines + 20, LINE_DEADLINE_S * (lines + 1), ("\n\n", "\nText:")
        )
        return "".join(engine.stream(prompt, limits, self.cancel)).strip()


def summarise_item(item: ItemMaterial, writer: Writer, rarity: Rarity) -> ItemDigest:
    """The item in one to three (four, where it has that many parts) sentences. Raises: Cancelled, StorageFailed."""
    most = lines_wanted(item)
    leading = choose(item, rarity, most)
    if not leading:
        return ItemDigest(item, (), _why_empty(item))
    evidence = _evidence(item, rarity, leading, most)
    if sum(one.words for one in evidence) <= PLAIN_WORDS or len(evidence) == 1:
        return ItemDigest(item, quoted(item, leading))
    said = writer.word(item, build_prompt(writer.template, item, evidence, most), most)
    lines = checked_lines(said, item, evidence, most) if said else ()
    if not any(line.origin == "worded" for line in lines):
        lines = quoted(item, leading, _objections(lines))
    return ItemDigest(item, lines)


def _why_empty(item: ItemMaterial) -> str:
    if item.decisions:
        return "punkten består av beslutet, som står under Beslut"
    return "punkten har ingen text utöver rubrik och formalia"


def _evidence(
    item: ItemMaterial, rarity: Rarity, leading: Sequence[Sentence], most: int
) -> tuple[Sentence, ...]:
    """The leading sentences and the next best ones, within ``EVIDENCE_WORDS``, in text order."""
    kept = list(leading)
    for one in choose(item, rarity, 2 * most + 1):
        if one not in kept and sum(other.words for other in kept) + one.words <= EVIDENCE_WORDS:
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def build_prompt(
    template: PromptTemplate, item: ItemMaterial, evidence: Sequence[Sentence], lines: int
) -> Prompt:
    """The prompt over an item's chosen sentences, one part a passage, the first labelled by the title."""
    parts: list[EvidencePart] = []
    for passage in item.passages:
        chosen = [one for one in evidence if one.passage_id == passage.passage_id]
        if not chosen:
            continue
        keep: dict[tuple[int, int], None] = {}
        for one in chosen:
            keep |= dict.fromkeys(_lead_range(passage.text, one, passage.start))
            keep[one.start - passage.start, one.end - passage.start] = None
        label = f"{item.item.title}\n" if not parts and item.item.title else ""
        parts.append(EvidencePart(passage.passage_id, passage.text, _rising(keep), label))
    return Prompt(
        prefix=template.prefix,
        evidence=tuple(parts),
        suffix=template.fill(lines=LINES[lines - 1]),
        system=template.system,
        examples=template.examples,
        reply=template.reply,
    )


def _lead_range(text: str, one: Sentence, offset: int) -> tuple[tuple[int, int], ...]:
    at = text.rfind(one.lead, 0, one.start - offset) if one.lead else -1
    return ((at, at + len(one.lead)),) if at >= 0 else ()


def _rising(ranges: Mapping[tuple[int, int], None]) -> tuple[tuple[int, int], ...]:
    kept: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if not kept or low >= kept[-1][1]:
            kept.append((low, high))
    return tuple(kept)


def checked_lines(
    said: str, item: ItemMaterial, evidence: Sequence[Sentence], most: int
) -> tuple[SummaryLine, ...]:
    """The model's sentences that hold, each failing one replaced by its quote, nothing said twice."""
    quotes = tuple(item.sentence_quote(one, n) for n, one in enumerate(evidence, 1))
    stored = {passage.passage_id: passage.text for passage in item.passages}
    lines: list[SummaryLine] = []
    for claim in check(said, quotes, stored)[: most + 1]:
        line = _line(stricter(claim, item.item.title), quotes, stored)
        if line and not _told(line, lines) and len(lines) < most:
            lines.append(line)
    return tuple(lines)


def _line(claim: Claim, quotes: Sequence[Quote], stored: Mapping[str, str]) -> SummaryLine | None:
    if claim.supported:
        verbatim = any(claim.text.rstrip(".") == quote.text.rstrip(".") for quote in quotes)
        return SummaryLine(harmless(claim.text), "quote" if verbatim else "worded", claim.citations)
    number = claim.citations[0].number if claim.citations else 0
    quote = next((one for one in quotes if one.number == number), None)
    return quote_line(quote, stored, claim.objections) if quote else None


def quoted(
    item: ItemMaterial, chosen: Sequence[Sentence], objections: tuple[str, ...] = ()
) -> tuple[SummaryLine, ...]:
    """The sentences themselves as lines."""
    stored = {passage.passage_id: passage.text for passage in item.passages}
    quotes = (item.sentence_quote(one, n) for n, one in enumerate(chosen, 1))
    return tuple(quote_line(quote, stored, objections) for quote in quotes)


def quote_line(quote: Quote, stored: Mapping[str, str], objections: tuple[str, ...] = ()) -> SummaryLine:
    """A quote as a line; a list's lead-in stands before it where it ends in a colon."""
    claim = as_claim(quote, stored)
    lead = quote.context if quote.context.endswith(":") and len(quote.context.split()) <= 14 else ""
    text = harmless(" ".join(f"{lead} {quote.text}".split()))
    return SummaryLine(text, "quote", claim.citations, objections)


def _told(line: SummaryLine, lines: Sequence[SummaryLine]) -> bool:
    terms = term_set(line.text)
    return any(likeness(terms, term_set(other.text)) >= SAID_ALREADY for other in lines)


def _objections(lines: Sequence[SummaryLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for line in lines for text in line.objections))


Step = Callable[[ItemMaterial], None]


def renumbered(line: SummaryLine, numbers: Mapping[tuple[str, str], int]) -> SummaryLine:
    """The line with its citations numbered by (passage id, quote)."""
    return replace(
        line,
        citations=tuple(
            replace(citation, number=numbers[citation.passage_id, citation.quote])
            for citation in line.citations
        ),
    )
