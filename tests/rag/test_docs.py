"""docs/answers.md gives the numbers that the code has."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from rag.retrieval import DENSE_WEIGHT

TEXT = (Path(__file__).parents[2] / "docs" / "answers.md").read_text("utf-8")
ROWS = re.findall(
    r"^\| \w+ \| `(\w+)\.(\w+)`(?:[^|`]*`(\w+)`)? \| ([\d., ]+) \|$", TEXT, re.MULTILINE
)


def test_every_threshold_is_as_documented() -> None:
    assert len(ROWS) == 4
    for module, name, other, numbers in ROWS:
        code = import_module(f"rag.answers.{module}")
        documented = [float(number) for number in numbers.split(",")]
        assert documented == [getattr(code, each) for each in (name, other) if each]


def test_the_dense_share_is_as_documented() -> None:
    shares = re.findall(r"\(share ([\d.]+)\)", TEXT)
    assert [float(share) for share in shares] == [DENSE_WEIGHT]
