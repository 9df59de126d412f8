"""Settings from the environment (``YIJU_…``): nothing else reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ui.logs import LogFormat, LogLevel
from vectorstore.errors import SettingsError

PREFIX = "YIJU_"


class Settings(BaseSettings):
    """What the environment says; command line options go before it.

    An attribute's variable is its name in capitals after ``YIJU_``.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    store: Path = Field(
        default=Path("~/.local/share/yiju"),
        description="Folder of the store.",
        validate_default=True,
    )
    embedder: str = Field(
        default="embedded",
        min_length=1,
        description="embedded, encoder (20 passages a second: for small collections), "
        "or the name or folder of a sentence-transformers model.",
    )
    dictionary: Path | None = Field(
        default=None,
        description="File of terms that are words, in jieba's format; the store's own if empty.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Where the service listens.")
    port: int = Field(default=8420, ge=0, le=65535, description="Its port; 0 takes a free one.")
    hosts: str = Field(
        default="",
        description="Further host names that it answers to, separated by commas; * for any.",
    )
    keys_file: Path | None = Field(
        default=None, description="Where its keys are; keys.json in the store's folder if empty."
    )
    open_access: bool = Field(
        default=False, description="Listen beyond this machine although there are no keys."
    )
    session_hours: float = Field(
        default=12.0, ge=0.01, le=720, description="How long a browser stays logged in."
    )
    rate_per_minute: int = Field(
        default=600,
        ge=0,
        description="Requests a minute of one key, or one address without; 0 for any number.",
    )
    cors_origins: str = Field(
        default="", description="Sites whose pages may use the API, separated by commas."
    )
    upload_mb: int = Field(default=64, ge=1, le=4096, description="Largest upload, in mebibytes.")
    allow_private_addresses: bool = Field(
        default=False,
        description="Fetch reports from private, loopback and link-local addresses too.",
    )
    concurrency: int = Field(
        default=8, ge=1, le=64, description="Questions worked on at a time, and other requests."
    )
    queue: int = Field(default=64, ge=0, le=10_000, description="How many of each may wait.")
    request_seconds: float = Field(
        default=30.0, ge=0.1, le=3600, description="How long a request may take."
    )
    grace_seconds: float = Field(
        default=25.0, ge=0, le=3600, description="How long requests may go on after SIGTERM."
    )
    planner: str = Field(
        default="",
        description="Address and model of an OpenAI-compatible service that reads questions first "
        "('http://127.0.0.1:11434/v1 qwen3:8b'); it never writes answers. None if empty.",
    )
    planner_key: SecretStr | None = Field(default=None, description="Its key, where it wants one.")
    log_format: LogFormat = Field(default=LogFormat.TEXT, description="text or json.")
    log_level: LogLevel = Field(default=LogLevel.INFO, description="debug, info, warning or error.")

    @field_validator("keys_file", "dictionary", mode="before")
    @classmethod
    def _none_if_empty(cls, value: object) -> object:
        return value or None

    @field_validator("store", "keys_file", "dictionary")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in split(value):
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("http", "https")
                or f"{parts.scheme}://{parts.netloc}" != origin
            ):
                msg = f"{origin!r} is no origin: write https://host or https://host:port"
                raise ValueError(msg)
        return value

    @property
    def keys_path(self) -> Path:
        """Where the keys are."""
        return self.keys_file or self.store / "keys.json"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force.

    Attributes:
        name: Of the attribute.
        variable: Of the environment.
        value: In force.
        source: ``default``, ``environment`` or ``option``.
        description: What it is.
    """

    name: str
    variable: str
    value: object
    source: str
    description: str


def load_settings(options: Mapping[str, object] | None = None) -> Settings:
    """Reads the environment.

    Args:
        options: What the command line says instead; None stands for nothing said.

    Raises:
        SettingsError: Variables have impossible values; the message names all of them.
    """
    given: dict[str, Any] = {
        name: value for name, value in (options or {}).items() if value is not None
    }
    try:
        return Settings(**given)
    except ValidationError as error:
        problems = [_problem(str(each["loc"][0]), each, given) for each in error.errors()]
        raise SettingsError("; ".join(problems)) from error


def _problem(name: str, problem: Mapping[str, object], options: Mapping[str, object]) -> str:
    where = f"--{name.replace('_', '-')} " if name in options else f"{variable(name)}="
    said = str(problem["msg"]).removeprefix("Value error, ")
    return f"{where}{problem['input']!r}: {said}"


def explained(options: Mapping[str, object] | None = None) -> list[Setting]:
    """Every setting with its source; see :func:`load_settings`."""
    given = {name for name, value in (options or {}).items() if value is not None}
    settings = load_settings(options)
    known = {name.upper() for name in os.environ}
    return [
        Setting(
            name,
            variable(name),
            settings.keys_path if name == "keys_file" else getattr(settings, name),
            "option" if name in given else "environment" if variable(name) in known else "default",
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def unknown_variables() -> list[str]:
    """A remark on each variable of the environment that looks like a setting and is none."""
    known = [variable(name) for name in Settings.model_fields]
    remarks = []
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, 1)
            remarks.append(f"{name} is no setting" + (f": {near[0]}?" if near else ""))
    return remarks


def variable(name: str) -> str:
    """The variable of a setting."""
    return PREFIX + name.upper()


def split(value: str) -> tuple[str, ...]:
    """The parts of a list that is written with commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip())
