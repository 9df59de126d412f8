"""The contract over the embedded store, and over the plain one that it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from tests.contracts.bundles import IDENTITY
from tests.contracts.folders import passing_folder
from tests.contracts.memory_store import MemoryStore
from tests.contracts.store_contract import NewStore, StoreContract
from vectorstore.local import LocalStore


class TestLocalStore(StoreContract):
    @pytest.fixture
    def new_store(self) -> Iterator[NewStore]:
        numbers = count()
        with passing_folder() as parent:
            yield lambda: LocalStore.open(parent / str(next(numbers)), IDENTITY, create=True)


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def new_store(self) -> NewStore:
        return lambda: MemoryStore(IDENTITY)
