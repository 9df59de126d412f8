"""A bounded run of the fuzzer; ``python -m tests.fuzzing`` is the longer one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzzing.seeds import seeds
from tests.fuzzing.targets import TARGETS, Target, run_any

ROOT = Path(__file__).parents[2]
RUNS = 400


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_has_seeds_and_passes_them(name: str) -> None:
    made = seeds()[name]
    assert made
    for seed in made:
        TARGETS[name](seed)
        TARGETS[name](seed[: len(seed) // 2])
    TARGETS[name](b"")


def test_the_first_byte_chooses_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, bytes]] = []
    names = tuple(TARGETS)

    def noting(name: str) -> Target:
        return lambda data: ran.append((name, data))

    for name in names:
        monkeypatch.setitem(TARGETS, name, noting(name))

    for first in (*range(len(names)), len(names)):
        run_any(bytes([first]) + b"rest")
    for too_short in (b"", b"\x00"):
        run_any(too_short)

    assert ran == [(name, b"rest") for name in (*names, names[0])]


def test_guided_by_coverage_nothing_breaks() -> None:
    pytest.importorskip("atheris", reason="atheris has wheels for Linux on x86-64 only")
    command = [sys.executable, "-m", "tests.fuzzing", "--together", f"--runs={RUNS}", "--seed=1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    executed = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    assert executed is not None
    assert int(executed[1]) >= RUNS
