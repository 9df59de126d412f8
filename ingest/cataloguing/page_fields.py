"""Labelled values of a page under one name each, wherever they stood.

They come from the furniture that cleaning removed, from what the page declares (HTML ``<meta>``), and
from labelled lines that are still in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.cataloguing.dates import FoundDate, find_dates
from ingest.documents import Cleaned, Document
from ingest.folding import fold

_NAMES = {
    "issuer": "发布机构 发布单位 发布部门 发布机关 发文机关 发文单位 发文机构 制发机关 公开机构 公开责任部门 公开主体 "
    "制定机关 责任部门 publisher",
    "source": "来源 信息来源 文章来源 稿件来源 新闻来源 稿源 出处 contentsource source",
    "site": "sitename og:site_name 网站名称 sitedomainname",
    "published": "发文日期 发布日期 发布时间 公开日期 公开时间 发表时间 印发日期 公布日期 pubdate publishdate "
    "firstpublishedtime article:published_time date dc.date",
    "dated": "成文日期 成文时间 生成日期 生成时间 日期 时间",
    "index": "索引号 索引码 信息索引号 信息索引",
    "title": "标题 信息名称 文件名称 名称 articletitle og:title",
}
_BY_LABEL = {label: name for name, labels in _NAMES.items() for label in labels.split()}
_CHINESE = sorted((label for label in _BY_LABEL if label >= "\u4e00"), key=len, reverse=True)
LABELS = "|".join(_CHINESE)
"""Chinese labels as alternatives of a pattern, longest first."""

_IN_TEXT = re.compile(
    rf"(?:^|[\s|\[【(])(?P<label>{LABELS})[ ]*[\]】)]?[ ]*(?::|\|)[ |]*"
    r"(?P<value>[^\n|]{1,60}?)(?=[ ]*(?:\||\n|$)|[ ]{2,}|[ ]+[\u4e00-\u9fff]{2,8}[ ]*:)"
)
_HEAD = 1200
_EMPTY = frozenset(
    (
        "",
        "无",
        "-",
        "--",
        "null",
        "暂无",
        "本站",
        "本网",
        "本站原创",
        "原创",
        "未知",
        "网络",
        "互联网",
    )
)


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One labelled value.

    Attributes:
        label: The label as written.
        value: The value (folded, stripped).
        start: Its span in the report's text; None where it was not in it.
        end: See ``start``.
    """

    label: str
    value: str
    start: int | None = None
    end: int | None = None


PageFields = dict[str, list[FieldValue]]
"""Values by ``issuer``, ``source``, ``site``, ``published``, ``dated``, ``index`` and ``title``;
the most trustworthy first."""


def gather_fields(cleaned: Cleaned, document: Document, folded: str) -> PageFields:
    """Collects the labelled values of a page.

    Args:
        cleaned: The cleaned text with the fields that cleaning found.
        document: The document with what its page declares.
        folded: The cleaned text, folded.
    """
    fields: PageFields = {}
    for field in cleaned.fields:
        _add(fields, FieldValue(field.label, fold(field.value).strip()))
    for match in _IN_TEXT.finditer(folded[:_HEAD]):
        value = match["value"].strip(" []【】()")
        start = match.start("value") + match["value"].find(value)
        _add(fields, FieldValue(match["label"], value, start, start + len(value)))
    for label, value in document.page_fields.items():
        _add(fields, FieldValue(label, fold(value).strip()))
    return fields


def first_date(fields: PageFields, name: str) -> tuple[FieldValue, FoundDate] | None:
    """The first value under a name that holds a full date."""
    for field in fields.get(name, []):
        value = re.sub(r"T\d.*$", "", field.value)
        for date in find_dates(value):
            if date.has_day:
                return field, date
    return None


def _add(fields: PageFields, field: FieldValue) -> None:
    name = _BY_LABEL.get(field.label.replace(" ", "").lower())
    if name == "source":
        field = _without_date(fields, field)
    if name is not None and field.value.lower() not in _EMPTY:
        fields.setdefault(name, []).append(field)


def _without_date(fields: PageFields, field: FieldValue) -> FieldValue:
    """A source apart from the date that some pages print behind it, which is kept too."""
    date = next(find_dates(field.value), None)
    if date is None or date.start == 0:
        return field
    value = field.value[: date.start].rstrip(" (:|")
    start = field.start
    if date.has_day:
        shown = field.value[date.start : date.end]
        span = (None, None) if start is None else (start + date.start, start + date.end)
        fields.setdefault("published", []).append(FieldValue(field.label, shown, *span))
    end = None if start is None else start + len(value)
    return FieldValue(field.label, value, start, end)
