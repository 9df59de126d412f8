"""How the log is written: set up here and nowhere else."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO


class LogFormat(StrEnum):
    """What a line of the log looks like."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """The least important lines that are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_TALKATIVE = ("httpx", "httpx2", "httpcore", "httpcore2", "jieba", "mcp", "asyncio")
"""Libraries that log each of their steps, addresses with what was asked included."""


def set_up_logging(style: LogFormat, level: LogLevel, target: TextIO | None = None) -> None:
    """Writes every module's log to one place, replacing what was set up before.

    Args:
        style: One JSON object a line, or text for people.
        level: The least important lines that are written.
        target: Where to; standard error where None.
    """
    handler = logging.StreamHandler(target or sys.stderr)
    handler.setFormatter(JsonFormatter() if style is LogFormat.JSON else TextFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class JsonFormatter(logging.Formatter):
    """``{"time", "level", "logger", "message", "request_id"?, "error"?, …}``, one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON; line breaks within it are escaped."""
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := _request_id():
            line["request_id"] = request_id
        line |= _fields(record)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """``time LEVEL logger: message key=value… [request id]``, a traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        """The record on one line, which nothing in it can break."""
        message = record.getMessage().translate(_ESCAPES)
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        known = f" [{request_id}]" if (request_id := _request_id()) else ""
        line = f"{_time(record)} {record.levelname:<7} {record.name}: {message}{fields}{known}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


_ESCAPES = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    fields = getattr(record, "fields", {})
    assert isinstance(fields, Mapping)
    return fields


def _request_id() -> str:
    """Of the request being served; commands that serve none need not load the service."""
    module = sys.modules.get("rag.request_log")
    return module.REQUEST_ID.get() if module else ""
