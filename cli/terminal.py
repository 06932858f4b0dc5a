"""Answers, hits and decisions as lines of plain Swedish text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from eval.types import EvaluationResult
from index.types import DocumentRow, Hit
from rag.doctor import Checkup
from rag.exporting import AI_LABEL
from rag.places import place_line
from rag.types import Answer, PlacedDecision, Quote

WIDTH = 100


def _indented(text: str, mark: str) -> str:
    body = " ".join(text.split())
    return textwrap.fill(body, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark))


def quote_lines(quotes: Sequence[Quote]) -> Iterator[str]:
    """Each quote with its number and place."""
    for quote in quotes:
        yield _indented(f"”{quote.text}”", f"  [{quote.number}] ")
        yield _indented(place_line(quote.place, quote.page), "      ")


def place_lines(quotes: Sequence[Quote]) -> Iterator[str]:
    """Where each numbered source stands, without its words."""
    places = {quote.number: place_line(quote.place, quote.page) for quote in quotes}
    for number, words in sorted(places.items()):
        yield _indented(words, f"  [{number}] ")


def answer_lines(answer: Answer, with_quotes: bool = True) -> Iterator[str]:
    """The checked answer: claims with source numbers, then the sources, notes and the AI label.

    ``with_quotes`` False leaves the sources' words out, for a reader who has just seen them.
    """
    yield ""
    if answer.status == "insufficient_evidence" or not answer.claims:
        yield _indented(answer.text, "")
    else:
        for claim in answer.claims:
            mark = "" if claim.supported else "(stöds inte av källorna) "
            numbers = "".join(f" [{n}]" for n in dict.fromkeys(c.number for c in claim.citations))
            yield _indented(f"{mark}{claim.text}{'' if '[' in claim.text else numbers}", "")
    if answer.quotes:
        yield "\nKällor:"
        yield from quote_lines(answer.quotes) if with_quotes else place_lines(answer.quotes)
    for note in (*answer.query.explanation, *answer.provenance.notes):
        yield _indented(note, "")
    seconds = f"{answer.timings.total_s:.1f}".replace(".", ",")
    yield f"\n{AI_LABEL} ({seconds} s)"


def explanation_lines(answer: Answer) -> Iterator[str]:
    """The chain from question to answer: each step's name and what came out of it."""
    yield "\nSå kom svaret till:"
    for name, value in answer.explanation.items():
        yield _indented(value, f"  {name}: ")
    made = answer.provenance
    for name, value in (
        ("index", made.index_id),
        ("inbäddning", made.embedder),
        ("modell", f"{made.model} {made.model_sha256[:16]}"),
        ("prompt", made.prompt_digest),
        ("inställningar", made.settings_digest),
        ("passager", ", ".join(made.passages)),
        ("version", made.version),
    ):
        yield _indented(value or "–", f"  {name}: ")


def hit_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """Search hits, best first."""
    for hit in hits:
        yield _indented(
            place_line(hit.place, hit.passage.spans[0].page if hit.passage.spans else None), f"{hit.rank}. "
        )
        yield _indented(textwrap.shorten(hit.passage.text, 400, placeholder=" …"), "   ")


def decision_lines(decisions: Sequence[PlacedDecision]) -> Iterator[str]:
    """The decision log, one decision a paragraph."""
    for row in decisions:
        yield _indented(row.decision.text, "• ")
        yield _indented(place_line(row.place, row.page), "  ")
    yield f"{len(decisions)} beslut."


def document_lines(documents: Sequence[DocumentRow], refused: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What is indexed and what could not be read."""
    for row in documents:
        day = row.date.isoformat() if row.date else "datum okänt"
        who = ", ".join(dict.fromkeys(part for part in (row.body, row.organisation) if part)) or "organ okänt"
        yield f"{row.name}: {who}, {day}, {row.items} punkter, {row.decisions} beslut"
    yield f"{len(documents)} protokoll."
    for name, reason in refused:
        yield f"Inte läst: {name}. {reason}"


def checkup_lines(checkups: Iterable[Checkup]) -> Iterator[str]:
    """The installation's checks, each with its remedy where one is needed."""
    marks = {"ok": "OK  ", "warning": "OBS ", "fault": "FEL "}
    for checkup in checkups:
        finding = checkup.finding
        yield _indented(f"{checkup.name}: {finding.words}", marks[finding.health])
        if finding.remedy:
            yield _indented(finding.remedy, "    ")


def evaluation_lines(result: EvaluationResult) -> Iterator[str]:
    """Each way of searching with its figures, then answers and refusals where they were measured."""
    for way in (result.retrieval, *result.baselines):
        yield f"{way.name}: " + _figures(way.scores)
    if result.answers:
        yield "Svar: " + _figures(result.answers)
    if result.refusal:
        yield "Vet inte: " + _figures(result.refusal)
    if result.checks:
        yield "Kontroller: " + _figures(result.checks)
    if result.explanation:
        yield result.explanation


def _figures(scores: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in scores.items())
