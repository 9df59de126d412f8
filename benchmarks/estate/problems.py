"""What is wrong with labelled material, named by file and line."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError


class Problem(NamedTuple):
    """One mistake.

    Attributes:
        file: The file.
        line: Its line, from 1; 0 for the file as a whole.
        text: What is wrong.
    """

    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def first_error(error: ValidationError) -> str:
    """The first mistake that pydantic found, with the field."""
    found = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in found["loc"])
    return f"{where}: {found['msg']}" if where else found["msg"]
