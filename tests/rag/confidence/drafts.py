"""Drafts of a few figures, written by hand."""

from __future__ import annotations

from rag.answers.draft import Draft, Figure, Finding
from rag.confidence.signs import Asked
from rag.plan import Act, Plan, Target
from rag.question.query import Query
from rag.quotes import Sentence
from tests.contracts.bundles import make_bundle, make_source
from vectorstore.records import ReportSummary, Span

_BUNDLE = make_bundle("全年受理行政复议案件79件。", region="云溪县")

PLAN = Plan(act=Act.VALUE, targets=(Target(phrase="行政复议案件", act="受理"),), places=("云溪县",))
ASKED = Asked(
    Query(
        question="云溪县受理行政复议案件多少件?",
        language="zh",
        text="云溪县受理行政复议案件多少件?",
        search_text="受理行政复议案件",
        terms=("受理", "行政复议", "案件"),
        regions=("云溪县",),
    ),
    PLAN,
)


def stating(*numbers: str, text: str = "全年受理行政复议案件79件") -> Draft:
    """A draft whose one quote states some numbers of cases."""
    passage = _BUNDLE.passages[0]
    report = ReportSummary(
        _BUNDLE.report.report_id, _BUNDLE.report.metadata, (), (make_source(),), 14, 1, 0
    )
    quote = Sentence(report, passage, Span(0, len(text)), text, 0, 0)
    figures = tuple(
        Figure("行政复议案件受理", number, "件", "", text, float(number)) for number in numbers
    )
    return Draft((Finding(quote, figures),))
