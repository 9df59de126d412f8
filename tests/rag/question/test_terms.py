"""The content words of a question."""

from __future__ import annotations

import pytest

from rag.question.terms import content_terms


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("市民写来多少封信?", ("市民", "写", "来", "信")),
        ("推出了多少条便民措施?", ("推出", "便民措施")),
        ("罚没了多少钱?", ("罚没",)),
        ("调解了几件纠纷?", ("调解", "纠纷")),
    ],
)
def test_an_asking_word_takes_its_measure_with_it(question: str, terms: tuple[str, ...]) -> None:
    assert content_terms(question) == terms
