"""Figures as their quotes write them."""

from __future__ import annotations

import pytest

from rag.answers.draft import Figure
from rag.answers.frames import written


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "expected"),
    [
        ("98", "%", "及以上", "98%及以上"),
        ("60", "件", "有余", "60件有余"),
        ("3", "天", "之内", "3天之内"),
        ("60", "人", "不等", "60人不等"),
        ("60", "户", "约…余", "约60余户"),
        ("6", "个工作日", "压缩至…内", "压缩至6个工作日内"),
        ("95", "%", "不小于", "不小于95%"),
        ("74", "件", "", "74件"),
    ],
)
def test_each_qualifier_stands_where_it_is_read(
    value: str, unit: str, qualifier: str, expected: str
) -> None:
    assert written(Figure("", value, unit, qualifier, "")) == expected
