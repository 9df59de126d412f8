"""Questions about how reports are built: which of them give a part a chapter of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from ingest.sentences import sentence_spans
from rag.answers.draft import Finding
from rag.held import report_if_held
from rag.quotes import Sentence
from vectorstore.queries import Filter
from vectorstore.records import PartKind, Passage, Report, Section, Span
from vectorstore.store import Store

_ALONE = "(?:单独|专门|独立|单列|另设|专设|专列)"
_CHAPTER = re.compile(
    rf"{_ALONE}.{{0,8}}(?:一?章|章节|部分|标题|一节|段落|列出|写)"
    r"|(?:separate|own|dedicated).{0,20}(?:chapter|section|heading|part)"
    r"|(?:chapter|section|heading|part)s? of (?:its|their) own",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    rf"(?:没有?|未|不)[^,。?]{{0,3}}{_ALONE}"
    r"|\b(?:without|no|not|lacks?|lacking|missing|\w+n['\u2019]t)\b.{0,40}(?:separate|own|dedicated)\b",
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


def wants_those_without(question: str) -> bool:
    """Whether it asks for the reports that give the part no chapter of its own."""
    return _WITHOUT.search(question) is not None


def headed_parts(store: Store, kind: PartKind, where: Filter) -> list[Finding]:
    """The headings of first-level sections of a kind, one of each report in scope."""

    def quote(whole: Report) -> Span | None:
        section = next((each for each in whole.outline if each.kind is kind and each.heading), None)
        return None if section is None else _heading(whole.text, section)

    return _quoted(store, kind, where, quote)


def parts_of(store: Store, kind: PartKind, where: Filter) -> list[Finding]:
    """The first sentence of the first part of a kind, headed or not, of each report in scope."""

    def quote(whole: Report) -> Span | None:
        section = next((each for each in _all(whole.outline) if each.kind is kind), None)
        if section is None:
            return None
        sentences = sentence_spans(whole.text, section.body_start, section.end)
        return next(iter(sentences), None) or _heading(whole.text, section)

    return _quoted(store, kind, where, quote)


def _quoted(
    store: Store, kind: PartKind, where: Filter, quote_of: Callable[[Report], Span | None]
) -> list[Finding]:
    found = []
    for report in store.reports(where, limit=_ALL)[1]:
        whole = report_if_held(store, report.report_id)
        quote = None if whole is None else quote_of(whole)
        if whole is None or quote is None:
            continue
        passage = Passage(
            f"{report.report_id}-{quote.start}",
            report.report_id,
            0,
            whole.text[quote.start : quote.end],
            quote.start,
            quote.end,
            (),
            kind,
        )
        found.append(Finding(Sentence(report, passage, quote, passage.text, 0, 0)))
    return found


def _all(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.children)


def _heading(text: str, section: Section) -> Span:
    """The heading's own words, or the section's first sentence where they cannot be told apart."""
    end = section.start + len(section.heading)
    if text[section.start : end] == section.heading:
        return Span(section.start, end)
    return sentence_spans(text, section.start, section.end)[0]
