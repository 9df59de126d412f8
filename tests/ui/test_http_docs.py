"""The commands in ``docs/http.md`` work as printed, on a running service."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rag.service_app import Served, serving

DOCUMENT = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")
COMMANDS = [
    block.replace("\\\n", " ").strip() for block in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.S)
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("docs")) as running:
        asked = {"question": "云溪县受理多少件?", "conversation_id": "a1"}
        assert running.client.post("/v1/ask", json=asked).status_code == 200
        yield running


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_is_served(served: Served, command: str) -> None:
    words = iter(shlex.split(command))
    assert next(words) == "curl"
    headers: dict[str, str] = {}
    body, files, url, method = None, None, "", ""
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            # A closed port of this machine in place of the example's address.
            body = next(words).replace("https://example.org", "http://127.0.0.1:9").encode()
        elif word == "-F":
            field, _, name = next(words).partition("=@")
            files = [(field, (name, _content(name)))]
        elif word == "-o":
            next(words)
        elif word == "-X":
            method = next(words)
        elif word != "-s":
            url = word
    path = url.removeprefix("localhost:8420")
    method = method or ("POST" if body or files else "GET")
    response = served.client.request(method, path, headers=headers, content=body, files=files)
    assert response.status_code in (200, 201, 202), response.text


def _content(name: str) -> bytes:
    if name.endswith(".jsonl"):
        question = {"id": "1", "lang": "zh", "type": "lookup", "question": "受理案件多少件?"}
        return json.dumps(question).encode()
    return "云溪县2024年法治政府建设年度报告\n受理案件3件。".encode()


def test_every_route_is_described(served: Served) -> None:
    for path in served.client.get("/v1/openapi.json").json()["paths"]:
        assert path in DOCUMENT, path
