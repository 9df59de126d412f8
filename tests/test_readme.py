"""The README says what is so: its first question is asked, its commands exist, its links lead."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
YIJU = Path(sys.executable).with_name("yiju")


def yiju(*arguments: str) -> str:
    done = subprocess.run(
        [str(YIJU), *arguments], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return done.stdout


def test_the_first_question_has_the_answer_that_is_shown(tmp_path: Path) -> None:
    block = re.search(r"```console\n(.*?)```", README, re.DOTALL)
    assert block is not None
    prompt, *shown = block[1].splitlines()
    question = re.search(r'yiju ask "([^"]+)"', prompt)
    assert question is not None
    yiju("ingest", "samples", "--store", str(tmp_path))
    printed = yiju("ask", question[1], "--store", str(tmp_path)).splitlines()
    lines = [line for line in shown if line and line != "…"]
    assert len(lines) > 3
    assert [line for line in lines if line not in printed] == []


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^yiju (\w+)", README, re.MULTILINE))))
def test_every_command_that_is_named_exists(command: str) -> None:
    assert "Example:" in yiju(command, "--help")


@pytest.mark.parametrize(
    "document",
    [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))],
    ids=lambda path: path.name,
)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
