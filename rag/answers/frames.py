"""The words around the quotes, in the question's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from ingest.measures import Side, side_of
from rag.answers.draft import Draft, Figure, Finding, Reason
from rag.answers.kind_names import kind_names
from rag.answers.place_names import place_name, place_names
from rag.quotes import CitationBook
from vectorstore.records import Metadata, PartKind

_COLON = "\uff1a"
_COMMA = "\uff0c"

_REASONS = {
    "zh": {
        Reason.EMPTY_COLLECTION: "资料库里还没有报告，请先导入。",
        Reason.NO_QUESTION: "请问一个关于这些报告的问题，例如某地的一项数字，或者哪些地方做了某件事。",
        Reason.PLACE_NOT_HELD: "资料库里没有{subject}的报告。",
        Reason.ONLY_PARTS_HELD: "资料库里没有{subject}本级的报告，只有其下辖地区的报告。",
        Reason.YEAR_NOT_HELD: "在范围内的{reports}份报告里，没有找到{subject}年的相关内容。",
        Reason.NO_FIGURE: "在范围内的{reports}份报告里，没有找到所问的数字。",
        Reason.NO_FIGURE_FOR: "{subject}的报告没有给出这一数字，无法比较。",
        Reason.NO_MATCH: "在范围内的{reports}份报告里，没有符合条件的。",
        Reason.UNLIKE_UNITS: "单位不同（{subject}），无法直接比较。",
        Reason.OTHER_KIND: "在范围内的{reports}份报告里，只写明了{subject}，没有所问的数字。",
        Reason.NOT_SURE: "不能确定答案，下面是最可能说明它的原文。",
        Reason.UNCLEAR_CONDITION: "没有理解这个条件：{subject}。",
        Reason.MENTIONED_ONLY: "在范围内的{reports}份报告里，提到了{subject}，但没有给出数字。",
        Reason.NOT_MENTIONED: "在范围内的{reports}份报告里，没有找到相关内容。",
    },
    "en": {
        Reason.EMPTY_COLLECTION: "The collection holds no reports yet; add some first.",
        Reason.NO_QUESTION: "Ask something about these reports: a place's figure, or which places did something.",
        Reason.PLACE_NOT_HELD: "The collection holds no report of {subject}.",
        Reason.ONLY_PARTS_HELD: "The collection holds no report of {subject} itself, only of places in it.",
        Reason.YEAR_NOT_HELD: "Nothing on this for {subject} was found in the {reports} reports in scope.",
        Reason.NO_FIGURE: "This figure was not found in the {reports} reports in scope.",
        Reason.NO_FIGURE_FOR: "The report of {subject} does not state this figure.",
        Reason.NO_MATCH: "None of the {reports} reports in scope was found to satisfy this.",
        Reason.UNLIKE_UNITS: "The units differ ({subject}); these cannot be compared as they are.",
        Reason.OTHER_KIND: "The {reports} reports in scope state only {subject}, not the figure asked for.",
        Reason.NOT_SURE: "No answer is sure; these are the likeliest passages.",
        Reason.UNCLEAR_CONDITION: "This condition was not understood: {subject}.",
        Reason.MENTIONED_ONLY: "The reports in scope speak of this ({subject}), but give no figure.",
        Reason.NOT_MENTIONED: "Nothing on this was found in the {reports} reports in scope.",
    },
}
_OF_ONE_REPORT = {
    Reason.YEAR_NOT_HELD: "Nothing on this for {subject} was found in the only report in scope.",
    Reason.NO_FIGURE: "This figure was not found in the only report in scope.",
    Reason.OTHER_KIND: "The only report in scope states only {subject}, not the figure asked for.",
    Reason.NO_MATCH: "The only report in scope was not found to satisfy this.",
    Reason.NOT_MENTIONED: "Nothing on this was found in the only report in scope.",
}
_OF_PLACES = (
    Reason.PLACE_NOT_HELD,
    Reason.ONLY_PARTS_HELD,
    Reason.NO_FIGURE_FOR,
)
_LONGEST_TEXT = 200
"""Findings that the readable text quotes at most; nobody reads thousands, and the rows hold all."""

_REST = {
    "zh": "其余{count}条见结果表。",
    "en": "The other {count} are in the table of results.",
}
_WITHOUT_REPORT = {
    "zh": "资料库里没有{places}自己的报告，以下出自提到它的报告。",
    "en": "The collection holds no report of {places} itself; other reports say this of it.",
}
_TOTAL = {"zh": "合计" + _COLON + "{total}", "en": "In total: {total}"}
_MEAN = {"zh": "平均" + _COLON + "{mean}", "en": "Mean: {mean}"}
_UNANSWERED = {
    "zh": "问题的这一部分没有找到" + _COLON + "{parts}",
    "en": "Nothing was found on this part of the question: {parts}",
}
_NOT_UNDERSTOOD = {
    "zh": "问题里的这些词没有用到" + _COLON + "{words}",
    "en": "These words of the question were not used: {words}",
}
_PLANNED = {"zh": "（计划）", "en": " (planned)"}
_TIMED = {"zh": "（{times}）", "en": " ({times})"}
_BESIDE = {"zh": "相关段落另见{marks}。", "en": "See also {marks}."}
_NEAREST = {"zh": "最接近的原文" + _COLON, "en": "The nearest passages:"}
_SHOWN = {
    "zh": "与此最相关的段落" + _COLON,
    "en": "The passages that speak of it most:",
}


def reason_text(draft: Draft, language: str, reports: int) -> str:
    """Why a question is not answered, as a sentence; empty where it is."""
    if draft.reason is None:
        return ""
    if draft.tally is not None and draft.tally.reports is not None:
        reports = draft.tally.reports
    template = _REASONS[language][draft.reason]
    if reports == 1 and language == "en":
        template = _OF_ONE_REPORT.get(draft.reason, template)
    is_of_places = draft.reason in _OF_PLACES
    subject = place_names(draft.subject, language) if is_of_places else draft.subject
    if draft.reason is Reason.OTHER_KIND:
        subject = kind_names(subject, language)
    text = template.format(subject=subject, reports=reports)
    return text.replace("，", _COMMA)


def answer_text(
    draft: Draft,
    language: str,
    reason: str,
    book: CitationBook,
    verdict: str = "",
    not_understood: Sequence[str] = (),
) -> str:
    """Readable text with ``[n]`` marks; cites every finding in the book.

    Values come first, then the sentence that states them; of very many findings the first ones.
    """
    blocks = [opening for opening in (reason, verdict) if opening]
    blocks += _aggregated(draft, language) if not reason or draft.is_shown else []
    if draft.without_report and not reason:
        names = place_names("、".join(draft.without_report), language)
        blocks.append(_WITHOUT_REPORT[language].format(places=names))
    if reason and draft.findings:
        heading = _SHOWN if draft.is_shown else _NEAREST
        blocks += [heading[language]] if draft.reason is not Reason.NOT_SURE else []
    last_report = ""
    quoted = draft.findings[: len(draft.findings) - draft.beside]
    for finding in quoted[:_LONGEST_TEXT]:
        number = book.cite(finding.quote)
        quote = f"「{finding.quote.text}」[{number}]"
        lead = _lead(finding, language, number)
        report = finding.quote.report.report_id
        if report == last_report and not finding.figures:
            blocks[-1] += "\n" + quote
        else:
            blocks.append(f"{lead}\n{quote}")
        last_report = report
    for finding in quoted[_LONGEST_TEXT:]:
        book.cite(finding.quote)
    beside = [f"[{book.cite(each.quote)}]" for each in draft.findings[len(quoted) :]]
    if beside:
        blocks.append(_BESIDE[language].format(marks="".join(beside)))
    if draft.unanswered and not reason:
        parts = "、".join(part.strip() for part in draft.unanswered)
        blocks.append(_UNANSWERED[language].format(parts=parts))
    if not_understood and not reason:
        words = ("、" if language == "zh" else ", ").join(not_understood)
        blocks.append(_NOT_UNDERSTOOD[language].format(words=words))
    rest = len(quoted) - _LONGEST_TEXT
    if rest > 0:
        blocks.append(_REST[language].format(count=rest))
    return "\n\n".join(blocks)


def _aggregated(draft: Draft, language: str) -> list[str]:
    """What the figures come to."""
    if draft.is_shown and draft.reason is not Reason.NOT_SURE:
        return []
    total = _TOTAL[language].format(total=draft.total) if draft.total else ""
    mean = _MEAN[language].format(mean=draft.mean) if draft.mean else ""
    return [each for each in (total, mean) if each]


def place_and_year(metadata: Metadata, language: str) -> str:
    """``云溪县2019年`` or ``Yunxi (云溪县), 2019`` as a heading for what a report says."""
    unknown = "未知地区" if language == "zh" else "unknown place"
    place = place_name(metadata.region, language) if metadata.region else metadata.title or unknown
    if metadata.report_year is None:
        return place + metadata.department
    year = f"{metadata.report_year}年" if language == "zh" else f", {metadata.report_year}"
    return f"{place}{metadata.department}{year}"


class Written(Protocol):
    """A figure in the parts in which its quote writes it."""

    @property
    def value(self) -> str:
        """The number."""
        ...

    @property
    def unit(self) -> str:
        """Its unit."""
        ...

    @property
    def qualifier(self) -> str:
        """Its qualifiers, ``…`` between those before and those behind the number."""
        ...


def written(figure: Written) -> str:
    """A figure as its quote writes it, each qualifier on the side where it is read (``约60余户``)."""
    at = dict.fromkeys(Side, "")
    for qualifier in filter(None, figure.qualifier.split("…")):
        at[side_of(qualifier)] += qualifier
    number = f"{at[Side.BEFORE_NUMBER]}{figure.value}{at[Side.BETWEEN]}"
    return f"{number}{figure.unit}{at[Side.AFTER_UNIT]}"


def _lead(finding: Finding, language: str, number: int) -> str:
    metadata = finding.quote.report.metadata
    years = {each.period for each in finding.figures}
    if len(years) == 1 and (year := years.pop()).isdecimal():  # of another year than the report's
        metadata = replace(metadata, report_year=int(year))
    head = place_and_year(metadata, language)
    if _is_planned(finding):
        head += _PLANNED[language]
    times = tuple(dict.fromkeys(each.time for each in finding.figures if each.time))
    if times:
        head += _TIMED[language].format(times="、".join(times))
    colon = _COLON if language == "zh" else ": "
    if not finding.figures:
        return head + colon.rstrip()
    return head + colon + _figures(finding.figures, language) + f"[{number}]"


def _is_planned(finding: Finding) -> bool:
    """Whether a finding's figures are targets or plans."""
    facts = [each.fact for each in finding.figures if each.fact is not None]
    if any(not fact.status.is_result for fact in facts):
        return True
    return finding.quote.passage.kind is PartKind.PLAN and bool(finding.figures)


def _figures(figures: Sequence[Figure], language: str) -> str:
    shown = []
    for figure in figures:
        value = written(figure)
        shown.append(f"{figure.indicator} {value}" if figure.indicator else value)
    return ("、" if language == "zh" else "; ").join(shown)
