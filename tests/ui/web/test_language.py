"""Which language a visitor reads."""

from __future__ import annotations

import pytest

from ui.web.language import COOKIE, visitor_language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("en;q=0.5, zh;q=0.7", "zh"),
        ("fr, en;q=0.3", "en"),
        ("fr", "zh"),
        ("", "zh"),
        ("en;q=broken, ;;;", "zh"),
        ("zh;q=0, en;q=0", "zh"),
    ],
)
def test_the_browser_says_what_it_likes(accepted: str, language: str) -> None:
    assert visitor_language({}, {}, {"accept-language": accepted}) == language


def test_a_choice_outweighs_the_browser_and_the_address_both() -> None:
    english = {"accept-language": "en"}
    assert visitor_language({}, {COOKIE: "zh"}, english) == "zh"
    assert visitor_language({"lang": "en"}, {COOKIE: "zh"}, {}) == "en"
    assert visitor_language({"lang": "xx"}, {COOKIE: "<script>"}, english) == "en"
