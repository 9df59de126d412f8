"""How the log is written."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from rag.request_log import REQUEST_ID
from ui.logs import LogFormat, LogLevel, set_up_logging


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []  # those of the test runner must not be closed
    yield
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)


def written(style: LogFormat, level: LogLevel = LogLevel.INFO) -> str:
    target = io.StringIO()
    set_up_logging(style, level, target)
    log = logging.getLogger("yiju.test")
    log.debug("unseen")
    token = REQUEST_ID.set("id-1")
    log.info("one %s\nline", "会", extra={"fields": {"route": "/v1/ask", "ms": 1.5}})
    REQUEST_ID.reset(token)
    try:
        raise ValueError("a\nb")
    except ValueError:
        log.exception("it failed")
    return target.getvalue()


def test_json_is_one_object_a_line() -> None:
    first, second = (json.loads(line) for line in written(LogFormat.JSON).splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "level": "info",
        "logger": "yiju.test",
        "message": "one 会\nline",
        "request_id": "id-1",
        "route": "/v1/ask",
        "ms": 1.5,
    }
    assert second["level"] == "error"
    assert "request_id" not in second
    assert second["error"].endswith("ValueError: a\nb")


def test_text_is_for_people_and_nobody_can_forge_a_line() -> None:
    first, second, *traceback = written(LogFormat.TEXT).splitlines()
    assert first.endswith(r"INFO    yiju.test: one 会\x0aline route=/v1/ask ms=1.5 [id-1]")
    assert second.endswith("ERROR   yiju.test: it failed")
    assert traceback[0] == "Traceback (most recent call last):"


def test_the_level_is_kept() -> None:
    assert "one" not in written(LogFormat.JSON, LogLevel.ERROR)
    assert "unseen" in written(LogFormat.JSON, LogLevel.DEBUG)


def test_libraries_do_not_log_addresses_with_what_was_asked() -> None:
    target = io.StringIO()
    set_up_logging(LogFormat.TEXT, LogLevel.DEBUG, target)
    logging.getLogger("httpx").info("GET http://localhost/v1/facts?indicator=x")
    assert target.getvalue() == ""
