"""Embedding what recurs only once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vectorstore.store import Vectors
from vectorstore.vector_cache import VectorCache


class Lengths:
    """A text's vector is its length; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        return np.array([[len(text)] for text in texts], np.float32).reshape(-1, 1)


def test_each_text_is_embedded_once_and_order_is_kept() -> None:
    embed = Lengths()
    cache = VectorCache(embed)
    assert cache.vectors(["ab", "a", "ab"]).tolist() == [[2], [1], [2]]
    assert cache.vectors(["abc", "ab", "a"]).tolist() == [[3], [2], [1]]
    assert cache.vectors(["a"]).tolist() == [[1]]
    assert embed.asked == [["ab", "a"], ["abc"]]


def test_what_was_asked_longest_ago_is_forgotten() -> None:
    embed = Lengths()
    cache = VectorCache(embed, capacity=2)
    cache.vectors(["a", "bb"])
    cache.vectors(["a"])
    cache.vectors(["ccc"])  # bb goes
    cache.vectors(["a", "ccc"])
    cache.vectors(["bb"])
    assert embed.asked == [["a", "bb"], ["ccc"], ["bb"]]


def test_more_texts_than_are_remembered_come_back_whole() -> None:
    cache = VectorCache(Lengths(), capacity=1)
    assert cache.vectors(["a", "bb", "ccc"]).tolist() == [[1], [2], [3]]


def test_no_texts_give_no_rows() -> None:
    assert VectorCache(Lengths()).vectors([]).shape == (0, 1)
