"""The Swedish words that every export of a summary shares: marks, sources, coverage. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from index.passages import swedish_date
from index.types import ItemPlace
from rag.summary.types import Coverage, Source, Summary, SummaryLine, SummarySection
from rag.types import Citation

SOURCE_COLUMNS = ("Nr", "Dokument och möte", "Punkt", "Sida", "Ordagrant ur protokollet")
SOURCES, COVERAGE = "Källor", "Underlag"
STAFF_NOTE = "ändrat av personal"
EMPTY_CELL = "–"


def marks(citations: Iterable[Citation]) -> str:
    """The source numbers of a line: "[1] [4]", each once; "" for none."""
    return " ".join(f"[{number}]" for number in numbers(citations))


def numbers(citations: Iterable[Citation]) -> tuple[int, ...]:
    """The numbers cited, each once, in order."""
    return tuple(dict.fromkeys(citation.number for citation in citations))


def line_text(line: SummaryLine) -> str:
    """What a line says: quotes in quotation marks, as the minutes have it on one line."""
    text = " ".join(line.text.split())
    return f"”{text.strip('”')}”" if line.origin == "quote" else text


def sections(summary: Summary) -> tuple[SummarySection, ...]:
    """The sections as printed: folded ones last."""
    return tuple(sorted(summary.sections, key=lambda section: section.folded))


def when_made(summary: Summary) -> str:
    """ "12 mars 2024 kl. 14.05 (UTC)"; the text as it is when it is no time."""
    try:
        made = datetime.fromisoformat(summary.created)
    except ValueError:
        return summary.created
    return f"{swedish_date(made.date())} kl. {made:%H.%M} (UTC)"


def facts(summary: Summary) -> tuple[tuple[str, str], ...]:
    """How the draft came to be, as (term, value)."""
    made = summary.provenance
    return (
        ("Skapad", when_made(summary)),
        ("Språkmodell", made.model or "ingen: bara citat ur protokollen"),
        ("Källor", ", ".join(documents(summary)) or "inga"),
        ("Index", made.index_id),
        ("Program", f"Mötesminne {made.version}"),
    )


def documents(summary: Summary) -> tuple[str, ...]:
    """The files the sources stand in, in order of first use."""
    return tuple(dict.fromkeys(source.place.document for source in summary.sources))


def meeting_words(place: ItemPlace) -> str:
    """Body, organisation and date of a place: "Socialnämnden, Lillby kommun, 7 mars 2024"."""
    names = dict.fromkeys(name for name in (place.body, place.organisation) if name)
    return ", ".join((*names, day_words(place.meeting_date)))


def day_words(day: date | None) -> str:
    """A date in Swedish words."""
    return swedish_date(day) if day else "datum okänt"


def item_words(place: ItemPlace) -> str:
    """ "4 Simhallen", or where the item has no number its title."""
    return " ".join(part for part in (place.item, place.title) if part) or "inledningen"


def source_cells(source: Source) -> tuple[str, ...]:
    """A source as the cells of ``SOURCE_COLUMNS``."""
    place = source.place
    return (
        str(source.number),
        f"{place.document}: {meeting_words(place)}",
        item_words(place),
        str(source.page),
        " ".join(source.quote.split()),
    )


def coverage_lines(coverage: Coverage) -> tuple[str, ...]:
    """How much of the agenda the draft covers, and each item left out with its reason."""
    total = f"Utkastet bygger på {coverage.items} punkter och redovisar {coverage.covered} av dem."
    left = tuple(
        f"Utelämnad: {meeting_words(one.place)}, punkt {item_words(one.place)}. "
        f"Skäl: {one.reason.rstrip('.')}."
        for one in coverage.left_out
    )
    return (total, *left)
