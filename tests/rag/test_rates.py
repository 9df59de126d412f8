"""How often a caller may ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.rates import Rates, network_of
from rag.sessions import Sessions


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_of_sixty_holds_sixty_and_gains_one_a_second() -> None:
    clock = Clock()
    rates = Rates(60, clock)
    assert [rates.wait("a") for _ in range(60)] == [0.0] * 60
    assert rates.wait("a") == pytest.approx(1.0)
    assert rates.wait("b") == 0.0
    clock.now += 0.75
    assert rates.wait("a") == pytest.approx(0.25)
    clock.now += 0.25
    assert rates.wait("a") == 0.0
    assert rates.wait("a") == pytest.approx(1.0)
    clock.now += 3600
    assert [rates.wait("a") for _ in range(60)] == [0.0] * 60
    assert rates.wait("a") > 0


def test_one_a_minute() -> None:
    clock = Clock()
    rates = Rates(1, clock)
    assert rates.wait("a") == 0.0
    assert rates.wait("a") == pytest.approx(60.0)
    clock.now += 60
    assert rates.wait("a") == 0.0


def test_none_is_no_limit() -> None:
    rates = Rates(0, Clock())
    assert not any(rates.wait("a") for _ in range(10_000))


@given(
    st.integers(1, 300),
    st.lists(st.floats(0, 5, allow_nan=False), min_size=1, max_size=400),
)
def test_never_more_than_a_bucket_and_what_flowed_in(per_minute: int, pauses: list[float]) -> None:
    clock = Clock()
    rates = Rates(per_minute, clock)
    let_through = 0
    for pause in pauses:
        clock.now += pause
        let_through += rates.wait("a") == 0.0
    assert let_through <= per_minute + (clock.now - 1000.0) * per_minute / 60 + 1e-6


@given(st.lists(st.floats(0.2, 5), min_size=1, max_size=200))
def test_who_keeps_to_the_rate_never_waits(pauses: list[float]) -> None:
    clock = Clock()
    rates = Rates(300, clock)
    for pause in pauses:
        clock.now += pause
        assert rates.wait("a") == 0.0


def test_callers_are_forgotten_in_the_end() -> None:
    rates = Rates(1, Clock())
    assert rates.wait("first") == 0.0
    for number in range(10_000):
        rates.wait(str(number))
    assert rates.wait("first") == 0.0
    assert rates.wait("9999") > 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("not an address", "not an address"),
    ],
)
def test_whose_address_it_is(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_session_ends() -> None:
    clock = Clock()
    sessions = Sessions(60, clock)
    name = sessions.open("digest")
    assert sessions.key_digest(name) == "digest"
    assert sessions.key_digest(name[:-1]) is None
    clock.now += 59.9
    assert sessions.key_digest(name) == "digest"
    clock.now += 0.1
    assert sessions.key_digest(name) is None


def test_a_session_is_closed() -> None:
    sessions = Sessions(60, Clock())
    name, other = sessions.open("a"), sessions.open("b")
    sessions.close(name)
    sessions.close("unknown")
    assert sessions.key_digest(name) is None
    assert sessions.key_digest(other) == "b"


def test_sessions_are_bounded() -> None:
    sessions = Sessions(60, Clock())
    names = [sessions.open("a") for _ in range(10_001)]
    assert sessions.key_digest(names[0]) is None
    assert sessions.key_digest(names[1]) == "a"
