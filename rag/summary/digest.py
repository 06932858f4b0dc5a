"""One agenda item to its one to three checked sentences: chosen by code, the long ones
shortened by the model.

A small model asked to sum up copies, or joins halves of sentences into false ones; asked to shorten a
sentence it mostly strikes words, and that can be checked word by word. What it wrote is kept on disk and
checked anew whenever it is used: a kept text has no privileges.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.errors import ContextOverflow, ModelCrashed, ModelMissing, ModelRefused
from prompts import PromptTemplate
from rag.composing import as_claim, harmless
from rag.engine.protocol import Engine, EvidencePart, GenerationLimits, Prompt
from rag.summary.choosing import Rarity, choose, lines_wanted
from rag.summary.faithful import stricter
from rag.summary.kept import KeptTexts, key_of
from rag.summary.material import ItemMaterial, Sentence
from rag.summary.types import SummaryLine
from rag.types import Citation, Quote
from rag.verify import check_claim, cite
from rag.wording import term_set

RECIPE = 2
LONG_WORDS = 22
TOKENS_PER_SENTENCE = 64
SENTENCE_DEADLINE_S = 60.0
NOTHING_SAID = "punkten har ingen text utöver rubrik och formalia"
KEPT = 0.5
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+(.+?)\s*$", re.MULTILINE)


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

    def word(self, item: ItemMaterial, prompt: Prompt) -> str:
        """What the model makes of the prompt, from disk where it was asked before; "" when it can't tell.

        Raises: Cancelled, StorageFailed.
        """
        if self.engine is None or self.failure:
            return ""
        try:
            model = self.engine.info.sha256 or self.engine.info.model
            key = key_of(model, self.template.digest, str(RECIPE), prompt.user)
            known = self.kept.get(item.place.document_id, key)
            if known is not None:
                self.reused += 1
                return known
            said, whole = self._ask(self.engine, prompt)
        except ContextOverflow:
            return ""
        except (ModelMissing, ModelRefused, ModelCrashed) as error:
            self.failure = str(error)
            return ""
        if whole:
            self.kept.put(item.place.document_id, key, said)
        self.asked += 1
        return said

    def _ask(self, engine: Engine, prompt: Prompt) -> tuple[str, bool]:
        """The reply, and whether the model came to its end rather than to the deadline."""
        count = len(prompt.evidence)
        limits = GenerationLimits(TOKENS_PER_SENTENCE * count, SENTENCE_DEADLINE_S * (count + 1), ("\n\n",))
        stream = engine.stream(prompt, limits, self.cancel)
        pieces: list[str] = []
        while True:
            try:
                pieces.append(next(stream))
            except StopIteration as stop:
                finish = stop.value.finish if stop.value else "stop"
                return "".join(pieces).strip(), finish in ("stop", "length")


def summarise_item(item: ItemMaterial, writer: Writer, rarity: Rarity) -> ItemDigest:
    """The item in one to four sentences, by its length and parts. Raises: Cancelled, StorageFailed."""
    chosen = choose(item, rarity, lines_wanted(item))
    if not chosen:
        return ItemDigest(item, (), "" if item.decisions else NOTHING_SAID)
    long = [one for one in chosen if one.words >= LONG_WORDS]
    said = writer.word(item, build_prompt(writer.template, item, long)) if long else ""
    shortened = by_source(said, long)
    lines = (line for one in chosen for line in shown_lines(item, one, shortened.get(one.start, ())))
    return ItemDigest(item, tuple(lines))


def build_prompt(template: PromptTemplate, item: ItemMaterial, long: Sequence[Sentence]) -> Prompt:
    """The prompt over an item's long sentences, each a numbered part."""
    texts = {passage.passage_id: passage for passage in item.passages}
    parts = []
    for n, one in enumerate(long, 1):
        passage = texts[one.passage_id]
        start = one.end - len(one.text) - passage.start
        keep = ((start, start + len(one.text)),)
        parts.append(EvidencePart(passage.passage_id, passage.text, keep, f"{n}. "))
    return Prompt(
        prefix=template.prefix,
        evidence=tuple(parts),
        suffix=template.fill(),
        system=template.system,
        examples=template.examples,
        reply=template.reply,
    )


def by_source(said: str, long: Sequence[Sentence]) -> dict[int, tuple[str, ...]]:
    """The model's sentences by the start of the source that shares most words with each, in their order.

    Numbers are not trusted: a small model likes to split one sentence into two numbered ones.
    """
    found: dict[int, list[str]] = {}
    for match in _NUMBERED.finditer(said):
        terms = term_set(match[1])
        nearest = max(long, key=lambda one: len(terms & one.terms), default=None)
        if nearest and terms & nearest.terms:
            found.setdefault(nearest.start, []).append(match[1])
    return {start: tuple(texts) for start, texts in found.items()}


def shown_lines(item: ItemMaterial, sentence: Sentence, shortened: Sequence[str]) -> tuple[SummaryLine, ...]:
    """The shortened sentences that hold against their source, where they keep most of it; else the source.

    Shorter and hollow is no gain: what holds must keep ``KEPT`` of the source's content words.
    """
    quote = item.sentence_quote(sentence)
    stored = {passage.passage_id: passage.text for passage in item.passages}
    claims = [
        stricter(check_claim(text, (quote.number,), (quote,), stored), item.item.title) for text in shortened
    ]
    holding = [claim for claim in claims if claim.supported]
    kept = frozenset(term for claim in holding for term in term_set(claim.text)) & sentence.terms
    words = sum(len(claim.text.split()) for claim in holding)
    if len(kept) >= KEPT * len(sentence.terms) and 0 < words < sentence.words:
        return tuple(SummaryLine(harmless(claim.text), "worded", claim.citations) for claim in holding)
    objections = [objection for claim in claims for objection in claim.objections]
    return (quote_line(quote, stored, tuple(dict.fromkeys(objections))),)


def quote_line(quote: Quote, stored: Mapping[str, str], objections: tuple[str, ...] = ()) -> SummaryLine:
    """A quote as a line; a list's lead-in stands before it where it ends in a colon."""
    claim = as_claim(quote, stored)
    if quote.context.endswith(":") and len(quote.context.split()) <= 14:
        text = harmless(" ".join(f"{quote.context} {quote.text}".split()))
        return SummaryLine(text, "fact", (*claim.citations, *_cite_lead(quote, stored)), objections)
    return SummaryLine(harmless(" ".join(quote.text.split())), "quote", claim.citations, objections)


def _cite_lead(quote: Quote, stored: Mapping[str, str]) -> tuple[Citation, ...]:
    """The quote's lead-in as a source of its own."""
    home = next((one for one, text in stored.items() if quote.context in text), "")
    lead = replace(quote, passage_id=home, text=quote.context)
    return (cite(lead, stored[home]),) if home else ()
