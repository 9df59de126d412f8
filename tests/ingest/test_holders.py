import pytest

from ingest.facts import extract_facts
from ingest.folding import fold
from ingest.holders import holder_of, is_minor
from ingest.lexicon.indicators import with_canonical_names
from vectorstore.records import Metadata, PartKind, Report, Section


@pytest.mark.parametrize(
    ("before", "holder"),
    [
        ("县公安局办理行政处罚案件", "县公安局"),
        ("其中,区司法局全年审核合法性文件", "区司法局"),
        ("全年,县法院受理行政诉讼案件", "县法院"),
        ("柳坪镇开展普法活动", "柳坪镇"),
        ("今年以来,柳坪镇共调解矛盾纠纷", "柳坪镇"),
        ("城东街道办事处化解信访积案", "城东街道办事处"),
        ("“老郑”工作室调解纠纷", "“老郑”工作室"),
        ("这个由退休法官组成的团队,今年调处邻里纠纷128起,成功率超过", "这个由退休法官组成的团队"),
        # The whole place acts.
        ("全县受理行政复议案件", ""),
        ("全县各镇开展普法活动", ""),
        ("受理行政复议案件", ""),
        # The nearest clause that says who acts decides.
        ("县公安局办理案件30件,全县共办理案件", ""),
        ("县公安局办理案件30件,其中行政案件", "县公安局"),
        # Bodies that something is done to, and several together.
        ("组织县公安局开展培训", ""),
        ("对柳坪镇开展督察", ""),
        ("各镇街道开展活动", ""),
        ("市县两级法院受理案件", ""),
        ("执法部门办理案件", ""),
    ],
)
def test_whose_figure_follows(before: str, holder: str) -> None:
    assert holder_of(fold(before)) == holder


@pytest.mark.parametrize(
    ("holder", "minor"),
    [
        ("县公安局", False),
        ("县法院", False),
        ("", False),
        ("柳坪镇", True),
        ("城东街道办事处", True),
        ("“老郑”工作室", True),
        ("这个由退休法官组成的团队", True),
    ],
)
def test_towns_and_teams_are_small_parts_of_a_place(holder: str, minor: bool) -> None:
    assert is_minor(holder) is minor


def read(text: str) -> list[tuple[float, str, str]]:
    metadata = Metadata(region="云溪县", level="county", report_year=2023)
    outline = (Section("", 1, 0, 0, len(text), PartKind.ACHIEVEMENT, ()),)
    report = Report("r", text, (), metadata, outline, (), ())
    facts = with_canonical_names(extract_facts(report), text)
    return [(fact.value, fact.holder, fact.canonical) for fact in facts]


def test_what_a_town_or_a_team_did_is_not_the_figure_of_the_place() -> None:
    text = "全县调解矛盾纠纷500件\uff0c调解成功率98%。柳坪镇调解矛盾纠纷60件\uff0c调解成功率100%。"
    assert read(text) == [
        (500.0, "", "调解纠纷"),
        (98.0, "", "调解成功率"),
        (60.0, "柳坪镇", ""),
        (100.0, "柳坪镇", ""),
    ]


def test_a_department_that_acts_for_the_place_states_its_figure() -> None:
    [(value, holder, canonical)] = read("县司法局受理行政复议案件60件。")
    assert (value, holder, canonical) == (60.0, "县司法局", "行政复议受理")
