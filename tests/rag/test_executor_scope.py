"""Which reports a plan is about: places and those inside them, namesakes, levels, words for reports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Intent
from rag.answers.draft import Note, Reason
from rag.execution.executor import execute
from rag.plan import Act, Aggregate, Operator, Plan
from tests.rag.plans import (
    amounts,
    counts,
    limit,
    link,
    most,
    nothing,
    places,
    run,
    text_of,
    told,
    year,
)
from tests.rag.small_engine import store_of
from vectorstore.queries import Filter
from vectorstore.store import Store

_CASES = link("行政复议案件", ("行政复议案件", "受理"))
_FILLER = "各部门按照要求开展工作，推动制度落实，完善工作机制，加强协调配合。"


def _text(region: str, of: int, said: str, kind: str = "法治政府建设年度报告") -> str:
    return (
        f"{region}{of}年{kind}\n{of}年，{region}推进各项工作。现将有关情况报告如下：\n一、主要工作\n{_FILLER}\n"
        f"{said}\n二、其他工作\n{_FILLER}\n{region}人民政府\n{of + 1}年1月20日\n"
    )


_TEXTS = {
    "a.txt": _text("湖北省武汉市", 2023, "全年受理行政复议案件300件。"),
    "b.txt": _text("武汉市江岸区", 2023, "全年受理行政复议案件41件。"),
    "c.txt": _text("武汉市江汉区", 2023, "全年受理行政复议案件24件。"),
    "d.txt": _text("河北省石家庄市新华区", 2023, "全年受理行政复议案件60件。"),
    "e.txt": _text("河北省沧州市新华区", 2023, "全年受理行政复议案件70件。"),
    "f.txt": _text("武汉市江岸区", 2022, "受理行政复议案件工作平稳。", "政府信息公开工作年度报告"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("scope"), _TEXTS) as held:
        yield held


def test_a_place_answers_for_itself(store: Store) -> None:
    assert told(run(store, Act.VALUE, _CASES, "武汉市")) == [("武汉市", "", "300件")]


def test_places_inside_another_are_listed_without_it(store: Store) -> None:
    over = limit(Operator.AT_LEAST, 20, "件")
    draft = run(store, Act.WHICH, _CASES, "武汉市", predicates=(over,), times=(year(2023),))
    assert places(draft) == ("江岸区", "江汉区")
    assert counts(draft) == (2, 2, 2, 0)
    total = run(store, Act.VALUE, _CASES, "武汉市", aggregate=Aggregate.SUM, times=(year(2023),))
    assert total.total == "65件"


def test_a_sum_counts_nothing_twice(store: Store) -> None:
    total = run(store, Act.VALUE, _CASES, aggregate=Aggregate.SUM, times=(year(2023),))
    assert total.total == "195件"  # without 武汉市, in which two of the others lie


def test_the_level_restricts(store: Store) -> None:
    draft = run(store, Act.ORDER, _CASES, level="prefecture", order=most())
    assert places(draft) == ("武汉市",)
    assert places(run(store, Act.ORDER, _CASES, level="county", order=most())) == ("新华区",)


def test_places_of_one_name_are_both_shown_and_said(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "新华区", times=(year(2023),))
    assert sorted(amounts(draft)) == ["60件", "70件"]
    assert draft.verdict is not None
    assert draft.verdict.notes == (Note.NAMESAKES,)
    assert "有不止一个地方叫这个名字" in text_of(draft, Intent.LOOKUP)


@pytest.mark.parametrize("name", ["沧州市新华区", "河北省沧州市新华区", "河北省新华区"])
def test_a_place_may_be_named_with_what_it_lies_in(store: Store, name: str) -> None:
    draft = run(store, Act.VALUE, _CASES, name, times=(year(2023),))
    expected = ["70件"] if "沧州" in name else ["60件", "70件"]
    assert sorted(amounts(draft)) == expected


def test_only_parts_of_a_place_are_held(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "河北省")
    assert (draft.reason, draft.subject) == (Reason.ONLY_PARTS_HELD, "河北省")


def test_words_for_reports_restrict_where_they_fit(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "江岸区", reports="法治政府建设报告")
    assert amounts(draft) == ["41件"]
    assert counts(draft) == (1, 1, 1, 0)
    unfit = run(store, Act.VALUE, _CASES, "江岸区", reports="预算报告")
    assert (amounts(unfit), unfit.not_used) == (["41件"], ("预算报告",))


def test_the_callers_filter_holds(store: Store) -> None:
    plan = Plan(act=Act.WHICH, targets=(_CASES.target,))
    draft = execute(plan, [_CASES], store, Filter(("沧州市",)))
    assert amounts(draft) == ["70件"]
    outside = Plan(act=Act.VALUE, targets=(_CASES.target,), places=("武汉市",))
    refused = execute(outside, [_CASES], store, Filter(("沧州市",)))
    assert refused.reason is Reason.PLACE_NOT_HELD


def test_what_is_spoken_of_elsewhere_is_counted(store: Store) -> None:
    draft = run(store, Act.WHICH, nothing("复议", "行政复议"))
    assert draft.reason is Reason.MENTIONED_ONLY
    assert counts(draft) == (6, 0, 0, 6)


def test_acts_that_figures_do_not_answer_are_errors(store: Store) -> None:
    with pytest.raises(ValueError, match="describe"):
        run(store, Act.DESCRIBE, _CASES)


def test_an_empty_collection(tmp_path_factory: pytest.TempPathFactory) -> None:
    with store_of(tmp_path_factory.mktemp("empty"), {}) as empty:
        draft = run(empty, Act.WHICH, nothing("复议"))
    assert draft.reason is Reason.EMPTY_COLLECTION
