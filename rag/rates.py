"""How often a caller may ask: a token bucket each."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CALLERS = 10_000


class Rates:
    """Counts each caller's requests.

    Kept as the generic cell rate algorithm: of each caller only the moment at which its bucket is
    full again.

    Args:
        per_minute: How many are refilled each minute, and how many may come at once; 0 for no
            limit.
        clock: Seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 60.0 / per_minute if per_minute else 0.0
        self._burst = 60.0 - self._gap
        self._clock = clock
        self._full_again: OrderedDict[str, float] = OrderedDict()

    def wait(self, caller: str) -> float:
        """Notes a request, unless it comes too early.

        Returns:
            0 where it may go on; otherwise after how many seconds the next one may.
        """
        if not self._gap:
            return 0.0
        now = self._clock()
        full = max(now, self._full_again.get(caller, now))
        ahead = full - now - self._burst
        if ahead > 1e-9:
            return ahead
        self._full_again[caller] = full + self._gap
        self._full_again.move_to_end(caller)
        if len(self._full_again) > _MOST_CALLERS:
            self._full_again.popitem(last=False)
        return 0.0


def network_of(address: str) -> str:
    """Whose address it is: one IPv6 customer has a whole /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return address
