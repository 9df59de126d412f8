"""Embedding models: the two that come with Yiju, and any sentence-transformers model by name.

The static model embeds passages by the thousand and is the default. The encoder knows meaning and
English far better and takes milliseconds a text: for questions, names and dozens of passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from vectorstore.static_model import EMBEDDED_MODEL, StaticEmbedder
from vectorstore.store import EmbedderIdentity, Vectors

if TYPE_CHECKING:
    from vectorstore.encoder import Encoder

EMBEDDED = "embedded"
"""The setting that names the shipped static model."""
ENCODER = "encoder"
"""The setting that names the shipped encoder."""


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
        spec: ``"embedded"`` for the static model that comes with Yiju, or ``"encoder"`` for the
            encoder that does, neither of which needs torch or a network; else the name or folder
            of a sentence-transformers model, which may be downloaded once.

    Raises:
        ModelError: The model cannot be loaded; the message says why and what to do.
        MissingDependencyError: The model needs sentence-transformers, which is not installed.
    """
    name = spec.strip()
    if name in ("", EMBEDDED):
        return StaticEmbedder(EMBEDDED_MODEL)
    if name == ENCODER:
        return load_encoder()
    # Only here: it brings torch along, which costs seconds that the embedded model need not pay.
    from vectorstore.hub_model import HubEmbedder

    return HubEmbedder(name)


@cache
def load_encoder() -> Encoder:
    """The encoder that comes with Yiju; read once a process, by who asks first.

    Raises:
        ModelError: Its files are missing or damaged.
        MissingDependencyError: onnxruntime is not installed.
    """
    # Only here: onnxruntime costs a tenth of a second that ingestion need not pay.
    from vectorstore.encoder import Encoder

    return Encoder.load()
