"""Whole runs over small fictional reports, with an engine that answers as it is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from math import log2
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from rag.answer import (
    Answer,
    Citation,
    Coverage,
    Intent,
    Interpretation,
    Mode,
    Retrieval,
    RetrievedPassage,
    Status,
)
from rag.evaluation.benchmark import run_benchmark
from rag.evaluation.benchmark_store import benchmark_store, report_id
from rag.evaluation.bootstrap import Sampling
from rag.evaluation.entry import evaluate
from rag.evaluation.evidence import EvidenceIndex
from rag.evaluation.formats import Benchmark, Document, Format, Query
from rag.evaluation.outcomes import Outcome
from rag.evaluation.questions import Evidence, Question
from rag.evaluation.runner import run_evaluation
from vectorstore.embedding import load_embedder
from vectorstore.errors import QueryError, UnknownReportError
from vectorstore.queries import Filter
from vectorstore.records import (
    Metadata,
    PartKind,
    Passage,
    Report,
    ReportSummary,
    SourceRecord,
    SourceSpan,
)
from vectorstore.store import AddOutcome, Bundle, EmbedderIdentity, Store, StoreInfo, Vectors

FEW = Sampling(resamples=50)
NOW = datetime(2024, 1, 1, tzinfo=UTC)
IDENTITY = EmbedderIdentity("fake", 2, "f0")
WIDE_COMMA = "\uff0c"
# Three passages of 云溪县; the last two cut a sentence after “行政机关”.
YUNXI = (
    f"全县受理行政复议案件79件{WIDE_COMMA}办结68件。",
    "聘请政府法律顾问12名。行政机关",
    "负责人出庭应诉率100%。",
)
QINGLAN = ("全市受理行政复议案件142件。", "开展执法检查30次。")


class MemoryStore:
    """As much of a store as evaluation uses."""

    def __init__(self) -> None:
        self._reports: dict[str, Report] = {}
        self._passages: dict[str, tuple[Passage, ...]] = {}
        self._sources: dict[str, SourceRecord] = {}
        self.closed = False

    def put(self, source: str, region: str, pieces: Sequence[str]) -> str:
        text = "".join(pieces)
        id_ = hashlib.sha256(text.encode()).hexdigest()[:16]
        ends = np.cumsum([len(piece) for piece in pieces]).tolist()
        passages = [
            Passage(
                f"{id_}-{at:04d}", id_, at, piece, end - len(piece), end, (), PartKind.ACHIEVEMENT
            )
            for at, (piece, end) in enumerate(zip(pieces, ends, strict=True))
        ]
        metadata = Metadata(region=region, report_year=2023)
        report = Report(id_, text, (SourceSpan(0, len(text), 0),), metadata)
        self._hold(report, tuple(passages), SourceRecord(source, source, NOW))
        return id_

    def add(self, bundle: Bundle, source: SourceRecord) -> AddOutcome:
        assert bundle.vectors.shape == (len(bundle.passages), IDENTITY.dimension)
        assert bundle.report.report_id == bundle.original.content_hash[:16]
        self._hold(bundle.report, bundle.passages, source)
        return AddOutcome.ADDED

    def info(self) -> StoreInfo:
        passages = sum(len(each) for each in self._passages.values())
        return StoreInfo(len(self._reports), passages, 0, IDENTITY, 1)

    def reports(
        self, where: Filter = Filter(), limit: int = 100, offset: int = 0
    ) -> tuple[int, list[ReportSummary]]:
        ids = sorted(self._reports)
        return len(ids), [self.summary(each) for each in ids[offset : offset + limit]]

    def summary(self, report_id: str) -> ReportSummary:
        report = self.report(report_id)
        passages = len(self._passages[report_id])
        sources = (self._sources[report_id],)
        return ReportSummary(report_id, report.metadata, (), sources, len(report.text), passages, 0)

    def report(self, report_id: str) -> Report:
        if report_id not in self._reports:
            raise UnknownReportError(report_id)
        return self._reports[report_id]

    def report_passages(self, report_id: str) -> list[Passage]:
        return list(self._passages[report_id])

    def all_passages(self) -> list[Passage]:
        return [each for passages in self._passages.values() for each in passages]

    def close(self) -> None:
        self.closed = True

    def _hold(self, report: Report, passages: tuple[Passage, ...], source: SourceRecord) -> None:
        self._reports[report.report_id] = report
        self._passages[report.report_id] = passages
        self._sources[report.report_id] = source


Answering = Callable[[str, Filter], Answer]


class FakeEngine:
    """Answers by a function, and ranks passages by shared characters."""

    def __init__(self, store: MemoryStore, answering: Answering) -> None:
        self._store = store
        self._answering = answering
        self.searched: list[tuple[str, Filter]] = []
        self.histories: list[tuple[str, ...]] = []

    @property
    def store(self) -> Store:
        return cast(Store, self._store)

    def retrieve(
        self,
        query: str,
        *,
        top_k: int = 10,
        mode: Mode = Mode.HYBRID,
        where: Filter = Filter(),
    ) -> Retrieval:
        self.searched.append((query, where))
        scored = [
            (len(set(query) & set(each.text)), -at, each)
            for at, each in enumerate(self._store.all_passages())
        ]
        best = sorted(scored, key=lambda each: each[:2], reverse=True)[:top_k]
        passages = [
            RetrievedPassage(each, self._store.summary(each.report_id), score, None, None)
            for score, _, each in best
        ]
        return Retrieval(query, tuple(passages), where, 0.0)

    def ask(
        self,
        question: str,
        *,
        conversation_id: str = "",
        where: Filter = Filter(),
        history: Sequence[str] = (),
    ) -> Answer:
        self.histories.append(tuple(history))
        return self._answering(question, where)


def answer(
    text: str = "",
    citations: Sequence[Citation] = (),
    status: Status = Status.ANSWERED,
    reading: Interpretation = Interpretation(Intent.LOOKUP, ""),  # noqa: B008 - frozen
) -> Answer:
    coverage = Coverage(2, 1, 1, 0, 1)
    return Answer("c", "?", status, text, reading, (), coverage, tuple(citations), "", (), 0.0)


def cite(store: MemoryStore, report_id: str, quote: str, n: int = 1) -> Citation:
    report = store.report(report_id)
    start = report.text.index(quote)
    return Citation(
        n,
        report_id,
        "",
        report.metadata.region,
        2023,
        (),
        quote,
        start,
        start + len(quote),
        "",
        PartKind.ACHIEVEMENT,
    )


def question(id_: str = "q1", type_: str = "lookup", **fields: object) -> Question:
    line = {"id": id_, "lang": "zh", "type": type_, "question": "行政复议多少件?"}
    return Question.model_validate_json(json.dumps(line | fields))


def evidence(quote: str, doc: str = "yunxi.txt") -> dict[str, str]:
    return {"doc": doc, "quote": quote}


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def yunxi(store: MemoryStore) -> str:
    return store.put("/data/reports/yunxi.txt", "云溪县", YUNXI)


@pytest.fixture
def qinglan(store: MemoryStore) -> str:
    return store.put("C:\\reports\\qinglan.txt", "青岚市", QINGLAN)


def run_one(
    engine: FakeEngine, asked: Question, clock: Callable[[], float] | None = None
) -> Outcome:
    ticking = clock or (lambda: 0.0)
    (outcome,) = run_evaluation(engine, [asked], sampling=FEW, clock=ticking).outcomes
    return outcome


class TestEvidence:
    def located(self, store: MemoryStore, quote: str, doc: str = "yunxi.txt") -> frozenset[str]:
        index = EvidenceIndex(cast(Store, store))
        return index.locate(Evidence(doc=doc, quote=quote)).passage_ids

    def test_a_passage_that_contains_the_quote(self, store: MemoryStore, yunxi: str) -> None:
        assert self.located(store, "案件79件,办结 68件") == {f"{yunxi}-0000"}

    def test_a_border_gives_the_quote_to_the_larger_part(
        self, store: MemoryStore, yunxi: str
    ) -> None:
        # 4 of 13 characters before the border, 9 after it.
        assert self.located(store, "行政机关负责人出庭应诉率1") == {f"{yunxi}-0002"}

    def test_no_large_part_leaves_the_largest(self, store: MemoryStore, yunxi: str) -> None:
        # Halves: 4 characters on either side.
        assert self.located(store, "行政机关负责人出") == {f"{yunxi}-0001", f"{yunxi}-0002"}

    def test_only_the_named_file_counts(self, store: MemoryStore, yunxi: str, qinglan: str) -> None:
        assert self.located(store, "受理行政复议案件") == {f"{yunxi}-0000"}
        found = self.located(store, "受理行政复议案件", "qinglan.txt")
        assert found == {f"{qinglan}-0000"}
        assert self.located(store, "受理行政复议案件", "reports/yunxi.txt") == {f"{yunxi}-0000"}
        assert self.located(store, "受理行政复议案件", "other/yunxi.txt") == frozenset()

    def test_what_is_not_there_is_a_problem(self, store: MemoryStore, yunxi: str) -> None:
        index = EvidenceIndex(cast(Store, store))
        absent = index.locate(Evidence(doc="yunxi.txt", quote="受理80件"))
        assert "does not hold" in absent.problem
        assert "no report" in index.locate(Evidence(doc="xi.txt", quote="受理")).problem

    def test_citations_cover_evidence_together(self, store: MemoryStore, yunxi: str) -> None:
        index = EvidenceIndex(cast(Store, store))
        quote = "聘请政府法律顾问12名。行政机关负责人出庭应诉率100%。"
        located = index.locate(Evidence(doc="yunxi.txt", quote=quote))
        first = cite(store, yunxi, "聘请政府法律顾问12名。")
        second = cite(store, yunxi, "行政机关负责人出庭应诉率100%。")
        assert located.is_cited([first, second])
        assert not located.is_cited([first])
        assert not located.is_cited([second])  # 17 of 29 characters
        assert not located.is_cited([])

    def test_many_reports_are_read_page_by_page(self, store: MemoryStore) -> None:
        ids = [store.put(f"/data/{at}.txt", "云溪县", [f"第{at}号文件"]) for at in range(1100)]
        assert self.located(store, "第1099号", "1099.txt") == {f"{ids[1099]}-0000"}


class TestRun:
    def test_retrieval_by_hand(self, store: MemoryStore, yunxi: str, qinglan: str) -> None:
        engine = FakeEngine(store, lambda *_: answer())
        # The fake ranks by shared characters: 青岚's first passage (0), then 云溪's (1), …
        asked = question(
            question="全市受理行政复议案件142件",
            evidence=[evidence("受理行政复议案件79件"), evidence("执法检查30次", "qinglan.txt")],
        )
        outcome = run_one(engine, asked)
        ranked = [each.passage.passage_id for each in engine.retrieve(asked.question).passages]
        second = ranked.index(f"{qinglan}-0001") + 1
        assert ranked[1] == f"{yunxi}-0000"
        assert outcome.evidence_ranks == (2, second)
        assert outcome.measures["mrr@10"] == 0.5
        assert (outcome.measures["recall@1"], outcome.measures["recall@10"]) == (0.0, 1.0)
        gain = 1 / log2(3) + 1 / log2(second + 1)
        assert outcome.measures["ndcg@10"] == pytest.approx(gain / (1 + 1 / log2(3)))

    def test_two_pieces_of_evidence_in_one_passage(self, store: MemoryStore, yunxi: str) -> None:
        engine = FakeEngine(store, lambda *_: answer())
        asked = question(
            question="受理行政复议案件79件", evidence=[evidence("79件"), evidence("办结68件")]
        )
        measures = run_one(engine, asked).measures
        assert measures["recall@1"] == measures["ndcg@10"] == 1.0

    def test_a_right_answer(self, store: MemoryStore, yunxi: str) -> None:
        quote = cite(store, yunxi, "全县受理行政复议案件79件")
        engine = FakeEngine(store, lambda *_: answer("79件[1]", [quote]))
        asked = question(values=["79件"], regions=["云溪县"], evidence=[evidence("案件79件")])
        outcome = run_one(engine, asked)
        assert outcome.correct is True
        assert outcome.status == "answered"
        measures = {name: outcome.measures[name] for name in ("fidelity", "evidence_cited")}
        assert measures == {"fidelity": 1.0, "evidence_cited": 1.0}
        assert outcome.measures["first_value"] == outcome.measures["places"] == 1.0
        assert outcome.measures["false_refusal"] == 0.0
        assert (outcome.measures["citations"], outcome.measures["answer_chars"]) == (1.0, 6.0)

    @pytest.mark.parametrize("damage", ["quote", "offset", "report", "range"])
    def test_an_unfaithful_quote_is_caught(
        self, store: MemoryStore, yunxi: str, damage: str
    ) -> None:
        good = cite(store, yunxi, "办结68件")
        bad = {
            "quote": replace(good, n=2, quote="办结86件"),
            "offset": replace(good, n=2, start=good.start + 1, end=good.end + 1),
            "report": replace(good, n=2, report_id="0" * 16),
            "range": replace(good, n=2, start=-5, end=-1, quote="100%"),
        }[damage]
        engine = FakeEngine(store, lambda *_: answer("68件", [good, bad]))
        outcome = run_one(engine, question(values=["68件"]))
        assert outcome.measures["fidelity"] == 0.5
        (note,) = outcome.notes
        assert note.startswith("[2] is not verbatim")

    def test_an_unfaithful_quote_cites_no_evidence(self, store: MemoryStore, yunxi: str) -> None:
        forged = replace(cite(store, yunxi, "办结68件"), quote="办结86件")
        engine = FakeEngine(store, lambda *_: answer("68件", [forged]))
        outcome = run_one(engine, question(evidence=[evidence("办结68件")]))
        assert outcome.measures["evidence_cited"] == 0.0
        assert outcome.correct is False

    def test_abstention(self, store: MemoryStore, yunxi: str) -> None:
        engine = FakeEngine(store, lambda *_: answer(status=Status.ABSTAINED))
        right = run_one(engine, question(type_="unanswerable", answerable=False))
        assert right.correct is True
        assert right.measures["abstention_recall"] == 1.0
        assert right.measures["abstention_precision"] == 1.0
        assert "mrr@10" not in right.measures
        wrong = run_one(engine, question(values=["79"]))
        assert wrong.correct is False
        assert wrong.measures["false_refusal"] == 1.0
        assert wrong.measures["abstention_precision"] == 0.0

    def test_what_came_of_it_beside_the_first_passages(
        self, store: MemoryStore, yunxi: str, qinglan: str
    ) -> None:
        engine = FakeEngine(store, lambda *_: answer("68件"))
        asked = question(
            question="全市受理行政复议案件142件", values=["142件"], author="Q1", genre="law"
        )
        outcome = run_one(engine, asked)
        assert (outcome.verdict, outcome.author, outcome.genre) == ("wrong", "Q1", "law")
        came = {name: outcome.measures[name] for name in ("wrong", "refused", "shown", "cost")}
        assert came == {"wrong": 1.0, "refused": 0.0, "shown": 0.0, "cost": 2.0}
        assert outcome.measures["first_passages"] == 1.0  # the first one holds 142件
        # 30次 stands in the fifth and last passage by shared characters.
        fifth = run_one(engine, question(question="全市受理行政复议案件142件", values=["30次"]))
        assert fifth.measures["first_passages"] == 0.0

    def test_passages_that_are_shown_claim_nothing(self, store: MemoryStore, yunxi: str) -> None:
        quote = cite(store, yunxi, "办结68件")
        engine = FakeEngine(store, lambda *_: answer("", [quote], Status.SHOWN))
        unanswerable = run_one(engine, question(type_="unanswerable", answerable=False))
        assert (unanswerable.verdict, unanswerable.status) == ("right", "shown")
        names = ("shown", "unanswerable_shown", "abstention_recall", "cost")
        assert [unanswerable.measures[name] for name in names] == [1.0, 1.0, 1.0, 0.0]
        refused = run_one(engine, question(values=["79件"]))
        assert (refused.verdict, refused.measures["cost"]) == ("refused", 1.0)
        assert run_one(engine, question(values=["68件"])).verdict == "right"

    def test_a_follow_up_is_searched_as_it_was_read(self, store: MemoryStore, yunxi: str) -> None:
        reading = Interpretation(Intent.LOOKUP, "行政复议案件", ("云溪县",), (2023,))
        engine = FakeEngine(store, lambda *_: answer(reading=reading))
        run_one(engine, question(question="那云溪县呢?", history=["青岚市有多少件?"]))
        run_one(engine, question(question="云溪县呢?"))
        assert engine.histories == [("青岚市有多少件?",), ()]
        assert engine.searched == [
            ("行政复议案件", Filter(regions=("云溪县",), years=(2023,))),
            ("云溪县呢?", Filter()),
        ]

    def test_time_is_measured_around_each_call(self, store: MemoryStore, yunxi: str) -> None:
        engine = FakeEngine(store, lambda *_: answer())
        ticks = iter([1.0, 1.25, 1.35])
        outcome = run_one(engine, question(), lambda: next(ticks))
        assert outcome.measures["ask_ms"] == pytest.approx(250)
        assert outcome.measures["retrieve_ms"] == pytest.approx(100)

    def test_a_question_that_is_not_taken_is_refused_and_the_others_go_on(
        self, store: MemoryStore, yunxi: str
    ) -> None:
        def answering(asked: str, _: Filter) -> Answer:
            if asked == "?":
                raise QueryError("too short")
            return answer("79")

        questions = [
            question("q1", question="?", evidence=[evidence("79件")]),
            question("q2", values=["79"]),
        ]
        seen: list[tuple[int, int, str]] = []
        report = run_evaluation(
            FakeEngine(store, answering),
            questions,
            lambda done, total, outcome: seen.append((done, total, outcome.id)),
            sampling=FEW,
            source="set.jsonl",
        )
        refused, answered = report.outcomes
        assert (refused.correct, refused.status, refused.verdict) == (False, "error", "refused")
        assert "too short" in refused.reasons[0]
        assert refused.measures["mrr@10"] == refused.measures["recall@10"] == 0.0
        assert answered.correct is True
        assert seen == [(1, 2, "q1"), (2, 2, "q2")]
        assert (report.source, report.format) == ("set.jsonl", "questions")
        assert report.collection.passages == 3
        whole = report.group()
        assert whole is not None
        assert whole.metrics["correct"].value == 0.5

    def test_evidence_that_the_store_lacks_is_noted_and_missed(
        self, store: MemoryStore, yunxi: str
    ) -> None:
        engine = FakeEngine(store, lambda *_: answer())
        outcome = run_one(engine, question(evidence=[evidence("受理80件")]))
        assert outcome.measures["recall@10"] == outcome.measures["ndcg@10"] == 0.0
        assert "does not hold" in outcome.notes[0]


class FakeEmbedder:
    """Every text has the same vector."""

    identity = IDENTITY

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.tile(np.array([1, 0], dtype=np.float32), (len(texts), 1))

    def embed_query(self, text: str) -> Vectors:
        return np.array([1, 0], dtype=np.float32)


BRIDGE = Document("d1", "桥", "云溪县有三座桥。桥边有一座塔。")
LAKE = Document("d2", "", "青岚市有湖。")


class TestBenchmark:
    @pytest.fixture
    def filled(self, store: MemoryStore) -> Iterator[MemoryStore]:
        def open_store(_: Path, identity: EmbedderIdentity) -> Store:
            assert identity == IDENTITY
            return cast(Store, store)

        with benchmark_store([BRIDGE, LAKE], FakeEmbedder(), open_store):
            yield store
        assert store.closed

    def test_each_text_is_a_report_of_one_passage(self, filled: MemoryStore) -> None:
        report = filled.report(report_id(BRIDGE))
        (passage,) = filled.report_passages(report.report_id)
        assert report.text == passage.text == BRIDGE.text
        assert report.text[passage.start : passage.end] == passage.text
        assert passage.heading_path == ("桥",)
        assert filled.info().reports == 2

    def test_the_same_words_under_two_ids_are_two_reports(self) -> None:
        assert report_id(BRIDGE) != report_id(replace(BRIDGE, doc_id="d3"))

    def test_retrieval_only(self, filled: MemoryStore) -> None:
        engine = FakeEngine(filled, lambda *_: answer())
        queries = (Query("1", "青岚市", {"d2": 1}), Query("2", "三座桥", {"d2": 1, "d1": 0}))
        benchmark = Benchmark(Format.BEIR, (BRIDGE, LAKE), queries, ("a note",))
        report = run_benchmark(engine, benchmark, sampling=FEW)
        first, second = report.outcomes
        assert (first.measures["mrr@10"], second.measures["mrr@10"]) == (1.0, 0.5)
        assert second.evidence_ranks == (2,)
        assert second.measures["ndcg@10"] == pytest.approx(1 / log2(3))
        assert first.correct is None
        assert (first.type, first.lang) == ("beir", "zh")
        assert engine.histories == []
        assert report.notes == ("a note",)

    def test_the_first_sentence(self, filled: MemoryStore) -> None:
        bridge, lake = report_id(BRIDGE), report_id(LAKE)

        def answering(asked: str, where: Filter) -> Answer:
            if asked == "几座桥":
                return answer("", [cite(filled, bridge, "云溪县有三座桥。桥边有一座塔。")])
            if where.report_ids:
                return answer("", [cite(filled, bridge, "桥边有一座塔。")])
            return answer("", [cite(filled, lake, "青岚市有湖。")])

        queries = (
            Query("1", "几座桥", {"d1": 1}, ("三座",)),
            Query("2", "桥边有什么", {"d1": 1}, ("塔", "一座塔")),
            Query("3", "桥和塔", {"d1": 1}, ("三座桥。桥边",)),
        )
        benchmark = Benchmark(Format.SQUAD, (BRIDGE, LAKE), queries)
        report = run_benchmark(FakeEngine(filled, answering), benchmark, sampling=FEW)
        found = [
            (each.measures["first_sentence"], each.measures["first_sentence_given"])
            for each in report.outcomes
        ]
        assert found == [(1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
        assert report.notes == ("no single sentence holds the answer of 1 of 3 questions",)

    def test_no_quote_answers_nothing(self, filled: MemoryStore) -> None:
        engine = FakeEngine(filled, lambda *_: answer(status=Status.ABSTAINED))
        benchmark = Benchmark(
            Format.SQUAD, (BRIDGE, LAKE), (Query("1", "几座桥", {"d1": 1}, ("三座",)),)
        )
        (outcome,) = run_benchmark(engine, benchmark, sampling=FEW).outcomes
        assert outcome.measures["first_sentence"] == 0.0
        assert outcome.status == "abstained"

    def test_a_refused_query_scores_nothing(self, filled: MemoryStore) -> None:
        def answering(asked: str, where: Filter) -> Answer:
            raise QueryError("too long")

        queries = (Query("1", "几座桥", {"d1": 1}, ("三座",)),)
        benchmark = Benchmark(Format.SQUAD, (BRIDGE, LAKE), queries)
        (outcome,) = run_benchmark(FakeEngine(filled, answering), benchmark, sampling=FEW).outcomes
        assert outcome.status == "error"
        assert outcome.measures["first_sentence"] == 0.0


class TestEntry:
    def run(self, path: Path, store: MemoryStore, engine: FakeEngine) -> tuple[str, int]:
        numbers = count()
        report = evaluate(
            path,
            open_engine=lambda: engine,
            embedder=FakeEmbedder,
            engine_over=lambda *_: engine,
            open_store=lambda *_: cast(Store, store),
            sampling=FEW,
            clock=lambda: float(next(numbers)),
        )
        assert report.source == str(path)
        return report.format, len(report.outcomes)

    def test_a_question_set_is_asked_of_the_collection(
        self, tmp_path: Path, store: MemoryStore, yunxi: str
    ) -> None:
        path = tmp_path / "set.jsonl"
        line = {"id": "q", "lang": "zh", "type": "lookup", "question": "?", "values": ["79"]}
        path.write_text(json.dumps(line), encoding="utf-8")
        engine = FakeEngine(store, lambda *_: answer("79"))
        assert self.run(path, store, engine) == ("questions", 1)
        assert not store.closed

    def test_public_data_brings_its_own_texts(self, tmp_path: Path, store: MemoryStore) -> None:
        engine = FakeEngine(store, lambda *_: answer())
        squad = {
            "data": [
                {
                    "paragraphs": [
                        {
                            "context": BRIDGE.text,
                            "qas": [{"id": 1, "question": "几座桥", "answers": [{"text": "三座"}]}],
                        }
                    ]
                }
            ]
        }
        path = tmp_path / "squad.json"
        path.write_text(json.dumps(squad), encoding="utf-8")
        assert self.run(path, store, engine) == ("squad", 1)
        assert store.closed

        folder = tmp_path / "beir"
        (folder / "qrels").mkdir(parents=True)
        corpus = {"_id": "d1", "title": "", "text": BRIDGE.text}
        (folder / "corpus.jsonl").write_text(json.dumps(corpus), encoding="utf-8")
        query = {"_id": "q1", "text": "几座桥"}
        (folder / "queries.jsonl").write_text(json.dumps(query), encoding="utf-8")
        (folder / "qrels" / "test.tsv").write_text("q1\td1\t1\n", encoding="utf-8")
        beir_store = MemoryStore()
        beir_engine = FakeEngine(beir_store, lambda *_: answer())
        assert self.run(folder, beir_store, beir_engine) == ("beir", 1)


def test_the_real_engine_over_the_real_store(tmp_path: Path) -> None:
    asked = {"id": "1", "question": "云溪县有几座桥?", "answers": [{"text": "三座"}]}
    paragraphs = [
        {"context": BRIDGE.text, "qas": [asked]},
        {"context": LAKE.text, "qas": list[object]()},
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")

    def no_collection() -> FakeEngine:
        raise AssertionError("public data needs no collection")

    report = evaluate(path, open_engine=no_collection, embedder=load_embedder, sampling=FEW)
    (outcome,) = report.outcomes
    assert report.collection.reports == report.collection.passages == 2
    assert outcome.measures["mrr@10"] == 1.0
    assert outcome.measures["fidelity"] == 1.0
