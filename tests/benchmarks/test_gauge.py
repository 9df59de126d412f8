from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.gauge.rows import Row, as_json, rows_of
from benchmarks.gauge.sets import GaugedSet, available, reports_in
from benchmarks.gauge.stores import opened
from rag.evaluation.bootstrap import Sampling
from rag.evaluation.metrics import slices_of, summarise
from rag.evaluation.outcomes import SCHEMA, Collection, EvaluationReport, Outcome
from tests.benchmarks.labels import lines
from vectorstore.embedding import load_embedder

FEW = Sampling(resamples=20)
_CAME = {
    "right": {"correct": 1.0, "wrong": 0.0, "refused": 0.0, "cost": 0.0},
    "wrong": {"correct": 0.0, "wrong": 1.0, "refused": 0.0, "cost": 2.0},
    "refused": {"correct": 0.0, "wrong": 0.0, "refused": 1.0, "cost": 1.0},
}
QUESTION = {"id": "q1", "lang": "zh", "type": "lookup", "question": "多少件?", "values": ["31件"]}


def _report(*came: tuple[str, str]) -> EvaluationReport:
    outcomes = [
        Outcome(
            str(at),
            "lookup",
            "zh",
            "多少?",
            verdict=verdict,
            author=author,
            measures=_CAME[verdict] | {"shown": 0.0, "first_passages": 1.0},
        )
        for at, (author, verdict) in enumerate(came)
    ]
    return EvaluationReport(
        SCHEMA, "questions", "set", "", Collection(1, 1, 1, "m", "f"), FEW,
        summarise(outcomes, FEW), tuple(outcomes), (), slices_of(outcomes, FEW),
    )  # fmt: skip


def test_a_set_has_a_row_and_each_of_its_authors() -> None:
    report = _report(("Q1", "right"), ("Q1", "wrong"), ("Q2", "refused"), ("Q2", "refused"))
    assert rows_of("estate", report) == [
        Row("estate", "", 4, 0.25, 0.25, 0.5, 0.0, (2 + 1 + 1) / 4, 1.0),
        Row("estate", "author Q1", 2, 0.5, 0.5, 0.0, 0.0, 1.0, 1.0),
        Row("estate", "author Q2", 2, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0),
    ]


def test_a_single_author_is_the_set_itself_and_types_come_if_wanted() -> None:
    report = _report(("Q1", "right"))
    assert [each.part for each in rows_of("gold", report)] == [""]
    rows = rows_of("gold", report, types=True)
    assert [each.part for each in rows] == ["", "type lookup"]
    assert as_json(rows)[1]["set"] == "gold"


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_sets_are_measured_whose_questions_and_reports_are_here(tmp_path: Path) -> None:
    root, shared = tmp_path / "main", tmp_path / "shared"
    assert available(root, shared) == []
    _put(root / "samples" / "questions.jsonl", lines(QUESTION))
    _put(root / "samples" / "云溪县.txt", "受理31件。")
    _put(root / "samples" / "README", "no report")
    _put(shared / "gold" / "real_law.jsonl", lines(QUESTION))
    _put(shared / "real" / "README.md", "no report")
    _put(shared / "real" / "pages" / "a" / "01.txt", "受理31件。")
    _put(shared / "reports" / "000.txt", "受理31件。")
    squad = {
        "context": "云溪县有三座桥。",
        "qas": [{"id": "1", "question": "几座?", "answers": [{"text": "三座"}]}],
    }
    _put(
        shared / "external" / "cmrc2018_trial.json", json.dumps({"data": [{"paragraphs": [squad]}]})
    )
    found = {each.name: each for each in available(root, shared)}
    assert list(found) == ["samples", "real_law", "cmrc"]
    assert [path.name for path in found["real_law"].files] == ["01.txt", "000.txt"]
    assert reports_in(shared / "real") == [shared / "real" / "pages" / "a" / "01.txt"]
    (asked,) = found["cmrc"].load()
    assert (asked.values_any, asked.min_evidence) == ((("三座",),), 0)


def test_a_store_is_made_anew_only_where_something_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "云溪县2023年法治政府建设年度报告.txt"
    _put(report, "云溪县2023年法治政府建设年度报告\n全年受理行政复议案件31件。\n")
    asked = GaugedSet("set", list, (report,))
    runs, embedder = tmp_path / "runs" / "set", load_embedder()
    texts = []
    for text in (None, None, "云溪县2023年法治政府建设年度报告\n全年受理行政复议案件32件。\n"):
        if text is not None:
            _put(report, text)
        before = (runs / "key").stat().st_mtime_ns if (runs / "key").is_file() else 0
        with opened(asked, runs, embedder) as store:
            (summary,) = store.reports(limit=5, offset=0)[1]
            made = (runs / "key").stat().st_mtime_ns != before
            texts.append((made, store.report(summary.report_id).text.splitlines()[1][-4:]))
    assert texts == [(True, "31件。"), (False, "31件。"), (True, "32件。")]
    assert capsys.readouterr().err == ""
