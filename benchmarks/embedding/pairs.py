"""Training pairs: a query made of a sentence, and the passage it belongs to.

No one labelled anything: this is the inverse cloze task (Lee, Chang and Toutanova 2019). A query is
a sentence of a passage that was taken out of it (or, less often, left in it, which teaches exact
words); parts of it are dropped and question words are strewn in, so that it looks like something a
person would type and so that question words come to weigh nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from benchmarks.embedding.tokens import Ids, TokenizedCorpus

QUESTION_WORDS = tuple(
    "什么 哪些 哪个 哪一个 哪里 哪儿 哪年 多少 几 几个 谁 何时 何地 什么时候 什么地方 如何 怎么 怎样 "
    "为什么 为何 吗 呢 是否 有没有 请问 请 请介绍 有哪些 是什么 是谁 是多少 有多少 多大 多长 多高 "
    "第几 什么样 怎么样 介绍一下 列出 说明 叫什么 分别是 属于 主要".split()
)


@dataclass(frozen=True, slots=True)
class PairSettings:
    """How pairs are made.

    Attributes:
        longest_passage: Sentences in a passage, at most; drawn evenly from 1.
        kept: Share of queries whose sentence stays in its passage.
        clause: Share of long queries that are cut to a run of 6 to 23 tokens.
        dropped: Up to twice this share of a query's tokens is dropped, drawn evenly.
        asking: Share of queries with one to three question words added.
        query_tokens: Tokens of a query, at most.
        passage_tokens: Tokens of a passage, at most.
    """

    longest_passage: int = 6
    kept: float = 0.3
    clause: float = 0.5
    dropped: float = 0.3
    asking: float = 0.5
    query_tokens: int = 64
    passage_tokens: int = 220


class PairSampler:
    """Draws pairs from different articles.

    Args:
        corpus: The training text.
        tokenizer: Its tokenizer, for the question words.
        rng: Source of chance.
        settings: How pairs are made.
    """

    def __init__(
        self,
        corpus: TokenizedCorpus,
        tokenizer: Tokenizer,
        rng: np.random.Generator,
        settings: PairSettings,
    ) -> None:
        self._corpus = corpus
        self._rng = rng
        self._settings = settings
        self._asking = [
            np.asarray(tokenizer.encode(word, add_special_tokens=False).ids, np.int64)
            for word in QUESTION_WORDS
        ]

    def sample(self, count: int) -> tuple[list[Ids], list[Ids]]:
        """``count`` queries and their passages, as token ids."""
        articles = self._rng.choice(self._corpus.articles, count, replace=False)
        pairs = [self._pair(int(article)) for article in articles]
        return [query for query, _ in pairs], [passage for _, passage in pairs]

    def _pair(self, article: int) -> tuple[Ids, Ids]:
        corpus, rng, settings = self._corpus, self._rng, self._settings
        begin, end = (int(at) for at in corpus.article_starts[article : article + 2])
        length = int(rng.integers(1, settings.longest_passage + 1))
        first = begin + int(rng.integers(0, max(1, end - begin - length + 1)))
        last = min(end, first + length)
        asked = first + int(rng.integers(0, last - first))
        passage = corpus.between(first, last)
        if rng.random() >= settings.kept:
            if last - first == 1:  # nothing would be left of the passage: ask with its neighbour
                asked = first + 1 if first + 1 < end else first - 1
            else:
                rest = corpus.between(first, asked), corpus.between(asked + 1, last)
                passage = np.concatenate(rest)
        return self._worn(corpus.between(asked, asked + 1)), passage[: settings.passage_tokens]

    def _worn(self, sentence: Ids) -> Ids:
        """A sentence as a query: cut, thinned out, with question words."""
        rng, settings = self._rng, self._settings
        if len(sentence) > 24 and rng.random() < settings.clause:
            length = int(rng.integers(6, 24))
            start = int(rng.integers(0, len(sentence) - length))
            sentence = sentence[start : start + length]
        if len(sentence) > 4:
            sentence = sentence[rng.random(len(sentence)) > 2 * settings.dropped * rng.random()]
        if rng.random() < settings.asking:
            chosen = rng.integers(0, len(self._asking), rng.integers(1, 4))
            added = [self._asking[each] for each in chosen]
            sentence = np.concatenate([sentence[: settings.query_tokens], *added])
        return sentence[: settings.query_tokens + 8]
