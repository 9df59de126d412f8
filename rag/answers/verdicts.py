"""The conclusion of an answer across reports, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer import Intent
from rag.answers.draft import Draft, Note, Outcome, Reason, Tally, Verdict
from rag.answers.kind_names import kind_name
from rag.answers.place_names import place_name
from rag.execution.kinds import LeftOut

_LONGEST_LIST = 30
_SEVERAL = 2

_NOTES = {
    "zh": {
        Note.UNLIKE_FIGURES: "各报告的口径不同,比较时请看各自的原文。",
        Note.UNLIKE_YEARS: "各报告的年度不同。",
        Note.FIRST_ROWS: "下面只列出其中一部分,问“哪些……”可列出全部。",
        Note.DISAGREEING: "同一地区同一时间,不同报告写的数字不一致,下面都列出。",
        Note.NAMESAKES: "有不止一个地方叫这个名字,下面都列出。",
        Note.PLANNED: "报告没有写明结果,以下是目标或计划。",
        Note.INEXACT: "其中有约数或范围,相差多少只是大概。",
        Note.UNDECIDED: "有的报告只给出范围,不能断定是否符合,没有列入。",
    },
    "en": {
        Note.UNLIKE_FIGURES: "The reports count different things; see each quote before comparing.",
        Note.UNLIKE_YEARS: "The reports are of different years.",
        Note.FIRST_ROWS: "Only some of them are shown here; ask \u201cwhich \u2026\u201d for all.",
        Note.DISAGREEING: "Reports of one place and time state different figures; all are shown.",
        Note.NAMESAKES: "More than one place has this name; all are shown.",
        Note.PLANNED: "No result is stated; these are targets or plans.",
        Note.INEXACT: "Some figures are bounds or rounded, so the difference is approximate.",
        Note.UNDECIDED: "Some reports give only a bound that does not decide; they are left out.",
    },
}
_SUPPOSED = {
    "zh": "若以下列原文为准:{conclusion}",
    "en": "Going by the passages below: {conclusion}",
}
_LEFT_OUT = {
    "zh": "另有{reports}份报告只写明{kind},没有列入。",
    "en": "{reports} more only state {kind} and are left out.",
}
_WIDE = str.maketrans(",:;()", "\uff0c\uff1a\uff1b\uff08\uff09")


def verdict_text(draft: Draft, intent: Intent, language: str, reports: int) -> str:
    """One or two sentences that answer the question, and what the answer covers."""
    verdict = draft.verdict
    if verdict is None:
        return ""
    if draft.is_shown:
        return _supposed(draft, verdict, intent, language)
    lines = [_conclusion(_with_names(verdict, draft, language), intent, language)]
    lines += [_NOTES[language][note] for note in dict.fromkeys(verdict.notes)]
    lines += left_out_lines(verdict.left_out, language)
    if draft.tally is not None and intent in (Intent.LIST, Intent.COUNT):
        lines.append(_coverage(draft.tally, language, reports))
    text = "\n".join(line for line in lines if line)
    return text.translate(_WIDE) if language == "zh" else text


def _supposed(draft: Draft, verdict: Verdict, intent: Intent, language: str) -> str:
    """What would follow from quotes that are only shown; nothing where no answer was likely."""
    if draft.reason is not Reason.NOT_SURE:
        return ""
    if verdict.outcome in (Outcome.SPEAKING, Outcome.ITEMS):
        text = _speaking(_with_names(verdict, draft, language), chinese=language == "zh")
        return text.translate(_WIDE) if language == "zh" else text
    conclusion = _conclusion(_with_names(verdict, draft, language), intent, language)
    text = _SUPPOSED[language].format(conclusion=conclusion) if conclusion else ""
    return text.translate(_WIDE) if language == "zh" else text


def _speaking(verdict: Verdict, *, chinese: bool) -> str:
    """How many reports or items may be what is asked for, with no word on whether they are."""
    names = ("、" if chinese else ", ").join(verdict.places[:_LONGEST_LIST])
    places, reports = len(verdict.places), verdict.count
    if verdict.outcome is Outcome.ITEMS:
        if chinese:
            return f"报告所列各项中,可能符合的有{places}项:{names}。"
        return f"{'1 item' if places == 1 else f'{places} items'} listed may fit: {names}."
    if chinese:
        several = f"({places}个地区)" if places != reports else ""
        return f"可能符合的有{reports}份报告{several}:{names}。"
    several = f" ({places} places)" if places != reports else ""
    return f"{'1 report' if reports == 1 else f'{reports} reports'}{several} may fit: {names}."


def left_out_lines(left_out: Sequence[LeftOut], language: str) -> list[str]:
    """What reports state instead, one line for each kind."""
    return [
        _LEFT_OUT[language].format(
            reports=each.reports, kind=kind_name(each.axis, each.value, language)
        )
        for each in left_out
    ]


def _with_names(verdict: Verdict, draft: Draft, language: str) -> Verdict:
    """The verdict with its places, which may be names of figures, as the language writes them."""
    regions = {finding.quote.report.metadata.region for finding in draft.findings}
    always = verdict.outcome in (Outcome.MATCHES, Outcome.SERIES)
    names = (
        place_name(name, language) if always or name in regions else _dated(name, language)
        for name in verdict.places
    )
    return replace(verdict, places=tuple(names))


def _dated(name: str, language: str) -> str:
    """The name of a figure; a year as the language writes it."""
    return f"{name}年" if language == "zh" and name.isdecimal() else name


def _conclusion(verdict: Verdict, intent: Intent, language: str) -> str:
    chinese = language == "zh"
    if verdict.outcome is Outcome.MATCHES:
        return _matches(verdict, intent, chinese)
    names = verdict.places
    if verdict.outcome is Outcome.STATED:
        return ""
    if verdict.outcome is Outcome.TIED:
        return _tied(names, chinese=chinese, lowest=verdict.lowest_first)
    if verdict.outcome is Outcome.SERIES:
        return f"{'、'.join(names)}历年:" if chinese else f"{', '.join(names)} over the years:"
    if verdict.outcome is Outcome.EQUAL:
        joined = "、".join(names) if chinese else " and ".join(names)
        return f"{joined}一样多。" if chinese else f"{joined} are equal."
    if len(names) > 1:
        sign = "<" if verdict.lowest_first else ">"
        gap = _gap(verdict, chinese=chinese)
        return f" {sign} ".join(names) + (f"{gap}。" if chinese else f"{gap}.")
    return _extreme(verdict, chinese=chinese)


def _gap(verdict: Verdict, *, chinese: bool) -> str:
    """How far figures in order lie apart: two, or the first two and the ends of more."""
    parts = []
    if verdict.spread and verdict.difference:
        parts.append(
            f"前两位相差{verdict.difference}"
            if chinese
            else f"first two {verdict.difference} apart"
        )
        parts.append(f"首尾相差{verdict.spread}" if chinese else f"first and last {verdict.spread}")
    elif verdict.difference:
        parts.append(f"相差{verdict.difference}" if chinese else f"difference {verdict.difference}")
    if verdict.ratio:
        parts.append(
            f"前者是后者的{verdict.ratio}倍" if chinese else f"{verdict.ratio} times the second"
        )
    if not parts:
        return ""
    return "".join(f",{each}" for each in parts) if chinese else f" ({', '.join(parts)})"


def _extreme(verdict: Verdict, *, chinese: bool) -> str:
    """The only one that is highest or lowest, and how far it is from the next."""
    name = "、".join(verdict.places)
    if chinese:
        gap = f",与次位相差{verdict.difference}" if verdict.difference else ""
        return f"{name}{'最低' if verdict.lowest_first else '最高'}{gap}。"
    gap = f" ({verdict.difference} from the next)" if verdict.difference else ""
    return f"{name}: {'lowest' if verdict.lowest_first else 'highest'}{gap}."


def _tied(names: Sequence[str], *, chinese: bool, lowest: bool) -> str:
    if chinese:
        return f"{'、'.join(names)}并列{'最低' if lowest else '最高'}。"
    return f"{', '.join(names)}: level at the {'lowest' if lowest else 'highest'}."


def _matches(verdict: Verdict, intent: Intent, chinese: bool) -> str:
    shown = verdict.places[:_LONGEST_LIST]
    names = ("、" if chinese else ", ").join(shown)
    more = len(verdict.places) - len(shown)
    if more:
        names += f"等{len(verdict.places)}个地区" if chinese else f" and {more} more"
    if intent is Intent.COUNT:
        places = len(verdict.places)
        several = places != verdict.count
        if chinese:
            return f"{verdict.count}份报告{f'({places}个地区)' if several else ''}:{names}。"
        counted = "1 report" if verdict.count == 1 else f"{verdict.count} reports"
        return f"{counted}{f' ({places} places)' if several else ''}: {names}."
    return f"{names}{_how_many(verdict, chinese=chinese)}{'。' if chinese else '.'}"


def _how_many(verdict: Verdict, *, chinese: bool) -> str:
    """How many places there are in a list of several, and how many reports where these are more."""
    places, reports = len(verdict.places), verdict.count
    if places < _SEVERAL:
        return ""
    if chinese:
        return f",共{places}个地区" + (f"、{reports}份报告" if reports > places else "")
    return f" ({places} places" + (f", {reports} reports)" if reports > places else ")")


def _coverage(tally: Tally, language: str, reports: int) -> str:
    reports = reports if tally.reports is None else tally.reports
    silent = max(0, reports - tally.stating - tally.mentioning)
    if language == "zh":
        return (
            f"范围内共{reports}份报告:{tally.matching}份符合,{tally.stating}份写明,"
            f"{tally.mentioning}份只提及,{silent}份未提及。"
        )
    scope = "1 report" if reports == 1 else f"{reports} reports"
    return (
        f"Of {scope} in scope, {tally.matching} match, {tally.stating} state it, "
        f"{tally.mentioning} only mention the subject, {silent} are silent."
    )
