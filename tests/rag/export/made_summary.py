"""A small made summary with every kind of line, for the tests of exporting."""

from __future__ import annotations

from rag.summary.types import (
    Coverage,
    LeftOut,
    Source,
    Summary,
    SummaryLine,
    SummarySection,
    SummaryTable,
    TableRow,
)
from rag.types import Citation, Provenance
from tests.rag.made import place

POOL = place("4", "Simhallen i Lillby")
SCHOOL = place("7", "Skolskjuts åt Österåns barn")
QUOTE = "Fritidsnämnden beslutar att godkänna avtalet om simhallen."


def cited(number: int) -> Citation:
    """A citation of one of the two sources."""
    where, words = ((POOL, QUOTE), (SCHOOL, "Kostnaden ökade med 4 procent."))[number - 1]
    return Citation(number, f"p{number}", where, number, (), words, "exact")


def made_summary(title: str = "Sammanfattning av Fritidsnämnden den 7 mars 2024") -> Summary:
    """Five sections: lines of every origin, a table, a folded one, hostile text."""
    sections = (
        SummarySection(
            "decisions",
            "Beslut",
            table=SummaryTable(
                ("Punkt", "Beslut", "Slag"),
                (
                    TableRow(("4 Simhallen", QUOTE, "godkänner"), (cited(1),)),
                    TableRow(("7 Skolskjuts", "Rådet noterar ökningen | kostnaden.", ""), (cited(2),)),
                ),
            ),
        ),
        SummarySection("discussed", "Det som diskuterades"),
        SummarySection(
            "item-4",
            "4 Simhallen i Lillby",
            level=3,
            lines=(
                SummaryLine("Nämnden godkänner avtalet om simhallen.", "worded", (cited(1),)),
                SummaryLine(QUOTE, "quote", (cited(1),), ("talet 5 står inte i källan",)),
                SummaryLine("Två kommuner deltar.", "fact", (cited(1), cited(2))),
            ),
            place=POOL,
        ),
        SummarySection(
            "noted",
            "Noterade beslut",
            folded=True,
            lines=(SummaryLine("=HYPERLINK(1) *stjärna* <b>fet</b> å ä ö", "worded", (cited(2),)),),
        ),
        SummarySection(
            "staff", "Tillägg", lines=(SummaryLine("Det här har handläggaren skrivit.", "staff"),)
        ),
    )
    return Summary(
        "meeting",
        title,
        sections,
        (Source(1, POOL, 1, QUOTE, "p1"), Source(2, SCHOOL, 2, "Kostnaden ökade med 4 procent.", "p2")),
        Coverage(3, 2, (LeftOut(place("8", "Övrigt"), "punkten saknar text"),)),
        Provenance("index-1", "emb", "modell-1,5b", "0" * 64, "p", "s", ("p1", "p2"), "0.2.0", "2024-03-12"),
        "2024-03-12T14:05:00+00:00",
    )
