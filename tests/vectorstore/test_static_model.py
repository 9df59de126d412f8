"""The embedded model: its arithmetic, its files, and that it agrees with sentence-transformers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from vectorstore.embedding import load_embedder
from vectorstore.errors import ModelError
from vectorstore.static_model import EMBEDDED_MODEL, StaticEmbedder

TEXTS = [
    "全县办理行政复议案件12件,其中审结11件。",
    "行政机关负责人出庭应诉率是多少?",
    "各乡镇(街道)开展执法人员培训\u3000共3次\uff0c参训率达100\uff05",
    "The county publishes its annual report on law-based government.",
    "云溪县青岚市临澜区" * 400,
    "",
    "\U0001f600",
]

MODEL = StaticEmbedder(EMBEDDED_MODEL)
REFERENCE = Tokenizer.from_file(str(EMBEDDED_MODEL / "tokenizer.json"))
WEIGHTS = load_file(EMBEDDED_MODEL / "model.safetensors")
KNOWN = sorted(REFERENCE.get_vocab())


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """Three words in two dimensions: 水 (3, 0), 电 (0, 4), and [UNK] zero."""
    tokenizer = Tokenizer(models.Unigram([("[UNK]", 0.0), ("水", -1.0), ("电", -1.0)], unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(" +"), "removed")
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    rows = np.array([[0, 0], [127, 0], [0, 127]], np.int8)
    scales = np.array([1, 3 / 127, 4 / 127], np.float32)
    save_file({"embeddings": rows, "weights": scales}, tmp_path / "model.safetensors")
    return tmp_path


def test_a_text_is_the_normalised_mean_of_its_words(toy: Path) -> None:
    vectors = StaticEmbedder(toy).embed_passages(["水", "水 电", "水 水 电", "水 火", "火"])
    expected: list[list[float]] = [
        [1, 0],
        [3 / 5, 4 / 5],
        [6 / 52**0.5, 4 / 52**0.5],
        [1, 0],  # an unknown word changes the length of the sum only
        [0, 0],
    ]
    np.testing.assert_allclose(vectors, expected, atol=1e-6)


def test_identity_follows_the_folder_and_both_files(toy: Path) -> None:
    before = StaticEmbedder(toy).identity
    assert (before.name, before.dimension) == (toy.name, 2)
    assert StaticEmbedder(toy).identity == before
    tokenizer = json.loads((toy / "tokenizer.json").read_text())
    (toy / "tokenizer.json").write_text(json.dumps(tokenizer))
    after = StaticEmbedder(toy).identity
    assert after.fingerprint != before.fingerprint
    rows = np.array([[0, 0], [127, 0], [0, 126]], np.int8)
    save_file({"embeddings": rows, "weights": np.ones(3, np.float32)}, toy / "model.safetensors")
    assert StaticEmbedder(toy).identity.fingerprint not in (before.fingerprint, after.fingerprint)


def test_the_fingerprint_does_not_depend_on_where_the_folder_lies(
    toy: Path, tmp_path: Path
) -> None:
    moved = shutil.copytree(toy, tmp_path / "elsewhere")
    assert StaticEmbedder(moved).identity.fingerprint == StaticEmbedder(toy).identity.fingerprint


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named(toy: Path, name: str) -> None:
    (toy / name).unlink()
    with pytest.raises(ModelError, match=name):
        StaticEmbedder(toy)


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
def test_a_damaged_file_is_named(toy: Path, name: str) -> None:
    (toy / name).write_bytes((toy / name).read_bytes()[:40])
    with pytest.raises(ModelError, match=name):
        StaticEmbedder(toy)


def test_weights_for_another_vocabulary_are_refused(toy: Path) -> None:
    rows = np.ones((5, 2), np.int8)
    save_file({"embeddings": rows, "weights": np.ones(5, np.float32)}, toy / "model.safetensors")
    with pytest.raises(ModelError, match="5 rows for 3 words"):
        StaticEmbedder(toy)


def test_weights_under_other_names_are_refused(toy: Path) -> None:
    save_file({"embedding.weight": np.ones((3, 2), np.float32)}, toy / "model.safetensors")
    with pytest.raises(ModelError, match="it lacks embeddings"):
        StaticEmbedder(toy)


def test_sentence_transformers_reads_the_same_folder_and_gives_the_same_vectors() -> None:
    through_torch = load_embedder(str(EMBEDDED_MODEL))
    embedded = load_embedder("embedded")
    ours, theirs = embedded.embed_passages(TEXTS), through_torch.embed_passages(TEXTS)
    cosines = (ours * theirs).sum(axis=1)
    assert (cosines[:-2] >= 0.9999).all()
    assert not ours[-2:].any()
    assert not theirs[-2:].any()


@given(
    st.lists(
        st.one_of(
            st.sampled_from(KNOWN),
            st.sampled_from(
                ["\n", " ", "。", "\uff0c", "\uff11\uff12", "%", "㈠", "ﬁ", "é", "e\u0301"]
            ),
            st.text(st.characters(max_codepoint=0x9FFF, exclude_categories=["Cs", "Cn"])),
        )
    ).map("".join)
)
def test_the_words_are_those_of_the_tokenizers_library(text: str) -> None:
    """Unknown words aside, which are the zero vector however many they are."""
    ids = REFERENCE.encode(text, add_special_tokens=False).ids
    total = (WEIGHTS["embeddings"][ids] * WEIGHTS["weights"][ids][:, None]).sum(axis=0)
    expected = total / np.linalg.norm(total) if total.any() else total
    np.testing.assert_allclose(MODEL.embed_query(text), expected, atol=1e-6)


def test_lines_are_embedded_as_one_text() -> None:
    texts = ["青岚市 临澜区\n优化营商环境", "青岚市 临澜区\n加强执法监督\n一、优化营商环境"]
    joined = [text.replace("\n", " ") for text in texts]
    np.testing.assert_array_equal(MODEL.embed_passages(texts)[0], MODEL.embed_query(texts[0]))
    np.testing.assert_allclose(MODEL.embed_passages(texts), MODEL.embed_passages(joined), atol=1e-6)


def test_the_embedded_model_needs_no_torch() -> None:
    program = (
        "import sys; from vectorstore.embedding import load_embedder; "
        "assert load_embedder().embed_query('法治政府').any(); "
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_shipped_folder_stays_within_twenty_megabytes() -> None:
    files = [path for path in EMBEDDED_MODEL.rglob("*") if path.is_file()]
    assert 1_000_000 < sum(path.stat().st_size for path in files) <= 20_000_000


def test_numerals_and_punctuation_weigh_little() -> None:
    embedder = load_embedder()
    bare, dressed = embedder.embed_passages(
        [
            "全年办理行政复议案件 组织执法培训",
            "(2023)、全年办理行政复议案件1,284——组织执法培训17.5%!!",
        ]
    )
    assert bare @ dressed > 0.93


def test_question_words_weigh_little() -> None:
    embedder = load_embedder()
    bare, asked = embedder.embed_passages(["行政复议案件", "请问行政复议案件有多少件?"])
    assert bare @ asked > 0.85


def test_full_width_and_half_width_forms_are_the_same() -> None:
    embedder = load_embedder()
    wide, narrow = embedder.embed_passages(
        ["ABC\uff21\uff22\uff11\uff12\uff05\uff08法院\uff09", "abcab12%(法院)"]
    )
    assert wide @ narrow == pytest.approx(1, abs=1e-6)


PARAPHRASES = [
    ("打官司时单位领导有没有到场", "行政机关负责人出庭应诉"),
    ("老百姓怎样反映意见", "畅通群众信访和投诉举报渠道"),
    ("孩子上学", "扩大义务教育学位供给"),
    ("看病难不难", "推进医院门诊预约服务"),
    ("污染问题", "加强大气环境保护和污水治理"),
    ("开公司办手续", "优化营商环境,压缩企业登记时限"),
    ("给干部上课", "组织领导人员学习培训"),
    ("吃的东西安全吗", "严查食品药品违法行为"),
    ("修路", "交通基础设施建设加快"),
    ("种地的人收入", "农民持续增收"),
    ("消防", "开展火灾隐患排查"),
    ("养老", "为高龄老人提供照护"),
]


def test_meaning_counts_where_words_differ() -> None:
    embedder = load_embedder()
    passages = embedder.embed_passages([passage for _, passage in PARAPHRASES])
    queries = np.stack([embedder.embed_query(query) for query, _ in PARAPHRASES])
    found = (queries @ passages.T).argmax(axis=1) == np.arange(len(PARAPHRASES))
    # By chance one in twelve would be found; the model finds ten.
    assert found.sum() >= 8


ENGLISH = [
    ("hospital outpatient services", "推进医院门诊预约服务"),
    ("compulsory education", "扩大义务教育学位供给"),
    ("air pollution and sewage", "加强大气环境保护和污水治理"),
    ("court hearings", "行政机关负责人出庭应诉"),
    ("business environment", "优化营商环境,压缩企业登记时限"),
    ("farmers' income", "农民持续增收"),
    ("fire safety", "开展火灾隐患排查"),
    ("elderly care", "为高龄老人提供照护"),
    ("roads and transport", "交通基础设施建设加快"),
    ("staff training", "组织领导人员学习培训"),
]


def test_english_finds_chinese_of_the_same_subject() -> None:
    embedder = load_embedder()
    passages = embedder.embed_passages([passage for _, passage in ENGLISH])
    queries = np.stack([embedder.embed_query(query) for query, _ in ENGLISH])
    found = (queries @ passages.T).argmax(axis=1) == np.arange(len(ENGLISH))
    # By chance one in ten would be found.
    assert found.sum() >= 7
