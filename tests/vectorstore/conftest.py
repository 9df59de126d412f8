from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.bundles import IDENTITY
from vectorstore.local import LocalStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> Iterator[LocalStore]:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        yield store
