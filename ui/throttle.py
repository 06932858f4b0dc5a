"""Slows down guessing: after a few failed logins each further try has to wait, longer and longer."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ui.exposure import plain_address

FIRST_S, LONGEST_S = 2.0, 900.0
FORGET_S = 3600.0
MOST = 10_000
BY_PAIR, BY_ADDRESS, BY_ACCOUNT = 3, 20, 30
"""Failures in a row before a wait: of one account from one address, of an address (many people may
share it), of an account (others must not be able to shut its owner out with a few tries).
"""


@dataclass(slots=True)
class _Tries:
    failed: int
    last: float


class Throttle:
    """Counts failed logins by key; a wait doubles with each failure, to 15 minutes at most.

    A try is counted before it is made, so that many at once get no further than one after the
    other. An hour without a try forgets a key. ``clock`` is in seconds and only ever rises.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def begin(self, free: Mapping[str, int]) -> float:
        """Seconds to wait before a try is allowed; 0 allows this one and counts it as failed so far.

        ``free`` gives for each key how many failures cost no wait.
        """
        now = self._clock()
        with self._guard:
            wait = max((self._wait(key, most, now) for key, most in free.items()), default=0.0)
            if wait <= 0:
                for key in free:
                    self._count(key, now)
            return max(wait, 0.0)

    def succeeded(self, free: Mapping[str, int]) -> None:
        """The last try was right: the first key's failures are forgotten, the others' less this one."""
        with self._guard:
            for at, key in enumerate(free):
                found = self._tries.get(key)
                if found:
                    found.failed = found.failed - 1 if at else 0

    def _wait(self, key: str, free: int, now: float) -> float:
        found = self._tries.get(key)
        if found is None or now - found.last >= FORGET_S or found.failed < free:
            return 0.0
        pause = FIRST_S * 2.0 ** min(found.failed - free, 30)
        return found.last + min(pause, LONGEST_S) - now

    def _count(self, key: str, now: float) -> None:
        found = self._tries.pop(key, None)
        failed = found.failed if found and now - found.last < FORGET_S else 0
        self._tries[key] = _Tries(failed + 1, now)
        while len(self._tries) > MOST:
            self._tries.popitem(last=False)


def keys(account: str, address: str) -> Mapping[str, int]:
    """What a login of ``account`` from ``address`` is counted by, with the free failures of each."""
    where = _network(address)
    return {f"{where} {account}": BY_PAIR, where: BY_ADDRESS, f"- {account}": BY_ACCOUNT}


def _network(address: str) -> str:
    """The address, or for IPv6 its /64: one computer has all of it."""
    try:
        known = plain_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network(f"{known}/64", strict=False))
