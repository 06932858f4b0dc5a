"""Rows to blocks: paragraphs, bullets, headings, links, attachments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.clean import join_lines
from index.marks import ATTACHMENT, BULLET, LINK, LINK_REST, NUMBERED
from index.types import SourcedText
from index.wrapping import Measure, Row, breaks, stands_alone

BlockKind = Literal["text", "bullet", "number", "heading", "link", "attachment"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, bullet, heading or link, with the rows it was joined from."""

    kind: BlockKind
    content: SourcedText
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """The block's text on one line."""
        return self.content.text


def make_blocks(rows: Sequence[Row], measure: Measure) -> list[Block]:
    """Blocks of the rows; links that stand by themselves are taken out of the running text and put last."""
    links, kept = _apart(rows)
    groups: list[list[Row]] = []
    alone = False
    for at, row in enumerate(kept):
        before = kept[at - 1] if at else None
        after = kept[at + 1] if at + 1 < len(kept) else None
        now = stands_alone(before, row, after, measure)
        if groups and not alone and not now and not breaks(groups[-1][-1], row, measure, groups[-1][0]):
            groups[-1].append(row)
        else:
            groups.append([row])
        alone = now
    return [_block(group) for group in groups] + [Block("link", row.line.content, (row,)) for row in links]


def _apart(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows that are links standing by themselves (with the rest of one that was broken), and the others."""
    links: list[Row] = []
    kept: list[Row] = []
    last = False
    for row in rows:
        last = bool(row.gap and LINK.match(row.text)) or (last and LINK_REST.fullmatch(row.text) is not None)
        (links if last else kept).append(row)
    return links, kept


def _block(group: Sequence[Row]) -> Block:
    content = join_lines([row.line for row in group])
    kind: BlockKind = "text"
    if group[0].level:
        kind = "heading"
    elif BULLET.match(content.text):
        kind = "bullet"
    elif ATTACHMENT.search(content.text) and len(content.text.split()) <= 14:
        kind = "attachment"
    elif NUMBERED.match(content.text):
        kind = "number"
    return Block(kind, content, tuple(group))
