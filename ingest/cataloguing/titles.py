"""Finds a report's own title and reads what it says: whose report, of which year, of what kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.cataloguing.dates import FoundYear, find_years
from ingest.cataloguing.organisations import Body, BodyKind, read_body
from ingest.cataloguing.page_fields import LABELS
from ingest.folding import fold
from ingest.lexicon.places import Places

_HEAD_LINES = 20
_LONGEST = 80
_LONGEST_HEADLINE = 45
_PLAUSIBLE = 2.4
_GENRE = r"报告|总结|综述|汇报|年报|情况|计划|要点|方案|规划|安排|意见|通知|通报|公报|公告|公示|办法|述评|函|请示"
_ENDS_TITLE = re.compile(rf"(?:{_GENRE})\s*(?:\([^()]{{1,20}}\))?$")
_SUBJECT = re.compile(r"法治|依法|政务公开|政府信息|工作|建设|执法|普法|行政")
_FURNITURE = re.compile(
    r"返回|打印|字号|字体|首页|当前位置|您的位置|点击|浏览|分享|下载|收藏|关闭|上一篇|下一篇|扫一扫|索引号|"
    r"https?:|主动公开|依申请公开|责任编辑|^作者|^来源|^编辑|^发布|[|>»]"
)
_LABEL = re.compile(rf"^[\[【(]?(?:{LABELS})[ \])】]*:")
_NUMBERED = re.compile(
    r"^(?:附?表 ?[一二三四五六七八九十\d]|图 ?\d|[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、])"
)
_SENTENCE = re.compile(r"[。;!?,]")
_CONTINUED = re.compile(
    r"^(?:关于|法治|依法|推进|贯彻|年度|工作|的报告|情况|\d{4}年|\((?:\d{4}|[二一][〇零○]|试行|摘要|全文))"
)
_IN_ONE_LINE = re.compile(rf"^\s*([^。;,:\n]{{4,60}}?(?:{_GENRE})(?:\([^()]{{1,20}}\))?)(?=\s|$)")
_SITE_PARTS = re.compile(
    r"\s*[_|»>]+\s*|\s+[-–—]+\s+|\s*[-–—]+\s*(?=[^-–—]*(?:政府|网|平台|门户)\S*$)"
)
_PLAN = re.compile(r"(?:计划|要点|方案|规划|安排|责任分工|任务分解|实施意见)[^报总]{0,12}$")
_REPORT = re.compile(r"报告|总结|汇报|年报|情况")
_ANNUAL = re.compile(r"年度.*(?:报告|年报|总结)|年报|(?:法治政府建设|依法行政).*(?:报告|总结)")
_ON_A_REPORT = re.compile(r"(?:审议意见|决议|决定|解读|批复|评议|答复)$")
_FORWARD = re.compile(r"计划|打算|思路|安排|设想|展望|要点|目标")


@dataclass(frozen=True, slots=True)
class Title:
    """A report's title.

    Attributes:
        text: The words, on one line.
        start: Where it begins in the report's text; None where only the page declares it.
        end: Where it ends.
        rest: What else the page's own title holds (the site's name); empty otherwise.
    """

    text: str
    start: int | None = None
    end: int | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title says; its positions count in the title.

    Attributes:
        bodies: Public bodies and places, in order; the last one is whom the report is about.
        year: The year that it reports on (the last of a range); None where it names none.
        doc_type: ``annual_report``, ``work_report``, ``plan`` or ``other``.
    """

    bodies: tuple[Body, ...]
    year: FoundYear | None
    doc_type: str


def find_title(folded: str) -> Title | None:
    """The title in the head of a report's text (folded); None where no line looks like one."""
    best: Title | None = None
    best_score = _PLAUSIBLE
    for title in _candidates(folded):
        score = _score(title.text)
        if score > best_score:
            best, best_score = title, score
    return best


def headline(folded: str, declared: str = "") -> Title | None:
    """The headline of a news article: the declared one where the text has it, else its first line.

    A line before a subtitle (``——…``) is one too.
    """
    lines = [(folded[start:end], start, end) for start, end in _lines(folded)]
    wanted = fold(declared)
    for index, (line, start, end) in enumerate(lines):
        if not _may_be_title(line) or len(line) > _LONGEST_HEADLINE:
            continue
        following = lines[index + 1][0] if index + 1 < len(lines) else ""
        if index == 0 or (wanted and line in wanted) or following.startswith("—"):
            return Title(line, start, end)
    return None


def page_title(declared: str) -> Title | None:
    """The title in what a page declares as its title, apart from the names of site and column."""
    parts = [part.strip() for part in _SITE_PARTS.split(fold(declared)) if part and part.strip()]
    if not parts:
        return None
    best = max(parts, key=lambda part: (_score(part), len(part)))
    return Title(best, rest=" ".join(part for part in parts if part != best))


def read_title(title: str, places: Places) -> TitleReading:
    """Reads a title (folded)."""
    doc_type = _doc_type(title)
    return TitleReading(tuple(_bodies(title, places)), _year(title, doc_type), doc_type)


def _candidates(folded: str) -> Iterator[Title]:
    lines = list(_lines(folded))
    for index, (start, end) in enumerate(lines):
        line = folded[start:end]
        if len(line) > _LONGEST:
            match = _IN_ONE_LINE.match(line)
            if match is not None:
                yield Title(match[1], start + match.start(1), start + match.end(1))
            return
        if _may_be_title(line):
            yield Title(line, start, end)
        for last in range(index + 1, min(index + 3, len(lines))):
            joined = _join(folded, lines[index : last + 1])
            if joined is not None:
                yield joined


def _lines(folded: str) -> Iterator[tuple[int, int]]:
    """Spans of the first lines that hold something, without white space around them."""
    start = seen = 0
    while start < len(folded) and seen < _HEAD_LINES:
        stop = folded.find("\n", start)
        stop = len(folded) if stop < 0 else stop
        line = folded[start:stop]
        if line.strip():
            seen += 1
            yield start + len(line) - len(line.lstrip()), start + len(line.rstrip())
        start = stop + 1


def _may_be_title(line: str) -> bool:
    return (
        4 <= len(line) <= _LONGEST
        and line[0] not in "—-"
        and not line.startswith("现将")
        and not _SENTENCE.search(line)
        and not line.endswith(":")
        and not (_FURNITURE.search(line) or _LABEL.match(line) or _NUMBERED.match(line))
    )


def _join(folded: str, spans: list[tuple[int, int]]) -> Title | None:
    """Two or three lines that make one title (``云溪县人民政府`` / ``关于2023年…的报告``)."""
    pieces = [folded[start:end] for start, end in spans]
    text = "".join(pieces)
    if not all(len(piece) <= 45 and _may_be_title(piece + "题题") for piece in pieces):
        return None
    if not all(_CONTINUED.match(piece) for piece in pieces[1:]) or len(text) > _LONGEST:
        return None
    return Title(text, spans[0][0], spans[-1][1])


def _score(text: str) -> float:
    if _FURNITURE.search(text) or len(text) < 4:
        return 0.0
    score = 2.0 if _ENDS_TITLE.search(text) else 0.0
    score += 1.0 if _SUBJECT.search(text) else 0.0
    score += 0.5 if re.search(r"法治政府|依法行政", text) else 0.0
    score += (
        1.0 if re.search(r"\d{4}\s?年?|[二一][〇零○][〇零○一二三四五六七八九]{2}年", text) else 0.0
    )
    score += (
        0.5
        if re.match(r"[\u4e00-\u9fff]{2,12}?(?:省|市|县|区|州|盟|旗|镇|乡|局|委|政府|街道)", text)
        else 0.0
    )
    return score


def _bodies(title: str, places: Places) -> Iterator[Body]:
    starts = [0]
    starts += [
        m.end()
        for m in re.finditer(
            r"关于(?:印发|报送|上报|公布|公开)?《?|年度?|[《\s(]|上半年|[—-]+", title
        )
    ]
    after = 0
    for start in sorted(set(starts)):
        if start < after:
            continue
        body = read_body(title, start, places)
        if body is not None and (body.units or body.kind is not BodyKind.PLACE):
            after = body.end
            yield body


def _year(title: str, doc_type: str) -> FoundYear | None:
    years = [year for year in find_years(title) if not (year.is_range and _is_quoted(title, year))]
    if doc_type == "plan":
        years = [year for year in years if not year.is_range]
    for index, year in enumerate(years):
        stop = years[index + 1].start if index + 1 < len(years) else len(title)
        if doc_type == "plan" or not _FORWARD.search(title[year.end : stop]):
            return year
    bare = re.search(r"(?<!\d)(20\d\d)(?=[\u4e00-\u9fff])(?!年)", title)
    if not years and bare is not None:
        return FoundYear(bare.start(), bare.end(), int(bare[1]), int(bare[1]), since=False)
    return None


def _is_quoted(title: str, year: FoundYear) -> bool:
    return "《" in title[: year.start] and "》" in title[year.end :]


def _doc_type(title: str) -> str:
    if _PLAN.search(title) and not re.search(r"报告|总结|汇报|情况", title):
        return "plan"
    if not _REPORT.search(title) or _ON_A_REPORT.search(title):
        return "other"
    if re.search(r"年度报告|年报", title):
        return "annual_report"
    years = [year for year in find_years(title) if not year.is_range]
    is_annual = years and _ANNUAL.search(title) and not re.search(r"上半年|季度|\d月", title)
    return "annual_report" if is_annual else "work_report"
