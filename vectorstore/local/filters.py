"""Filters and lists as SQL conditions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.errors import QueryError
from vectorstore.queries import Filter, Listing, PlaceLevel, ReportOrder
from vectorstore.tokens import normalize

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression and the values of its placeholders."""

    sql: str
    values: tuple[object, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        return Condition(f"({self.sql}) AND ({other.sql})", self.values + other.values)


ALWAYS = Condition("TRUE")
"""Restricts nothing."""


def report_condition(where: Filter) -> Condition:
    """Which rows of ``reports`` (or ``r``, an alias of it in the query) pass a filter.

    A name of a place stands for the place itself and for all that lie in it; empty names match
    nothing, although places without a prefecture have an empty one.
    """
    found = ALWAYS
    if where.regions:
        names = json.dumps([name for name in where.regions if name])
        each = "SELECT number FROM reports WHERE {} IN (SELECT value FROM json_each(?))"
        columns = ("region", "prefecture", "province")
        union = " UNION ".join(each.format(column) for column in columns)
        found &= Condition(f"r.number IN ({union})", (names,) * len(columns))
    if where.years:
        found &= _among("r.report_year", where.years)
    if where.report_ids:
        found &= _among("r.report_id", where.report_ids)
    return found


def listing_condition(listing: Listing) -> Condition:
    """Which rows of ``reports r`` a list shows."""
    found = ALWAYS
    words = normalize(listing.text).split()
    if words:
        found &= Condition(
            f"NOT EXISTS (SELECT 1 FROM json_each(?) AS word WHERE instr({_SEARCHED}, word.value) = 0)",
            (json.dumps(words),),
        )
    if listing.doc_types:
        found &= _among("r.doc_type", listing.doc_types)
    if listing.doubtful is not None:
        found &= Condition(f"r.warnings {'!=' if listing.doubtful else '='} '[]'")
    if "region" in listing.unknown:
        found &= Condition("r.region = ''")
    if "year" in listing.unknown:
        found &= Condition("r.report_year IS NULL")
    return found


def listing_order(listing: Listing) -> str:
    """The terms of ``ORDER BY`` for a list of ``reports r``."""
    direction = "DESC" if listing.descending else "ASC"
    if listing.order is ReportOrder.PLACE:
        # Reports of an unknown place come last either way: nobody looks for them among the others.
        ranked = ", ".join(f"{each} {direction}" for each in _PLACE_ORDER)
        return f"r.region = '', {ranked}, r.report_year, r.report_id"
    return f"{_ORDERS[listing.order]} {direction}, r.region, r.report_year, r.report_id"


def place_name(level: PlaceLevel) -> str:
    """An SQL expression for the name of a report's place; its next lower one where it has none."""
    columns = ("province", "prefecture", "region")
    names = [f"nullif(r.{each}, '')" for each in columns[columns.index(level.value) :]]
    return f"coalesce({', '.join(names)}, '')"


_SEARCHED = (
    "normalize(r.title || char(10) || r.province || char(10) || r.prefecture || char(10) || "
    "r.region || char(10) || r.issuer || char(10) || r.department || char(10) || coalesce("
    "(SELECT group_concat(s.given, char(10)) FROM sources s WHERE s.report = r.number), ''))"
)

_PROVINCES = (
    "北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 "
    "江西省 山东省 河南省 湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区 "
    "陕西省 甘肃省 青海省 宁夏回族自治区 新疆维吾尔自治区 台湾省 香港特别行政区 澳门特别行政区"
)
"""In the order of their codes (GB/T 2260), as tables of them are printed."""

_PLACE_ORDER = (
    f"instr(' {_PROVINCES}', r.province) < 2",  # others last: 0 for one unheard of, 1 for none
    f"instr(' {_PROVINCES}', r.province)",
    "r.province",
    "r.prefecture",
    "r.region",
)

_ORDERS = {
    ReportOrder.REGION: "r.region",
    ReportOrder.YEAR: "r.report_year",
    ReportOrder.TITLE: "r.title",
    ReportOrder.DOC_TYPE: "r.doc_type",
    ReportOrder.PUBLISHED: "r.published",
    ReportOrder.FACTS: "r.facts",
    ReportOrder.ADDED: "r.generation",
}


def page(limit: int, offset: int) -> tuple[int, int]:
    """Checks the bounds of a page.

    Raises:
        QueryError: One of them is negative.
    """
    if limit < 0 or offset < 0:
        raise QueryError(f"limit {limit} and offset {offset} must not be negative")
    return min(limit, _LARGEST), min(offset, _LARGEST)


def _among(column: str, values: Sequence[object]) -> Condition:
    # A JSON array is one placeholder however many values there are.
    return Condition(f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(values),))
