"""The bilingual encoder that comes with Yiju: a transformer for meaning, run by onnxruntime.

multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings: A Technical Report") with
the pieces of Chinese and English alone; ``models/yiju-e5-small/README.md`` says how it was made and
how well it does. It costs some milliseconds a text: enough for a question, for names and for dozens
of passages, too much for indexing, which the static model does.

Nothing is loaded before :meth:`Encoder.load`, and onnxruntime is imported by nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from kitoken import Kitoken
from numpy.typing import NDArray

from vectorstore.errors import MissingDependencyError, ModelError
from vectorstore.store import EmbedderIdentity, Vectors
from vectorstore.wellformed import well_formed

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

ENCODER_MODEL = Path(__file__).parent / "models" / "yiju-e5-small"
"""Folder of the encoder that comes with Yiju."""

TOKENIZER_FILE = "tokenizer.kit"
ROWS_FILE = "rows.npy"
SCALES_FILE = "scales.npy"
LAYERS_FILE = "layers.onnx"
FILES = (TOKENIZER_FILE, ROWS_FILE, SCALES_FILE, LAYERS_FILE)
CHECKSUMS_FILE = "SHA256SUMS"
"""SHA-256 of each of the others, as ``sha256sum`` writes and checks them."""

BLOCK = 32
"""So many neighbouring weights share one scale, as in the package the weights come from."""
BEGIN, PAD, END = 0, 1, 2
"""Pieces ``<s>``, ``<pad>``, ``</s>``; no text is cut into them, whatever stands in it."""
MAX_PIECES = 512
"""Positions the model was trained with; what lies beyond is not read."""

_QUERY, _PASSAGE = "query: ", "passage: "
"""What the model was trained to see before a text; without it, it finds less."""
_MAX_CHARACTERS = 16_384
"""Far more than 512 pieces of any language; keeps the tokenizer from reading megabytes in vain."""
_BATCH_PIECES = 2_048
"""Pieces computed at once: more is no quicker on one thread, and takes memory."""

Ids = NDArray[np.int64]


class Encoder:
    """Embeds queries and passages, each with the prefix that the model knows it by.

    All methods may be called from several threads. A text's vector does not depend on the texts
    beside it, save for rounding in the last digits. Make one with :meth:`load`.
    """

    def __init__(
        self,
        folder: Path,
        tokenizer: Kitoken,
        rows: NDArray[np.uint8],
        scales: NDArray[np.float16],
        layers: InferenceSession,
    ) -> None:
        self.folder = folder
        self._tokenizer = tokenizer
        self._rows = rows
        self._scales = scales
        self._layers = layers

    @classmethod
    def load(cls, folder: Path = ENCODER_MODEL, threads: int = 1) -> Encoder:
        """Reads the model, about a fifth of a second.

        Args:
            folder: Where its files lie.
            threads: Threads of one call; short texts gain nothing from a second one.

        Raises:
            ModelError: A file is missing, or is not what it should be.
            MissingDependencyError: onnxruntime is not installed.
        """
        tokenizer = _load_tokenizer(folder)
        rows, scales = _map_rows(folder)
        return cls(folder, tokenizer, rows, scales, _load_layers(folder / LAYERS_FILE, threads))

    @cached_property
    def identity(self) -> EmbedderIdentity:
        """The folder's name, the dimension, and a SHA-256 over the files' own."""
        digest = hashlib.sha256()
        for name in FILES:
            digest.update(hashlib.sha256((self.folder / name).read_bytes()).digest())
        return EmbedderIdentity(self.folder.name, self.dimension, digest.hexdigest())

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._rows.shape[1]) * 2

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), d)`` float32, unit rows: for questions, names and phrases to look up."""
        return self._embed([_QUERY + _one_line(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), d)`` float32, unit rows: for what is looked through."""
        return self._embed([_PASSAGE + _one_line(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """``(d,)`` float32, of unit length."""
        vector: Vectors = self.embed_queries([text])[0]
        return vector

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        pieces = [self._pieces(text) for text in texts]
        for batch in _batches([len(each) for each in pieces]):
            vectors[batch] = self._run([pieces[index] for index in batch])
        return vectors

    def _pieces(self, text: str) -> Ids:
        """``<s>``, the pieces of the text as far as there is room, ``</s>``."""
        found = self._tokenizer.encode(text)[: MAX_PIECES - 2]
        return np.array([BEGIN, *found, END], np.int64)

    def _run(self, texts: Sequence[Ids]) -> Vectors:
        length = max(len(text) for text in texts)
        ids = np.full((len(texts), length), PAD, np.int64)
        mask = np.zeros((len(texts), length), np.int32)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        outputs = self._layers.run(["vectors"], {"embeddings": self._look_up(ids), "mask": mask})
        return np.asarray(outputs[0], np.float32)

    def _look_up(self, ids: Ids) -> Vectors:
        """``(..., d)`` float32 rows of the vocabulary, of pieces' numbers ``(...)``."""
        distinct, places = np.unique(ids, return_inverse=True)
        packed, scales = self._rows[distinct], self._scales[distinct].astype(np.float32)
        return unpacked(packed, scales)[places.reshape(ids.shape)]


def unpacked(packed: NDArray[np.uint8], scales: Vectors) -> Vectors:
    """Rows of numbers that were stored in 4 bits.

    Args:
        packed: ``(n, d / 2)``: byte ``j`` of a block of 16 holds weight ``j`` in its low half and
            ``j + 16`` in its high half, each 8 too large (the layout Q4_0 of ggml).
        scales: ``(n, d / 32)`` float32, one for each block.

    Returns:
        ``(n, d)`` float32.
    """
    blocks = packed.reshape(len(packed), -1, BLOCK // 2)
    halves = np.concatenate([blocks & 15, blocks >> 4], axis=2).astype(np.float32) - 8
    rows: Vectors = (halves * scales[:, :, None]).reshape(len(packed), -1)
    return rows


def _one_line(text: str) -> str:
    """The text without what the tokenizer cannot take, or would skip at length."""
    return " ".join(well_formed(text).split())[:_MAX_CHARACTERS]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes of texts to be computed together: of like length, so that little is padding."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda at: (lengths[at], at)):
        if batch and lengths[index] * (len(batch) + 1) > _BATCH_PIECES:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _load_tokenizer(folder: Path) -> Kitoken:
    """The tokenizer, once its checksum is found right: kitoken ends the process on a damaged one."""
    path = folder / TOKENIZER_FILE
    data, expected = _read(path), _read(folder / CHECKSUMS_FILE).decode("ascii", "replace")
    if f"{hashlib.sha256(data).hexdigest()}  {TOKENIZER_FILE}" not in expected.splitlines():
        raise _damaged(path, f"it is not the one that {CHECKSUMS_FILE} names")
    return Kitoken(data)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _damaged(path, str(error.strerror)) from error


def _map_rows(folder: Path) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Rows and scales, left on the disk: a text needs some dozens of the hundred thousand."""
    rows, scales = _map_array(folder / ROWS_FILE), _map_array(folder / SCALES_FILE)
    if rows.dtype != np.uint8 or scales.dtype != np.float16:
        raise _damaged(folder / ROWS_FILE, f"it holds {rows.dtype} with scales of {scales.dtype}")
    if len(rows) != len(scales) or rows.shape[1] * 2 != scales.shape[1] * BLOCK:
        raise _damaged(folder / ROWS_FILE, f"shapes {rows.shape} and {scales.shape} do not fit")
    return rows, scales


def _map_array(path: Path) -> NDArray[Any]:
    try:
        found = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(found, np.ndarray) or found.ndim != 2:
        raise _damaged(path, "it holds no matrix")
    return found


def _load_layers(path: Path, threads: int) -> InferenceSession:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingDependencyError(
            f"the encoder needs onnxruntime: pip install onnxruntime ({error})"
        ) from error
    from onnxruntime.capi import onnxruntime_pybind11_state as failures

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The arena would keep the largest batch's memory for good.
    options.enable_cpu_mem_arena = False
    unusable = (
        failures.NoSuchFile,
        failures.InvalidArgument,
        failures.InvalidGraph,
        failures.InvalidProtobuf,
        failures.NotImplemented,
        failures.Fail,
    )
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except unusable as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, problem: str) -> ModelError:
    return ModelError(f"{path}: not a file of the encoder: {problem}; reinstall Yiju")
