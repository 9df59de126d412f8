"""The bilingual encoder as it is shipped."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from kitoken import Kitoken

from vectorstore.embedding import load_embedder, load_encoder
from vectorstore.encoder import (
    CHECKSUMS_FILE,
    ENCODER_MODEL,
    FILES,
    LAYERS_FILE,
    ROWS_FILE,
    SCALES_FILE,
    TOKENIZER_FILE,
    Encoder,
    unpacked,
)
from vectorstore.errors import ModelError

REFERENCE = Path(__file__).parent / "encoder_reference.json"
"""Vectors in float by another library, see ``benchmarks/embedding/reference.py``."""
NAMES = (
    "地区生产总值",
    "一般公共预算收入",
    "居民消费价格指数",
    "行政复议案件受理",
    "城镇登记失业率",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def test_vectors_agree_with_a_float_model_of_another_library(encoder: Encoder) -> None:
    for entry in json.loads(REFERENCE.read_text(encoding="utf-8")):
        kind, text = entry["text"].split(": ", 1)
        embed = encoder.embed_queries if kind == "query" else encoder.embed_passages
        # Measured .9986 to .9992; .998 leaves room for other processors' rounding.
        assert embed([text])[0] @ np.array(entry["vector"]) > 0.998, text


def test_files_are_those_that_were_made_and_the_card_tells_of() -> None:
    card = (ENCODER_MODEL / "README.md").read_text(encoding="utf-8")
    sums = (ENCODER_MODEL / CHECKSUMS_FILE).read_text().splitlines()
    for name in FILES:
        digest = hashlib.sha256((ENCODER_MODEL / name).read_bytes()).hexdigest()
        assert f"{digest}  {name}" in sums
        assert f"| `{name}` | {(ENCODER_MODEL / name).stat().st_size:,} |" in card


def test_all_models_together_stay_within_eighty_megabytes() -> None:
    sizes = [path.stat().st_size for path in ENCODER_MODEL.parent.rglob("*") if path.is_file()]
    assert sum(sizes) < 80e6
    assert max(sizes) < 60e6


def test_a_text_has_one_vector_whatever_stands_beside_it(encoder: Encoder) -> None:
    texts = ["出庭应诉率", "The court heard forty cases. " * 30, "", *NAMES]
    together = encoder.embed_passages(texts)
    alone = np.stack([encoder.embed_passages([text])[0] for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("GDP", "地区生产总值"),
        ("经济总量", "地区生产总值"),
        ("fiscal revenue", "一般公共预算收入"),
        ("consumer price index", "居民消费价格指数"),
        ("administrative reconsideration cases accepted", "行政复议案件受理"),
        ("unemployment rate", "城镇登记失业率"),
    ],
)
def test_a_phrase_is_nearest_to_what_it_means_in_either_language(
    encoder: Encoder, phrase: str, name: str
) -> None:
    cosines = encoder.embed_queries(NAMES) @ encoder.embed_query(phrase)
    assert NAMES[int(cosines.argmax())] == name


def test_queries_and_passages_are_prefixed_differently(encoder: Encoder) -> None:
    query, passage = encoder.embed_queries(["财政"]), encoder.embed_passages(["财政"])
    assert 0.8 < float(query[0] @ passage[0]) < 0.999


def test_no_text_is_cut_into_control_pieces() -> None:
    tokenizer = Kitoken.from_file(str(ENCODER_MODEL / TOKENIZER_FILE))
    pieces = tokenizer.encode("query: <s> </s><pad>a<unk></s>")
    assert min(pieces) > 3


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\u200b", "\x00", "\ud800", "a\udfff", "\ufdfa" * 3000, "🙂" * 50, "字" * 100_000,
     "a" * 1_000_000, " " * 1_000_000, "\u0301" * 2000, "<s>" * 3000, "\U0010ffff"],
)  # fmt: skip
def test_odd_and_endless_texts_have_unit_vectors(encoder: Encoder, text: str) -> None:
    for vector in (encoder.embed_query(text), encoder.embed_passages([text])[0]):
        assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-4)


def test_what_lies_beyond_512_pieces_is_not_read(encoder: Encoder) -> None:
    long = "行政复议案件办理情况。" * 200
    first, second = encoder.embed_passages([long, long + "天气很好。" * 50])
    np.testing.assert_array_equal(first, second)


def test_white_space_says_nothing(encoder: Encoder) -> None:
    first, second = encoder.embed_queries(["城镇 新增\u3000就业", " 城镇\n\n新增  就业 "])
    np.testing.assert_array_equal(first, second)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.embed_queries([]).shape == (0, 384)


def test_threads_get_the_same_vectors(encoder: Encoder) -> None:
    expected = encoder.embed_queries(NAMES)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: encoder.embed_queries(NAMES), range(8)):
            np.testing.assert_array_equal(found, expected)


def test_the_same_door_gives_one_encoder(encoder: Encoder) -> None:
    assert load_embedder("encoder") is encoder
    assert encoder.identity.dimension == 384
    assert encoder.identity.name == "yiju-e5-small"


def test_the_default_model_needs_neither_onnxruntime_nor_torch() -> None:
    code = (
        "import sys; from vectorstore.embedding import load_embedder; "
        "load_embedder().embed_passages(['行政复议']); "
        "sys.exit(bool({'onnxruntime', 'torch'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_encoder_needs_no_torch() -> None:
    code = (
        "import sys; from vectorstore.embedding import load_encoder; "
        "load_encoder().embed_queries(['行政复议']); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", [*FILES])
@pytest.mark.parametrize("content", [None, b"", b"not a model"])
def test_a_missing_or_damaged_file_is_named(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    for other in (*FILES, CHECKSUMS_FILE):
        if other != name:
            (tmp_path / other).symlink_to(ENCODER_MODEL / other)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match=re.escape(name)):
        Encoder.load(tmp_path)


def test_rows_and_scales_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    for name in (CHECKSUMS_FILE, TOKENIZER_FILE, ROWS_FILE, LAYERS_FILE):
        shutil.copy(ENCODER_MODEL / name, tmp_path)
    np.save(tmp_path / SCALES_FILE, np.ones((5, 12), np.float16))
    with pytest.raises(ModelError, match="shapes"):
        Encoder.load(tmp_path)


def test_four_bits_are_unpacked_low_halves_first() -> None:
    packed = np.zeros((1, 16), np.uint8)
    packed[0, 0] = 0x9F  # low half 15 is weight 0, high half 9 is weight 16
    row = unpacked(packed, np.array([[0.5]], np.float32))[0]
    assert row.shape == (32,)
    assert row[0] == (15 - 8) * 0.5
    assert row[16] == (9 - 8) * 0.5
    assert row[1] == row[17] == -8 * 0.5
