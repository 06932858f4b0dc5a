"""Chosen sentences and a question to the prompt that the model words its answer from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.types import Hit, Passage, Query
from prompts import PromptTemplate
from rag.asking import asked, parts
from rag.engine.protocol import EvidencePart, Prompt
from rag.evidence import Gathered
from rag.quoting import quotes
from rag.scoring import Scored
from rag.types import Quote

FEW_WORDS = 65
MANY_WORDS = 110


def to_word(gathered: Gathered, query: Query) -> tuple[Quote, ...]:
    """The best of the evidence for the model to word, numbered as the evidence is.

    A small model errs less over less: about ``FEW_WORDS`` words, for lists and several parts ``MANY_WORDS``.
    """
    many = bool(asked(query.text) & {"list", "compare", "summary"}) or len(parts(query.text)) > 1
    kept: list[Scored] = []
    left = MANY_WORDS if many else FEW_WORDS
    for one in gathered.chosen:
        if one.candidate.words <= left or not kept:
            kept.append(one)
            left -= one.candidate.words
    return tuple(replace(quote, number=_number_of(quote, gathered.quotes)) for quote in quotes(kept))


def _number_of(part: Quote, whole: Sequence[Quote]) -> int:
    return next(
        quote.number
        for quote in whole
        if quote.passage_id == part.passage_id and quote.start <= part.start < quote.end
    )


def build_prompt(
    template: PromptTemplate, question: str, chosen: Sequence[Quote], hits: Sequence[Hit]
) -> Prompt:
    """The prompt over the chosen sentences: one part a passage, its header first.

    Parts bear no numbers, so that each is the same in every prompt; ``rag.verify`` cites by itself.
    """
    passages = {hit.passage.passage_id: hit.passage for hit in hits}
    read = []
    for passage_id in dict.fromkeys(quote.passage_id for quote in chosen):
        passage = passages[passage_id]
        of_it = [quote for quote in chosen if quote.passage_id == passage_id]
        read.append(passage_part(passage, [(quote.start, quote.end) for quote in of_it]))
    return Prompt(
        prefix=template.prefix,
        evidence=tuple(read),
        suffix=template.fill(question=" ".join(question.split())),
        system=template.system,
        examples=template.examples,
        reply=template.reply,
    )


def passage_part(passage: Passage, shown: Sequence[tuple[int, int]] = ()) -> EvidencePart:
    """A passage as the model reads it: its header, then the ranges of its text, all of it for none.

    What is not shown is left out altogether: kept states cut out of whole passages spoke of what had
    stood around them (docs/speed.md).
    """
    start = len(passage.header) + 1
    keep = ((0, start), *((start + first, start + last) for first, last in shown)) if shown else ()
    whole = EvidencePart(passage.passage_id, f"{passage.header}\n{passage.text}", keep)
    return EvidencePart(passage.passage_id, whole.shown.strip())
