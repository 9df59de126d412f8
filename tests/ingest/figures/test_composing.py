from __future__ import annotations

from collections import Counter

from ingest.figures import composing
from ingest.figures.composing import Context, Own, Pieces, candidates, choose, features, merged

NO_USE: Counter[str] = Counter()


def test_nothing_named_is_nothing_chosen() -> None:
    assert choose(Pieces((), (), "件", "level"), NO_USE) is None


def test_the_only_completion_is_taken_without_a_model() -> None:
    pieces = Pieces((Own("left", "粮食", ""),), (), "mass", "level")
    chosen = choose(pieces, NO_USE)
    assert chosen is not None
    assert (chosen.thing, chosen.act) == ("粮食", "")


def test_a_long_name_is_complete_in_itself() -> None:
    own = Own("left", "规模以上工业企业营业收入", "")
    pieces = Pieces((own,), (Context("last", "地区生产总值", "", "money"),), "money", "level")
    chosen = choose(pieces, NO_USE)
    assert chosen is not None
    assert chosen.thing == own.thing


def test_completions_are_composed_of_words_that_were_said() -> None:
    pieces = Pieces(
        (Own("left", "夏粮", ""),), (Context("last", "粮食产量", "", "mass"),), "mass", "level"
    )
    assert [each.thing for each in candidates(pieces)] == [
        "夏粮",
        "粮食产量",
        "粮食产量夏粮",
        "粮食夏粮",  # the root of the quantity
        "夏粮产量",  # its head
    ]


def test_an_act_alone_leans_on_what_was_named() -> None:
    pieces = Pieces(
        (Own("left", "", "审结"),), (Context("last", "行政复议案件", "受理", "件"),), "件", "level"
    )
    assert [(each.thing, each.act) for each in candidates(pieces)] == [
        ("行政复议案件", "审结"),
        ("行政复议案件审结", ""),
    ]
    chosen = choose(pieces, NO_USE)
    assert chosen is not None
    assert (chosen.thing, chosen.act) == ("行政复议案件", "审结")


def test_what_is_chosen_has_the_highest_sum_of_the_weights_of_its_signs() -> None:
    """The parts that are remembered add up to what training reads sign by sign."""
    contexts = (
        Context("last", "粮食产量", "", "mass"),
        Context("recent1", "蔬菜播种面积", "", "area"),
        Context("heading", "农业"),
    )
    weights = {
        f"{way}|{rest}" if rest else way: weight
        for way, signs in composing._weights().items()
        for rest, weight in signs.items()
    }
    used = Counter({"粮食产量": 2})
    for name in ("夏粮", "油料", "面积", "单产", "收入", "第三产业"):
        for signs in ((), ("among", "part"), ("first",)):
            pieces = Pieces((Own("left", name, ""),), contexts, "mass", "level", signs)
            found = candidates(pieces)
            sums = [sum(weights.get(s, 0) for s in features(each, pieces, used)) for each in found]
            chosen = choose(pieces, used)
            assert chosen is not None
            assert sums[found.index(chosen)] == max(sums)


def test_each_thing_is_one_context_the_nearest() -> None:
    contexts = [Context("last", "粮食产量"), Context("frame", ""), Context("topic", "粮食产量")]
    assert merged(contexts) == (Context("last", "粮食产量"),)


def test_training_tries_weights_without_touching_the_file() -> None:
    pieces = Pieces(
        (Own("left", "夏粮", ""),), (Context("last", "粮食产量", "", "mass"),), "mass", "level"
    )
    usual = choose(pieces, NO_USE)
    try:
        composing.use({"context:last": 5.0})
        context = choose(pieces, NO_USE)
        composing.use({})
        first = choose(pieces, NO_USE)
    finally:
        composing.use(None)
    assert context is not None
    assert first is not None
    assert context.thing == "粮食产量"
    assert first.thing == "夏粮"  # where nothing weighs, the clause's own words
    assert choose(pieces, NO_USE) == usual
