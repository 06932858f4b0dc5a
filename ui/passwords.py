"""Passwords kept as argon2id hashes. The only module that imports argon2.

argon2id is what OWASP and RFC 9106 recommend first; the library is a thin, long kept binding that
salts each hash, writes the cost beside it and tells when a hash is older than the present cost.
"""

from __future__ import annotations

import threading

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from index.errors import BadSettings

SHORTEST, LONGEST = 12, 200
_AT_ONCE = 2


class Passwords:
    """Hashes and checks; each takes about 64 MiB and 50 ms, so only two run at once."""

    def __init__(self, cost: Parameters = RFC_9106_LOW_MEMORY) -> None:
        self._hasher = PasswordHasher.from_parameters(cost)
        self._turns = threading.Semaphore(_AT_ONCE)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The hash to keep. Raises: BadSettings, the password is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise BadSettings(
                f"Lösenordet har {len(password)} tecken.",
                f"Välj ett med {SHORTEST} till {LONGEST} tecken, gärna flera ord i rad.",
            )
        with self._turns:
            return self._hasher.hash(password)

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether the password is the kept one. Takes as long when nothing is kept (None), so that the
        time does not tell which accounts there are.
        """
        if len(password) > LONGEST:
            password, kept = password[:LONGEST], None
        try:
            with self._turns:
                right = self._hasher.verify(kept or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return right and bool(kept)

    def is_dated(self, kept: str) -> bool:
        """Whether a hash was made at a lower cost than is used now."""
        return self._hasher.check_needs_rehash(kept)
