"""The style sheets: what they use is defined."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "ui" / "web" / "static"
SHEETS = sorted(STATIC.glob("*.css"))
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}")
DEFINED = re.compile(r"(--[\w-]+)\s*:")
USED = re.compile(r"var\((--[\w-]+)")


def defined(text: str) -> set[str]:
    return set(DEFINED.findall(text))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_custom_property_is_defined_where_it_can_be_seen(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    shared = (STATIC / "tokens.css").read_text(encoding="utf-8")
    assert set(USED.findall(text)) - defined(text) - defined(shared) == set()


@pytest.mark.parametrize("name", ["tokens.css", "compare.css"])
def test_every_colour_has_a_dark_one(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    (dark,) = DARK.findall(text)
    root = re.search(r":root \{([^}]*)\}", text)
    assert root is not None
    plain = {"--measure", "--type"}
    assert defined(root[1]) - plain == defined(dark)
