from datetime import UTC, datetime

import pytest

from rag.answers.periods import speaks_of, years_of
from rag.quotes import Sentence, sentences_of
from vectorstore.records import Metadata, PartKind, Passage, ReportSummary, SourceRecord


def sentence(text: str, year: int | None, kind: PartKind = PartKind.ACHIEVEMENT) -> Sentence:
    source = SourceRecord("/x.txt", "x.txt", datetime(2024, 1, 1, tzinfo=UTC))
    report = ReportSummary("r", Metadata(report_year=year), (), (source,), len(text), 1, 0)
    passage = Passage("r-0000", "r", 0, text, 0, len(text), (), kind)
    return sentences_of([(passage, report)])[0]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021年受理12件", {2021}),
        ("落实《实施纲要(2015—2020年)》,受理12件", set()),
        ("2019年—2021年的案卷", {2019, 2020, 2021}),
        ("2020年以来受理12件", {2020, 2021, 2022}),
        ("受理12件", set()),
        ("按照〔2018〕10号文件,2022年受理", {2022}),
    ],
)
def test_years_of_a_sentence(text: str, years: set[int]) -> None:
    assert years_of(text, report_year=2022) == years


def test_without_a_year_asked_every_sentence_may_answer() -> None:
    assert speaks_of(sentence("2019年受理12件", 2021), ())


def test_the_reports_own_year_counts_where_the_sentence_names_none() -> None:
    assert speaks_of(sentence("受理12件", 2021), (2021,))
    assert not speaks_of(sentence("受理12件", 2021), (2020,))


def test_a_year_in_the_sentence_overrules_the_reports() -> None:
    assert speaks_of(sentence("2020年受理12件", 2021), (2020,))
    assert not speaks_of(sentence("2020年受理12件", 2021), (2021,))


def test_a_year_that_is_compared_with_is_not_the_one_told_of() -> None:
    compared = sentence("受理12件,比2020年的10件多2件", 2021)
    assert speaks_of(compared, (2021,))
    assert speaks_of(compared, (2020,))  # it states that year's figure too
    assert not speaks_of(compared, (2019,))


def test_a_plan_is_of_the_following_year() -> None:
    plan = sentence("深入推进改革", 2021, PartKind.PLAN)
    assert speaks_of(plan, (2022,))
    assert not speaks_of(plan, (2021,))
