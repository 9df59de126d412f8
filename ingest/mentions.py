"""Which indicators a report speaks of, figure or not: what tells "mentioned" from "silent"."""

from __future__ import annotations

from ingest.lexicon.indicators import Indicators
from ingest.sentences import sentence_spans
from vectorstore.records import Mention, Report


def find_mentions(report: Report) -> list[Mention]:
    """The first sentence that speaks of each indicator of the lexicon, in the text's order.

    Umbrellas (行政复议案件数) are left out: their members stand for them.
    """
    lexicon = Indicators.load()
    found: dict[str, Mention] = {}
    for span in sentence_spans(report.text):
        for indicator in lexicon.mentioned_in(report.text[span.start : span.end]):
            if indicator.name not in found:
                found[indicator.name] = Mention(
                    report.report_id, indicator.name, span.start, span.end
                )
    return list(found.values())
