"""Answers, hits and decisions as the JSON objects other programs read, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from index.build import BuildReport
from index.types import DocumentRow, Hit, ItemPlace
from rag.kinds import KINDS
from rag.types import Answer, Citation, Claim, PlacedDecision, Quote

Json = dict[str, Any]

AI_LABEL = "AI-genererat, ej granskat. Kontrollera mot protokollet."


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def item_name(place: ItemPlace) -> str:
    """The item as printed: its number, or its heading where items bear none; "" before the first."""
    return place.item or place.title


def _place_json(place: ItemPlace) -> Json:
    return {
        "document": place.document,
        "item": item_name(place),
        "title": place.title,
        "meeting_date": _iso(place.meeting_date),
        "body": place.body,
        "organisation": place.organisation,
    }


def hit_json(hit: Hit) -> Json:
    """One search hit: rank (1-based), place, the passage's text and its score."""
    place = _place_json(hit.place)
    return {"rank": hit.rank, **place, "text": hit.passage.text, "score": round(hit.score, 6)}


def _citation_json(citation: Citation) -> Json:
    return {
        "number": citation.number,
        "document": citation.place.document,
        "item": item_name(citation.place),
        "page": citation.page,
        "quote": citation.quote,
        "status": citation.status,
    }


def _claim_json(claim: Claim) -> Json:
    return {
        "text": claim.text,
        "supported": claim.supported,
        "citations": [_citation_json(citation) for citation in claim.citations],
        "objections": list(claim.objections),
    }


def quote_json(quote: Quote) -> Json:
    """One verbatim quote with where it stands."""
    return {
        "document": quote.place.document,
        "item": item_name(quote.place),
        "page": quote.page,
        "text": quote.text,
        "number": quote.number,
        "title": quote.place.title,
        "meeting_date": _iso(quote.place.meeting_date),
        "body": quote.place.body,
    }


def answer_json(answer: Answer) -> Json:
    """The whole answer; ``text`` and ``quotes`` are what a reader sees as the answer."""
    return {
        "question": answer.question,
        "status": answer.status,
        "text": answer.text,
        "claims": [_claim_json(claim) for claim in answer.claims],
        "quotes": [quote_json(quote) for quote in answer.quotes],
        "evidence": [hit_json(hit) for hit in answer.evidence],
        "timings": asdict(answer.timings),
        "provenance": asdict(answer.provenance),
        "label": AI_LABEL,
    }


def decision_json(decision: PlacedDecision) -> Json:
    """One decision record with its meeting and item."""
    return {
        "document": decision.place.document,
        "item": item_name(decision.place),
        "page": decision.page,
        "text": decision.decision.text,
        "kind": decision.decision.kind,
        "conditions": list(decision.decision.conditions),
        "meeting_date": _iso(decision.place.meeting_date),
        "body": decision.place.body,
        "organisation": decision.place.organisation,
        "title": decision.place.title,
        "marked": decision.decision.marked,
        "substantive": decision.decision.substantive,
        "assignee": decision.decision.assignee,
        "due": decision.decision.due,
    }


DECISION_COLUMNS = (
    ("Datum", "meeting_date"),
    ("Organ", "body"),
    ("Organisation", "organisation"),
    ("Punkt", "item"),
    ("Rubrik", "title"),
    ("Beslut", "text"),
    ("Slag", "kind_words"),
    ("Villkor", "conditions"),
    ("Ansvarig", "assignee"),
    ("Senast", "due"),
    ("Dokument", "document"),
    ("Sida", "page"),
)


def _cell(value: object) -> str:
    text = " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    # A spreadsheet runs a cell that begins with one of these signs as a formula.
    return "'" + text if text[:1] in "=+-@\t\r" and text else text


def decisions_csv(decisions: Iterable[PlacedDecision]) -> str:
    """The decision log as semicolon-separated text with a byte order mark, for Swedish spreadsheets."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([name for name, _ in DECISION_COLUMNS])
    for found in decisions:
        row = decision_json(found) | {"kind_words": KINDS[found.decision.kind]}
        writer.writerow([_cell(row[key]) for _, key in DECISION_COLUMNS])
    return "\ufeff" + out.getvalue()


def document_json(row: DocumentRow) -> Json:
    """One indexed document."""
    return {
        "document": row.name,
        "document_id": row.document_id,
        "body": row.body,
        "organisation": row.organisation,
        "meeting_date": _iso(row.date),
        "date_evidence": row.date_evidence,
        "items": row.items,
        "decisions": row.decisions,
    }


def report_json(report: BuildReport) -> Json:
    """The outcome of an indexing run: paths by outcome, reasons for what failed, seconds."""
    return asdict(report)
