"""The command line."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import typer
from typer.testing import CliRunner, Result

from rag.schemas import AskOut, FactsOut, ReportsOut, RetrieveOut
from tests.faces import REPORTS, write_reports
from ui.cli import app
from vectorstore.errors import StoreNotFoundError

COMMANDS = (
    *("ingest", "ask", "search", "reports", "facts", "remove", "serve", "eval"),
    *("check", "backup", "restore", "reembed", "config"),
)
QUESTION = "云溪县2023年受理行政复议案件多少件\uff1f"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_help_names_every_command_and_the_exit_codes() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", result.output, re.MULTILINE), command
    for code in ("0 done", "1 something failed", "2 the command line", "3 `ask`"):
        assert code in " ".join(result.output.split())
    assert "Example: yiju" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_of_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example: yiju {command} " in " ".join(result.output.split())
    assert "--store DIR" in " ".join(result.output.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_in_the_help_is_a_command_line_that_parses(command: str) -> None:
    helped = " ".join(run(command, "--help").output.split())
    example = helped.split(f"Example: yiju {command} ")[1].split(" Arguments:")[0]
    arguments = example.split(" Options:")[0].split(" > ")[0].split()
    group = typer.main.get_command(app)
    found = group.commands[command]  # type: ignore[attr-defined]
    context = found.make_context(command, [each.strip('"') for each in arguments])
    assert context.info_name == command
    assert arguments == [] or any(context.params.values())


def test_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version").output)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("ask",),
        ("search", "x", "--mode", "magic"),
        ("search", "x", "--top-k", "0"),
        ("reports", "--year", "abc"),
        ("facts", "--csv", "--json"),
        ("serve", "--port", "70000"),
    ],
)
def test_a_command_line_that_makes_no_sense_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        *(("ask", "x"), ("search", "x"), ("reports",), ("facts",), ("remove", "x")),
        *(("check",), ("backup", "x"), ("reembed", "--embedder", "embedded")),
    ],
)
def test_a_missing_store_is_one_line_that_says_what_to_do(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    result = run(*arguments, "--store", tmp_path / "none")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("yiju: ")
    assert "yiju ingest" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_debug_raises(tmp_path: Path) -> None:
    result = run("--debug", "reports", "--store", tmp_path / "none")
    assert isinstance(result.exception, StoreNotFoundError)


def test_ask_answers_with_numbered_quotes_and_their_places(store_path: Path) -> None:
    result = run("ask", QUESTION, "--store", store_path)
    assert result.exit_code == 0, result.output
    assert "74" in result.stdout
    assert "[1]" in result.stdout
    assert "云溪县 2023年" in result.stdout
    assert "一、主要工作" in result.stdout
    assert re.search(
        r"http://127\.0\.0\.1:8420/reports/\w+\?start=\d+&end=\d+#quote", result.stdout
    )
    assert "\x1b" not in result.stdout


def test_ask_as_json_is_the_reply_of_the_service(store_path: Path) -> None:
    result = run("ask", QUESTION, "--store", store_path, "--json")
    answer = AskOut.model_validate_json(result.stdout)
    assert answer.status.value == "answered"
    assert "受理74件" in answer.citations[0].quote


def test_an_abstention_exits_with_3_and_says_why(store_path: Path) -> None:
    question = "南浦县2023年受理行政复议案件多少件\uff1f"
    result = run("ask", question, "--store", store_path)
    assert result.exit_code == 3
    assert result.stdout.strip()
    answer = AskOut.model_validate_json(
        run("ask", question, "--store", store_path, "--json").stdout
    )
    assert answer.status.value == "abstained"
    assert answer.reason in result.stdout


def test_ask_keeps_to_region_and_year(store_path: Path) -> None:
    result = run(
        "ask", "受理行政复议案件多少件?", "--region", "临澜区", "--store", store_path, "--json"
    )
    answer = AskOut.model_validate_json(result.stdout)
    assert {each.region for each in answer.citations} <= {"临澜区"}


def test_an_impossible_question_is_an_error(store_path: Path) -> None:
    result = run("ask", " ", "--store", store_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("yiju: ")


def test_search_shows_passages(store_path: Path) -> None:
    result = run("search", "执法培训", "--store", store_path, "--top-k", 2)
    assert result.exit_code == 0
    assert "1. " in result.stdout
    assert "执法" in result.stdout
    found = run("search", "执法培训", "--store", store_path, "--top-k", 2, "--json")
    assert 1 <= len(RetrieveOut.model_validate_json(found.stdout).passages) <= 2


def test_reports_are_tab_separated_where_no_terminal_is(store_path: Path) -> None:
    lines = run("reports", "--store", store_path).stdout.splitlines()
    assert len(lines) == 1 + len(REPORTS)
    assert all(line.count("\t") == lines[0].count("\t") for line in lines)
    listed = ReportsOut.model_validate_json(run("reports", "--store", store_path, "--json").stdout)
    assert listed.total == len(REPORTS)
    only = run("reports", "--store", store_path, "--year", 2022, "--json").stdout
    assert [each.region for each in ReportsOut.model_validate_json(only).reports] == ["石漫区"]


def test_a_list_that_is_cut_off_says_so(store_path: Path) -> None:
    result = run("reports", "--store", store_path, "--limit", 1)
    assert "1 of 3 reports" in result.stderr


def test_facts_as_table_json_csv_and_workbook(store_path: Path, tmp_path: Path) -> None:
    base = ("facts", "--store", store_path, "--region", "云溪县", "--unit", "件")
    found = FactsOut.model_validate_json(run(*base, "--json").stdout)
    assert found.total > 0
    assert len(run(*base).stdout.splitlines()) == 1 + found.total
    rows = list(csv.DictReader(io.StringIO(run(*base, "--csv").stdout.removeprefix("\ufeff"))))
    assert [row["fact_id"] for row in rows] == [each.fact_id for each in found.facts]
    target = tmp_path / "facts.xlsx"
    assert run(*base, "--xlsx", target).exit_code == 0
    assert len(list(openpyxl.load_workbook(target).active.values)) == 1 + found.total  # type: ignore[union-attr]
    few = FactsOut.model_validate_json(run(*base, "--min", 74, "--max", 74, "--json").stdout)
    assert {each.value for each in few.facts} == {74.0}


def test_ingest_reports_each_source_and_fails_where_one_did(tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "files")
    result = run("ingest", folder, "--store", tmp_path / "store")
    assert result.exit_code == 0, result.output
    assert result.stdout == "3 added, 0 replaced, 0 unchanged, 0 failed\n"
    assert len(result.stderr.splitlines()) == 3
    (folder / "empty.txt").write_bytes(b"")
    again = run("ingest", folder, tmp_path / "missing.txt", "--store", tmp_path / "store")
    assert again.exit_code == 1
    assert "0 added, 0 replaced, 3 unchanged, 2 failed" in again.stdout
    for name in ("empty.txt", "missing.txt"):
        assert any(name in line for line in again.stderr.splitlines()[-2:])


def test_ingest_as_json(tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "files")
    result = run("ingest", folder, "--store", tmp_path / "store", "--json")
    summary = json.loads(result.stdout)
    assert summary["added"] == 3
    assert {each["outcome"] for each in summary["events"]} == {"added"}
    assert result.stderr == ""


def test_remove(tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("ingest", write_reports(tmp_path / "files"), "--store", store)
    listed = ReportsOut.model_validate_json(run("reports", "--store", store, "--json").stdout)
    report_id = listed.reports[0].report_id
    assert run("remove", report_id, "--store", store).exit_code == 0
    assert run("remove", report_id, "--store", store).exit_code == 1
    left = ReportsOut.model_validate_json(run("reports", "--store", store, "--json").stdout)
    assert left.total == listed.total - 1


def test_words_of_a_report_do_not_steer_the_terminal(tmp_path: Path) -> None:
    text = REPORTS["云溪县2023年法治政府建设年度报告.txt"].replace(
        "受理74件", "受理74件\x1b]0;owned\x07"
    )
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    store = tmp_path / "store"
    ingested = run("ingest", tmp_path / "report.txt", "--store", store)
    asked = run("ask", QUESTION, "--store", store)
    searched = run("search", "行政复议", "--store", store)
    for result in (ingested, asked, searched):
        assert "\x1b" not in result.output
        assert "\x07" not in result.output


def test_eval_measures_saves_and_compares(store_path: Path, tmp_path: Path) -> None:
    question = {
        "id": "q1",
        "lang": "zh",
        "type": "lookup",
        "question": QUESTION,
        "values": ["74"],
        "evidence": [{"doc": "云溪县2023年法治政府建设年度报告.txt", "quote": "受理74件"}],
        "answerable": True,
    }
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(question, ensure_ascii=False) + "\n", encoding="utf-8")
    saved = tmp_path / "report.json"
    first = run("eval", questions, "--store", store_path, "--output", saved)
    assert first.exit_code == 0, first.output
    assert "lookup" in first.stdout
    assert json.loads(saved.read_text(encoding="utf-8"))["outcomes"][0]["correct"] is True
    second = run("eval", questions, "--store", store_path, "--compare", saved, "--json")
    assert json.loads(second.stdout)["format"] == "questions"


def test_eval_of_a_broken_set_names_the_line(store_path: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text("{oops\n", encoding="utf-8")
    result = run("eval", questions, "--store", store_path)
    assert result.exit_code == 1
    assert "questions.jsonl:1" in result.stderr


def process(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui", *(str(each) for each in arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_a_real_process_answers(store_path: Path) -> None:
    result = process("ask", QUESTION, "--store", store_path)
    assert result.returncode == 0, result.stderr
    assert "受理74件" in result.stdout
    assert result.stderr == ""


def test_colour_is_for_terminals(store_path: Path) -> None:
    terminal, ours = pty.openpty()
    arguments = [sys.executable, "-m", "ui", "ask", QUESTION, "--store", str(store_path)]
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(arguments, stdout=ours, stderr=ours, env=environment) as running:
        os.close(ours)
        shown = b""
        with contextlib.suppress(OSError):  # how a terminal says that the other side is gone
            while piece := os.read(terminal, 65536):
                shown += piece
        assert running.wait(60) == 0
    os.close(terminal)
    assert b"\x1b[36m[1] " in shown
    assert "受理74件".encode() in shown


def test_an_english_question_gets_english_labels(store_path: Path) -> None:
    result = run("ask", "How many cases did 南浦县 accept in 2023?", "--store", store_path)
    assert result.exit_code == 0
    assert "依据" not in result.stdout
    assert "最接近的原文" not in result.stdout


def test_a_real_process_fails_without_a_traceback(tmp_path: Path) -> None:
    result = process("ask", QUESTION, "--store", tmp_path / "none")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "yiju ingest" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (("--help",), ("numpy", "faiss", "fastapi", "gradio", "torch", "pydantic", "httpx")),
        (("reports",), ("fastapi", "gradio", "torch", "httpx", "rjieba", "sentence_transformers")),
        (("ask", QUESTION), ("fastapi", "gradio", "torch", "sentence_transformers")),
    ],
)
def test_commands_import_only_what_they_need(
    arguments: tuple[str, ...], unwanted: tuple[str, ...], store_path: Path
) -> None:
    options = () if arguments == ("--help",) else ("--store", str(store_path))
    code = (
        "import sys\nfrom ui.cli import app\n"
        f"app({[*arguments, *options]!r}, standalone_mode=False)\n"
        f"print([name for name in {unwanted!r} if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stderr.strip() == "[]"
