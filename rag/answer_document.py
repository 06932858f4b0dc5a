"""An answer as a Word file, by the same writer as the drafts."""

from __future__ import annotations

from rag.answer_markdown import STANDING
from rag.export.word import to_docx
from rag.exporting import AI_LABEL
from rag.summary.types import Coverage, Source, Summary, SummaryLine, SummarySection
from rag.types import Answer, Claim


def answer_docx(answer: Answer) -> bytes:
    """The answer with its numbered sources as the bytes of a .docx file."""
    return to_docx(as_document(answer))


def as_document(answer: Answer) -> Summary:
    """The answer in the shape that the writers of drafts take: its claims as lines, its quotes as sources."""
    supported = tuple(_line(claim) for claim in answer.claims if claim.supported)
    told = supported or (SummaryLine(" ".join(answer.text.split()), "fact"),)
    if answer.status == "insufficient_evidence":
        told = (SummaryLine(" ".join(answer.text.split()), "fact"),)
    standing = [SummaryLine(STANDING[answer.status], "fact")]
    if answer.query.text != " ".join(answer.question.split()):
        standing.append(SummaryLine(f"Frågan tolkades som: {answer.query.text}", "fact"))
    items = len({(quote.place.document_id, quote.place.item) for quote in answer.quotes})
    return Summary(
        kind="matter",
        title=" ".join(answer.question.split()),
        sections=(
            SummarySection("answer", "Svar", lines=told),
            SummarySection("standing", "Kontroll", lines=tuple(standing)),
        ),
        sources=tuple(
            Source(quote.number, quote.place, quote.page, quote.text, quote.passage_id)
            for quote in answer.quotes
        ),
        coverage=Coverage(items, items),
        provenance=answer.provenance,
        created=answer.provenance.created,
        mark=AI_LABEL,
    )


def _line(claim: Claim) -> SummaryLine:
    return SummaryLine(" ".join(claim.text.split()), "fact", claim.citations)
