from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.estate.links import Link
from benchmarks.links import LinkScores, ask, errors, groups, load_linker, pairs_linker, score

_NAMES = ("粮食产量", "油料产量", "粮食播种面积")
LINKS = [
    Link(author="Q1", lang="zh", phrase="粮食收成", candidates=_NAMES, gold=("粮食产量",)),
    Link(author="Q1", lang="zh", phrase="种了多少粮", candidates=_NAMES, gold=("粮食播种面积",)),
    Link(author="Q2", lang="en", phrase="oil crops", candidates=_NAMES, gold=("油料产量",)),
    Link(author="Q2", lang="en", phrase="steel output", candidates=_NAMES),
    Link(author="Q2", lang="en", phrase="GDP growth", candidates=_NAMES),
]


def _says(phrase: str, candidates: Sequence[str]) -> str | None:
    answers = {"粮食收成": 0, "种了多少粮": 0, "steel output": 1}
    at = answers.get(phrase)
    return None if at is None else candidates[at]


def test_right_none_and_wrong_are_told_apart() -> None:
    linked = ask(_says, LINKS)
    assert score(linked) == LinkScores(some=3, right=1, none=2, none_said=1, wrong=2)
    assert dict(groups(linked))["author Q1"] == LinkScores(2, 1, 0, 0, 1)
    assert len(list(errors(linked))) == 3


def test_a_linker_is_named_by_module_and_function() -> None:
    assert load_linker("benchmarks.links:pairs_linker") is pairs_linker
    with pytest.raises(ValueError, match="module:function"):
        load_linker("benchmarks.links")
    with pytest.raises(ValueError, match="has no function"):
        load_linker("benchmarks.links:nothing")


def test_the_plainest_linker_goes_by_pairs_of_characters() -> None:
    assert pairs_linker("粮食产量", _NAMES) == "粮食产量"
    assert pairs_linker("税收", _NAMES) is None
