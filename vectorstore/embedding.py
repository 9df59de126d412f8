"""Embedding models: the embedded static one, and any sentence-transformers model by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vectorstore.store import EmbedderIdentity, Vectors


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def identity(self) -> EmbedderIdentity:
        """Name, dimension and fingerprint; a store remembers it."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), d)`` float32, unit rows; all zero for a text without known words."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """``(d,)`` float32, of unit length or all zero."""
        ...
