"""A prompt in the model's own chat form, split so that only our own marks can be role tokens.

The template is rendered with stand-ins; what lies between the stand-ins is the template's, and
what they stand for is data. So text of minutes or questions never passes through the template,
and role tokens in it stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.engine.protocol import EvidencePart, Prompt

Render = Callable[[list[dict[str, str]]], str]
Tokenise = Callable[[str, bool], tuple[int, ...]]

_STAND_IN = re.compile("\ue000([0-9]+)\ue001")


class TemplateError(Exception):
    """The model's chat template can't hold a prompt of ours."""


@dataclass(frozen=True, slots=True)
class Block:
    """Tokens of one evidence part or label, read after the head.

    ``keep`` are half-open ranges of ``tokens`` that are shown; the rest is only remembered
    through them. ``key`` names the passage, "" for labels.
    """

    key: str
    tokens: tuple[int, ...]
    keep: tuple[tuple[int, int], ...]

    @property
    def kept(self) -> tuple[int, ...]:
        """The tokens that are shown."""
        return tuple(token for start, end in self.keep for token in self.tokens[start:end])


@dataclass(frozen=True, slots=True)
class Layout:
    """A prompt as tokens: ``head`` is the same for every question of a task."""

    head: tuple[int, ...]
    blocks: tuple[Block, ...]
    tail: tuple[int, ...]

    @property
    def tokens(self) -> tuple[int, ...]:
        """All tokens in the order read."""
        return self.head + self.beginning(len(self.blocks)).tokens + self.tail

    def beginning(self, count: int) -> Block:
        """What is shown of the first blocks as one, named by all their passages with + between."""
        blocks = self.blocks[:count]
        tokens = tuple(token for block in blocks for token in block.kept)
        keys = dict.fromkeys(block.key for block in blocks if block.key)
        return Block("+".join(keys), tokens, ((0, len(tokens)),))


class ChatForm:
    """Lays prompts out for one model. ``piece`` gives a token's bytes."""

    def __init__(
        self, render: Render, tokenise: Tokenise, piece: Callable[[int], bytes], start: tuple[int, ...]
    ) -> None:
        self._render = render
        self._tokenise = tokenise
        self._piece = piece
        self._start = start

    def layout(self, prompt: Prompt) -> Layout:
        """The prompt's tokens in parts. Raises: TemplateError."""
        frame, contents = self._frame(prompt)
        before: tuple[int, ...] = ()
        for ours, content in zip(frame[:-1], contents, strict=True):
            before += self._tokenise(ours, True) + self._tokenise(content, False)
        if before[: len(self._start)] != self._start:
            before = self._start + before
        blocks = tuple(block for part in prompt.evidence for block in self._blocks(part))
        tail = self._tokenise(prompt.suffix, False) + self._tokenise(frame[-1], True)
        return Layout(before, blocks, tail + self._tokenise(prompt.reply, False))

    def _frame(self, prompt: Prompt) -> tuple[list[str], list[str]]:
        """The template's own texts around the contents, one more than the contents."""
        turns = [("system", prompt.system)] if prompt.system else []
        for user, assistant in prompt.examples:
            turns += [("user", user), ("assistant", assistant)]
        turns.append(("user", prompt.prefix))
        rendered = self._rendered([role for role, _ in turns])
        if rendered is None and prompt.system:
            # Some models know no system turn: its text opens the first user turn instead.
            turns = [(turns[1][0], f"{prompt.system}\n\n{turns[1][1]}"), *turns[2:]]
            rendered = self._rendered([role for role, _ in turns])
        if rendered is None:
            raise TemplateError("the chat template does not show every turn once and in order")
        return rendered, [content for _, content in turns]

    def _rendered(self, roles: list[str]) -> list[str] | None:
        messages = [{"role": role, "content": f"\ue000{i}\ue001"} for i, role in enumerate(roles)]
        try:
            pieces = _STAND_IN.split(self._render(messages))
        except Exception:  # noqa: BLE001 - a template is a foreign program and may raise anything
            return None
        if pieces[1::2] != [str(i) for i in range(len(roles))]:
            return None
        return pieces[::2]

    def _blocks(self, part: EvidencePart) -> list[Block]:
        blocks = []
        if part.label:
            tokens = self._tokenise(part.label, False)
            blocks.append(Block("", tokens, ((0, len(tokens)),)))
        text = self._tokenise(part.text, False)
        end = self._tokenise("\n", False)
        keep = self._token_ranges(part, text)
        if keep is None:  # the tokens do not spell the text: show the kept text alone
            text = self._tokenise(part.shown.removeprefix(part.label).rstrip("\n"), False)
            keep = ((0, len(text)),)
        blocks.append(Block(part.key, text + end, _joined((*keep, (len(text), len(text) + len(end))))))
        return blocks

    def _token_ranges(
        self, part: EvidencePart, tokens: tuple[int, ...]
    ) -> tuple[tuple[int, int], ...] | None:
        """Ranges of the tokens that spell what is kept; None when tokens do not spell the text."""
        spans = _letter_spans([self._piece(token) for token in tokens], part.text.encode())
        if spans is None:
            return None
        ranges = []
        for start, end in part.ranges:
            shown = part.text[start:end].rstrip()
            first = len(part.text[:start].encode())
            last, grown = first + len(shown.encode()), len(part.text[:end].encode())
            inside = [
                i
                for i, (letter, stop) in enumerate(spans)
                if (letter < last and stop > first) or (letter == stop and last <= letter <= grown)
            ]
            if inside:
                ranges.append((inside[0], inside[-1] + 1))
        return _joined(tuple(ranges))


def _letter_spans(pieces: list[bytes], text: bytes) -> list[tuple[int, int]] | None:
    """For each token the bytes of the text from its first letter to its end; empty for blanks."""
    spelt = b"".join(pieces)
    lead = len(spelt) - len(text)  # some vocabularies put a space before the text
    if lead < 0 or spelt[lead:] != text:
        return None
    spans = []
    end = -lead
    for piece in pieces:
        end += len(piece)
        spans.append((end - len(piece.lstrip()), end))
    return spans


def _joined(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Ranges in order, those that touch or overlap made one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
