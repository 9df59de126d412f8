"""Which passages are shown where nothing is sure: the likeliest, and of each place asked about one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer import RetrievedPassage
from rag.answers.draft import Draft, Reason
from rag.confidence.model import Surest
from rag.confidence.signs import Candidate, Way
from rag.plan import Act, Plan
from rag.showing import shown
from tests.contracts.bundles import make_bundle, make_source
from tests.rag.confidence.drafts import ASKED
from vectorstore.records import ReportSummary


def _passage(region: str, number: int) -> RetrievedPassage:
    bundle = make_bundle(f"{region}受理行政复议案件{number}件。", region=region)
    report = ReportSummary(
        bundle.report.report_id, bundle.report.metadata, (), (make_source(),), 14, 1, 0
    )
    return RetrievedPassage(bundle.passages[0], report, 1.0, None, None)


FOUND = [_passage("云溪县", number) for number in range(8)]
FOUND += [_passage("临澜区", 8), _passage("望枫县", 9)]


def _shown(act: Act, *places: str) -> list[str]:
    query = replace(ASKED.query, regions=places)
    silent = Surest(Candidate(Draft((), Reason.NO_FIGURE), Way.PLAN), 0.0, is_sure=False)
    draft = shown(silent, query, Plan(act=act, places=places), FOUND)
    assert draft.is_shown
    assert draft.reason is Reason.NO_FIGURE
    return [each.quote.report.metadata.region for each in draft.findings]


def test_three_passages_are_shown_of_one_thing() -> None:
    assert _shown(Act.VALUE, "云溪县") == ["云溪县"] * 3


@pytest.mark.parametrize("act", [Act.WHICH, Act.HOW_MANY, Act.COMPARE, Act.ORDER])
def test_six_are_shown_across_reports(act: Act) -> None:
    assert _shown(act) == ["云溪县"] * 6


def test_each_place_asked_about_is_shown_before_more_of_one() -> None:
    assert _shown(Act.COMPARE, "望枫县", "临澜区") == ["望枫县", "临澜区", *["云溪县"] * 4]
    assert _shown(Act.VALUE, "望枫县", "临澜区") == ["望枫县", "临澜区", "云溪县"]
