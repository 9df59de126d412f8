"""Settings from the environment (``YIJU_…``): nothing else reads it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vectorstore.errors import SettingsError

_PREFIX = "YIJU_"


class Settings(BaseSettings):
    """What the environment says; command line options go before it.

    Attributes:
        store: Folder of the store.
        embedder: ``embedded``, or the name or folder of a sentence-transformers model.
        host: Where the service listens.
        port: See ``host``; 0 takes a free one.
        hosts: Further host names that the service answers to, separated by commas; ``*`` for any.
        upload_mb: Largest upload, in mebibytes.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    store: Path = Path("~/.local/share/yiju")
    embedder: str = Field(default="embedded", min_length=1)
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8420, ge=0, le=65535)
    hosts: str = ""
    upload_mb: int = Field(default=64, ge=1, le=4096)

    @field_validator("store")
    @classmethod
    def _expand(cls, value: Path) -> Path:
        return value.expanduser()


def load_settings() -> Settings:
    """Reads the environment.

    Raises:
        SettingsError: A variable has an impossible value; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        msg = f"{name}={first['input']!r}: {first['msg']}"
        raise SettingsError(msg) from error
