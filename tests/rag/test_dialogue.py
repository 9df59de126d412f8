"""Plans of a conversation: each takes over what it leaves out, and a complete one nothing."""

from __future__ import annotations

from rag.dialogue import merged
from rag.plan import Act, Operator, Order, Plan, Predicate, Span, Target
from vectorstore.records import Measure, Status

_2023 = Span(words="2023年", first="2023-01-01", last="2023-12-31")
_2024 = Span(words="2024年", first="2024-01-01", last="2024-12-31")
_CASES = Target(phrase="行政复议案件", act="受理", unit="件")
FIRST = Plan(act=Act.VALUE, targets=(_CASES,), places=("云溪县",), times=(_2023,))


def test_another_place_asks_the_same_of_it() -> None:
    found = merged(Plan(act=Act.VALUE, places=("临澜区",), references=("那", "呢")), FIRST)
    assert found == FIRST.model_copy(update={"places": ("临澜区",)})


def test_another_year_asks_the_same_of_it() -> None:
    assert merged(Plan(act=Act.VALUE, times=(_2024,)), FIRST) == FIRST.model_copy(
        update={"times": (_2024,)}
    )


def test_another_thing_keeps_place_and_time() -> None:
    found = merged(Plan(act=Act.VALUE, targets=(Target(phrase="普法讲座"),)), FIRST)
    assert (found.targets[0].phrase, found.places, found.times) == (
        "普法讲座",
        ("云溪县",),
        (_2023,),
    )


def test_an_act_or_a_measure_alone_narrows_the_thing_before() -> None:
    ended = merged(Plan(act=Act.VALUE, targets=(Target(phrase="", act="审结"),)), FIRST)
    assert ended.targets == (Target(phrase="行政复议案件", act="审结"),)
    growth = Target(phrase="", measure=Measure.CHANGE)
    found = merged(Plan(act=Act.VALUE, targets=(growth,)), FIRST)
    assert found.targets == (Target(phrase="行政复议案件", act="受理", measure=Measure.CHANGE),)


def test_a_list_asked_of_another_time_stays_a_list_with_its_condition() -> None:
    above = Predicate(words="超过100件", operator=Operator.ABOVE, value=100, unit="件")
    listed = Plan(
        act=Act.WHICH, targets=(_CASES,), level="county", times=(_2023,), predicates=(above,)
    )
    found = merged(Plan(act=Act.VALUE, times=(_2024,), references=("那",)), listed)
    assert found == listed.model_copy(update={"times": (_2024,)})


def test_an_order_asked_after_several_places_is_of_them() -> None:
    both = FIRST.model_copy(update={"places": ("云溪县", "临澜区")})
    order = Order(words="最多", count=1)
    found = merged(Plan(act=Act.WHICH, order=order), both)
    assert (found.act, found.order, found.places) == (Act.WHICH, order, both.places)
    assert found.targets == both.targets


def test_the_latter_is_the_last_place_named() -> None:
    both = FIRST.model_copy(update={"places": ("云溪县", "临澜区")})
    assert merged(Plan(act=Act.VALUE, references=("后者",)), both).places == ("临澜区",)
    assert merged(Plan(act=Act.VALUE, references=("前者",)), both).places == ("云溪县",)


def test_all_places_of_a_level_are_not_the_place_before() -> None:
    found = merged(Plan(act=Act.WHICH, level="county", order=Order(words="最多", count=1)), FIRST)
    assert (found.places, found.level) == ((), "county")


def test_a_complete_question_inherits_nothing() -> None:
    own = Plan(act=Act.VALUE, targets=(Target(phrase="普法讲座"),), places=("临澜区",))
    planned = FIRST.model_copy(update={"status": Status.TARGET})
    assert merged(own, planned) == own
    assert merged(own, None) == own


def test_the_two_are_those_of_the_last_two_questions() -> None:
    last = FIRST.model_copy(update={"places": ("临澜区",)})
    found = merged(Plan(act=Act.COMPARE, references=("两者",)), last, FIRST)
    assert (found.act, found.places) == (Act.COMPARE, ("云溪县", "临澜区"))
    assert (found.targets, found.times) == (FIRST.targets, FIRST.times)
    closed = FIRST.model_copy(update={"targets": (Target(phrase="行政复议案件", act="审结"),)})
    things = merged(Plan(act=Act.COMPARE, references=("the two",)), closed, FIRST)
    assert [each.act for each in things.targets] == ["受理", "审结"]
    assert things.places == ("云溪县",)


def test_what_differs_in_more_than_one_is_not_joined() -> None:
    other = Plan(act=Act.VALUE, targets=(Target(phrase="普法讲座"),), places=("临澜区",))
    found = merged(Plan(act=Act.COMPARE, references=("两者",)), other, FIRST)
    assert found.places == ("临澜区",)


def test_something_new_is_set_beside_what_came_before() -> None:
    compared = Plan(act=Act.COMPARE, targets=(Target(phrase="普法讲座"),), references=("它",))
    found = merged(compared, FIRST)
    assert [each.phrase for each in found.targets] == ["行政复议案件", "普法讲座"]
    assert (found.places, found.times) == (("云溪县",), (_2023,))
    place = merged(Plan(act=Act.COMPARE, places=("临澜区",), references=("it",)), FIRST)
    assert place.places == ("云溪县", "临澜区")
    assert place.targets == FIRST.targets


def test_a_complete_question_that_says_both_of_its_own_places_stays() -> None:
    own = Plan(act=Act.COMPARE, targets=(_CASES,), places=("望枫县", "临澜区"))
    assert merged(own, FIRST, FIRST) == own


def test_the_former_of_two_questions_is_the_first_with_its_own_time() -> None:
    last = FIRST.model_copy(update={"places": ("临澜区",), "times": (_2024,)})
    rate = Plan(act=Act.VALUE, targets=(Target(phrase="出庭应诉率"),), references=("前者",))
    found = merged(rate, last, FIRST)
    assert (found.places, found.times) == (("云溪县",), (_2023,))


def test_reports_spoken_of_lose_their_year_where_another_is_asked_about() -> None:
    spoken = FIRST.model_copy(update={"reports": "2023年政府工作报告"})
    found = merged(Plan(act=Act.VALUE, times=(_2024,), references=("那份",)), spoken)
    assert (found.reports, found.times) == ("政府工作报告", (_2024,))
