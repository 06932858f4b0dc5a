"""Who is logged in: sessions on the server, each behind a random token that only the browser has."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

MOST = 10_000


@dataclass(slots=True)
class _Session:
    account: str
    stamp: str
    began: float
    seen: float


class Sessions:
    """Sessions that end: after ``idle_s`` without use, ``whole_s`` after the login, or when ended.

    Only a digest of each token is kept, which also makes the look-up's time tell nothing of
    the token. ``clock`` is in seconds and only ever rises. Nothing survives a restart.
    """

    def __init__(self, idle_s: float, whole_s: float, clock: Callable[[], float]) -> None:
        self._idle_s, self._whole_s, self._clock = idle_s, whole_s, clock
        self._guard = threading.Lock()
        self._kept: dict[bytes, _Session] = {}

    def begin(self, account: str, stamp: str) -> str:
        """A new session's token. ``stamp`` is the account's state, see ``account``."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._guard:
            for key in [key for key, one in self._kept.items() if self._over(one, now)]:
                del self._kept[key]
            if len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[_digest(token)] = _Session(account, stamp, now, now)
        return token

    def account(self, token: str, touch: bool = True) -> tuple[str, str] | None:
        """The session's account and the stamp it began with; None when it has ended.

        ``touch`` counts as use; the page's own background requests do not.
        """
        now = self._clock()
        with self._guard:
            found = self._kept.get(_digest(token))
            if found is None:
                return None
            if self._over(found, now):
                del self._kept[_digest(token)]
                return None
            if touch:
                found.seen = now
            return found.account, found.stamp

    def end(self, token: str) -> None:
        """End a session; one that has ended stays so."""
        with self._guard:
            self._kept.pop(_digest(token), None)

    def _over(self, session: _Session, now: float) -> bool:
        return now - session.seen >= self._idle_s or now - session.began >= self._whole_s


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
