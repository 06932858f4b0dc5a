"""Tokens to text: pieces that are whole characters, ended by stop words, and guesses ahead."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class TextPieces:
    """Turns token bytes into text that may be shown at once.

    Holds back bytes of an unfinished character and text that may be the start of a stop word.
    """

    def __init__(self, stop: Sequence[str]) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._stop = tuple(word for word in stop if word)
        self._held = ""
        self.stopped = False

    def add(self, data: bytes) -> str:
        """What may be shown after these bytes; "" when all is held back."""
        self._held += self._decoder.decode(data)
        found = [self._held.find(word) for word in self._stop if word in self._held]
        if found:
            self.stopped = True
            shown, self._held = self._held[: min(found)], ""
            return shown
        keep = max((_overlap(self._held, word) for word in self._stop), default=0)
        shown = self._held[: len(self._held) - keep]
        self._held = self._held[len(shown) :]
        return shown

    def rest(self) -> str:
        """What was held back when the writing ends by itself."""
        shown, self._held = self._held + self._decoder.decode(b"", final=True), ""
        return "" if self.stopped else shown


def _overlap(text: str, word: str) -> int:
    """Length of the longest end of ``text`` that begins ``word``."""
    for size in range(min(len(text), len(word) - 1), 0, -1):
        if text.endswith(word[:size]):
            return size
    return 0


class Lookahead:
    """Guesses the next tokens by what followed the last two in the prompt (prompt lookup).

    Extractive answers copy their sources, so guesses often hold, and several guessed tokens are
    read in little more time than one. Saxena, "Prompt Lookup Decoding", 2023.
    """

    def __init__(self, tokens: Sequence[int], width: int) -> None:
        self._tokens: list[int] = []
        self._after: dict[tuple[int, int], int] = {}
        self._width = width
        for token in tokens:
            self.add(token)

    def add(self, token: int) -> None:
        """One more token was read or written."""
        self._tokens.append(token)
        if len(self._tokens) > 2:
            self._after[self._tokens[-3], self._tokens[-2]] = len(self._tokens) - 1

    def guess(self) -> tuple[int, ...]:
        """Up to ``width`` tokens that may come next; () when the last two are new."""
        if len(self._tokens) < 2 or not self._width:
            return ()
        at = self._after.get((self._tokens[-2], self._tokens[-1]))
        return () if at is None else tuple(self._tokens[at : at + self._width])
