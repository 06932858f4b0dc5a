"""The same minutes as TXT, PDF and DOCX read as the same text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.clean import clean, is_link, join_lines
from index.decisions import find_decisions
from index.ledger import StaffFacts
from index.minutes import parse_meeting
from index.parsing import parse
from index.readers import READERS
from index.readers.limits import ParseLimits
from index.types import Document, Line, Meeting
from tests.layouts import Layout, lay_out

# "staden- oavsett": a dash written as a hyphen; at a line end nobody could tell which it is.
_SLIP = re.compile(r"(?<=\w)- (?!och|eller|samt|respektive|till)")
LAYOUTS = {
    "plain": Layout(),
    "narrow": Layout(width=46, page_lines=40),
    "hyphenated": Layout(width=58, hyphenate=True, page_lines=43),
    "wide": Layout(width=104, page_lines=31),
    "footer": Layout(width=66, footer=("Postadress: Box 12, 123 45 Staden", "{page}"), page_lines=37),
    "double": Layout(width=72, spacing=1, page_lines=30),
    "pasted": Layout(width=72, lines_as_paragraphs=True),
}


def paragraphs_of(lines: Sequence[Line]) -> list[str]:
    """The lines grouped into paragraphs: a break is hard where the next word would still have fitted."""
    groups: list[list[Line]] = []
    for at, line in enumerate(lines):
        width = max(len(other.text) for other in lines[max(0, at - 12) : at + 12] if not is_link(other.text))
        before = groups[-1][-1].text if groups else ""
        fitted = len(before) + 1 + len(line.text.split()[0]) < 0.94 * width
        marked = re.match(r"[•–]|\d+[.)]|Beslut", line.text)
        if not groups or line.blank_before or fitted or marked or is_link(before):
            groups.append([])
        groups[-1].append(line)
    texts = (join_lines(group).text for group in groups)
    return [_SLIP.sub(" – ", text) for text in texts]


def read(path: Path) -> Document:
    """The file read in this process, for speed."""
    reading = READERS[path.suffix](path.read_bytes(), ParseLimits())
    return Document("0" * 64, path.name, path.stem, reading.pages, reading.notes)


def whole_text(document: Document) -> str:
    """All that cleaning keeps, as one paragraph."""
    return join_lines(clean(document)[0]).text


@pytest.mark.parametrize("suffix", [".txt", ".pdf", ".docx"])
def test_running_header_of_the_same_words_goes_everywhere(
    shared_corpus: Path, tmp_path: Path, suffix: str
) -> None:
    layout = Layout(width=70, footer=("Diarium", "Box 1"), page_lines=33)
    for source in sorted(shared_corpus.glob("*.txt")):
        paragraphs = paragraphs_of(clean(read(source))[0])
        title = " ".join([word for word in paragraphs[0].split() if word.isalpha()][:2])
        headed = replace(layout, header=(title, "Sida {page} av {pages}"))
        laid = read(lay_out(paragraphs, tmp_path / f"laid{suffix}", headed))
        whole = " ".join(paragraphs)
        assert whole_text(laid) in {whole, f"{title} {whole}"}, source.name
        lines, removed = clean(laid)
        assert len(laid.pages) > 1
        assert {entry.page for line in lines for entry in line.content.spans()} == {
            page.number for page in laid.pages
        }
        assert len(removed) >= len(laid.pages) - 1


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("suffix", [".txt", ".pdf", ".docx"])
def test_forms_read_alike(shared_corpus: Path, tmp_path: Path, suffix: str, layout: str) -> None:
    for source in sorted(shared_corpus.glob("*.txt")):
        paragraphs = paragraphs_of(clean(read(source))[0])
        laid = lay_out(paragraphs, tmp_path / f"laid{suffix}", LAYOUTS[layout])
        assert whole_text(read(laid)) == " ".join(paragraphs), source.name


@pytest.mark.parametrize("suffix", [".txt", ".pdf", ".docx"])
@pytest.mark.parametrize("layout", ["narrow", "hyphenated", "double", "pasted", "footer"])
def test_forms_hold_the_same_items_decisions_and_passages(
    shared_corpus: Path, tmp_path: Path, suffix: str, layout: str
) -> None:
    for source in sorted(shared_corpus.glob("*.txt")):
        meeting = parse_meeting(read(source))
        paragraphs = [
            _SLIP.sub(" – ", part) for item in meeting.items for part in item.text.split("\n") if part
        ]
        again = read(lay_out(paragraphs, tmp_path / f"laid{suffix}", LAYOUTS[layout]))
        laid = parse_meeting(again)
        assert _outline(laid) == _outline(meeting), source.name
        assert (laid.body, laid.date) == (meeting.body, meeting.date)
        assert _passages(again) == _passages(read(source)), source.name


def _passages(document: Document) -> list[str]:
    return [_flat(passage.text) for passage in parse(document, StaffFacts(), 245).passages]


def _outline(meeting: Meeting) -> list[tuple[str, str, str, list[str]]]:
    """Each item's number, title, text and decisions on collapsed white space."""
    return [
        (item.number, _flat(item.title), _flat(item.text), [_flat(one.text) for one in find_decisions(item)])
        for item in meeting.items
    ]


def _flat(text: str) -> str:
    return _SLIP.sub(" – ", " ".join(text.split()))
