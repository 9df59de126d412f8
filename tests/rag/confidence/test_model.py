"""How sure an answer is: trees worked out by hand, and the choice among what may be answered."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from rag.answers.draft import Draft, Outcome, Reason, Verdict
from rag.confidence.model import Confidence, Sureness, Surest, load_sureness
from rag.confidence.signs import Asked, Candidate, Way, signs_of
from tests.rag.confidence.drafts import ASKED, stating

SURENESS = Sureness.parse(
    {
        "labels": ["figures", "english"],
        "base": 0.5,
        "sign": [[0, 1, 1], [1, 0, 0]],
        "limit": [[1.0, 0.5, 0.5], [0.5, 1e9, 1e9]],
        "leaf": [[-1, -2, 1, 2], [0.25, 0.25, -0.25, -0.25]],
        "threshold": 0.7,
    }
)


def test_the_likeliest_answer_is_taken_and_claimed_only_where_it_is_sure() -> None:
    confidence = Confidence(SURENESS)
    silent = Candidate(Draft((), Reason.NO_FIGURE), Way.SENTENCES)
    one = Candidate(stating("79"), Way.SENTENCES)
    many = Candidate(stating("79", "68", "31"), Way.PLAN)

    found = confidence.surest(ASKED, [silent, one, many])
    assert (found.candidate, found.is_sure, found.others) == (many, True, (one,))
    assert found.chance == pytest.approx(1 / (1 + math.exp(-1.75)))
    alone = confidence.surest(ASKED, [silent, one])
    assert (alone.candidate, alone.is_sure) == (one, False)
    nothing = confidence.surest(ASKED, [silent])
    assert (nothing.candidate, nothing.chance, nothing.is_sure) == (silent, 0.0, False)


def test_what_is_not_sure_is_led_by_a_conclusion() -> None:
    quote = Candidate(stating("79"), Way.SENTENCES)
    order = replace(stating("79", "68"), verdict=Verdict(Outcome.ORDER, ("云溪县", "临澜区")))
    concluding = Candidate(order, Way.PLAN)
    found = Surest(quote, 0.6, is_sure=False, others=(concluding,), chances=(0.5,)).concluding()
    assert (found.candidate, found.others) == (concluding, (quote,))
    unlikely = Surest(quote, 0.6, is_sure=False, others=(concluding,), chances=(0.1,))
    assert unlikely.concluding() is unlikely
    hardly = Surest(concluding, 0.1, is_sure=False).concluding()
    assert hardly.candidate.draft.findings == order.findings
    assert hardly.candidate.draft.verdict is None
    sure = Surest(quote, 0.9, is_sure=True, others=(concluding,))
    assert sure.concluding() is sure
    alone = Surest(quote, 0.6, is_sure=False, others=(Candidate(stating("31"), Way.SENTENCES),))
    assert alone.concluding() is alone


def test_two_ways_that_come_to_the_same_figure_agree() -> None:
    old = Candidate(stating("79"), Way.SENTENCES)
    new = Candidate(stating("79"), Way.PLAN)
    other = Candidate(stating("31"), Way.FIGURES, chosen=0.4)
    agreed = signs_of(ASKED, old, [new])
    assert (agreed["agreement"], agreed["plan_has_first"], agreed["plan_disagrees"]) == (1, 1, 0)
    apart = signs_of(ASKED, old, [other])
    assert (apart["agreement"], apart["figures_has_first"], apart["figures_disagrees"]) == (0, 0, 1)
    assert apart["figures_chosen"] == 0.4
    both = signs_of(ASKED, old, [new, other])
    assert (both["agreement"], both["least_agreement"], both["other_answers"]) == (1.0, 0.0, 2.0)
    assert "agreement" not in signs_of(ASKED, old)


def test_why_another_way_comes_to_nothing_is_a_sign() -> None:
    silent = Candidate(Draft((), Reason.MENTIONED_ONLY), Way.PLAN)
    found = signs_of(ASKED, Candidate(stating("79"), Way.SENTENCES), [silent])
    assert (found["plan_says_mentioned_only"], found["other_answers"]) == (1.0, 0.0)


def test_a_sentence_that_holds_the_figure_is_a_witness() -> None:
    figure = Candidate(stating("79"), Way.SENTENCES)
    words = Candidate(stating(text="全年受理行政复议案件79件"), Way.SENTENCES, 0.9)
    found = signs_of(ASKED, figure, [words])
    assert (found["sentences_holds_it"], found["sentences_quotes_it"]) == (1.0, 1.0)
    elsewhere = signs_of(ASKED, Candidate(stating("31"), Way.SENTENCES), [words])
    assert elsewhere["sentences_holds_it"] == 0.0


def test_a_quote_that_holds_the_words_asked_for_covers_them() -> None:
    held = signs_of(ASKED, Candidate(stating("79"), Way.SENTENCES))
    assert held["first_quote_covers"] == 1.0
    absent = signs_of(ASKED, Candidate(stating("79", text="修路79公里"), Way.SENTENCES))
    assert absent["first_quote_covers"] < 0.5


def test_the_model_that_ships_knows_the_signs_that_are_made() -> None:
    made = {
        name
        for answers in (("79",), ("79", "68"))
        for name in signs_of(ASKED, Candidate(stating(*answers), Way.SENTENCES))
    }
    model = load_sureness()
    trees = model.trees
    assert made - {name for name in made if name.startswith("act_")} <= set(trees.labels)
    assert 0.5 < model.threshold < 1
    assert (
        0
        < trees.chance(
            signs_of(Asked(ASKED.query, ASKED.plan), Candidate(stating("79"), Way.SENTENCES))
        )
        < 1
    )
