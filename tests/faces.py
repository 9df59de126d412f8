"""A fictional collection, and an engine that answers as a test wishes, for the faces' tests."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.pipeline import Ingestor, IngestSummary
from rag.answer import (
    Answer,
    Citation,
    Coverage,
    Intent,
    Interpretation,
    Item,
    Mode,
    Retrieval,
    RetrievedPassage,
    Status,
)
from rag.memory import Memory
from rag.plan import Plan
from vectorstore.conversations import MemoryConversations
from vectorstore.embedding import Embedder
from vectorstore.errors import QueryError, StoreLockedError
from vectorstore.local import LocalStore
from vectorstore.queries import Filter
from vectorstore.records import PartKind

_WIDE = str.maketrans(
    {",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "(": "\uff08", ")": "\uff09", "?": "\uff1f"}
)


def wide(text: str) -> str:
    """Text with the full-width marks that real reports have."""
    return text.translate(_WIDE)


YUNXI = wide(
    """云溪县2023年法治政府建设年度报告
(虚构样例:地名、机构和数字均为编造)
2023年,云溪县扎实推进法治政府建设,现将有关情况报告如下:
一、主要工作
(一)健全决策机制。全年合法性审查重大决策18件,提出修改意见132条。
(二)化解行政争议。全年收到行政复议申请86件,受理74件,审结70件。行政机关负责人出庭应诉率100%。
二、存在问题
一些部门的执法人员业务能力还不强,执法案卷制作不够规范。
三、下一步打算
持续加强执法培训,每季度开展一次案卷评查。
云溪县人民政府
2024年1月20日
"""
)
LINLAN = wide(
    """临澜区2023年度法治政府建设情况报告
(虚构样例:地名、机构和数字均为编造)
一、总体情况
2023年,临澜区共收到行政复议申请152件,受理131件。行政机关负责人出庭应诉率96%。
二、主要不足
基层法治力量薄弱,专职法制审核人员偏少。
三、下一年工作安排
推动法治力量下沉,为每个街道配备法律顾问。
临澜区人民政府
2024年2月2日
"""
)
HOSTILE = wide(
    """石漫区2022年法治政府建设年度报告
(虚构样例)
一、主要工作
2022年,石漫区<script>window.hacked=1</script>受理行政复议案件12件,<img src=x onerror="window.hacked=2">全部办结。
二、存在问题
公开栏里的占位符{{7*7}}和${7*7}没有清理,[1]处标注不清。
石漫区人民政府
2023年1月15日
"""
)
REPORTS = {
    "云溪县2023年法治政府建设年度报告.txt": YUNXI,
    "临澜区2023年度法治政府建设情况报告.txt": LINLAN,
    "石漫区2022年法治政府建设年度报告.txt": HOSTILE,
}


def write_reports(folder: Path) -> Path:
    """The collection as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def ingest_reports(store: LocalStore, embedder: Embedder, folder: Path) -> IngestSummary:
    """Puts the collection into a store."""
    summary = Ingestor(store, embedder).ingest([str(write_reports(folder))])
    assert not summary.failed, summary.failed
    return summary


class ScriptedEngine:
    """Answers with a quote of the report that the question names; some questions are special.

    ``?refuse`` raises a QueryError, ``?locked`` a StoreLockedError, ``?bug`` a RuntimeError,
    ``?silent`` abstains, and ``?many`` gives five hundred rows.
    """

    def __init__(self, store: LocalStore) -> None:
        self.store = store
        self.conversations: list[str] = []
        self.histories: list[Sequence[str] | None] = []
        self.filters: list[Filter] = []
        self.memory = Memory(MemoryConversations())

    def retrieve(
        self, query: str, *, top_k: int = 10, mode: Mode = Mode.HYBRID, where: Filter = Filter()
    ) -> Retrieval:
        self.filters.append(where)
        _, reports = self.store.reports(where)
        found = [
            RetrievedPassage(passage, report, 1.0 / (n + 1), 2.5, None)
            for n, report in enumerate(reports)
            for passage in self.store.report_passages(report.report_id)[:1]
        ]
        return Retrieval(query, tuple(found[:top_k]), where, 1.5)

    def warm_up(self, stop: threading.Event) -> None:
        return None

    def ask(
        self,
        question: str,
        *,
        conversation_id: str = "",
        where: Filter = Filter(),
        history: Sequence[str] | None = None,
        language: str = "",
        plan: Plan | None = None,
    ) -> Answer:
        self.conversations.append(conversation_id)
        self.histories.append(history)
        self.filters.append(where)
        if "?refuse" in question:
            raise QueryError("the question makes no sense: ask another")
        if "?locked" in question:
            raise StoreLockedError("another process is writing: try again")
        if "?bug" in question:
            raise RuntimeError("a bug")
        citation = self._citation(question)
        silent = "?silent" in question
        if "?many" in question:
            return self._many(question, conversation_id, citation)
        if history is None:
            self.memory.note(conversation_id, question, None)
        return Answer(
            conversation_id=conversation_id or uuid.uuid4().hex,
            question=question,
            status=Status.ABSTAINED if silent else Status.ANSWERED,
            answer="" if silent else f"{citation.region}写明\uff1a“{citation.quote}”[1]\n另见[9]。",
            interpretation=Interpretation(
                Intent.LOOKUP, question, (citation.region,), (2023,), "行政复议", "", ("regions",)
            ),
            items=()
            if silent
            else (
                Item(citation.region, 2023, "行政复议案件受理", "74", "件", "近", "受理74件", (1,)),
            ),
            coverage=Coverage(3, 0 if silent else 1, 0 if silent else 1, 1, 1),
            citations=(citation,),
            reason="各报告都没有写明这个数字。" if silent else "",
            suggestions=("临澜区呢?",),
            took_ms=3.25,
        )

    def _many(self, question: str, conversation_id: str, citation: Citation) -> Answer:
        numbers = range(1, 501)
        self.memory.note(conversation_id, question, None)
        return Answer(
            conversation_id=conversation_id,
            question=question,
            status=Status.ANSWERED,
            answer="五百个地方。",
            interpretation=Interpretation(Intent.LIST, question, (), (), "行政复议", "stated"),
            items=tuple(
                Item(f"第{n}县", 2023, "行政复议案件受理", str(n), "件", "", citation.quote, (n,))
                for n in numbers
            ),
            coverage=Coverage(500, 500, 500, 0, 0),
            citations=tuple(replace(citation, n=n) for n in numbers),
            reason="",
            suggestions=(),
            took_ms=3.25,
        )

    def _citation(self, question: str) -> Citation:
        _, reports = self.store.reports()
        summary = next(
            (each for each in reports if each.metadata.region and each.metadata.region in question),
            reports[0],
        )
        text = self.store.report(summary.report_id).text
        at = text.index("受理")
        start = max(text.rfind(mark, 0, at) for mark in "。\n") + 1
        end = text.index("。", at) + 1
        return Citation(
            1,
            summary.report_id,
            summary.metadata.title,
            summary.metadata.region,
            summary.metadata.report_year,
            ("一、主要工作",),
            text[start:end],
            start,
            end,
            summary.sources[0].given,
            PartKind.ACHIEVEMENT,
        )
