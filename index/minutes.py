"""Pages to a meeting with its agenda items: the grammar of Swedish minutes put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.attendance import find_attendance
from index.bodies import find_body
from index.clean import clean, join_lines
from index.dates import meeting_date
from index.headings import find_items, short_title, title_end
from index.marks import run_in_heading
from index.officers import find_chair, find_secretary
from index.owners import find_organisation
from index.paragraphs import Block, make_blocks
from index.slips import find_slips
from index.subheadings import find_headings
from index.tables import unfold_tables
from index.types import AgendaItem, Document, Flag, Meeting, Removed, SourcedText, Structure
from index.unnumbered import Start, find_around, find_starts
from index.wrapping import Measure, Row, make_rows


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one item before they are joined: its number, title and how many rows the title takes."""

    number: str
    title: str
    rows: tuple[Row, ...]
    title_rows: int = 0


def parse_meeting(document: Document) -> Meeting:
    """The meeting that a document records.

    Items follow the numbering; without one, headings; without those each page is an item and
    ``structure`` is "none". What is not said stays empty.
    """
    lines, removed = clean(document)
    rows = make_rows(unfold_tables(lines))
    measure = Measure(rows)
    structure, sections = _sections(rows, measure)
    meeting_id = document.document_id[:16]
    items = tuple(_item(meeting_id, ordinal, section, measure) for ordinal, section in enumerate(sections))
    paragraphs = [part for item in items for part in item.text.split("\n") if part]
    head = _head(items, structure, removed)
    text = "\n".join(paragraphs)
    attendance = find_attendance(head)
    body = find_body(head, text)
    day = meeting_date(head, text, document.name)
    return Meeting(
        meeting_id=meeting_id,
        document_id=document.document_id,
        body=body,
        organisation=find_organisation(head, attendance, text, body),
        date=day.day,
        date_evidence=day.evidence,
        date_source=day.source,
        place=_place(head),
        attendance=attendance,
        chair=find_chair(attendance, paragraphs),
        secretary=find_secretary(attendance, paragraphs),
        items=items,
        structure=structure,
        flags=(*(Flag(text) for text in day.slips), *find_slips(items, day.day)),
        removed=removed,
    )


def _head(items: Sequence[AgendaItem], structure: Structure, removed: Sequence[Removed]) -> list[str]:
    """The paragraphs that say what meeting this is: running headers once each, then the head's own."""
    running = dict.fromkeys(" ".join(part.text.split()) for part in removed)
    own = [part for part in items[0].text.split("\n") if part]
    if structure == "none":
        own = [part for item in items[1:2] for part in item.text.split("\n")][:12]
    extra = [text for text in running if text not in own and re.search(r"[^\W\d]{3}|\d{4}-\d\d-\d\d", text)]
    return [*extra, *own]


_PLACE = re.compile(
    r"(?i)^[*_]*(?:(?:mötes|sammanträdes)?plats|lokal|var|place|location"
    r"|venue)[*_]*\s*:\s*[*_]*(?P<place>\S.*)"
)
_PLACE_AND_TIME = re.compile(r"(?i)^(?:plats och (?:mötes)?tid|tid och plats)\s*:\s*(?P<rest>\S.*)")
_TIME = re.compile(
    r"(?i)\b(?:kl\b|klockan|\d{1,2}[.:]\d\d|\d{4}-|\d{1,2} \w+ \d{4}|ajourner|(?:mån|tis|ons|tors|fre"
    r"|lör|sön)dag)"
)


def _place(head: Sequence[str]) -> str:
    """Where the meeting was held, as written; "" when it is not said."""
    for line in head:
        match = _PLACE.match(line)
        if match:
            return match.group("place").strip(" .*_")
        both = _PLACE_AND_TIME.match(line)
        if both:
            parts = [part.strip() for part in both.group("rest").split(",") if not _TIME.search(part)]
            return ", ".join(parts).strip(" .")
        if re.fullmatch(
            r"(?i)(?:mötet är |möte )?(?:digitalt|distans)(?: möte)?(?: (?:via|genom|i) [\w ]+)?\.?", line
        ):
            return line.rstrip(".")
    return ""


def _sections(rows: Sequence[Row], measure: Measure) -> tuple[Structure, list[Section]]:
    rows, chain = find_items(rows, measure)
    around = find_around(rows, measure, [candidate.row for candidate in chain]) if chain else ()
    if chain and not around:
        starts = [candidate.row for candidate in chain]
        sections = [Section("", "", tuple(rows[: starts[0]]))]
        for candidate, end in zip(chain, [*starts[1:], len(rows)], strict=True):
            sections.append(_section(candidate.number, candidate.mark, rows[candidate.row : end], measure))
        return "items", sections
    unnumbered = around or find_starts(rows, measure)
    if unnumbered:
        return "headings", _by_headings(rows, unnumbered, measure)
    pages = sorted({row.line.page for row in rows})
    return "none", [Section("", "", ())] + [
        Section("", f"Sida {page}", tuple(row for row in rows if row.line.page == page)) for page in pages
    ]


def _section(number: str, mark: int, rows: Sequence[Row], measure: Measure) -> Section:
    end, title = 0, ""
    while not title and end < min(len(rows), 3):  # a case number may stand before the title
        end = title_end(rows, end, measure)
        title = short_title(join_lines([row.line for row in rows[:end]]).text[mark:])
    return Section(number, title, tuple(rows), end)


def _by_headings(rows: Sequence[Row], starts: Sequence[Start], measure: Measure) -> list[Section]:
    sections = [Section("", "", tuple(rows[: starts[0].row]))]
    ends = [*(start.row for start in starts[1:]), len(rows)]
    for start, end in zip(starts, ends, strict=True):
        sections.append(_section("", start.mark, rows[start.row : end], measure))
    return sections


def _item(meeting_id: str, ordinal: int, section: Section, measure: Measure) -> AgendaItem:
    blocks: list[Block] = []
    if section.title_rows:
        title_rows = section.rows[: section.title_rows]
        blocks.append(Block("heading", join_lines([row.line for row in title_rows]), title_rows))
    blocks += make_blocks(section.rows[section.title_rows :], measure)
    content = SourcedText.join((block.content for block in blocks), "\n")
    return AgendaItem(
        item_id=f"{meeting_id}-{ordinal:03d}",
        meeting_id=meeting_id,
        number=section.number,
        title=section.title,
        content=content,
        headings=_headings(blocks) if section.title_rows else (),
    )


def _headings(blocks: Sequence[Block]) -> tuple[tuple[int, str], ...]:
    """Offsets and texts of the subheadings in the joined blocks."""
    marked = set(find_headings(blocks))
    found, offset = [], 0
    for at, block in enumerate(blocks):
        text = block.text if at in marked else run_in_heading(block.text) if at else ""
        if text:
            found.append((offset, text.strip(" •-–*").rstrip(".")))
        offset += len(block.text) + 1
    return tuple(found)
