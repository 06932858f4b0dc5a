"""The values that flow from question to checked answer. Immutable; no I/O, no formatting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.types import Decision, Hit, ItemPlace, Query, Span

CitationStatus = Literal["exact", "normalised", "not_found"]
AnswerStatus = Literal["answered", "partly_supported", "insufficient_evidence"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim stretch of a passage: ``text`` equals ``passage.text[start:end]``.

    ``number`` is the evidence number a reader sees as [n], 1-based. ``spans`` point into the
    pages. ``context`` tells the sentence's subheading or lead-in where it needs one.
    """

    number: int
    passage_id: str
    place: ItemPlace
    text: str
    start: int
    end: int
    spans: tuple[Span, ...]
    is_decision: bool = False
    context: str = ""

    @property
    def page(self) -> int:
        """First page of the quote, 1-based."""
        return self.spans[0].page if self.spans else 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer may rest on: hits in rank order and the quotes chosen from them.

    ``sufficient`` is the gate's word before any model; ``reason`` says why not (Swedish).
    """

    query: Query
    hits: tuple[Hit, ...]
    quotes: tuple[Quote, ...]
    sufficient: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A claim's pointer to stored text, checked by code.

    *Normalised* means equal after folding white space, hyphenation and quotation marks.
    """

    number: int
    passage_id: str
    place: ItemPlace
    page: int
    spans: tuple[Span, ...]
    quote: str
    status: CitationStatus


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer. ``objections`` say why it is not supported (Swedish)."""

    text: str
    supported: bool
    citations: tuple[Citation, ...] = ()
    objections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the question, except the two counts of tokens. None: did not happen."""

    retrieval_s: float = 0.0
    first_evidence_s: float = 0.0
    first_token_s: float | None = None
    total_s: float = 0.0
    prompt_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Provenance:
    """What shaped an answer, each by an id that changes when the thing does."""

    index_id: str
    embedder: str
    model: str
    model_sha256: str
    prompt_digest: str
    settings_digest: str
    passages: tuple[str, ...]
    version: str
    created: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer. What a reader sees as the answer is ``text`` and ``quotes``."""

    question: str
    query: Query
    status: AnswerStatus
    text: str
    claims: tuple[Claim, ...]
    quotes: tuple[Quote, ...]
    evidence: tuple[Hit, ...]
    timings: Timings
    provenance: Provenance
    explanation: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacedDecision:
    """A decision record with where it stands; ``page`` is the first page of its text, 1-based."""

    decision: Decision
    place: ItemPlace
    page: int


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """Event: the verbatim evidence is ready, before any token."""

    evidence: Evidence
    timings: Timings


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Event: the model wrote this, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Event: the checked answer; always the last."""

    answer: Answer


Event = EvidenceFound | TextDelta | Finished
