"""Every word of the pages is shown somewhere: what nothing reads is not translated for nothing."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from ui.web.chat_words import ChatWords
from ui.web.collection_words import CollectionWords
from ui.web.compare_words import CompareWords
from ui.web.evaluation_words import EvaluationWords
from ui.web.login import LoginWords
from ui.web.words import Words

WEB = Path(__file__).parents[3] / "ui" / "web"


def read_in(files: str, name: str) -> set[str]:
    """What templates and page modules read of the words that they call by a name."""
    found: set[str] = set()
    for path in (*WEB.glob(f"templates/{files}.html"), *WEB.glob(f"{files}.py")):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(rf"\b{name}\.(\w+)", text))
        if f"{name}[name]" in text:
            found |= set(re.findall(r'"(\w+)"', text))
    return found


@pytest.mark.parametrize(
    ("kind", "files", "name"),
    [
        (Words, "*", "words"),
        (ChatWords, "*", "chat"),
        (CollectionWords, "collection*", "own"),
        (CompareWords, "compare*", "own"),
        (EvaluationWords, "evaluation*", "own"),
        (LoginWords, "login", "said"),
    ],
)
def test_every_word_is_read(kind: type, files: str, name: str) -> None:
    assert {each.name for each in fields(kind)} - read_in(files, name) == set()
