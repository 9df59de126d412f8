"""The embedded model: one vector a word, averaged; needs numpy, kitoken and safetensors alone.

A folder in the layout of sentence-transformers (a ``StaticEmbedding`` and a ``Normalize`` module),
so the same folder also loads as ``SentenceTransformer(folder)`` and gives the same vectors there.
Weights are stored as int8 rows with one float32 scale a row: ``vector(t) = scale[t] * row[t]``.
The words are those that the ``tokenizers`` library gives; kitoken finds them in a sixth of the time
where texts do not repeat.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import safetensors
import safetensors.numpy
from kitoken import Kitoken
from numpy.typing import NDArray

from vectorstore.errors import ModelError
from vectorstore.store import EmbedderIdentity, Vectors
from vectorstore.wellformed import well_formed

EMBEDDED_MODEL = Path(__file__).parent / "models" / "yiju-static"
"""Folder of the static model that comes with Yiju."""

TOKENIZER_FILE = "tokenizer.json"
WEIGHTS_FILE = "model.safetensors"
ROWS = "embeddings"
SCALES = "weights"
_LINES = 64
"""So many different lines are remembered while texts are embedded: places and headings recur."""

_NO_ADDED_TOKENS = re.compile(rb'"added_tokens"\s*:\s*\[\s*\]')
_UNKNOWN_TOKEN = (
    b'"added_tokens": [{"id": 0, "content": "[UNK]", "single_word": false, "lstrip": false, '
    b'"rstrip": false, "normalized": false, "special": true}]'
)
"""What kitoken needs to be told of the token for unknown words, which other libraries infer."""


class StaticEmbedder:
    """Embeds a text as the normalised mean of its words' vectors.

    Args:
        folder: Where ``tokenizer.json`` and ``model.safetensors`` lie.

    Raises:
        ModelError: A file is missing, or is not what it should be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tokenizer_bytes = _read(folder / TOKENIZER_FILE)
        weights_bytes = _read(folder / WEIGHTS_FILE)
        self._tokenizer = parse_tokenizer(folder / TOKENIZER_FILE, tokenizer_bytes)
        self._rows, self._scales = _parse_weights(folder / WEIGHTS_FILE, weights_bytes)
        if not _has_words(self._tokenizer, len(self._rows)):
            problem = (
                f"it has {len(self._rows)} rows for "
                f"{_count_words(self._tokenizer)} words of {TOKENIZER_FILE}"
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
        line_ids = lru_cache(maxsize=_LINES)(self._line_ids)
        vectors = np.zeros((len(texts), self._rows.shape[1]), np.float32)
        for index, text in enumerate(texts):
            vectors[index] = self._embed_text(well_formed(text), line_ids)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """``(d,)`` float32, of unit length or all zero."""
        vector: Vectors = self.embed_passages([text])[0]
        return vector

    def _line_ids(self, line: str) -> NDArray[np.int64]:
        """The words of a line, ``(n,)``; no word reaches over the end of one."""
        return np.array(self._tokenizer.encode(line), np.int64)

    def _embed_text(self, text: str, line_ids: Callable[[str], NDArray[np.int64]]) -> Vectors:
        # The mean differs from the sum by a factor only, which the normalisation removes.
        ids = np.concatenate([line_ids(line) for line in text.split("\n")])
        # Not by BLAS, which would wake threads for every few microseconds of work.
        total: Vectors = np.einsum("t,td->d", self._scales[ids], self._rows[ids].astype(np.float32))
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


def parse_tokenizer(path: Path, data: bytes) -> Kitoken:
    """The tokenizer of a static model.

    Args:
        path: Where it lies, for messages.
        data: JSON as the ``tokenizers`` library writes it.

    Raises:
        ModelError: It is something else.
    """
    try:
        return Kitoken.from_tokenizers(_NO_ADDED_TOKENS.sub(_UNKNOWN_TOKEN, data, count=1))
    except ValueError as error:
        raise _damaged(path, str(error)) from error


def _has_words(tokenizer: Kitoken, count: int) -> bool:
    """Whether its words are numbered from 0 to one less than ``count``."""
    return _has_word(tokenizer, count - 1) and not _has_word(tokenizer, count)


def _has_word(tokenizer: Kitoken, number: int) -> bool:
    try:
        tokenizer.decode([number], decode_specials=True)
    except ValueError:
        return False
    return True


def _count_words(tokenizer: Kitoken) -> int:
    definition = tokenizer.definition()
    return len(definition["model"]["Unigram"]["vocab"]) + len(definition["specials"])


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
