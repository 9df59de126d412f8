"""Sessions of browsers that showed a key: opaque names in a cookie, kept in memory only."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from rag.keys import digest

_MOST = 10_000


class Sessions:
    """Which key a browser showed, and until when that counts.

    They end with the process. As with keys, only digests are held.

    Args:
        seconds: How long a session lasts.
        clock: Seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._held: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def open(self, key_digest: str) -> str:
        """Begins a session.

        Args:
            key_digest: Of the key that was shown.

        Returns:
            The session's name, for a cookie.
        """
        name = secrets.token_urlsafe(32)
        self._held[digest(name)] = (key_digest, self._clock() + self.seconds)
        if len(self._held) > _MOST:
            self._held.popitem(last=False)
        return name

    def key_digest(self, name: str) -> str | None:
        """The digest of the key that was shown; None where the session is unknown or over."""
        known = digest(name)
        found = self._held.get(known)
        if found is None:
            return None
        if found[1] <= self._clock():
            del self._held[known]
            return None
        return found[0]

    def close(self, name: str) -> None:
        """Ends a session."""
        self._held.pop(digest(name), None)
