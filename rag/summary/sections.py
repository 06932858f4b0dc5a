"""The parts that summaries share: decisions, what was discussed, commitments, dates ahead. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from index.types import Decision, ItemPlace
from rag.composing import harmless
from rag.kinds import KINDS
from rag.matters.types import Matter
from rag.summary.choosing import likeness
from rag.summary.citing import cite_decision, cite_sentence, cite_words
from rag.summary.commitments import Commitment
from rag.summary.digest import ItemDigest
from rag.summary.material import ItemMaterial
from rag.summary.moving import matter_heading
from rag.summary.times import Ahead
from rag.summary.types import Coverage, LeftOut, SummaryLine, SummarySection, SummaryTable, TableRow
from rag.types import Citation
from rag.wording import term_set

SAME = 0.7
Where = Callable[[ItemPlace], str]
"""How a table names where something stands: the item within a meeting, date and item over meetings."""


def within_meeting(place: ItemPlace) -> str:
    """ "4. Budget" within one meeting."""
    return f"{place.item}. {place.title}" if place.item and place.title else place.title or place.item


def over_meetings(place: ItemPlace) -> str:
    """ "2024-03-07, 4. Budget" over several meetings."""
    day = place.meeting_date.isoformat() if place.meeting_date else "datum okänt"
    return f"{day}, {within_meeting(place)}"


def decision_sections(items: Sequence[ItemMaterial], where: Where) -> tuple[SummarySection, ...]:
    """Marked decisions of substance, those taken in running text, and folded those that only take note."""
    marked = [(item, one) for item in items for one in item.decisions if one.marked]
    substantive = [(item, one) for item, one in marked if one.substantive]
    inline = [(item, one) for item in items for one in item.decisions if _adds(item, one)]
    notes = [(item, one) for item, one in marked if not one.substantive]
    found = (
        _decisions("decisions", "Beslut", substantive, where),
        _decisions("decisions-inline", "Också bestämt, i löpande text", inline, where),
        _decisions("noted", "Noterat utan annat beslut", notes, where, folded=True),
    )
    return tuple(section for section in found if section.table and section.table.rows)


def _adds(item: ItemMaterial, decision: Decision) -> bool:
    """Whether a decision in running text says what no marked decision of its item says."""
    if decision.marked or not decision.substantive:
        return False
    terms = term_set(decision.text)
    return not any(likeness(terms, term_set(other.text)) >= SAME for other in item.decisions if other.marked)


def _decisions(
    key: str,
    heading: str,
    decisions: Sequence[tuple[ItemMaterial, Decision]],
    where: Where,
    folded: bool = False,
) -> SummarySection:
    rows = tuple(
        TableRow(
            (where(item.place), harmless(decision.text).lstrip("• "), KINDS[decision.kind]),
            (cite_decision(item, decision),),
        )
        for item, decision in decisions
    )
    return SummarySection(key, heading, table=SummaryTable(("Punkt", "Beslut", "Slag"), rows), folded=folded)


def matter_decisions(
    matters: Sequence[Matter], digests: Mapping[str, ItemDigest], most: int | None = None
) -> tuple[SummarySection, ...]:
    """Marked decisions grouped by matter, oldest first within one; those that only take note folded.

    ``most`` limits them to the newest, and leaves those that only take note out.
    """
    found = [
        (matter, digests[entry.item_id].material, one)
        for matter in matters
        for entry in matter.entries
        if entry.item_id in digests
        for one in entry.decisions
    ]
    substantive = [row for row in found if row[2].substantive]
    if most is not None:
        newest = sorted(substantive, key=lambda row: row[1].place.meeting_date or date.min, reverse=True)
        substantive = [row for row in substantive if row in newest[:most]]
    notes = [row for row in found if not row[2].substantive] if most is None else []
    sections = (
        _by_matter("decisions", "Beslut per fråga", substantive),
        _by_matter("noted", "Noterat utan annat beslut", notes, folded=True),
    )
    return tuple(section for section in sections if section.table and section.table.rows)


def _by_matter(
    key: str, heading: str, rows: Sequence[tuple[Matter, ItemMaterial, Decision]], folded: bool = False
) -> SummarySection:
    made = tuple(
        TableRow(
            (
                matter_heading(matter),
                over_meetings(item.place),
                harmless(one.text).lstrip("• "),
                KINDS[one.kind],
            ),
            (cite_decision(item, one),),
        )
        for matter, item, one in rows
    )
    header = ("Fråga", "Möte och punkt", "Beslut", "Slag")
    return SummarySection(key, heading, table=SummaryTable(header, made), folded=folded)


def commitment_section(
    found: Sequence[Commitment], where: Where, heading: str, key: str = "commitments"
) -> SummarySection:
    """Who is to do what by when, one row a task; "" in a cell where the minutes do not say."""
    rows = tuple(
        TableRow(
            (one.who, harmless(one.what), one.when, where(one.material.place)),
            (cite_sentence(one.material, one.sentence),),
        )
        for one in found
    )
    return SummarySection(key, heading, table=SummaryTable(("Vem", "Vad", "När", "Punkt"), rows))


def dates_section(found: Sequence[Ahead], where: Where) -> SummarySection:
    """Dates to come, one row a date, the sentence verbatim."""
    rows = tuple(
        TableRow((one.when, _told(one), where(one.material.place)), tuple(_sources(one))) for one in found
    )
    return SummarySection("dates", "Datum framåt", table=SummaryTable(("När", "Vad", "Punkt"), rows))


def _sources(one: Ahead) -> Iterator[Citation]:
    yield cite_sentence(one.material, one.sentence)
    lead = one.sentence.lead
    if lead.endswith(":") and (found := cite_words(one.material, lead)):
        yield found


def _told(one: Ahead) -> str:
    lead = one.sentence.lead
    text = f"{lead} {one.sentence.text}" if lead.endswith(":") else one.sentence.text
    return harmless(" ".join(text.split()))


def item_sections(digests: Sequence[ItemDigest], where: Where) -> tuple[SummarySection, ...]:
    """What was discussed, one subsection an item; an item that is only its decision says so."""
    return tuple(
        SummarySection(f"item-{n}", where(digest.material.place), 3, lines, place=digest.material.place)
        for n, digest in enumerate(digests, 1)
        if (lines := digest.lines or _only_decided(digest.material))
    )


def _only_decided(item: ItemMaterial) -> tuple[SummaryLine, ...]:
    told = tuple(cite_decision(item, one) for one in item.decisions if one.marked)
    return (SummaryLine("Punkten består av det som står under Beslut.", "fact", told),) if told else ()


def coverage_of(
    digests: Sequence[ItemDigest], sections: Sequence[SummarySection], short: str = ""
) -> Coverage:
    """Which items the sections cite, and why not the others; ``short`` is the reason where length is.

    An item that decides without further text counts as told by its decision.
    """
    told = {
        (citation.place.document_id, citation.place.item, citation.place.title)
        for section in sections
        for citation in _cited(section)
    }
    left_out = tuple(
        LeftOut(place, digest.reason or short or "punkten består av beslut som inte ryms här")
        for digest in digests
        if ((place := digest.material.place).document_id, place.item, place.title) not in told
    )
    return Coverage(len(digests), len(digests) - len(left_out), left_out)


def _cited(section: SummarySection) -> Iterator[Citation]:
    for line in section.lines:
        yield from line.citations
    for row in section.table.rows if section.table else ():
        yield from row.citations


def filled(sections: Iterable[SummarySection]) -> tuple[SummarySection, ...]:
    """The sections that have something to show: lines, rows, or subsections below them."""
    kept: list[SummarySection] = []
    for section in reversed(tuple(sections)):
        below = section.level < (kept[-1].level if kept else 0)
        if section.lines or (section.table and section.table.rows) or below:
            kept.append(section)
    return tuple(reversed(kept))
