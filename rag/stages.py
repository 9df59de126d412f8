"""How long the stages of an answer take, for whoever wants to know."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OnStage = Callable[[str, float], None]
"""Told a stage's name and its seconds: understand, retrieve, answer, compose."""


def unwatched(_name: str, _seconds: float) -> None:
    """Tells nobody."""


@contextmanager
def timed(name: str, on_stage: OnStage) -> Iterator[None]:
    """Tells how long its body took, also where that failed."""
    began = time.perf_counter()
    try:
        yield
    finally:
        on_stage(name, time.perf_counter() - began)
