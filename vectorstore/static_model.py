"""The embedded model: one vector a word, averaged; needs numpy, tokenizers and safetensors alone.

A folder in the layout of sentence-transformers (a ``StaticEmbedding`` and a ``Normalize`` module),
so the same folder also loads as ``SentenceTransformer(folder)`` and gives the same vectors there.
Weights are stored as int8 rows with one float32 scale a row: ``vector(t) = scale[t] * row[t]``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray
from tokenizers import Tokenizer

from vectorstore.errors import ModelError
from vectorstore.store import EmbedderIdentity, Vectors
from vectorstore.wellformed import well_formed

EMBEDDED_MODEL = Path(__file__).parent / "models" / "yiju-static-zh"
"""Folder of the model that comes with Yiju."""

TOKENIZER_FILE = "tokenizer.json"
WEIGHTS_FILE = "model.safetensors"
ROWS = "embeddings"
SCALES = "weights"
_BATCH = 512  # texts that are tokenised together, which bounds memory


class StaticEmbedder:
    """Embeds a text as the normalised mean of its words' vectors.

    Args:
        folder: Where ``tokenizer.json`` and ``model.safetensors`` lie.

    Raises:
        ModelError: A file is missing, or is not what it should be.
    """

    def __init__(self, folder: Path) -> None:
        tokenizer_bytes = _read(folder / TOKENIZER_FILE)
        weights_bytes = _read(folder / WEIGHTS_FILE)
        try:
            self._tokenizer = Tokenizer.from_buffer(tokenizer_bytes)
        except ValueError as error:
            raise _damaged(folder / TOKENIZER_FILE, str(error)) from error
        self._rows, self._scales = _parse_weights(folder / WEIGHTS_FILE, weights_bytes)
        if self._tokenizer.get_vocab_size() != len(self._rows):
            problem = (
                f"it has {len(self._rows)} rows for "
                f"{self._tokenizer.get_vocab_size()} words of {TOKENIZER_FILE}"
            )
            raise _damaged(folder / WEIGHTS_FILE, problem)
        digest = hashlib.sha256(hashlib.sha256(tokenizer_bytes).digest())
        digest.update(hashlib.sha256(weights_bytes).digest())
        self._identity = EmbedderIdentity(folder.name, self._rows.shape[1], digest.hexdigest())

    @property
    def identity(self) -> EmbedderIdentity:
        """The folder's name, the dimension, and a SHA-256 over both files."""
        return self._identity

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), d)`` float32, unit rows; all zero for a text without known words."""
        vectors = np.zeros((len(texts), self._rows.shape[1]), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [well_formed(text) for text in texts[start : start + _BATCH]]
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for index, encoding in enumerate(encodings, start):
                vectors[index] = self._embed_tokens(encoding.ids)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """``(d,)`` float32, of unit length or all zero."""
        vector: Vectors = self.embed_passages([text])[0]
        return vector

    def _embed_tokens(self, ids: Sequence[int]) -> Vectors:
        # The mean differs from the sum by a factor only, which the normalisation removes.
        tokens = np.asarray(ids, np.int64)
        total: Vectors = self._scales[tokens] @ self._rows[tokens].astype(np.float32)
        norm = float(np.linalg.norm(total))
        return total / np.float32(norm) if norm > 0 else total


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path}: a file of the embedding model cannot be read ({error.strerror}); "
            "reinstall Yiju, or name another model"
        ) from error


def _parse_weights(path: Path, data: bytes) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """The int8 rows and their scales."""
    try:
        tensors = safetensors.numpy.load(data)
    except safetensors.SafetensorError as error:
        raise _damaged(path, str(error)) from error
    rows, scales = tensors.get(ROWS), tensors.get(SCALES)
    if rows is None or scales is None or rows.ndim != 2 or scales.shape != rows.shape[:1]:
        raise _damaged(path, f"it lacks {ROWS} (n, d) and {SCALES} (n,)")
    return rows.astype(np.int8, copy=False), scales.astype(np.float32, copy=False)


def _damaged(path: Path, problem: str) -> ModelError:
    return ModelError(
        f"{path}: not the weights or tokenizer of a static embedding model: {problem}; "
        "reinstall Yiju, or name another model"
    )
