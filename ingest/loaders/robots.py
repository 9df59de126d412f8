"""What sites ask of programs: their ``robots.txt``, and time between two requests."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from vectorstore.errors import LoadError

PRODUCT = "Yiju"
"""What a ``robots.txt`` calls this program."""

MAX_BYTES = 512_000
"""How much of a ``robots.txt`` is read; RFC 9309 asks for 500 KiB at least."""

_AGENT_LINE = re.compile(r"(?im)^[ \t]*user[-_ ]?agent[ \t]*:?[ \t]*([^\r\n#]*)")

Get = Callable[[httpx.URL], tuple[int, bytes]]
"""Fetches a ``robots.txt``: status and body; raises LoadError where no answer came."""


@dataclass(frozen=True, slots=True)
class _Site:
    rules: Protego
    trouble: str = ""


class Manners:
    """Remembers what each site allows, and when it was last asked.

    Args:
        get: Fetches a ``robots.txt``.
        delay: Seconds between two requests to one host, at least.
        max_delay: Most seconds to wait, whatever a site's ``Crawl-delay`` says.
        clock: Seconds, never going back.
        sleep: Waits.
    """

    def __init__(
        self,
        get: Get,
        delay: float,
        max_delay: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._get = get
        self._delay = delay
        self._max_delay = max_delay
        self._clock = clock
        self._sleep = sleep
        self._sites: dict[str, _Site] = {}
        self._asked: dict[str, float] = {}

    def refusal(self, url: httpx.URL) -> str:
        """Why a site does not want an address to be fetched; empty where it may be.

        As RFC 9309 says: without a ``robots.txt`` everything may be, and nothing as long as the
        site cannot say what it wants.
        """
        site = self._site(url)
        if site.trouble:
            return f"its site's robots.txt cannot be read now ({site.trouble})"
        if not site.rules.can_fetch(str(url), PRODUCT):
            return (
                "its site asks programs not to fetch it (robots.txt): open it yourself and save it"
            )
        return ""

    def wait(self, url: httpx.URL) -> None:
        """Waits until the host may be asked again, and notes that it is asked now."""
        host = url.host
        last = self._asked.get(host)
        if last is not None:
            left = last + self._pause(url) - self._clock()
            if left > 0:
                self._sleep(left)
        self._asked[host] = self._clock()

    def _pause(self, url: httpx.URL) -> float:
        site = self._sites.get(_origin(url))
        wanted = site.rules.crawl_delay(PRODUCT) if site is not None else None
        return min(max(self._delay, wanted or 0.0), self._max_delay)

    def _site(self, url: httpx.URL) -> _Site:
        origin = _origin(url)
        if origin not in self._sites:
            self.wait(url)
            try:
                found = _read(*self._get(httpx.URL(origin).join("/robots.txt")))
            except LoadError as error:
                found = _Site(Protego(), error.problem)
            self._sites[origin] = found
        return self._sites[origin]


def _origin(url: httpx.URL) -> str:
    return str(url.copy_with(raw_path=b"/", fragment=None, username=None, password=None))


def _read(status: int, body: bytes) -> _Site:
    if 200 <= status < 300:
        text = body[:MAX_BYTES].decode("utf-8", "replace")
        return _Site(Protego.parse(_AGENT_LINE.sub(_of_interest, text)))
    is_missing = 400 <= status < 500 and status != 429
    return _Site(Protego(), "" if is_missing else f"the server answered {status}")


def _of_interest(line: re.Match[str]) -> str:
    """All other programs as one: a group of thousands of names would cost thousands of rules."""
    name = line[1].strip().lower()
    return f"User-agent: {name if name in ('*', PRODUCT.lower()) else 'other'}"
