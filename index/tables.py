"""Tables with a column of decisions: each cell as a line of its own under its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.types import Line, SourcedText

# What a column is called, the label its cells get ("" for none), with a sample.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    (r"beslut(?:/åtgärd| och åtgärd)?|ställningstagande|decision", "Beslut", "Beslut"),
    (r"åtgärd(?:er)?|att göra|uppdrag|action", "Åtgärd", "Åtgärd"),
    (r"ansvarig(?:a)?|ansvar|vem|responsible", "Ansvarig", "Ansvarig"),
    (r"klart?(?: senast)?|när|deadline|tidplan|senast", "Klart", "Klart"),
    (r"nr\.?|punkt|§|no\.?|#", "", "Nr"),
    (r"ärende(?:mening)?|fråga|rubrik|ämne|område|item|topic", "", "Ärende"),
)
_COLUMNS = tuple((re.compile(rf"(?i)(?:{pattern})"), label) for pattern, label, _ in COLUMNS)
_RULE = re.compile(r"[|:\s-]*-[|:\s-]*")
_TITLES = 2
"""Columns at most that stand together as the title of a row: number and matter."""


def unfold_tables(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with every row of a table that has a column "Beslut" given cell by cell.

    Number and matter stay together on the first line; the cells of a decision, of who and of when get
    the column's name as a label; empty cells and the rule below the head go.
    """
    unfolded: list[Line] = []
    labels: tuple[str, ...] = ()
    for line in lines:
        cells = _cells(line.content)
        if labels and _RULE.fullmatch(line.text):
            continue
        if labels and len(cells) == len(labels):
            unfolded += _unfold(line, cells, labels)
            continue
        labels = _labels(cells)
        unfolded.append(line)
    return tuple(unfolded)


def _cells(content: SourcedText) -> tuple[SourcedText, ...]:
    """The cells of a row, () for a line that is none."""
    text = content.text
    bars = [at for at, char in enumerate(text) if char == "|"]
    if len(bars) < 2:
        return ()
    edges = [*([] if text.startswith("|") else [-1]), *bars, *([] if text.endswith("|") else [len(text)])]
    return tuple(content.slice(low + 1, high).strip() for low, high in pairwise(edges))


def _labels(cells: Sequence[SourcedText]) -> tuple[str, ...]:
    """The label of each column when the row is a table's head with a column for decisions, else ()."""
    known = [
        next((label for pattern, label in _COLUMNS if pattern.fullmatch(_plain(cell.text))), None)
        for cell in cells
    ]
    decides = "Beslut" in known  # a list of things to do repeats what was decided above it
    named = sum(label is not None for label in known)
    return tuple(label or "" for label in known) if decides and named >= 2 else ()


def _plain(text: str) -> str:
    return text.strip(" *_:")


def _unfold(line: Line, cells: Sequence[SourcedText], labels: Sequence[str]) -> Iterator[Line]:
    first = next((at for at, label in enumerate(labels) if label), len(labels))
    title = [cell for cell in cells[: min(first, _TITLES)] if cell.text]
    if title:
        yield replace(line, content=SourcedText.join(title, " | "), blank_before=True)
    for cell, label in list(zip(cells, labels, strict=True))[min(first, _TITLES) :]:
        if any(char.isalnum() for char in cell.text):
            content = SourcedText.join((SourcedText(f"{label}:"), cell)) if label else cell
            yield replace(line, content=content, blank_before=True)
