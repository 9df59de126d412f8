"""Trains what the static model begins as: ``python -m benchmarks.embedding.train CORPUS OUT``.

CORPUS is a text file of articles, one a line, plain or ``.xz``; OUT becomes a model's
folder, which ``benchmarks.embedding.bilingual`` goes on from.
Takes a quarter to half an hour on two cores. The same corpus, settings, library versions and
processor give the same model.

Training is contrastive: the vector of a query should be nearer to its own passage than to every
other passage of the batch, and the other way round (InfoNCE with in-batch negatives, van den Oord,
Li and Vinyals 2018). A word's weight and its direction are trained apart and multiplied at the end.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from torch.nn import functional

from benchmarks.embedding.corpus import training_articles
from benchmarks.embedding.initial import initial_vectors
from benchmarks.embedding.pairs import PairSampler, PairSettings
from benchmarks.embedding.tokens import Ids, TokenizedCorpus, tokenize
from benchmarks.embedding.vocabulary import build_tokenizer, count_words
from vectorstore.static_model import ROWS, SCALES, TOKENIZER_FILE, WEIGHTS_FILE

Matrix = NDArray[np.float32]
_SHORTEST = 1e-6
"""Length given to zero vectors, whose logarithm is needed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides the model, beside the corpus.

    Attributes:
        han_words: Chinese words in the vocabulary.
        latin_words: Latin words in the vocabulary.
        dimension: Length of a vector.
        random_part: Dimensions that start at random, not from co-occurrence.
        steps: Batches.
        batch: Pairs in a batch.
        learning_rate: Peak rate of Adam; warmed up, then falling to a fiftieth.
        warm_up: Steps until the peak.
        scale: Factor on cosines before the softmax, the inverse of the temperature.
        sif: ``a`` of the starting weight ``a / (a + p(word))`` (Arora, Liang and Ma 2017).
        seed: Of all chance.
    """

    han_words: int = 26_000
    latin_words: int = 1_500
    dimension: int = 384
    random_part: int = 96
    steps: int = 1_500
    batch: int = 2_048
    learning_rate: float = 0.01
    warm_up: int = 50
    scale: float = 20.0
    sif: float = 1e-3
    seed: int = 20


class Bag(torch.nn.Module):
    """Texts as normalised weighted sums of word vectors.

    Args:
        vectors: ``(words, dimension)`` to start from.
        weights: ``(words,)`` positive weights to start from.
    """

    def __init__(self, vectors: Matrix, weights: Matrix) -> None:
        super().__init__()
        self.vectors = torch.nn.Parameter(torch.from_numpy(vectors))
        self.log_weights = torch.nn.Parameter(torch.from_numpy(np.log(weights)))

    def forward(self, texts: list[Ids]) -> torch.Tensor:
        """``(len(texts), dimension)``, unit rows."""
        ids = torch.from_numpy(np.concatenate(texts))
        starts = torch.from_numpy(np.cumsum([0, *(len(text) for text in texts[:-1])]))
        weights = self.log_weights.exp()[ids]
        sums = functional.embedding_bag(
            ids, self.vectors, starts, mode="sum", per_sample_weights=weights
        )
        return functional.normalize(sums, dim=1)

    def weighted(self) -> Matrix:
        """``(words, dimension)``: vectors times weights; the unknown word's is zero."""
        rows: Matrix = (self.vectors * self.log_weights.exp()[:, None]).detach().numpy().copy()
        rows[0] = 0
        return rows


def train(corpus: TokenizedCorpus, tokenizer: Tokenizer, settings: Settings) -> Matrix:
    """``(words, dimension)`` float32 vectors, weights multiplied in."""
    words = tokenizer.get_vocab_size()
    start = initial_vectors(corpus, words, settings.dimension, settings.random_part, settings.seed)
    _say("initial vectors made")
    share = np.bincount(corpus.ids, minlength=words) / len(corpus.ids)
    bag = Bag(start, (settings.sif / (settings.sif + share)).astype(np.float32))
    _train(bag, corpus, tokenizer, settings)
    return bag.weighted()


def tune(
    start: Matrix, corpus: TokenizedCorpus, tokenizer: Tokenizer, settings: Settings
) -> Matrix:
    """Trains vectors on that are there already, ``(words, dimension)``, weights multiplied in."""
    lengths = np.maximum(np.linalg.norm(start, axis=1), _SHORTEST)
    bag = Bag(start / lengths[:, None], lengths)
    _train(bag, corpus, tokenizer, settings)
    return bag.weighted()


def _train(bag: Bag, corpus: TokenizedCorpus, tokenizer: Tokenizer, settings: Settings) -> None:
    torch.manual_seed(settings.seed)
    sampler = PairSampler(corpus, tokenizer, np.random.default_rng(settings.seed), PairSettings())
    optimizer = torch.optim.Adam(bag.parameters(), betas=(0.9, 0.99), fused=True)
    own = torch.arange(settings.batch)
    for step in range(settings.steps):
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * _schedule(step, settings)
        queries, passages = sampler.sample(settings.batch)
        cosines = settings.scale * bag(queries) @ bag(passages).T
        loss = (
            functional.cross_entropy(cosines, own) + functional.cross_entropy(cosines.T, own)
        ) / 2
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        if step % 100 == 0:
            _say(f"step {step}: loss {loss.item():.3f}")


def save_model(folder: Path, tokenizer: Tokenizer, rows: Matrix) -> None:
    """Writes the folder that both sentence-transformers and ``StaticEmbedder`` read."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER_FILE), pretty=False)
    scales = np.abs(rows).max(axis=1) / 127
    scales[scales == 0] = 1
    quantised = np.rint(rows / scales[:, None]).astype(np.int8)
    save_file({ROWS: quantised, SCALES: scales.astype(np.float32)}, folder / WEIGHTS_FILE)
    kind = "sentence_transformers.sentence_transformer.modules"
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{kind}.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{kind}.Normalize"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules, indent=2) + "\n")


def main() -> None:
    """Trains on a corpus and writes the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    defaults = asdict(Settings())
    for name, value in defaults.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    options = parser.parse_args()
    settings = Settings(**{name: getattr(options, name) for name in defaults})
    counts = count_words(training_articles(options.corpus))
    tokenizer = build_tokenizer(counts, settings.han_words, settings.latin_words)
    corpus = tokenize(tokenizer, training_articles(options.corpus))
    _say(
        f"{corpus.articles} articles, {len(corpus.ids)} tokens, {tokenizer.get_vocab_size()} words"
    )
    save_model(options.out, tokenizer, train(corpus, tokenizer, settings))
    _say(f"written to {options.out}")


def _schedule(step: int, settings: Settings) -> float:
    """Share of the peak learning rate: up, and down in a line to a fiftieth."""
    return min(1.0, (step + 1) / settings.warm_up) * max(0.02, 1 - step / settings.steps)


_BEGAN = time.monotonic()


def _say(message: str) -> None:
    print(f"[{time.monotonic() - _BEGAN:6.0f} s] {message}", flush=True)


if __name__ == "__main__":
    main()
