"""Metrics by group, reports as JSON, what changed, and tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from rag.evaluation.bootstrap import Sampling
from rag.evaluation.comparison import compare
from rag.evaluation.metrics import METRICS, slices_of, summarise
from rag.evaluation.outcomes import SCHEMA, Collection, EvaluationReport, Outcome
from rag.evaluation.tables import remarks, render, render_comparison, render_failures
from vectorstore.errors import QuestionSetError

FEW = Sampling(resamples=200)


def outcome(
    id_: str,
    correct: bool = True,
    type_: str = "lookup",
    lang: str = "zh",
    reasons: tuple[str, ...] = (),
    **measures: float,
) -> Outcome:
    return Outcome(
        id_,
        type_,
        lang,
        f"question {id_}",
        correct=correct,
        status="answered",
        reasons=reasons,
        measures={"correct": float(correct), **measures},
    )


def report(outcomes: Sequence[Outcome], collection: Collection | None = None) -> EvaluationReport:
    return EvaluationReport(
        SCHEMA,
        "questions",
        "set.jsonl",
        "2024-01-01T00:00:00+00:00",
        collection or Collection(2, 10, 5, "model", "f1"),
        FEW,
        summarise(outcomes, FEW),
        tuple(outcomes),
    )


def printed(tables: Sequence[Table]) -> str:
    console = Console(width=300, record=True, file=StringIO())
    for table in tables:
        console.print(table)
    return console.export_text()


def test_groups_by_type_and_language() -> None:
    groups = summarise(
        [
            outcome("1", True, "lookup", "zh"),
            outcome("2", False, "lookup", "en"),
            outcome("3", False, "list", "zh"),
        ],
        FEW,
    )
    found = {(each.type, each.lang): each.metrics["correct"].value for each in groups}
    assert found == {
        ("all", "all"): pytest.approx(1 / 3),
        ("all", "zh"): 0.5,
        ("all", "en"): 0.0,
        ("lookup", "all"): 0.5,
        ("lookup", "zh"): 1.0,
        ("lookup", "en"): 0.0,
        ("list", "all"): 0.0,
        ("list", "zh"): 0.0,
    }


def test_a_metric_is_a_mean_over_the_questions_it_applies_to() -> None:
    (whole, *_) = summarise(
        [outcome("1", fidelity=1.0), outcome("2", fidelity=0.5), outcome("3")], FEW
    )
    assert whole.metrics["fidelity"].value == 0.75
    assert whole.metrics["fidelity"].n == 2
    assert "mrr@10" not in whole.metrics


def test_percentiles_of_time() -> None:
    outcomes = [outcome(str(ms), ask_ms=float(ms)) for ms in (10, 20, 30, 40, 50)]
    metrics = summarise(outcomes, FEW)[0].metrics
    assert metrics["ask_ms_p50"].value == 30.0
    assert metrics["ask_ms_p95"].value == pytest.approx(48.0)


def test_abstention_by_hand() -> None:
    # Four unanswerable, three of them refused; two answerable refused by mistake, of six.
    outcomes = [outcome(f"u{at}", abstention_recall=1.0, abstention_precision=1.0) for at in "123"]
    outcomes += [outcome("u4", False, abstention_recall=0.0)]
    outcomes += [
        outcome(f"a{at}", False, false_refusal=1.0, abstention_precision=0.0) for at in "12"
    ]
    outcomes += [outcome(f"a{at}", false_refusal=0.0) for at in "3456"]
    whole, _, by_type, _ = summarise(outcomes, FEW)
    assert whole.metrics["abstention_precision"].value == pytest.approx(3 / 5)
    assert whole.metrics["abstention_recall"].value == 0.75
    assert whole.metrics["false_refusal"].value == pytest.approx(2 / 6)
    assert by_type.type == "lookup"
    assert "abstention_precision" not in by_type.metrics


def test_what_came_of_the_questions_of_each_author_and_voice() -> None:
    came = {"right": (1.0, 0.0, 0.0, 0.0), "wrong": (0.0, 1.0, 0.0, 2.0)}
    came["refused"] = (0.0, 0.0, 1.0, 1.0)
    outcomes = [
        replace(
            outcome(str(at)),
            author=author,
            voice="spoken",
            measures=dict(zip(("correct", "wrong", "refused", "cost"), came[verdict], strict=True)),
        )
        for at, (author, verdict) in enumerate(
            [
                ("Q1", "right"),
                ("Q1", "wrong"),
                ("Q1", "refused"),
                ("Q1", "refused"),
                ("Q2", "right"),
            ]
        )
    ]
    first, second, voice = slices_of([*outcomes, outcome("9")], FEW)
    assert [(each.by, each.name, each.questions) for each in (first, second, voice)] == [
        ("author", "Q1", 4), ("author", "Q2", 1), ("voice", "spoken", 5)
    ]  # fmt: skip
    assert first.metrics["correct"].value == 0.25
    assert first.metrics["wrong"].value == 0.25
    assert first.metrics["refused"].value == 0.5
    assert first.metrics["cost"].value == (2 * 1 + 1 * 2) / 4
    sliced = replace(report(outcomes), slices=(first, second, voice))
    assert EvaluationReport.from_json(sliced.to_json()) == sliced
    assert "by author, genre and voice" in printed(render(sliced))


def test_a_report_survives_json(tmp_path: Path) -> None:
    original = report([outcome("1", False, reasons=("missing value: 79",), fidelity=0.5)])
    original.save(tmp_path / "report.json")
    assert EvaluationReport.load(tmp_path / "report.json") == original
    group = original.group("lookup", "zh")
    assert group is not None
    assert group.questions == 1
    assert original.group("list") is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "no evaluation report"),
        ("[]", "no evaluation report"),
        ("{}", "schema None"),
        (json.dumps({"schema": SCHEMA + 1}), f"schema {SCHEMA + 1}"),
        (json.dumps({"schema": SCHEMA}), "no evaluation report"),
    ],
)
def test_what_is_no_report_is_refused(text: str, named: str) -> None:
    with pytest.raises(QuestionSetError, match=named):
        EvaluationReport.from_json(text, "old.json")


def test_a_report_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="cannot be read"):
        EvaluationReport.load(tmp_path / "missing.json")


def test_flips_are_named_with_reasons() -> None:
    old = report([outcome("1"), outcome("2", False, reasons=("missing value: 79",)), outcome("3")])
    new = report([outcome("1", False, reasons=("abstained",)), outcome("2"), outcome("3")])
    found = compare(old, new)
    assert [(each.id, each.gained, each.reasons) for each in found.flips] == [
        ("1", False, ("abstained",)),
        ("2", True, ("missing value: 79",)),
    ]
    assert found.common == 3
    assert found.movements == ()


def test_a_large_move_is_beyond_chance_and_a_small_one_is_not() -> None:
    old = report([outcome(str(at), at == 0) for at in range(20)])
    few = compare(old, report([outcome(str(at), at <= 1) for at in range(20)]))
    many = compare(old, report([outcome(str(at), at <= 14) for at in range(20)]))
    assert {each.beyond_chance for each in few.movements} == {False}
    (whole, *_) = many.movements
    assert (whole.metric, whole.type, whole.lang) == ("correct", "all", "all")
    assert (whole.old, whole.new) == (0.05, 0.75)
    assert whole.low > 0
    assert whole.beyond_chance
    assert whole.better is True


def test_more_false_refusals_are_no_progress() -> None:
    old = report([outcome(str(at), false_refusal=0.0, citations=1.0) for at in range(9)])
    new = report([outcome(str(at), false_refusal=1.0, citations=2.0) for at in range(9)])
    better = {each.metric: each.better for each in compare(old, new).movements}
    assert better == {"false_refusal": False, "citations": None}


def test_times_are_compared_over_all_questions_only() -> None:
    old = report([outcome(str(at), ask_ms=10.0) for at in range(9)])
    new = report([outcome(str(at), ask_ms=30.0) for at in range(9)])
    moved = compare(old, new).movements
    assert [(each.metric, each.type, each.lang, each.better) for each in moved] == [
        ("ask_ms_p50", "all", "all", False),
        ("ask_ms_p95", "all", "all", False),
    ]


def test_a_comparison_is_json() -> None:
    old, new = report([outcome("1")]), report([outcome("1", False)])
    parsed = json.loads(compare(old, new).to_json())
    assert parsed["flips"][0]["id"] == "1"
    assert parsed["movements"][0]["new"] == 0.0


def test_small_moves_of_single_types_are_not_shown() -> None:
    old = report([outcome(str(at), at == 0) for at in range(20)])
    new = report([outcome(str(at), at <= 1) for at in range(20)])
    shown = printed(render_comparison(compare(old, new))[1:])
    assert "+0.050" in shown
    assert "lookup" not in shown


def test_only_the_same_questions_are_compared() -> None:
    old = report([outcome("1"), outcome("2"), outcome("4", True)])
    reworded = replace(outcome("4", False), question="another question 4")
    found = compare(old, report([outcome("1"), outcome("3", False), reworded]))
    assert found.common == 1
    assert found.added == ("3", "4")
    assert found.removed == ("2", "4")
    assert (found.flips, found.movements) == ((), ())


def test_other_conditions_are_noted() -> None:
    old = report([outcome("1")])
    new = report([outcome("1")], Collection(3, 10, 5, "other", "f2"))
    assert len(compare(old, new).notes) == 2
    assert compare(old, old).notes == ()


def test_nothing_in_common_is_nothing_to_compare() -> None:
    found = compare(report([outcome("1")]), report([outcome("2")]))
    assert (found.common, found.movements) == (0, ())
    assert render_comparison(found) == []


def test_tables_show_what_was_measured() -> None:
    found = replace(outcome("1"), measures={"mrr@10": 0.5, "recall@1": 0.25})
    shown = printed(render(report([found, outcome("2")])))
    assert "MRR@10" in shown
    assert "0.250" in shown
    assert "95% interval" in shown
    assert "ask p50" not in shown


def test_every_metric_but_none_twice_has_a_column() -> None:
    everything = {metric.measure: 0.5 for metric in METRICS}
    headings = [
        str(column.header)
        for table in render(report([replace(outcome("1"), measures=everything)]))
        for column in table.columns[3:]
    ]
    assert sorted(headings) == sorted(metric.label for metric in METRICS)


def test_text_of_others_is_no_markup() -> None:
    wrong = replace(outcome("1", False, reasons=("[bold]gone[/bold]",)), notes=("[2] is gone",))
    table = render_failures(report([wrong]))
    assert table is not None
    assert "[bold]gone[/bold]" in printed([table])
    assert remarks(report([wrong])) == ["1: [2] is gone"]
    assert render_failures(report([outcome("1")])) is None


def test_changes_are_shown() -> None:
    old = report([outcome(str(at), False, reasons=("missing value: [79]",)) for at in range(9)])
    new = report([outcome(str(at)) for at in range(9)])
    shown = printed(render_comparison(compare(old, new)))
    assert "9 now right, 0 now wrong" in shown
    assert "missing value: [79]" in shown
    assert "+1.000" in shown


def test_every_metric_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert [metric.name for metric in METRICS if f"`{metric.name}`" not in text] == []
