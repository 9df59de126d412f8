"""A thread beside those that serve requests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

Result = TypeVar("Result")


class Helper:
    """Does one task at a time while its caller does another.

    Where several requests are worked on at once it is mostly taken, and they keep to their own
    threads: more of them would not be faster.
    """

    def __init__(self) -> None:
        self._free = threading.Lock()
        self._pool = ThreadPoolExecutor(1, "helper")  # starts its thread with the first task

    def started(self, task: Callable[[], Result]) -> Callable[[], Result]:
        """Starts a task unless the helper is taken.

        Returns:
            Gives the task's result or raises what it raised, waiting for it, or doing it now.
        """
        if not self._free.acquire(blocking=False):
            return task
        future = self._pool.submit(copy_context().run, task)
        future.add_done_callback(lambda _: self._free.release())
        return future.result
