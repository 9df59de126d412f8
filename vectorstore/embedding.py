"""Embedding models: the embedded static one, and any sentence-transformers model by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vectorstore.static_model import EMBEDDED_MODEL, StaticEmbedder
from vectorstore.store import EmbedderIdentity, Vectors

EMBEDDED = "embedded"
"""The setting that names the shipped model."""


class Embedder(Protocol):
    """Turns texts into unit vectors. All methods may be called from several threads."""

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


def load_embedder(spec: str = EMBEDDED) -> Embedder:
    """Loads an embedding model by its setting.

    Args:
        spec: ``"embedded"`` for the model that comes with Yiju, which needs neither torch nor a
            network; else the name or folder of a sentence-transformers model, which may be
            downloaded once.

    Raises:
        ModelError: The model cannot be loaded; the message says why and what to do.
        MissingDependencyError: The model needs sentence-transformers, which is not installed.
    """
    name = spec.strip()
    if name in ("", EMBEDDED):
        return StaticEmbedder(EMBEDDED_MODEL)
    # Only here: it brings torch along, which costs seconds that the embedded model need not pay.
    from vectorstore.hub_model import HubEmbedder

    return HubEmbedder(name)
