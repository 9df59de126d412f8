"""The contract over the embedded model and over a sentence-transformers model."""

from __future__ import annotations

import pytest

from tests.contracts.embedder_contract import EmbedderContract
from tests.embedders import minilm_folder
from vectorstore.embedding import Embedder, load_embedder


class TestEmbeddedModel(EmbedderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls) -> Embedder:
        return load_embedder()


class TestSentenceTransformersModel(EmbedderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls) -> Embedder:
        return load_embedder(minilm_folder())
