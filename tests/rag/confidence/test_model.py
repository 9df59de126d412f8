"""How sure an answer is: trees worked out by hand, and the choice among what may be answered."""

from __future__ import annotations

import math

import pytest

from rag.answer import Intent
from rag.answers.draft import Draft, Reason
from rag.confidence.model import Confidence, Trees, load_trees
from rag.confidence.signs import Asked, Candidate, signs_of
from tests.rag.confidence.drafts import ASKED, stating

TREES = Trees.parse(
    {
        "labels": ["figures", "english"],
        "base": 0.5,
        "sign": [[0, 1, 1], [1, 0, 0]],
        "limit": [[1.0, 0.5, 0.5], [0.5, 1e9, 1e9]],
        "leaf": [[-1, -2, 1, 2], [0.25, 0.25, -0.25, -0.25]],
        "threshold": 0.7,
        "agreed": 0.5,
    }
)


@pytest.mark.parametrize(
    ("signs", "total"),
    [
        ({}, 0.5 - 1 + 0.25),
        ({"figures": 2.0}, 0.5 + 1 + 0.25),
        ({"english": 1.0}, 0.5 - 2 - 0.25),
        ({"figures": 2.0, "english": 1.0}, 0.5 + 2 - 0.25),
        ({"figures": 1.0, "unknown": 9.0}, 0.5 - 1 + 0.25),
    ],
)
def test_a_chance_is_the_sum_of_what_the_trees_say(signs: dict[str, float], total: float) -> None:
    assert TREES.chance(signs) == pytest.approx(1 / (1 + math.exp(-total)))


def test_the_likeliest_answer_is_taken_and_claimed_only_where_it_is_sure() -> None:
    confidence = Confidence(TREES)
    silent = Candidate(Draft((), Reason.NO_FIGURE), Intent.LOOKUP)
    one = Candidate(stating("79"), Intent.LOOKUP)
    many = Candidate(stating("79", "68", "31"), Intent.LOOKUP, from_plan=True)

    found = confidence.surest(ASKED, [silent, one, many])
    assert (found.candidate, found.is_sure, found.others) == (many, True, (one,))
    assert found.chance == pytest.approx(1 / (1 + math.exp(-1.75)))
    alone = confidence.surest(ASKED, [silent, one])
    assert (alone.candidate, alone.is_sure) == (one, False)
    nothing = confidence.surest(ASKED, [silent])
    assert (nothing.candidate, nothing.chance, nothing.is_sure) == (silent, 0.0, False)


def test_what_two_ways_come_to_is_claimed_sooner() -> None:
    confidence = Confidence(TREES)
    old, new = Candidate(stating("79"), Intent.LOOKUP), Candidate(stating("79"), Intent.LOOKUP)
    low = 1 / (1 + math.exp(0.25))
    assert not TREES.is_sure({}, 0.6)
    assert TREES.is_sure({"agreement": 1.0}, 0.6)
    assert not TREES.is_sure({"agreement": 0.5}, 0.6)
    found = confidence.surest(ASKED, [old, new])
    assert found.chance == pytest.approx(low)
    assert not found.is_sure


def test_two_ways_that_come_to_the_same_figure_agree() -> None:
    old, new = Candidate(stating("79"), Intent.LOOKUP), Candidate(stating("79"), Intent.LOOKUP)
    other = Candidate(stating("31"), Intent.LOOKUP)
    agreed = signs_of(ASKED, old, [new])
    assert (agreed["agreement"], agreed["first_agrees"], agreed["disagrees"]) == (1.0, 1.0, 0.0)
    apart = signs_of(ASKED, old, [other])
    assert (apart["agreement"], apart["first_agrees"], apart["disagrees"]) == (0.0, 0.0, 1.0)
    assert "agreement" not in signs_of(ASKED, old)


def test_a_quote_that_holds_the_words_asked_for_covers_them() -> None:
    held = signs_of(ASKED, Candidate(stating("79"), Intent.LOOKUP))
    assert held["first_quote_covers"] == 1.0
    absent = signs_of(ASKED, Candidate(stating("79", text="修路79公里"), Intent.LOOKUP))
    assert absent["first_quote_covers"] < 0.5


def test_the_model_that_ships_knows_the_signs_that_are_made() -> None:
    made = {
        name
        for answers in (("79",), ("79", "68"))
        for name in signs_of(ASKED, Candidate(stating(*answers), Intent.LOOKUP))
    }
    trees = load_trees()
    assert made - {name for name in made if name.startswith(("act_", "intent_"))} <= set(
        trees.labels
    )
    assert 0.5 < trees.threshold < 1
    assert (
        0 < trees.chance(signs_of(Asked(ASKED.query), Candidate(stating("79"), Intent.LOOKUP))) < 1
    )
