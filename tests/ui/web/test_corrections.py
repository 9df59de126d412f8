"""Corrected readings become questions that are read as they were corrected."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answer import Intent
from rag.engine import Engine
from tests.faces import ingest_reports
from ui.web.corrections import (
    Reading,
    Relation,
    UnreadableError,
    corrected_question,
    figure_in,
    parts_of_place,
    places_in,
    relation_of,
    years_in,
)
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

RATE = "行政机关负责人出庭应诉率"


def rate(**changes: object) -> Reading:
    values: dict[str, object] = {"intent": Intent.LIST, "subject": "", "indicator": RATE}
    return Reading(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("云溪县、临澜区", ("云溪县", "临澜区")),
        (" 云溪县\uff0c临澜区; 云溪县 ", ("云溪县", "临澜区")),
        ("", ()),
    ],
)
def test_places_are_read_from_a_list(typed: str, places: tuple[str, ...]) -> None:
    assert places_in(typed) == places


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("2023年、2021, 2023", (2021, 2023)),
        ("", ()),
        ("2019-2023", (2019, 2020, 2021, 2022, 2023)),
        ("2019年至2021年度", (2019, 2020, 2021)),
        ("2023 — 2022", (2022, 2023)),
        ("二零二三\uff0c2050", (2023, 2050)),
        ("二〇二二年到二○二三年", (2022, 2023)),
        ("\uff12\uff10\uff12\uff13", (2023,)),
    ],
)
def test_years_are_read_from_a_list(typed: str, years: tuple[int, ...]) -> None:
    assert years_in(typed) == years


@pytest.mark.parametrize(
    ("typed", "why", "words"),
    [
        ("去年", "years", "去年"),
        ("2023\uff0c明年", "years", "明年"),
        ("23", "years", "23"),
        ("12023", "years", "12023"),
        ("2019-20", "years", "2019-20"),
        ("1901-2023", "span", "1901-2023"),
    ],
)
def test_what_is_no_year_is_refused(typed: str, why: str, words: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        years_in(typed)
    assert (refused.value.field, refused.value.why, refused.value.words) == (
        "new_years",
        why,
        words,
    )


@pytest.mark.parametrize(
    ("relation", "typed", "value"),
    [
        (Relation.AT_LEAST, " \uff19\uff15\uff05 ", "95%"),
        (Relation.BELOW, "1,200.5 件", "1,200.5 件"),
        (Relation.EQUAL, "5万件", "5万件"),
        (Relation.HIGHEST, "", ""),
        (Relation.LOWEST, "3名", "3"),
        (Relation.ANY, "abc", ""),
        (Relation.NOT_STATED, "abc", ""),
    ],
)
def test_a_limit_is_a_figure_and_a_rank_a_count(relation: Relation, typed: str, value: str) -> None:
    assert figure_in(relation, typed) == value


@pytest.mark.parametrize(
    ("relation", "typed", "why"),
    [
        (Relation.AT_LEAST, "abc", "figure"),
        (Relation.AT_LEAST, "50abc", "figure"),
        (Relation.AT_LEAST, "1,2,3", "figure"),
        (Relation.EQUAL, "", "figure"),
        (Relation.HIGHEST, "abc", "count"),
        (Relation.HIGHEST, "0", "count"),
    ],
)
def test_what_is_no_figure_is_refused(relation: Relation, typed: str, why: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        figure_in(relation, typed)
    assert (refused.value.field, refused.value.why) == ("new_value", why)


def test_a_place_may_be_named_with_what_it_lies_in() -> None:
    assert parts_of_place("青岚市石漫区") == ["青岚市石漫区", "石漫区"]
    assert parts_of_place("云溪县") == ["云溪县"]


@pytest.mark.parametrize(
    ("condition", "relation", "value"),
    [
        ("= 100%", Relation.EQUAL, "100%"),
        ("≥ 50件", Relation.AT_LEAST, "50件"),
        ("highest", Relation.HIGHEST, ""),
        ("lowest 3", Relation.LOWEST, "3"),
        ("not mentioned", Relation.NOT_MENTIONED, ""),
        ("stated", Relation.ANY, ""),
        ("5件 – 10件", Relation.ANY, ""),
        ("", Relation.ANY, ""),
    ],
)
def test_a_condition_is_taken_apart(condition: str, relation: Relation, value: str) -> None:
    assert relation_of(condition) == (relation, value)


@pytest.mark.parametrize(
    ("wanted", "question"),
    [
        (rate(relation=Relation.AT_LEAST, value="95%"), f"{RATE}不低于95%的有哪些地方\uff1f"),
        (rate(relation=Relation.HIGHEST, years=(2023,)), f"2023年哪里的{RATE}最高\uff1f"),
        (rate(relation=Relation.LOWEST, value="3"), f"{RATE}最低的前3名是哪些地方\uff1f"),
        (rate(relation=Relation.NOT_MENTIONED), f"哪些报告没有提到{RATE}\uff1f"),
        (rate(regions=("云溪县",), years=(2022, 2023)), f"云溪县2022年、2023年{RATE}是多少\uff1f"),
        (rate(), f"各地{RATE}是多少\uff1f"),
        (
            rate(intent=Intent.COUNT, relation=Relation.EQUAL, value="100%"),
            f"{RATE}为100%的有多少个地方\uff1f",
        ),
        (
            rate(intent=Intent.COMPARE, regions=("云溪县", "临澜区"), years=(2023,)),
            f"云溪县和临澜区2023年{RATE}是多少\uff1f",
        ),
        (rate(intent=Intent.TREND, regions=("云溪县",)), f"云溪县{RATE}历年有什么变化\uff1f"),
    ],
)
def test_a_changed_indicator_or_condition_is_asked_for_plainly(
    wanted: Reading, question: str
) -> None:
    read = rate(indicator="别的")
    assert corrected_question(wanted, read) == question


def test_the_words_are_kept_where_only_place_and_year_differ() -> None:
    read = Reading(Intent.SUMMARY, "存在哪些问题?", ("云溪县",), (2023,))
    wanted = Reading(Intent.SUMMARY, "存在哪些问题?", ("临澜区",), ())
    assert corrected_question(wanted, read) == "临澜区存在哪些问题\uff1f"
    everywhere = Reading(Intent.LOOKUP, "的受理多少件\uff1f")
    assert corrected_question(everywhere, read) == "各地受理多少件\uff1f"


def test_places_are_compared() -> None:
    read = Reading(Intent.COMPARE, "和 的调解成功率谁更高?", ("甲县", "乙县"))
    wanted = Reading(Intent.COMPARE, "和 的调解成功率谁更高?", ("甲县", "丙县"), (2023,))
    assert corrected_question(wanted, read) == "甲县和丙县2023年调解成功率谁更高\uff1f"


CORRECTIONS = [
    rate(relation=relation, value=value, years=years, regions=regions)
    for relation, value in (
        (Relation.ANY, ""),
        (Relation.EQUAL, "100%"),
        (Relation.AT_LEAST, "96%"),
        (Relation.ABOVE, "96%"),
        (Relation.AT_MOST, "96%"),
        (Relation.BELOW, "99.5%"),
        (Relation.HIGHEST, ""),
        (Relation.LOWEST, ""),
        (Relation.HIGHEST, "2"),
        (Relation.NOT_STATED, ""),
        (Relation.NOT_MENTIONED, ""),
    )
    for years in ((), (2023,))
    for regions in ((), ("云溪县",))
]


def test_a_corrected_question_is_read_as_it_was_corrected(tmp_path: Path) -> None:
    """In the middle of a conversation about something else, of which nothing may be inherited."""
    embedder = load_embedder()
    with LocalStore.open(tmp_path / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, tmp_path / "files")
        engine = Engine(store, embedder)
        for wanted in CORRECTIONS:
            question = corrected_question(wanted, rate(indicator="别的"))
            history = ["临澜区2022年受理多少件行政复议\uff1f"]
            read = engine.ask(question, history=history).interpretation
            assert read.regions == wanted.regions, question
            assert read.years == wanted.years, question
            assert read.indicator == RATE, question
            assert relation_of(read.condition) == (wanted.relation, wanted.value), question
            assert read.inherited == (), question
