"""Joining a static model with an encoder's vectors, worked by hand where it can be."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from benchmarks.embedding.bilingual import (
    Lexicon,
    Loans,
    Recipe,
    base_part,
    encoder_part,
    find_loans,
    make_lexicon,
    shortened,
    unit_rows,
    word_weights,
)
from benchmarks.embedding.english_words import parse_english_words

WORDS = [("[UNK]", 0.0), ("法院", -3.0), ("医院", -3.5), ("court", -9.0), ("1", -4.0)]


@pytest.fixture
def lexicon() -> Lexicon:
    tokenizer = Tokenizer(models.Unigram(WORDS, unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(" +"), "removed")
    return make_lexicon(tokenizer.to_str(), {"court": 0.01, "hospital": 0.02})


def test_english_words_are_read_with_their_share() -> None:
    words = parse_english_words("the 60\na 20\nisn't 10\nof 10\n", 2)
    assert words == {"the": 0.6, "of": 0.1}


def test_english_words_are_added_with_the_frequency_of_english(lexicon: Lexicon) -> None:
    assert lexicon.words == ("[UNK]", "法院", "医院", "court", "1", "hospital")
    assert lexicon.base == 5
    assert lexicon.share[3] == pytest.approx(0.01)  # not that of Chinese news, e ** -9
    assert lexicon.share[5] == pytest.approx(0.02)
    assert lexicon.share[0] == 0
    assert lexicon.english.tolist() == [False, False, False, True, False, True]
    assert lexicon.chinese.tolist() == [False, True, True, False, False, False]
    assert lexicon.tokenizer.encode("hospital 法院", add_special_tokens=False).ids == [5, 1]
    assert json.loads(lexicon.tokenizer.to_str())["model"]["unk_id"] == 0


def _meanings() -> np.ndarray:
    """Court and hospital in two languages: meaning along the last axis, language along the first."""
    return np.array(
        [[0, 0, 0, 0], [5, 0, 1, 1], [5, 0, -1, -1], [-5, 0, 1, 1.2], [0, 1, 0, 0], [-5, 0, -1, -1.2]],
        np.float32,
    )  # fmt: skip


def test_what_a_language_has_in_common_is_taken_away(lexicon: Lexicon) -> None:
    recipe = Recipe(encoder_part=4, common_parts=0)
    rows = encoder_part(_meanings(), np.ones(6, np.float32), lexicon, recipe)
    assert rows[1] @ rows[3] > 0.99
    assert rows[1] @ rows[5] < -0.99


def test_an_english_word_borrows_from_chinese_words_of_like_meaning(lexicon: Lexicon) -> None:
    loans = find_loans(_meanings(), lexicon, Recipe(neighbours=1, shared_parts=0))
    assert loans.words.tolist() == [[1], [2]]  # court of 法院, hospital of 医院
    assert loans.shares.tolist() == [[1], [1]]


def test_nearer_words_lend_more(lexicon: Lexicon) -> None:
    recipe = Recipe(neighbours=2, shared_parts=0, temperature=1.0)
    loans = find_loans(_meanings(), lexicon, recipe)
    assert loans.words.tolist() == [[1, 2], [2, 1]]
    # Centred, the two Chinese words are opposite: cosines c and -c, shares as e^c to e^-c.
    assert loans.shares[0, 0] / loans.shares[0, 1] == pytest.approx(np.exp(2), rel=0.02)


def test_weights_are_the_learnt_ones_and_english_ones_go_with_their_lenders(
    lexicon: Lexicon,
) -> None:
    recipe = Recipe(borrowed_weight=(0.5, 4.0), learnt_weight=1.0)
    frequency = 0.001 / (0.001 + lexicon.share)
    # Learning made 法院 three times what its frequency says, 医院 as often, the figure a tenth.
    lengths = frequency[:5] * [0, 3, 1, 9, 0.1]
    base = np.stack([lengths, np.zeros(5)], axis=1).astype(np.float32)
    loans = Loans(np.array([[1, 1], [1, 2]]), np.full((2, 2), 0.5, np.float32))
    weights = word_weights(base, loans, lexicon, recipe)
    # Factors are over their median, which is 2 for Chinese words: 1.5, .5 and .05.
    expected = frequency * [0, 1.5, 0.5, 1.5, 0.05, 1.0]
    np.testing.assert_allclose(weights, expected, rtol=1e-5)


def test_half_of_what_was_learnt_counts_as_its_root(lexicon: Lexicon) -> None:
    frequency = 0.001 / (0.001 + lexicon.share)
    base = (frequency[:5] * [0, 4, 1, 1, 0.25])[:, None].astype(np.float32)
    loans = Loans(np.array([[1], [2]]), np.ones((2, 1), np.float32))
    weights = word_weights(base, loans, lexicon, Recipe(learnt_weight=0.5))
    # Over their median 2.5: 1.6, .4, .4, .1; then the roots.
    expected = frequency[[1, 2, 4]] * np.sqrt([1.6, 0.4, 0.1])
    np.testing.assert_allclose(weights[[1, 2, 4]], expected, rtol=1e-5)


def test_directions_are_the_bases_and_the_lenders(lexicon: Lexicon) -> None:
    base = np.array([[0, 0], [2, 0], [0, 3], [9, 9], [1, 1]], np.float32)
    loans = Loans(np.array([[1, 2], [2, 1]]), np.array([[0.5, 0.5], [1, 0]], np.float32))
    weights = np.array([0, 2, 1, 1, 1, 3], np.float32)
    rows = base_part(base, weights, loans, lexicon)
    half = 0.5**0.5
    expected = [[0, 0], [2, 0], [0, 1], [half, half], [half, half], [0, 3]]
    np.testing.assert_allclose(rows, expected, atol=1e-6)


def test_shortening_keeps_the_angles_between_texts() -> None:
    rng = np.random.default_rng(4)
    plane = rng.normal(size=(2, 6))
    rows = (rng.normal(size=(20, 2)) @ plane).astype(np.float32)
    texts = [rng.integers(0, 20, 5) for _ in range(30)]
    short = shortened([rows], [1.0], texts, 2)
    assert short.shape == (20, 2)
    whole, less = unit_rows(rows), unit_rows(short)
    np.testing.assert_allclose(whole @ whole.T, less @ less.T, atol=1e-4)


def test_parts_count_alike_whatever_their_scale() -> None:
    rng = np.random.default_rng(5)
    one, other = (rng.normal(size=(20, 3)).astype(np.float32) for _ in range(2))
    texts = [rng.integers(0, 20, 5) for _ in range(30)]
    first = unit_rows(shortened([one, other], [1.0, 1.4], texts, 6))
    second = unit_rows(shortened([one * 100, other], [1.0, 1.4], texts, 6))
    np.testing.assert_allclose(first @ first.T, second @ second.T, atol=1e-4)
