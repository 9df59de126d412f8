"""The contract over the embedded store, and over the plain one that it is compared with."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from tests.contracts.bundles import IDENTITY
from tests.contracts.memory_store import MemoryStore
from tests.contracts.store_contract import NewStore, StoreContract
from vectorstore.local import LocalStore


class TestLocalStore(StoreContract):
    @pytest.fixture
    def new_store(self, tmp_path: Path) -> NewStore:
        numbers = count()
        return lambda: LocalStore.open(tmp_path / str(next(numbers)), IDENTITY, create=True)


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def new_store(self) -> NewStore:
        return lambda: MemoryStore(IDENTITY)
