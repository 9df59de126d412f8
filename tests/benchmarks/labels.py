"""A small fictional document with labelled figures, as its author hands it in."""

from __future__ import annotations

import json
from pathlib import Path

TEXT = """云浦市2025年国民经济和社会发展统计公报
一、综合
全年粮食产量12.5亿斤，比上年增长3.0%。到2026年力争达到13亿斤。
表1 主要农产品
产品 | 产量（万吨） | 比上年增长（%）
稻谷 | 41.2 | -1.5
"""

HEAD = {
    "title": "云浦市2025年国民经济和社会发展统计公报",
    "genre": "stat_bulletin",
    "place": "云浦市",
    "level": "prefecture",
    "report_year": 2025,
    "published": "2026-03-20",
}

LABELS: list[dict[str, object]] = [
    {"f": "12.5亿斤", "thing": "粮食产量"},
    {"f": "3.0%", "thing": "粮食产量", "measure": "change", "dir": "up", "base": "上年"},
    {"f": "13亿斤", "thing": "粮食产量", "period": "2026", "status": "target"},
    {"f": "41.2", "u": "万吨", "thing": "稻谷产量"},
    {
        "f": "-1.5",
        "u": "%",
        "thing": "稻谷产量",
        "measure": "change",
        "dir": "down",
        "base": "上年",
    },
]


def lines(*rows: object) -> str:
    """JSON Lines of the rows."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_document(
    folder: Path, labels: list[dict[str, object]] | None = None, name: str = "01"
) -> Path:
    """Writes the document and its labels into an author's folder, and gives the labels' path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    path = folder / f"{name}.jsonl"
    path.write_text(lines(HEAD, *(LABELS if labels is None else labels)), encoding="utf-8")
    return path
