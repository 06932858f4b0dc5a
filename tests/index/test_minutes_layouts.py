"""Invented layouts of Swedish minutes: each sample says itself what must be read from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.decisions import find_decisions
from index.minutes import parse_meeting
from index.readers.limits import ParseLimits
from index.readers.text import read_text
from index.types import Document, Meeting

SAMPLES = sorted((Path(__file__).parent / "samples").iterdir())


def read_sample(path: Path) -> tuple[list[tuple[str, str]], Document]:
    """The expectations above ``---`` and the document below it (``<page>`` begins a page)."""
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    expected = [(key, value.strip()) for key, _, value in (line.partition(":") for line in head.splitlines())]
    reading = read_text(body.replace("<page>\n", "\f").encode(), ParseLimits())
    digest = hashlib.sha256(body.encode()).hexdigest()
    return expected, Document(digest, path.name, path.stem, reading.pages, reading.notes)


def seen(meeting: Meeting) -> Mapping[str, str]:
    """What was read, in the form the samples use."""
    return {
        "body": meeting.body,
        "organisation": meeting.organisation,
        "date": f"{meeting.date or ''} {meeting.date_evidence}".strip(),
        "structure": meeting.structure,
        "chair": meeting.chair,
        "secretary": meeting.secretary,
        "place": meeting.place,
        "people": str(len(meeting.attendance)),
        "items": " | ".join(f"{item.number} {item.title}".strip() for item in meeting.items[1:]),
    }


def decisions(meeting: Meeting) -> list[str]:
    return [
        f"{item.number or item.title} | {decision.kind} | {' '.join(decision.text.split())}"
        for item in meeting.items
        for decision in find_decisions(item)
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_layout_is_read_as_it_says(path: Path) -> None:
    expected, document = read_sample(path)
    meeting = parse_meeting(document)
    got = seen(meeting)
    wanted = {"structure": "items"} | {key: value for key, value in expected if key != "decision"}
    assert {key: got[key] for key in wanted} == wanted
    assert decisions(meeting) == [value for key, value in expected if key == "decision"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_item_still_knows_its_page(path: Path) -> None:
    _, document = read_sample(path)
    pages = {page.number: page.text for page in document.pages}
    for item in parse_meeting(document).items:
        for run in item.content.runs:
            source = pages[run.span.page][run.span.start : run.span.end]
            assert item.text[run.start : run.end] == source
