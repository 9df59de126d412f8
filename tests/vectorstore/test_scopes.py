from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.local.scopes import Scope, Spans


def test_hand_made_runs() -> None:
    scope = Scope(np.array([9, 3]), np.array([2, 1]))
    assert scope.count == 3
    assert scope.numbers().tolist() == [9, 10, 3]
    assert np.flatnonzero(np.unpackbits(scope.bitmap(), bitorder="little")).tolist() == [3, 9, 10]


def test_runs_that_touch() -> None:
    scope = Scope(np.array([4, 1]), np.array([2, 3]))
    assert np.flatnonzero(np.unpackbits(scope.bitmap(), bitorder="little")).tolist() == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_reports_without_passages_and_unknown_ones_leave_nothing() -> None:
    spans = Spans(np.array([0, 1, 0]), np.array([0, 5, 0]))
    assert spans.scope([0, 2, 99]).count == 0
    assert spans.scope([99, 1]).numbers().tolist() == [1, 2, 3, 4, 5]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30), st.data())
def test_a_scope_is_the_passages_of_its_reports(lengths: list[int], data: st.DataObject) -> None:
    count = np.array([0, *lengths])
    first = np.cumsum(count) - count + 1
    chosen = data.draw(st.lists(st.sampled_from(range(1, len(count))), unique=True))
    scope = Spans(first, count).scope(chosen)
    expected = {
        number for each in chosen for number in range(first[each], first[each] + count[each])
    }
    assert scope.count == len(expected)
    assert set(scope.numbers().tolist()) == expected
    assert set(np.flatnonzero(np.unpackbits(scope.bitmap(), bitorder="little"))) == expected


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30), st.data())
def test_what_a_scope_holds(lengths: list[int], data: st.DataObject) -> None:
    count = np.array([0, *lengths])
    first = np.cumsum(count) - count + 1
    chosen = data.draw(st.lists(st.sampled_from(range(1, len(count))), unique=True))
    scope = Spans(first, count).scope(chosen)
    everything = np.arange(0, sum(lengths) + 9)
    assert set(everything[scope.holds(everything)].tolist()) == set(scope.numbers().tolist())
