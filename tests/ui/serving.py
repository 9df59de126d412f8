"""``yiju serve`` as a real process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def yiju_serve(store: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Starts the service on a free port; gives its address and the process."""
    arguments = ("-m", "ui", "serve", "--port", "0", "--store", str(store), *options)
    with started(*arguments) as served:
        yield served


@contextmanager
def started(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Starts a Python process that prints its address first."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # Nobody empties the pipe while it runs: one line a request would fill it.
        env={"YIJU_LOG_LEVEL": "warning"} | os.environ,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://\S+:\d+", line)
        if address is None:
            process.kill()
            raise AssertionError(f"{line!r} {process.communicate()[1]}")
        yield address[0], process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
