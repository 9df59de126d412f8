"""Any sentence-transformers model, by name or folder."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError

from vectorstore.errors import MissingDependencyError, ModelError
from vectorstore.store import EmbedderIdentity, Vectors
from vectorstore.wellformed import well_formed

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_PROBE = "Yiju 依据 2024: fingerprint of a tokenizer."
_SAMPLES = 1024
# What the libraries below raise for names, networks and files that are not as they should be.
_LOADING_ERRORS = (
    OSError,
    ValueError,
    RuntimeError,
    LookupError,
    TypeError,
    ImportError,
    SafetensorError,
)


class HubEmbedder:
    """Embeds with a sentence-transformers model; its query and document prompts are applied.

    Args:
        spec: A model's name on the hub (downloaded once, then read from the cache) or its folder.

    Raises:
        ModelError: The model cannot be loaded, or is no text embedding model.
        MissingDependencyError: sentence-transformers is not installed.
    """

    def __init__(self, spec: str) -> None:
        self._model = _load(spec)
        dimension = self._model.get_embedding_dimension()
        if not dimension:
            raise ModelError(f"{spec}: this model does not say how long its vectors are")
        self._identity = EmbedderIdentity(spec, dimension, _fingerprint(self._model))
        # The Rust tokenizers refuse to be used by two threads at once ("Already borrowed").
        self._lock = threading.Lock()

    @property
    def identity(self) -> EmbedderIdentity:
        """The name as given, the dimension, and a hash of configuration and sampled weights."""
        return self._identity

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), d)`` float32, unit rows; all zero for a text without letters or digits."""
        vectors = np.zeros((len(texts), self._identity.dimension), np.float32)
        worded = [index for index, text in enumerate(texts) if _has_words(text)]
        if worded:
            with self._lock:
                found = self._model.encode_document(
                    [well_formed(texts[index]) for index in worded],
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
            vectors[worded] = _unit_rows(np.asarray(found, np.float32))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """``(d,)`` float32, of unit length or all zero."""
        if not _has_words(text):
            return np.zeros(self._identity.dimension, np.float32)
        with self._lock:
            found = self._model.encode_query(
                [well_formed(text)], convert_to_numpy=True, show_progress_bar=False
            )
        vector: Vectors = _unit_rows(np.asarray(found, np.float32))[0]
        return vector


def _load(spec: str) -> SentenceTransformer:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise MissingDependencyError(
            f"{spec}: models other than the embedded one need sentence-transformers: "
            f"pip install sentence-transformers ({error})"
        ) from error
    try:
        return SentenceTransformer(spec)
    except _LOADING_ERRORS as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ModelError(
            f"{spec}: this embedding model cannot be loaded ({reason}); give the name of a "
            "sentence-transformers model that is in the local cache or can be downloaded, the "
            'folder of one, or "embedded" for the model that comes with Yiju'
        ) from error


def _fingerprint(model: SentenceTransformer) -> str:
    """SHA-256 over what decides the model's output, without running it.

    Vectors themselves are left out: their last bits differ between processors, and a store may be
    carried to another machine.
    """
    modules = [
        [name, type(module).__name__, _config(module)] for name, module in model.named_children()
    ]
    head = [modules, model.prompts, model.default_prompt_name, model.max_seq_length]
    digest = hashlib.sha256(json.dumps(head, sort_keys=True, default=str).encode())
    digest.update(str(model.tokenizer.encode(_PROBE)).encode())
    for name, tensor in model.state_dict().items():
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode())
        flat = tensor.detach().flatten()
        sample = flat[:: max(1, len(flat) // _SAMPLES)]
        digest.update(sample.cpu().float().numpy().tobytes())
    return digest.hexdigest()


def _config(module: object) -> object:
    describe = getattr(module, "get_config_dict", None)
    return describe() if callable(describe) else {}


def _has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _unit_rows(vectors: Vectors) -> Vectors:
    """Rows scaled to length 1; rows that are zero or not finite become zero."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    usable = np.isfinite(norms) & (norms > 0)
    rows: Vectors = np.where(usable, vectors / np.where(usable, norms, 1), 0).astype(np.float32)
    return rows
