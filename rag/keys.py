"""Keys that open the service: made once, kept as digests, re-read when their file changes."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from vectorstore.errors import InputError, SettingsError

_log = logging.getLogger(__name__)

_PREFIX = "yiju_"
_RANDOM_BYTES = 32
_LONGEST_TOKEN = 200
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Role(StrEnum):
    """What a key may do."""

    READ = "read"
    WRITE = "write"

    def includes(self, needed: Role) -> bool:
        """Whether this role is enough; ``write`` includes ``read``."""
        return self is Role.WRITE or self is needed


class Key(BaseModel):
    """One key as it is kept.

    Attributes:
        name: For people, logs and limits; unique.
        role: What it may do.
        sha256: Digest of the token, in hex. A token is 32 random bytes, which nobody can guess
            from a fast digest either: slow hashes are for secrets that people choose.
        created: When it was made.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=rf"^{_NAME.pattern}$")]
    role: Role
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    created: datetime


class _Keys(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid")

    version: int = 1
    keys: list[Key] = []


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The file's content, and what told that it was this one."""

    stamp: tuple[int, int, int] | None
    keys: tuple[Key, ...]


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


class KeyFile:
    """The keys in a file.

    Every question looks whether the file has changed, so that a revoked key stops at once.

    Args:
        path: Where they are kept; it need not exist.

    Raises:
        SettingsError: The file exists and cannot be read as keys.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._snapshot = _Snapshot(self._stamp(), self._read())

    @property
    def path(self) -> Path:
        """Where the keys are kept."""
        return self._path

    @property
    def exists(self) -> bool:
        """Whether there is a file, with keys in it or none left."""
        return self._stamp() is not None

    def in_force(self) -> tuple[Key, ...]:
        """The keys in force. A file that became unreadable holds none, and says so in the log."""
        stamp = self._stamp()
        if stamp != self._snapshot.stamp:
            try:
                found = self._read()
            except SettingsError as error:
                _log.error("no key is taken: %s", error)
                found = ()
            self._snapshot = _Snapshot(stamp, found)
        return self._snapshot.keys

    def find(self, token: str) -> Key | None:
        """The key of a token; every key is compared, in constant time."""
        wanted = digest(token[: _LONGEST_TOKEN + 1])
        return self.with_digest(wanted)

    def with_digest(self, wanted: str) -> Key | None:
        """The key of a token's digest."""
        found = None
        for key in self.in_force():
            if hmac.compare_digest(key.sha256, wanted):
                found = key
        return found

    def add(self, name: str, role: Role, now: datetime | None = None) -> str:
        """Makes a key.

        Returns:
            The token. It is kept nowhere.

        Raises:
            InputError: The name is taken, or cannot be one.
            SettingsError: The file cannot be read or written.
        """
        if not _NAME.fullmatch(name):
            raise InputError(
                f"{name!r} cannot name a key: up to 64 letters, digits and . _ -, without spaces"
            )
        token = _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
        with self._changing():
            held = self._read()
            if any(key.name == name for key in held):
                raise InputError(f"there is a key {name!r} already: revoke it or take another name")
            made = now or datetime.now(UTC).replace(microsecond=0)
            self._write((*held, Key(name=name, role=role, sha256=digest(token), created=made)))
        return token

    def revoke(self, name: str) -> None:
        """Makes a key worthless. The file remains, and with it the demand for a key.

        Raises:
            InputError: There is none of that name.
            SettingsError: The file cannot be read or written.
        """
        with self._changing():
            held = self._read()
            left = tuple(key for key in held if key.name != name)
            if len(left) == len(held):
                raise InputError(f"there is no key {name!r} in {self._path}: see `yiju keys list`")
            self._write(left)

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _read(self) -> tuple[Key, ...]:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise SettingsError(f"{self._path}: cannot be read ({error.strerror})") from error
        try:
            return tuple(_Keys.model_validate_json(content).keys)
        except ValidationError as error:
            # The values stay out of the message: a token may have been pasted into the file.
            where = "/".join(str(part) for part in error.errors()[0]["loc"])
            msg = f"{self._path}: is no file of keys ({where or 'no JSON'}): mend it or delete it"
            raise SettingsError(msg) from None

    def _write(self, keys: tuple[Key, ...]) -> None:
        content = _Keys(keys=list(keys)).model_dump_json(indent=2) + "\n"
        fresh = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
            fresh.replace(self._path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise SettingsError(f"{self._path}: cannot be written ({error.strerror})") from error

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Keeps two commands from undoing each other's change: one of them may be a revocation."""
        lock = self._path.with_name(f".{self._path.name}.lock")
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SettingsError(f"{lock}: cannot be written ({error.strerror})") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
