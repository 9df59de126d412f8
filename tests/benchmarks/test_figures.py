from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.estate.figures import FigureDocument, read_figures
from benchmarks.estate.quantities import readings, split_figure
from benchmarks.estate.times import Interval, read_period
from benchmarks.figures.fields import FIELDS
from benchmarks.figures.matching import FoundFigure, find_figures, match
from benchmarks.figures.scores import groups, judged
from benchmarks.figures.tables import errors
from benchmarks.figures.typed import TypedFigure
from tests.benchmarks.labels import TEXT, write_document
from vectorstore.records import Fact, Status

_YEAR = Interval(date(2025, 1, 1), date(2025, 12, 31))


def _document(folder: Path, labels: list[dict[str, object]] | None = None) -> FigureDocument:
    write_document(folder / "F9", labels)
    documents, problems = read_figures(folder)
    assert not problems
    return documents[0]


def _figure(**said: object) -> TypedFigure:
    fact = Fact(
        "f",
        "r",
        "云浦市",
        2025,
        "",
        "粮食产量",
        "",
        0,
        None,
        "斤",
        "",
        Status.ACTUAL,
        "",
        0,
        1,
        0,
        1,
    )
    plain = TypedFigure(
        fact, "粮食产量", "", "level", "", "", "single", _YEAR, "actual", "云浦市", "", "whole", "",
        12.5e8, None, "斤", "亿斤",
    )  # fmt: skip
    return replace(plain, **said)  # type: ignore[arg-type]


def _at(written: str, figure: TypedFigure) -> FoundFigure:
    start = TEXT.index(written)
    return FoundFigure(figure, start, start + len(written))


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2025", (2025, 1, 1), (2025, 12, 31)),
        ("2025-H2", (2025, 7, 1), (2025, 12, 31)),
        ("2025-Q1", (2025, 1, 1), (2025, 3, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2025-01..2025-09", (2025, 1, 1), (2025, 9, 30)),
        ("2021..2025", (2021, 1, 1), (2025, 12, 31)),
        ("2025-12-31", (2025, 12, 31), (2025, 12, 31)),
    ],
)
def test_a_period_is_an_interval_of_days(
    written: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    assert read_period(written) == (date(*start), date(*end))


def test_a_scale_word_in_a_unit_multiplies_the_number() -> None:
    assert split_figure("1,237.3亿斤") == (1237.3, "亿斤")
    assert readings("亿斤") == [(1e8, "斤")]
    assert readings("千瓦时") == [(1000.0, "瓦时"), (1.0, "千瓦时")]
    assert readings("件") == [(1.0, "件")]


def test_labels_are_placed_in_order_and_numbers_stay_whole(tmp_path: Path) -> None:
    document = _document(tmp_path)
    places = [(document.text[each.start : each.end], each.in_table) for each in document.figures]
    assert places == [
        ("12.5亿斤", False), ("3.0%", False), ("13亿斤", False), ("41.2", True), ("-1.5", True)
    ]  # fmt: skip


def test_a_figure_is_matched_by_its_place(tmp_path: Path) -> None:
    document = _document(tmp_path)
    grain = _at("12.5亿斤", _figure())
    year = _at("2025年", _figure(thing="年"))
    matched = match(document, [year, grain])
    assert [each.found for each in matched.matches] == [grain, None, None, None, None]
    assert matched.spurious == (year,)
    scores = dict(groups([matched]))
    assert (scores["all"].recall.right, scores["all"].recall.of) == (1, 5)
    assert scores["all"].precision.value == 0.5
    assert scores["table cells"].recall.of == 2
    assert scores["author F9"].fields["thing"].value == 1.0


@pytest.mark.parametrize(
    ("at", "written", "said", "wrong"),
    [
        (0, "12.5亿斤", {}, set()),
        (0, "12.5亿斤", {"thing": "全年粮食产量"}, {"thing"}),
        (0, "12.5亿斤", {"thing": "油料"}, {"thing", "thing_lenient"}),
        (0, "12.5亿斤", {"value": 12.5}, {"value"}),
        (0, "12.5亿斤", {"unit": "吨", "unit_written": "亿吨"}, {"unit"}),
        (0, "12.5亿斤", {"place": "云泽省云浦市"}, set()),
        (0, "12.5亿斤", {"place": "云泽省"}, {"place"}),
        (2, "13亿斤", {"value": 13e8}, {"status", "period"}),
        (4, "-1.5", {"value": 1.5, "thing": "稻谷的产量", "unit": "%", "unit_written": "%",
                     "measure": "change", "direction": "down", "base": "去年"}, set()),
    ],
)  # fmt: skip
def test_each_field_is_judged_by_itself(
    tmp_path: Path, at: int, written: str, said: dict[str, object], wrong: set[str]
) -> None:
    found = match(_document(tmp_path), [_at(written, _figure(**said))]).matches[at]
    assert {field.name for field in FIELDS if judged(found, field) is False} == wrong


def test_of_a_stock_only_the_end_of_its_period_counts(tmp_path: Path) -> None:
    label: dict[str, object] = {"f": "12.5亿斤", "thing": "粮食产量", "agg": "as_of"}
    end = Interval(date(2025, 12, 31), date(2025, 12, 31))
    stock = _at("12.5亿斤", _figure(period=end, aggregation="as_of"))
    found = match(_document(tmp_path, [label]), [stock]).matches[0]
    assert not [field.name for field in FIELDS if judged(found, field) is False]


def test_wrong_figures_are_listed_with_the_text_around(tmp_path: Path) -> None:
    matched = match(_document(tmp_path), [_at("13亿斤", _figure(value=13e8))])
    (line,) = errors([matched], "status")
    assert "力争达到⟦13亿斤⟧" in line
    assert "wanted 'target'   got 'actual'" in line
    assert len(list(errors([matched], "recall"))) == 4


def test_figures_are_found_by_the_real_ingestion_at_their_places(tmp_path: Path) -> None:
    document = _document(tmp_path)
    found = {document.text[each.start : each.end] for each in find_figures(document)}
    assert {"12.5亿斤", "3.0%", "13亿斤"} <= {written.strip() for written in found}
