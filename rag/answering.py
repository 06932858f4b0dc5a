"""A question becomes a checked answer: find, choose, judge, word, check. Streams events.

Works without a model, then in the minutes' own words.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from index.errors import ModelCrashed, ModelMissing, ModelRefused
from index.types import Decision, Hit, Query
from prompts import PromptTemplate
from rag.asking import asked, parts
from rag.composing import (
    MODEL_SILENT,
    NO_MODEL,
    REFUSAL,
    as_claim,
    is_active,
    mend,
    renumbered,
    shown_sentences,
    text_of,
)
from rag.engine.protocol import Engine, GenerationLimits, Prompt, RunStats
from rag.evidence import Gathered, gather
from rag.gate import Verdict, assess
from rag.premise import CORRECTION, contradicted, denied, with_correction
from rag.prompting import build_prompt, to_word
from rag.question import resolve_followup
from rag.quoting import joined, sentence_quotes
from rag.refusing import missing_basis, nearest
from rag.settings import Settings, settings_digest
from rag.types import (
    Answer,
    AnswerStatus,
    Claim,
    Event,
    Evidence,
    EvidenceFound,
    Finished,
    Provenance,
    Quote,
    TextDelta,
    Timings,
)
from rag.verify import check, without_marks


class Library(Protocol):
    """What answering wants from the index."""

    @property
    def index_id(self) -> str:
        """Changes whenever the indexed content does."""
        ...

    @property
    def embedder_id(self) -> str:
        """Which model made the vectors."""
        ...

    def find(self, question: str) -> tuple[Query, tuple[Hit, ...]]:
        """The question understood, and the passages found for it, best first."""
        ...

    def decisions(self, item_ids: Sequence[str]) -> Mapping[str, Sequence[Decision]]:
        """The decision records of items, by item id."""
        ...

    def rarity(self, term: str) -> float:
        """Inverse document frequency of an index term over all passages."""
        ...


@dataclass(slots=True)
class _Run:
    """One question under way: what is known so far."""

    question: str
    began: float
    query: Query = field(default_factory=lambda: Query(""))
    timings: Timings = field(default_factory=Timings)
    stats: RunStats = field(default_factory=RunStats)
    said: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _With:
    """What an answer is made with."""

    library: Library
    engine: Engine | None
    template: PromptTemplate
    settings: Settings
    version: str


def answer(
    question: str,
    *,
    library: Library,
    engine: Engine | None,
    template: PromptTemplate,
    settings: Settings,
    version: str = "",
    cancel: threading.Event | None = None,
    earlier: tuple[str, ...] = (),
) -> Iterator[Event]:
    """Answer a question: EvidenceFound before any token, TextDelta while the model writes, Finished last.

    ``earlier`` are the conversation's questions, oldest first: a question that leans on them is made
    whole, visibly. Earlier answers are never evidence.

    Raises: Cancelled, ContextOverflow and what ``library.find`` raises. A missing or crashed
    model raises nothing: the answer is then the quotes, and a note says why.
    """
    run = _Run(question, time.monotonic())
    whole = resolve_followup(question, earlier)
    if earlier and whole != " ".join(question.split()):
        run.notes = (f"Frågan lästes som: {whole}",)
    run.query, hits = library.find(whole)
    retrieved = time.monotonic() - run.began
    decisions = library.decisions(tuple(dict.fromkeys(hit.passage.item_id for hit in hits)))
    gathered = gather(run.query, hits, decisions, settings.evidence_words, library.rarity)
    verdict = assess(run.query, hits, gathered)
    wrong = contradicted(run.query, gathered) or (None if verdict.sufficient else denied(run.query, gathered))
    if wrong:
        gathered = with_correction(gathered, wrong, settings.evidence_words)
        verdict = Verdict(True, CORRECTION)
    evidence = Evidence(run.query, tuple(hits), gathered.quotes, verdict.sufficient, verdict.reason)
    run.timings = Timings(retrieval_s=retrieved, first_evidence_s=time.monotonic() - run.began)
    yield EvidenceFound(evidence, run.timings)
    if verdict.sufficient and not wrong and engine is not None and gathered.quotes:
        prompt = build_prompt(template, run.query.text, to_word(gathered, run.query), hits)
        limits = GenerationLimits(settings.answer_tokens, settings.deadline_s)
        cancel = cancel or threading.Event()
        yield from _word(run, engine, prompt, limits, cancel)
        if run.stats.joined_tokens and not all(one.supported for one in _checked(run, gathered, hits)):
            # What was remembered of each passage alone may have blurred it: read it all in its place.
            run.said = ""
            for _ in _word(run, engine, prompt, replace(limits, fresh=True), cancel):
                pass
    yield Finished(
        _finish(run, evidence, gathered, verdict, _With(library, engine, template, settings, version))
    )


def _word(
    run: _Run, engine: Engine, prompt: Prompt, limits: GenerationLimits, cancel: threading.Event
) -> Iterator[Event]:
    """Let the model word the answer; a model that is missing or fails leaves the quotes."""
    try:
        stream = engine.stream(prompt, limits, cancel)
        while True:
            piece = next(stream)
            if run.timings.first_token_s is None:
                run.timings = replace(run.timings, first_token_s=time.monotonic() - run.began)
            run.said += piece
            yield TextDelta(piece)
    except StopIteration as stop:
        run.stats = stop.value or RunStats()
    except (ModelMissing, ModelRefused, ModelCrashed) as error:
        run.said, run.notes = "", (*run.notes, str(error))


def _finish(run: _Run, evidence: Evidence, gathered: Gathered, verdict: Verdict, made: _With) -> Answer:
    stored = {hit.passage.passage_id: hit.passage.text for hit in evidence.hits}
    checked = _checked(run, gathered, evidence.hits)
    unworded = "" if run.said else MODEL_SILENT if made.engine is not None else NO_MODEL
    status, text, claims, shown = compose(checked, gathered, stored, verdict, unworded, _leading(run.query))
    if made.engine is None:
        run.notes = (NO_MODEL, *run.notes)
    elsewhere = missing_basis(quote.text for quote in shown) if verdict.sufficient else ""
    if elsewhere:  # a refusal says so itself
        run.notes = (*run.notes, elsewhere)
    run.timings = replace(
        run.timings,
        total_s=time.monotonic() - run.began,
        prompt_tokens=run.stats.prompt_tokens,
        output_tokens=run.stats.output_tokens,
    )
    model = made.engine.info if made.engine is not None and run.said else None
    return Answer(
        question=run.question,
        query=run.query,
        status=status,
        text=text,
        claims=claims,
        quotes=shown,
        evidence=evidence.hits,
        timings=run.timings,
        provenance=Provenance(
            index_id=made.library.index_id,
            embedder=made.library.embedder_id,
            model=model.model if model else "",
            model_sha256=model.sha256 if model else "",
            prompt_digest=made.template.digest if model else "",
            settings_digest=settings_digest(made.settings),
            passages=tuple(dict.fromkeys(quote.passage_id for quote in gathered.quotes)),
            version=made.version,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            notes=run.notes,
        ),
        explanation=_explain(run, evidence, gathered, verdict, checked),
    )


def _checked(run: _Run, gathered: Gathered, hits: Sequence[Hit]) -> tuple[Claim, ...]:
    """What the model said, held against the chosen sentences."""
    stored = {hit.passage.passage_id: hit.passage.text for hit in hits}
    said = check(without_marks(run.said), sentence_quotes(gathered.chosen), stored, run.question)
    return tuple(_without_active(claim) for claim in said)


def compose(
    checked: Sequence[Claim],
    gathered: Gathered,
    stored: Mapping[str, str],
    verdict: Verdict,
    unworded: str = "",
    leading: int = 1,
) -> tuple[AnswerStatus, str, tuple[Claim, ...], tuple[Quote, ...]]:
    """Status, text, claims and shown quotes of an answer, within the reader's budget of words.

    ``unworded`` says in Swedish why no model worded it; "" when one did.
    """
    ranked = sentence_quotes(gathered.chosen)
    status: AnswerStatus = "answered"
    opening = ""
    claims: tuple[Claim, ...] = ()
    if not verdict.sufficient:
        status, opening = "insufficient_evidence", _refusal(verdict, gathered)
    elif verdict.reason == CORRECTION:
        claims = tuple(as_claim(quote, stored) for quote in ranked[:1])
        opening = f"{CORRECTION} Enligt protokollet:"
    elif unworded:
        opening = unworded
    else:
        claims = mend(checked, ranked, stored, leading=leading)
        status = "answered" if all(claim.supported for claim in checked) else "partly_supported"
    words = len(f"{opening} {text_of(claims)}".split())
    shown, numbers = joined(shown_sentences(words, claims, ranked), gathered.chosen)
    claims = renumbered(claims, numbers)
    return status, f"{opening} {text_of(claims)}".strip(), claims, shown


def _refusal(verdict: Verdict, gathered: Gathered) -> str:
    """That the sources do not tell, why, where they come nearest, and what they point to."""
    hits = list(dict.fromkeys(one.candidate.hit for one in gathered.chosen))
    about = [one.candidate.hit.passage.text for one in gathered.chosen[:1]]
    said = (REFUSAL, verdict.reason, nearest(hits), missing_basis(about))
    return " ".join(part for part in said if part)


def _leading(query: Query) -> int:
    """How many of the best sentences an answer has to say: one for each thing asked."""
    return 2 if len(parts(query.text)) > 1 or "compare" in asked(query.text) else 1


def _without_active(claim: Claim) -> Claim:
    if not is_active(claim.text):
        return claim
    return replace(
        claim, supported=False, objections=(*claim.objections, "påståendet innehåller en länk eller kod")
    )


def _explain(
    run: _Run, evidence: Evidence, gathered: Gathered, verdict: Verdict, checked: Sequence[Claim]
) -> dict[str, str]:
    """The chain from question to answer, each step in Swedish."""
    words = ", ".join(f"{word.word}{'' if word.known else ' (finns inte)'}" for word in gathered.words.words)
    found = "; ".join(f"{hit.rank}. {hit.place.document} punkt {hit.place.item}" for hit in evidence.hits[:5])
    steps = {
        "tolkning": "; ".join((f"slag: {run.query.intent}", *run.query.explanation)),
        "sökord": words,
        "träffar": found,
        "underlag": "; ".join(f"[{quote.number}] {quote.text[:60]}…" for quote in gathered.quotes),
        "räcker underlaget": "ja" if verdict.sufficient else f"nej: {verdict.reason}",
    }
    if run.said:
        steps["modellens ord"] = " ".join(run.said.split())
        steps["kontroll"] = "; ".join(
            f"”{claim.text[:50]}”: {'stöds' if claim.supported else ', '.join(claim.objections)}"
            for claim in checked
        )
    return steps
