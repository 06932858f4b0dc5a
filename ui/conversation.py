"""What each open page has asked so far. In memory only, and gone when the page is closed."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass

from rag.types import Answer, Timings

MOST_PAGES = 500
MOST_TURNS = 20
LATEST = 20
"""So many answers' times are remembered."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question that has been answered. ``token`` names the answer in an address: it can't be guessed."""

    token: str
    answer: Answer


class Conversations:
    """The turns of each page, oldest first. The page that asked longest ago is forgotten first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()
        self._times: deque[Timings] = deque(maxlen=LATEST)
        self._guard = threading.Lock()

    def turns(self, page: str) -> tuple[Turn, ...]:
        """What the page has asked, oldest first."""
        with self._guard:
            return self._pages.get(page, ())

    def earlier(self, page: str) -> tuple[str, ...]:
        """The page's questions as they were read (made whole), oldest first."""
        return tuple(turn.answer.query.text for turn in self.turns(page))

    def add(self, page: str, answer: Answer) -> Turn:
        """Remember an answer."""
        turn = Turn(secrets.token_urlsafe(16), answer)
        with self._guard:
            self._times.append(answer.timings)
            self._pages[page] = (*self._pages.get(page, ()), turn)[-MOST_TURNS:]
            self._pages.move_to_end(page)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return turn

    def times(self) -> tuple[Timings, ...]:
        """How long the latest answers took, on whatever page; nothing else of them."""
        with self._guard:
            return tuple(self._times)

    def forget(self, page: str) -> None:
        """Forget what the page has asked."""
        with self._guard:
            self._pages.pop(page, None)

    def find(self, token: str) -> Answer | None:
        """The answer with that token, while its page remembers it."""
        with self._guard:
            every = [turn for turns in self._pages.values() for turn in turns]
        return next((turn.answer for turn in every if turn.token == token), None)
