"""What tells those who run the service whether it takes requests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from fastapi.concurrency import run_in_threadpool

from vectorstore.errors import YijuError
from vectorstore.store import Store

_READY_SECONDS = 2.0


@dataclass(slots=True)
class Readiness:
    """Whether the service takes requests.

    Attributes:
        stopping: It was told to stop, and finishes what it has begun.
    """

    stopping: bool = False
    _probe: asyncio.Task[str] | None = field(default=None, repr=False)

    def stop(self) -> None:
        """Notes that the service was told to stop."""
        self.stopping = True

    async def check(self, store: Store) -> str:
        """Why the service is not ready; empty where it is.

        A store that does not answer is asked by one thread only, however often this is called.
        """
        if self.stopping:
            return "The service is stopping."
        if self._probe is None or self._probe.done():
            self._probe = asyncio.create_task(run_in_threadpool(_probe, store))
        done, _ = await asyncio.wait({self._probe}, timeout=_READY_SECONDS)
        if not done:
            return f"The store did not answer within {_READY_SECONDS:g} s."
        return self._probe.result()


def _probe(store: Store) -> str:
    try:
        store.info()
    except YijuError as error:
        return f"The store fails: {error}"
    return ""
