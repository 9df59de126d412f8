from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.lexicon.places import Place, PlaceMention, Places, plain_name, stem

PLACES = Places.from_rows(
    [
        ("990000", "海澜省", "海澜省", "", "province"),
        ("990100", "青岚市", "海澜省", "青岚市", "prefecture"),
        ("990101", "青岚县", "海澜省", "青岚市", "county"),
        ("990102", "临澜区", "海澜省", "青岚市", "county"),
        ("990103", "鼓石区", "海澜省", "青岚市", "county"),
        ("990104", "市中区", "海澜省", "青岚市", "county"),
        ("990121", "云溪县", "海澜省", "青岚市", "county"),
        ("990122", "旧渡县", "海澜省", "青岚市", "county", "2015-09", "990102"),
        ("990123", "云溪县", "海澜省", "青岚市", "county", "2008-12", "990121"),
        ("990200", "北汀市", "海澜省", "北汀市", "prefecture"),
        ("990203", "鼓石区", "海澜省", "北汀市", "county"),
        ("992800", "南屿彝族自治州", "海澜省", "南屿彝族自治州", "prefecture"),
        ("980100", "海澜市", "东屿省", "海澜市", "prefecture"),
        ("910000", "澜京市", "澜京市", "", "province"),
        ("910101", "石漫区", "澜京市", "", "county"),
    ]
)
REAL = Places.load()


def names(places: tuple[Place, ...]) -> list[str]:
    return [place.full_name for place in places]


def found(text: str, places: Places = PLACES) -> list[tuple[str, list[str]]]:
    return [(each.text, names(each.candidates)) for each in places.mentions(text)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("云溪县", "云溪"),
        ("南屿彝族自治州", "南屿"),
        ("内蒙古自治区", "内蒙古"),
        ("滨海新区", "滨海"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("和县", "和县"),
        ("无此后缀", "无此后缀"),
    ],
)
def test_stem_drops_the_kind_of_place(name: str, expected: str) -> None:
    assert stem(name) == expected


def test_plain_name_is_the_daily_form_of_autonomous_units() -> None:
    assert plain_name("南屿彝族自治州") == "南屿州"
    assert plain_name("云溪县") == "云溪县"


def test_full_names_leave_out_repeated_units() -> None:
    assert names(PLACES.named("青岚市")) == ["海澜省青岚市"]
    assert names(PLACES.named("澜京市")) == ["澜京市"]


def test_named_takes_full_names_short_forms_and_daily_forms() -> None:
    assert names(PLACES.named("石漫")) == ["澜京市石漫区"]
    assert names(PLACES.named("南屿州")) == ["海澜省南屿彝族自治州"]
    assert PLACES.named("无名县") == ()


def test_named_gives_all_candidates_of_an_ambiguous_name() -> None:
    assert names(PLACES.named("鼓石区")) == ["海澜省青岚市鼓石区", "海澜省北汀市鼓石区"]
    assert names(PLACES.named("鼓石")) == names(PLACES.named("鼓石区"))


def test_a_short_form_means_the_province_and_the_prefecture_before_its_county() -> None:
    assert names(PLACES.named("海澜")) == ["海澜省"]
    assert names(PLACES.named("青岚")) == ["海澜省青岚市"]
    assert names(PLACES.named("青岚县")) == ["海澜省青岚市青岚县"]


def test_an_old_code_of_a_place_that_lives_on_is_no_second_candidate() -> None:
    assert [place.code for place in PLACES.named("云溪县")] == ["990121"]
    assert PLACES.with_code("990123") is not None


def test_an_abolished_place_is_found_with_its_successor() -> None:
    (place,) = PLACES.named("旧渡县")
    successor = PLACES.successor(place)
    assert place.valid_until == "2015-09"
    assert successor is not None
    assert successor.name == "临澜区"
    assert PLACES.successor(successor) is None


def test_mentions_join_chains_and_the_chain_disambiguates() -> None:
    assert found("海澜省北汀市鼓石区、青岚市临澜区") == [
        ("海澜省北汀市鼓石区", ["海澜省北汀市鼓石区"]),
        ("青岚市临澜区", ["海澜省青岚市临澜区"]),
    ]
    assert found("海澜北汀鼓石区") == [("海澜北汀鼓石区", ["海澜省北汀市鼓石区"])]


def test_neighbours_that_do_not_belong_together_stay_apart() -> None:
    assert [text for text, _ in found("北汀市临澜区")] == ["北汀市", "临澜区"]


def test_mentions_flag_short_forms() -> None:
    mentions = PLACES.mentions("石漫的经验,云溪县的做法")
    assert mentions == [
        PlaceMention(0, 2, "石漫", PLACES.named("石漫区"), short=True),
        PlaceMention(6, 9, "云溪县", PLACES.named("云溪县"), short=False),
    ]


def test_a_short_form_does_not_fire_inside_another_name() -> None:
    assert found("石漫镇、石漫县") == []


def test_a_name_that_describes_any_town_needs_its_parent() -> None:
    assert found("城市中区位优势明显") == []
    assert found("青岚市市中区") == [("青岚市市中区", ["海澜省青岚市市中区"])]


def test_within_lists_members_once() -> None:
    assert PLACES.within("北汀市") == ("北汀市", "鼓石区")
    assert PLACES.within("澜京") == ("澜京市", "石漫区")
    assert PLACES.within("云溪县") == ()
    assert PLACES.within("无名省") == ()
    assert "旧渡县" not in PLACES.within("青岚市")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("青浦", None),
        ("青埔", "青浦区"),
        ("青埔区", "青浦区"),
        ("清砚湖", "青砚湖区"),
        ("砚青湖区", "青砚湖区"),
        ("青砚区", "青砚湖区"),
        ("青山", None),
        ("东海", None),
        ("青", None),
        ("青浦区", None),
    ],
)
def test_similar_forgives_one_slip(typed: str, expected: str | None) -> None:
    table = Places.from_rows([("310118", "青浦区", "上海市", "", "county")])
    assert table.similar(typed, ["青浦区", "青砚湖区", "临澜区"]) == expected


def test_similar_gives_nothing_where_two_names_are_near() -> None:
    assert PLACES.similar("清砚湖区", ["青砚湖区", "情砚湖区"]) is None


def test_real_table_knows_todays_and_older_divisions() -> None:
    assert names(REAL.named("浦东新区")) == ["上海市浦东新区"]
    assert names(REAL.named("仙桃市")) == ["湖北省仙桃市"]
    assert names(REAL.named("东莞")) == ["广东省东莞市"]
    assert names(REAL.named("内蒙古")) == ["内蒙古自治区"]
    assert len(REAL.named("鼓楼区")) == 4
    assert {place.prefecture for place in REAL.named("朝阳")} == {"朝阳市", "长春市", ""}
    (old,) = REAL.named("密云县")
    successor = REAL.successor(old)
    assert successor is not None
    assert successor.full_name == "北京市密云区"


def test_real_table_is_complete_and_consistent() -> None:
    today = [place for place in REAL if not place.valid_until]
    assert sum(place.level == "province" for place in today) == 34
    assert sum(place.level == "prefecture" for place in today) == 333
    assert 2840 <= sum(place.level == "county" for place in today) <= 2870
    assert len({place.code for place in today}) == len(today)
    provinces = {place.name for place in REAL if place.level == "province"}
    assert all(place.province in provinces for place in REAL)
    assert not {"市辖区", "县"} & {place.name for place in REAL}
    assert all(REAL.with_code(p.successor) is not None for p in REAL if p.successor)


@pytest.mark.parametrize(
    "text",
    [
        "公安机关通力合作,和平解决",
        "例如东部地区",
        "维护长治久安",
        "资源共享,动力十足",
        "合作市场主体",
        "主城区和郊区",
        "建成县乡村三级网络",
        "组成都市圈",
    ],
)
def test_common_words_are_no_places(text: str) -> None:
    assert REAL.mentions(text) == []


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*"的在市区县省,。青", "青岚市", "云溪", "临澜区", "海澜省", "鼓石区"])
    )
)
def test_mentions_are_ordered_slices_of_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    mentions = PLACES.mentions(text)
    assert all(text[each.start : each.end] == each.text for each in mentions)
    assert all(each.candidates for each in mentions)
    ends = [0, *(each.end for each in mentions)]
    assert all(each.start >= end for each, end in zip(mentions, ends, strict=False))
