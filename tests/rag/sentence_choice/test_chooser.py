"""Which sentences are chosen: by trees worked out by hand, among those of a few reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answer import RetrievedPassage
from rag.answers.draft import Draft
from rag.confidence.signs import Asked
from rag.plan import Act, Plan, Target
from rag.sentence_choice.chooser import SentenceChooser
from rag.trees import Trees
from tests.rag.confidence.drafts import ASKED
from tests.rag.small_engine import store_of
from vectorstore.embedding import load_embedder
from vectorstore.queries import Filter
from vectorstore.records import PartKind
from vectorstore.store import Store

_REPORTS = {
    "枫溪县.txt": (
        "枫溪县2023年法治政府建设年度报告\n一、主要工作\n"
        "坚持以人民为中心的发展思想，扎实推进各项工作。全年受理行政复议案件79件，审结68件。\n"
        "举办普法讲座24场，听众1900人次。举办普法讲座24场，听众1900多人次。\n"
        "二、存在的问题\n基层执法力量不足，有3个乡镇没有专职人员。\n三、下一步打算\n招录执法人员12名。\n"
        "枫溪县人民政府\n"
    ),
    "柳坪县.txt": (
        "柳坪县2023年法治政府建设年度报告\n一、主要工作\n"
        "流动课堂开进集市，把法律讲给赶集的人听。课堂由县司法局和乡镇司法所轮流主持。\n柳坪县人民政府\n"
    ),
}


def _trees(sign: str, limit: float) -> Trees:
    """One that looks at a single sign: high is likely, low is not."""
    return Trees.parse(
        {
            "labels": [sign],
            "base": 0.0,
            "sign": [[0, 0, 0]],
            "limit": [[limit, 1e9, 1e9]],
            "leaf": [[-3.0, -3.0, 3.0, 3.0]],
        }
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("sentences"), _REPORTS) as store:
        yield store


def _chosen(
    store: Store, trees: Trees, question: str, terms: tuple[str, ...], plan: Plan
) -> Draft | None:
    found = [
        RetrievedPassage(passage, report, 1.0, None, None)
        for report in store.reports()[1]
        for passage in store.report_passages(report.report_id)
    ]
    query = replace(ASKED.query, question=question, text=question, regions=plan.places, terms=terms)
    choice = SentenceChooser(store, load_embedder(), trees).answer(
        Asked(query, plan, found), Filter()
    )
    return None if choice is None else choice.draft


def _texts(draft: Draft | None) -> list[str]:
    return [] if draft is None else [each.quote.text for each in draft.findings]


def test_the_likeliest_sentence_answers(store: Store) -> None:
    plan = Plan(act=Act.DESCRIBE, targets=(Target(phrase="流动课堂"),))
    draft = _chosen(store, _trees("covers", 0.7), "流动课堂怎么办?", ("流动", "课堂"), plan)
    assert _texts(draft) == ["流动课堂开进集市，把法律讲给赶集的人听。"]


def test_a_summary_goes_through_its_report_and_says_nothing_twice(store: Store) -> None:
    plan = Plan(act=Act.SUMMARISE, places=("枫溪县",))
    texts = _texts(_chosen(store, _trees("numbers", 0.1), "概括枫溪县的报告", (), plan))
    assert "全年受理行政复议案件79件，审结68件。" in texts
    assert sum("普法讲座24场" in each for each in texts) == 1
    assert "招录执法人员12名。" in texts
    assert not any("流动课堂" in each for each in texts)
    text = store.report(store.reports(Filter(("枫溪县",)))[1][0].report_id).text
    assert [text.index(each) for each in texts] == sorted(text.index(each) for each in texts)


def test_the_part_that_is_asked_for_is_a_sign(store: Store) -> None:
    plan = Plan(act=Act.SUMMARISE, places=("枫溪县",), part=PartKind.PROBLEM)
    texts = _texts(_chosen(store, _trees("part_fits", 0.5), "枫溪县有哪些问题", (), plan))
    assert texts[0].startswith("基层执法力量不足")


def test_what_asks_for_figures_across_reports_is_left_to_others(store: Store) -> None:
    for act in (Act.COMPARE, Act.ORDER, Act.TREND, Act.HOW_MANY):
        assert _chosen(store, _trees("covers", 0.5), "多少?", (), Plan(act=act)) is None
