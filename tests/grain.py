"""Fictional bulletins that state a harvest in several ways: levels, growth, targets, sums of years."""

from __future__ import annotations

from ingest.documents import RawSource
from ingest.pipeline import Ingestor
from tests.contracts.bundles import NOON
from tests.faces import wide
from vectorstore.embedding import load_embedder
from vectorstore.store import Store

GRAIN = "粮食总产量"
_FILLER = "各部门按照要求开展工作,推动制度落实,完善工作机制,加强协调配合。" * 6
_REPORTS = {
    ("云溪县", 2024): "全年粮食总产量7.2亿斤,比上年增长2.1%。",
    ("云溪县", 2025): "全年粮食总产量7.4亿斤,比上年增长2.8%。2021年至2025年累计粮食总产量35亿斤。"
    "2026年,粮食总产量目标7.5亿斤。",
    ("临澜区", 2025): "全年粮食总产量13.1万吨,比上年增长4.0%。",
    ("望枫县", 2025): "全年粮食总产量28.9万吨,同比下降0.6%。“十四五”时期累计粮食总产量140万吨。",
    ("石漫区", 2025): "粮食总产量比上年增长3.3%。",
    ("青岚市", 2025): "举办茶艺比赛12场。",
}


def ingest_harvests(store: Store) -> None:
    """Puts the bulletins into a store."""
    sources = [
        RawSource(f"/{name}", name, name, _text(region, year, said).encode(), "", NOON)
        for (region, year), said in _REPORTS.items()
        for name in [f"{region}{year}.txt"]
    ]
    Ingestor(store, load_embedder(), workers=0).ingest_sources(sources)


def _text(region: str, year: int, said: str) -> str:
    return wide(
        f"{region}{year}年国民经济和社会发展统计公报\n(虚构样例)\n一、综合\n{_FILLER}\n{said}\n"
        f"二、农业\n{_FILLER}\n{region}统计局\n{year + 1}年3月20日\n"
    )
