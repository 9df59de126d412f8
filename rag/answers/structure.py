"""Questions about how reports are built: which of them give a part a chapter of its own."""

from __future__ import annotations

import re

from ingest.sentences import sentence_spans
from rag.answers.draft import Finding
from rag.quotes import Sentence
from vectorstore.records import Filter, PartKind, Passage, Section, Span
from vectorstore.store import Store

_CHAPTER = re.compile(
    r"(?:单独|专门|独立|单列|另设|专设|专列).{0,8}(?:一?章|章节|部分|标题|一节|段落|列出|写)"
    r"|(?:separate|own|dedicated).{0,20}(?:chapter|section|heading|part)",
    re.IGNORECASE,
)
_PARTS = (
    (
        PartKind.PROBLEM,
        re.compile(r"问题|不足|短板|困难|problem|weakness|shortcoming", re.IGNORECASE),
    ),
    (PartKind.PLAN, re.compile(r"计划|打算|下一步|思路|安排|plan|next step", re.IGNORECASE)),
)
_ALL = 10_000_000


def wanted_part(question: str) -> PartKind | None:
    """The part that is to have a chapter of its own; None for other questions."""
    if not _CHAPTER.search(question):
        return None
    return next((kind for kind, words in _PARTS if words.search(question)), None)


def headed_parts(store: Store, kind: PartKind, where: Filter) -> list[Finding]:
    """The headings of first-level sections of a kind, one of each report in scope."""
    found = []
    for report in store.reports(where, limit=_ALL)[1]:
        whole = store.report(report.report_id)
        section = next((each for each in whole.outline if each.kind is kind and each.heading), None)
        if section is None:
            continue
        quote = _heading(whole.text, section)
        passage = Passage(
            f"{report.report_id}-{section.start}",
            report.report_id,
            0,
            whole.text[quote.start : quote.end],
            quote.start,
            quote.end,
            (section.heading,),
            kind,
        )
        found.append(Finding(Sentence(report, passage, quote, passage.text, 0, 0)))
    return found


def _heading(text: str, section: Section) -> Span:
    """The heading's own words, or the section's first sentence where they cannot be told apart."""
    end = section.start + len(section.heading)
    if text[section.start : end] == section.heading:
        return Span(section.start, end)
    return sentence_spans(text, section.start, section.end)[0]
