"""The training text as token ids with the bounds of sentences and articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from benchmarks.embedding.corpus import sentences
from vectorstore.static_model import TOKENIZER_FILE, parse_tokenizer

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TokenizedCorpus:
    """All sentences one after the other.

    Attributes:
        ids: Known tokens, without the unknown one.
        sentence_starts: ``(sentences + 1,)`` offsets into ``ids``.
        article_starts: ``(articles + 1,)`` offsets into ``sentence_starts``.
    """

    ids: Ids
    sentence_starts: Ids
    article_starts: Ids

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return len(self.article_starts) - 1

    def between(self, first: int, last: int) -> Ids:
        """Tokens of the sentences ``first`` to ``last``, the last excluded."""
        return self.ids[self.sentence_starts[first] : self.sentence_starts[last]]


def tokenize(tokenizer: Tokenizer, articles: Iterable[str]) -> TokenizedCorpus:
    """Tokenizes the articles that are long enough to learn from."""
    # kitoken gives the same words in a sixth of the time.
    quick = parse_tokenizer(Path(TOKENIZER_FILE), tokenizer.to_str().encode())
    ids: list[Ids] = []
    lengths = [0]
    article_starts = [0]
    for article in articles:
        found = sentences(article)
        if not found:
            continue
        for sentence in found:
            known = np.asarray([token for token in quick.encode(sentence) if token], np.int64)
            ids.append(known)
            lengths.append(len(known))
        article_starts.append(len(lengths) - 1)
    return TokenizedCorpus(np.concatenate(ids), np.cumsum(lengths), np.asarray(article_starts))
