"""``--dictionary``: what a user's office calls things is found as one word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag.question.terms import content_terms
from tests.faces import wide
from ui.cli import app
from vectorstore.words import PLAIN, use

TERM = "阳光复议"
TELLS = wide(
    """云溪县2023年法治政府建设年度报告
一、主要工作
全县推行阳光复议,群众足不出户即可提交申请、补正材料、参加听证。
云溪县人民政府
2024年1月20日
"""
)
SOUNDS_ALIKE = wide(
    """临澜区2023年法治政府建设年度报告
一、主要工作
推进阳光复垦,开展阳光信访、阳光采购,办理行政复议,宣传复议。
临澜区人民政府
2024年2月2日
"""
)
OTHERS = [
    wide(
        f"{place}2023年法治政府建设年度报告\n一、主要工作\n开展普法宣传{number}场,培训干部{number}人。\n"
    )
    for number, place in enumerate(("石漫区", "青岚市", "望泉县", "砚汀县", "苇溪区", "露峰区"), 20)
]


@pytest.fixture(autouse=True)
def _words() -> Iterator[None]:
    yield
    use(PLAIN)


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def reports(folder: Path) -> list[Path]:
    files = []
    for number, text in enumerate((TELLS, SOUNDS_ALIKE, *OTHERS)):
        files.append(folder / f"{number}.txt")
        files[-1].write_text(text, "utf-8")
    return files


def first_place(store: Path, *options: object) -> str:
    found = json.loads(
        run("search", TERM, "--store", store, "--mode", "lexical", "--json", *options)
    )
    return str(found["passages"][0]["region"])


def test_a_term_of_the_users_own_is_found_where_it_stands_and_not_where_its_parts_do(
    tmp_path: Path,
) -> None:
    store, terms = tmp_path / "store", tmp_path / "terms.txt"
    files = reports(tmp_path)
    terms.write_text(f"{TERM} 10 n\n", "utf-8")
    run("ingest", *files, "--store", store)
    assert first_place(store) == "临澜区"
    assert TERM not in content_terms(f"{TERM}做得怎么样?")

    assert first_place(store, "--dictionary", terms) == "云溪县"
    assert first_place(store) == "云溪县", "the store remembers its terms"
    assert TERM in content_terms(f"{TERM}做得怎么样?")


def test_the_environment_names_it_for_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, terms = tmp_path / "store", tmp_path / "terms.txt"
    files = reports(tmp_path)
    terms.write_text(TERM, "utf-8")
    monkeypatch.setenv("YIJU_DICTIONARY", str(terms))
    run("ingest", *files, "--store", store)
    assert first_place(store) == "云溪县"


def test_a_dictionary_that_is_not_there_stops_the_command(tmp_path: Path) -> None:
    command = ["ingest", str(tmp_path), "--store", str(tmp_path / "s"), "--dictionary", "none.txt"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code != 0
    assert "none.txt" in str(result.exception) + result.output
