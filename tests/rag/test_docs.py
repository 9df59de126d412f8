"""docs/answers.md gives the numbers that the code has."""

from __future__ import annotations

import re
from pathlib import Path

from rag.retrieval import DENSE_WEIGHT

TEXT = (Path(__file__).parents[2] / "docs" / "answers.md").read_text("utf-8")


def test_the_dense_share_is_as_documented() -> None:
    shares = re.findall(r"\(share ([\d.]+)\)", TEXT)
    assert [float(share) for share in shares] == [DENSE_WEIGHT]
