"""The training of the embedded model, in miniature: it runs, repeats, and learns."""

from __future__ import annotations

import lzma
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from benchmarks.embedding.corpus import held_out_articles, sentences, training_articles
from benchmarks.embedding.pairs import PairSampler, PairSettings
from benchmarks.embedding.quality import quality
from benchmarks.embedding.retrieval_sets import RetrievalSet
from benchmarks.embedding.tokens import TokenizedCorpus, tokenize
from benchmarks.embedding.train import Settings, save_model, train
from benchmarks.embedding.vocabulary import build_tokenizer, count_words
from vectorstore.static_model import StaticEmbedder

TOPICS = [
    "法院审理案件。法官开庭审判。律师为当事人辩护。案件依法判决。",
    "农民种植水稻。稻田迎来丰收。粮食产量增加。农民收入提高。",
]
TINY = Settings(han_words=40, latin_words=2, dimension=16, random_part=4, steps=60, batch=16)


@pytest.fixture(scope="module")
def articles() -> list[str]:
    rng = np.random.default_rng(1)
    made = []
    for number in range(64):
        parts = TOPICS[number % 2].split("。")[:-1]
        made.append("".join(f"{parts[each]}。" for each in rng.permutation(len(parts))))
    return made


@pytest.fixture(scope="module")
def tokenizer(articles: list[str]) -> Tokenizer:
    return build_tokenizer(count_words(articles), TINY.han_words, TINY.latin_words)


@pytest.fixture(scope="module")
def corpus(articles: list[str], tokenizer: Tokenizer) -> TokenizedCorpus:
    return tokenize(tokenizer, articles)


def test_articles_lose_their_stamp_and_every_64th_is_held_out(tmp_path: Path) -> None:
    path = tmp_path / "corpus.txt.xz"
    lines = [f"2023-08-16 18:24:57\uff0c正文\uff1a第{number}篇" for number in range(1, 131)]
    with lzma.open(path, "wt", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    assert list(held_out_articles(path)) == ["第64篇", "第128篇"]
    trained = list(training_articles(path))
    assert len(trained) == 128
    assert trained[:2] == ["第1篇", "第2篇"]
    assert not set(trained) & set(held_out_articles(path))


def test_sentences_keep_their_marks_and_short_articles_are_skipped() -> None:
    assert sentences("今天法院开庭了。“明天也会开庭!”后天呢\uff0c大家都休息。") == [
        "今天法院开庭了。",
        "“明天也会开庭!”",
        "后天呢\uff0c大家都休息。",
    ]
    assert sentences("只有一句话的文章。") == []


def test_the_tokenizer_prefers_words_and_falls_back_to_characters() -> None:
    counts = Counter({"法院": 50, "审理": 30, "法": 5, "院": 5, "的": 90, "court": 8, "rare": 1})
    tokenizer = build_tokenizer(counts, han_words=2, latin_words=1)
    tokens = tokenizer.encode(
        "法院的COURT\uff0c审理 法理 \uff11\uff12", add_special_tokens=False
    ).tokens
    assert tokens == ["法院", "的", "court", "审理", "法", "理", "1", "2"]


def test_a_query_comes_from_its_own_article(corpus: TokenizedCorpus, tokenizer: Tokenizer) -> None:
    plain = PairSettings(kept=0, clause=0, dropped=0, asking=0)
    sampler = PairSampler(corpus, tokenizer, np.random.default_rng(3), plain)
    queries, passages = sampler.sample(64)
    sides = [set(tokenizer.encode(topic, add_special_tokens=False).ids) for topic in TOPICS]
    for query, passage in zip(queries, passages, strict=True):
        side = sides[0] if set(query.tolist()) <= sides[0] else sides[1]
        assert set(query.tolist()) | set(passage.tolist()) <= side
        assert not set(query.tolist()) >= set(passage.tolist())


def test_training_repeats_and_brings_a_topic_together(
    corpus: TokenizedCorpus, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    rows = train(corpus, tokenizer, TINY)
    np.testing.assert_array_equal(rows, train(corpus, tokenizer, TINY))
    save_model(tmp_path / "toy", tokenizer, rows)
    embedder = StaticEmbedder(tmp_path / "toy")
    assert embedder.identity.dimension == TINY.dimension
    court, verdict, rice = embedder.embed_passages(["法院审理", "依法判决", "种植水稻"])
    assert court @ verdict > court @ rice
    full = rows[tokenizer.token_to_id("法院")]
    np.testing.assert_allclose(embedder.embed_query("法院"), full / np.linalg.norm(full), atol=0.02)


def test_quality_counts_the_best_answer_within_ten() -> None:
    measured = RetrievalSet("hand-worked", ["p"] * 12, ["a", "b", "c"], [{0}, {3, 1}, {11}])
    falling = -np.arange(12.0)
    scores = np.stack([falling, falling, falling])
    # Ranks 1, 2 and 12: one of three first, (1 + 1/2 + 0) / 3, two of three within ten.
    assert quality(scores, measured) == pytest.approx((1 / 3, 0.5, 2 / 3))


def test_ties_count_against_the_answer() -> None:
    measured = RetrievalSet("nothing found", ["p"] * 12, ["a"], [{0}])
    assert quality(np.zeros((1, 12)), measured) == (0, 0, 0)
