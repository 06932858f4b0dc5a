"""Headings inside an item, told from prose by what they hold."""

from __future__ import annotations

from collections.abc import Sequence

from index.lexicon import has_finite_verb, words
from index.marks import BULLET, SIGNATURE, is_part_label, reads_as_heading
from index.paragraphs import Block

_HEAD = 0.5
"""Share of the blocks within which who takes the notes is told of the meeting, and signs nothing."""


def find_headings(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Positions of the blocks that are headings of what follows them; the first block is the item's own."""
    found: list[int] = []
    for at in range(1, len(blocks) - 1):
        if SIGNATURE.match(blocks[at].text):
            if at >= _HEAD * len(blocks):
                break
            continue
        follows = bool(found) and found[-1] == at - 1
        if _is_heading(blocks[at], blocks[at - 1], blocks[at + 1], follows):
            found.append(at)
    return tuple(found)


def _is_heading(block: Block, before: Block, after: Block, follows: bool) -> bool:
    if block.kind == "heading" or is_part_label(block.text):
        return True
    text = block.text
    if block.kind == "bullet":
        text = BULLET.sub("", text, count=1)
        if after.kind in {"bullet", "number"} or before.kind == "bullet":
            return False
    if after.kind in {"link", "attachment", "heading"} or before.text.endswith(":"):
        return False
    if text.endswith(".") and (follows or before.kind == "bullet"):
        return False
    return block.kind in {"text", "bullet"} and reads_as_heading(text) and _is_prose(after)


def _is_prose(block: Block) -> bool:
    """Whether a block is what a heading may stand over: not another short line."""
    return block.kind in {"bullet", "number"} or len(words(block.text)) >= 6 or has_finite_verb(block.text)
