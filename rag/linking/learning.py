"""Learns where the names of a collection lie, in a thread of its own, once somebody has linked."""

from __future__ import annotations

import logging
import threading

from rag.linking.subjects import Subjects
from vectorstore.errors import YijuError

_PAUSE = 5.0
"""Seconds between two looks for new names."""
_log = logging.getLogger(__name__)


class NameLearner:
    """Makes what linking needs ahead of the requests that need it.

    Args:
        subjects: What is linked; nothing is loaded before it is.
        pause: Seconds between two looks.
    """

    def __init__(self, subjects: Subjects, pause: float = _PAUSE) -> None:
        self._subjects = subjects
        self._pause = pause
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="names", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def close(self) -> None:
        """Ends, after the few names in hand."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._pause):
            if not self._subjects.is_linking:
                continue
            try:
                self._subjects.linker.learn(self._stop)
            except YijuError as error:
                _log.warning("names were not learnt: %s", error)
