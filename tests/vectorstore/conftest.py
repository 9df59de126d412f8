from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.bundles import IDENTITY
from tests.contracts.folders import passing_folder
from vectorstore.local import LocalStore


@pytest.fixture
def folder() -> Iterator[Path]:
    with passing_folder() as parent:
        yield parent / "store"


@pytest.fixture
def store(folder: Path) -> Iterator[LocalStore]:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        yield store
