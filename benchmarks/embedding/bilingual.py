"""Makes the bilingual static model: ``python -m benchmarks.embedding.bilingual BASE CORPUS WORDS OUT``.

BASE is the folder that ``benchmarks.embedding.train`` wrote, CORPUS the same text of articles, WORDS
the wheel of ``symspellpy`` 6.10.1, OUT becomes the model's folder. Takes about ten minutes on one
core, half of them for the encoder's vectors of 50,000 words. What is drawn by chance is seeded.

A word's vector has two parts before it is shortened: what the words around it say (BASE), and what
the bilingual encoder makes of the word alone, as Model2Vec does (Tulkens and van Dongen 2024). Then
all of it is turned to its principal components and trained on, as BASE was, for a while.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from benchmarks.embedding.corpus import training_articles
from benchmarks.embedding.english_words import read_english_words
from benchmarks.embedding.tokens import tokenize
from benchmarks.embedding.train import Settings, save_model, tune
from vectorstore.embedding import load_encoder
from vectorstore.static_model import ROWS, SCALES, TOKENIZER_FILE, WEIGHTS_FILE

Matrix = NDArray[np.float32]
Words = NDArray[np.bool_]
_CHINESE = re.compile("[\u3400-\u9fff]")
_AT_ONCE = 500
"""English words that are compared with all Chinese ones at the same time."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the model, beside its sources.

    Attributes:
        english_words: English words added, the most frequent.
        encoder_part: Dimensions kept of the encoder's vectors.
        common_parts: First principal components taken away from them: they say how frequent a word
            is and of what kind, not what it means (Mu and Viswanath 2018, "All-but-the-Top").
        encoder_weight: Length of the encoder's part beside the base's.
        neighbours: Chinese words that lend an English word their base part.
        temperature: Of their shares, by the encoder's cosines.
        shared_parts: First principal components left out where words are compared for that.
        borrowed_weight: Least and most that an English word's weight is changed by them.
        learnt_weight: How far weights follow what the base learnt, from 0 for what the words'
            frequency says to 1.
        dimension: Of the model.
        sif: ``a`` of a word's weight ``a / (a + p)`` (Arora, Liang and Ma 2017).
        every: Only each so many-th article serves to train on.
    """

    english_words: int = 15_000
    encoder_part: int = 320
    common_parts: int = 3
    encoder_weight: float = 1.4
    neighbours: int = 8
    temperature: float = 0.05
    shared_parts: int = 2
    borrowed_weight: tuple[float, float] = (0.2, 2.0)
    learnt_weight: float = 0.5
    dimension: int = 320
    sif: float = 1e-3
    every: int = 4


TUNING = Settings(steps=240, batch=768, learning_rate=0.003, warm_up=15)
"""Of the training after the shortening; longer or faster, and English is forgotten."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of the model.

    Attributes:
        tokenizer: Cuts texts into them.
        words: By number; the first is the unknown one.
        share: Of each in text, ``(n,)``.
        chinese: Which hold Chinese characters, ``(n,)``.
        english: Which are words of Latin letters, ``(n,)``.
        base: So many of them are those of the base.
    """

    tokenizer: Tokenizer
    words: tuple[str, ...]
    share: Matrix
    chinese: Words
    english: Words
    base: int


def make_lexicon(tokenizer_json: str, english: dict[str, float]) -> Lexicon:
    """The base's words and the English ones, which take their frequency from English text."""
    content = json.loads(tokenizer_json)
    vocabulary: list[list[str | float]] = content["model"]["vocab"]
    base = [str(word) for word, _ in vocabulary]
    for entry in vocabulary:
        if entry[0] in english:
            entry[1] = math.log(english[str(entry[0])])
    known = set(base)
    vocabulary += [[word, math.log(p)] for word, p in english.items() if word not in known]
    words = tuple(str(word) for word, _ in vocabulary)
    share = np.exp([float(score) for _, score in vocabulary]).astype(np.float32)
    share[0] = 0
    return Lexicon(
        Tokenizer.from_str(json.dumps(content)),
        words,
        share,
        np.array([bool(_CHINESE.match(word)) for word in words]),
        np.array([len(word) > 1 and word.isascii() and word.isalpha() for word in words]),
        len(base),
    )


@dataclass(frozen=True, slots=True)
class Loans:
    """What each English word borrows from.

    Attributes:
        words: Numbers of Chinese words of like meaning, ``(english words, neighbours)``.
        shares: How much of each, ``(english words, neighbours)``; a row's sum is 1.
    """

    words: NDArray[np.int64]
    shares: Matrix


def find_loans(meanings: Matrix, lexicon: Lexicon, recipe: Recipe) -> Loans:
    """The Chinese words of the base that are nearest to each English word, by the encoder."""
    centred = _without_language(meanings, lexicon)
    common = _principal_axes(centred[lexicon.chinese | lexicon.english])[: recipe.shared_parts]
    units = unit_rows(centred - centred @ common.T @ common)
    lenders = np.flatnonzero(lexicon.chinese[: lexicon.base])
    words, shares = [], []
    for some in np.array_split(units[lexicon.english], max(1, lexicon.english.sum() // _AT_ONCE)):
        cosines = some @ units[lenders].T
        nearest = np.argpartition(-cosines, recipe.neighbours - 1, axis=1)[:, : recipe.neighbours]
        near = np.take_along_axis(cosines, nearest, axis=1)
        order = np.argsort(-near, axis=1, kind="stable")
        words.append(lenders[np.take_along_axis(nearest, order, axis=1)])
        weights = np.exp(np.take_along_axis(near, order, axis=1) / recipe.temperature)
        shares.append(weights / weights.sum(axis=1, keepdims=True))
    return Loans(np.concatenate(words), np.concatenate(shares).astype(np.float32))


def word_weights(base: Matrix, loans: Loans, lexicon: Lexicon, recipe: Recipe) -> Matrix:
    """``(n,)`` how much each word counts: by its frequency, and by what the base learnt.

    The frequency says ``a / (a + p)``. Learning made figures and question words count less, by
    factors of which a power is taken. English words have those of the words they borrow from.
    """
    by_frequency = recipe.sif / (recipe.sif + lexicon.share)
    learnt = np.linalg.norm(base, axis=1)
    chinese = np.flatnonzero(lexicon.chinese[: lexicon.base])
    factors = learnt / by_frequency[: lexicon.base]
    factors = (factors / np.median(factors[chinese])) ** recipe.learnt_weight
    weights = by_frequency.copy()
    weights[: lexicon.base] *= factors
    borrowed = np.clip(factors[loans.words].mean(axis=1), *recipe.borrowed_weight)
    weights[lexicon.english] = by_frequency[lexicon.english] * borrowed
    weights[0] = 0
    return weights.astype(np.float32)


def encoder_part(meanings: Matrix, weights: Matrix, lexicon: Lexicon, recipe: Recipe) -> Matrix:
    """``(n, encoder_part)`` from the encoder's ``(n, d)``: without language, weighted."""
    centred = _without_language(meanings, lexicon)
    axes = _principal_axes(centred[1:])
    common = axes[: recipe.common_parts]
    kept = axes[recipe.common_parts : recipe.common_parts + recipe.encoder_part]
    return unit_rows((centred - centred @ common.T @ common) @ kept.T) * weights[:, None]


def base_part(base: Matrix, weights: Matrix, loans: Loans, lexicon: Lexicon) -> Matrix:
    """``(n, d)``: the base's directions; an English word's from Chinese words of like meaning."""
    rows = np.zeros((len(lexicon.words), base.shape[1]), np.float32)
    rows[: lexicon.base] = unit_rows(base)
    lent = rows[loans.words]
    rows[lexicon.english] = unit_rows(np.einsum("nk,nkd->nd", loans.shares, lent))
    return rows * weights[:, None]


def shortened(
    parts: Sequence[Matrix],
    lengths: Sequence[float],
    texts: Sequence[NDArray[np.int64]],
    dimension: int,
) -> Matrix:
    """Parts side by side, of these lengths in texts, turned to their principal components there."""
    scaled = [
        part * (length / _usual_length(part, texts))
        for part, length in zip(parts, lengths, strict=True)
    ]
    rows = np.concatenate(scaled, axis=1).astype(np.float32)
    vectors = unit_rows(np.stack([rows[ids].sum(axis=0) for ids in texts]))
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(rows @ axes[:, ::-1][:, :dimension], np.float32)


def unit_rows(rows: NDArray[np.floating]) -> Matrix:
    """Rows of length 1; zero rows stay zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Matrix = (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return units


def _usual_length(rows: Matrix, texts: Sequence[NDArray[np.int64]]) -> float:
    return float(np.mean([np.linalg.norm(rows[ids].mean(axis=0)) for ids in texts]))


def _without_language(meanings: Matrix, lexicon: Lexicon) -> Matrix:
    """The encoder's vectors less the mean of their language, which would outweigh meaning."""
    rows = meanings.copy()
    for kind in (lexicon.chinese, lexicon.english, ~(lexicon.chinese | lexicon.english)):
        if kind.any():
            rows[kind] -= rows[kind].mean(axis=0)
    return rows


def _principal_axes(rows: Matrix) -> Matrix:
    """``(d, d)``, an axis a row, the one of most variance first."""
    _, axes = np.linalg.eigh(rows.T @ rows)
    return np.ascontiguousarray(axes[:, ::-1].T)


def read_rows(folder: Path) -> Matrix:
    """``(n, d)`` float32 of a static model's folder."""
    from safetensors.numpy import load_file

    tensors = load_file(folder / WEIGHTS_FILE)
    rows: Matrix = tensors[ROWS].astype(np.float32) * tensors[SCALES][:, None]
    return rows


def _meanings(words: Sequence[str], kept: Path | None) -> Matrix:
    """The encoder's vector of each word; from the file they were kept in, if there is one."""
    if kept is not None and kept.exists():
        found: Matrix = np.load(kept)
        return found
    vectors = load_encoder().embed_queries(words)
    if kept is not None:
        np.save(kept, vectors)
    return vectors


def main() -> None:
    """Makes the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("base", "corpus", "words", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--meanings", type=Path, help="keeps the encoder's vectors of the words")
    options = parser.parse_args()
    torch.set_num_threads(1)
    recipe = Recipe()
    english = read_english_words(options.words, recipe.english_words)
    lexicon = make_lexicon((options.base / TOKENIZER_FILE).read_text(encoding="utf-8"), english)
    meanings = _meanings(lexicon.words, options.meanings)
    articles = islice(training_articles(options.corpus), 0, None, recipe.every)
    corpus = tokenize(lexicon.tokenizer, articles)
    base = read_rows(options.base)
    loans = find_loans(meanings, lexicon, recipe)
    weights = word_weights(base, loans, lexicon, recipe)
    parts = [
        base_part(base, weights, loans, lexicon),
        encoder_part(meanings, weights, lexicon, recipe),
    ]
    # Every 500th sentence shows well enough which directions texts differ in.
    sentences = range(0, len(corpus.sentence_starts) - 1, 500)
    texts = [ids for at in sentences if len(ids := corpus.between(at, at + 1))]
    start = shortened(parts, (1.0, recipe.encoder_weight), texts, recipe.dimension)
    save_model(options.out, lexicon.tokenizer, tune(start, corpus, lexicon.tokenizer, TUNING))


if __name__ == "__main__":
    main()
