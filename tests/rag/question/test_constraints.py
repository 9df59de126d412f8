import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.lexicon.places import Places
from rag.question.constraints import PlaceFinder, years_in

KNOWN = [
    ("岚州省", "青岚市", "云溪县", 2),
    ("岚州省", "青岚市", "临澜区", 1),
    ("岚州省", "北汀市", "北汀市", 1),
    ("岚州省", "北汀市", "鼓台区", 1),
    ("霞光省", "望川市", "鼓台区", 1),
]


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(KNOWN, Places.load())


@pytest.mark.parametrize(
    ("question", "regions"),
    [
        ("云溪县取消了多少项?", ("云溪县",)),
        ("云溪取消了多少项?", ("云溪县",)),
        ("云溪和临澜比,谁多?", ("云溪县", "临澜区")),
        ("青岚市云溪县有几位?", ("云溪县",)),
        ("岚州省的报告有几份?", ("岚州省",)),
        ("北汀怎么做的?", ("北汀市",)),
        ("去年的数 云溪", ("云溪县",)),
        ("各地怎么做的?", ()),
        ("青岚市民打了多少次热线?", ("青岚市",)),
        ("北汀市监局查了多少案子?", ("北汀市",)),
    ],
)
def test_known_places(finder: PlaceFinder, question: str, regions: tuple[str, ...]) -> None:
    assert finder.find(question).regions == regions


def test_a_places_last_character_may_begin_the_next_word(finder: PlaceFinder) -> None:
    (span,) = finder.find("青岚市民打了多少次热线?").spans
    assert (span.start, span.end) == (0, 2)
    (span,) = finder.find("青岚市有多少次热线?").spans
    assert (span.start, span.end) == (0, 3)


def test_a_higher_place_tells_namesakes_apart(finder: PlaceFinder) -> None:
    named = finder.find("望川市鼓台区有多少件?")
    assert named.regions == ("鼓台区",)
    assert named.parents["鼓台区"] == frozenset({"望川市"})


@pytest.mark.parametrize(
    "question", ["收入超过6万元的城市有哪些?", "有几个城市?", "哪些地区增长了?"]
)
def test_a_word_is_no_misspelled_place(question: str) -> None:
    held = PlaceFinder(
        [("临江省", "青岚市", "晋城市", 1), ("临江省", "", "景地区", 1)], Places.load()
    )
    assert held.find(question).regions == ()


def test_a_misspelled_place_is_recognised(finder: PlaceFinder) -> None:
    assert finder.find("云汐县有多少件?").regions == ("云溪县",)


@settings(max_examples=150)
@given(st.data())
def test_a_slip_is_looked_for_among_all_places(data: st.DataObject) -> None:
    names = ["云溪县", "临澜区", "青砚湖区", "和县", "云岭自治县", "北汀市", "溪云县"]
    table = Places.load()
    finder = PlaceFinder([("", "", name, 1) for name in names], table)
    name = data.draw(st.sampled_from(names))
    at = data.draw(st.integers(0, len(name) - 1))
    written = data.draw(
        st.sampled_from(
            [
                name[:at] + name[at + 1 :],
                name[:at] + "溪" + name[at:],
                name[:at] + "湖" + name[at + 1 :],
                name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
            ]
        )
    )
    similar = table.similar(written, names)
    found = finder.find(f"{written}?").regions
    if similar is not None and len(similar) == len(written) and written[-1] in "市区县":
        assert found == (similar,)


def test_a_place_that_is_not_held_is_missing(finder: PlaceFinder) -> None:
    named = finder.find("浦东新区有多少件?")
    assert named.regions == ()
    assert named.missing == ("浦东新区",)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("云溪县、火星县的复议受理多少件?", ("火星县",)),
        ("云溪县和火星县谁多?", ("火星县",)),
        ("火星县2023年受理多少件?", ("火星县",)),
        ("火星县去年受理多少件?", ("火星县",)),
        ("火星县上半年受理多少件?", ("火星县",)),
        ("哪些县去年受理最多?", ()),
        ("各县近三年受理多少件?", ()),
        ("云溪县和全区各部门?", ()),
        ("云溪县、示范区的做法?", ()),
        ("云溪县老城区改造?", ()),
        ("哪些区县?", ()),
    ],
)
def test_a_place_that_no_table_knows_is_missing_too(
    finder: PlaceFinder, question: str, missing: tuple[str, ...]
) -> None:
    assert finder.find(question).missing == missing


@pytest.mark.parametrize("text", ["检查2000次", "面积2000亩", "罚款2000万元", "超过2000余件"])
def test_an_amount_is_no_year(text: str) -> None:
    assert years_in(text) == ()


def test_provinces_that_are_named_together() -> None:
    held = [("黑龙江省", "佳木斯市", "同江市", 1), ("山东省", "潍坊市", "潍坊市", 1)]
    finder = PlaceFinder(held, Places.load())
    assert finder.find("东北有哪些报告?").regions == ("黑龙江省",)
    assert finder.find("华东和东北哪边多?").regions == ("山东省", "黑龙江省")
    assert finder.find("西南有哪些报告?").missing == ("西南",)


def test_a_name_that_nowhere_exists_is_a_slip(finder: PlaceFinder) -> None:
    assert finder.find("临兰区2023年受理多少件?").regions == ("临澜区",)
    assert finder.find("临火区2023年受理多少件?").regions == ()


def test_the_short_form_of_one_place_is_not_found_in_another_name(finder: PlaceFinder) -> None:
    assert finder.find("云溪镇的情况").regions == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021年办了多少件", (2021,)),
        ("2019年到2021年", (2019, 2020, 2021)),
        ("2021-2023年的趋势", (2021, 2022, 2023)),
        ("in 2017?", (2017,)),
        ("2017年以来出台了几部", ()),
        ("共2023件", ()),
        ("没有年份", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert years_in(text) == years
