"""Learns the ranker (:mod:`rag.linking.ranker`) from features of links, and its threshold by the cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from benchmarks.estate.links import Link
from benchmarks.linking.vectors import Texts
from rag.linking.meaning import Meaning
from rag.linking.ranker import Matrix, Ranker, pair_features
from vectorstore.store import Vectors

HIDDEN = 16
NETWORKS = 5
"""So many are learnt from different seeds, and averaged: they are written as one."""
STEPS = 150
RATE = 1e-2
DECAY = 3e-2
SEED = 20261130
WRONG, REFUSED = 2, 1
"""What a wrong link and a refused phrase cost, as ``yiju eval`` has it."""


class Choice(NamedTuple):
    """A link with the features of its names.

    Attributes:
        link: The link.
        table: ``(names, features)``.
    """

    link: Link
    table: Matrix

    @property
    def meant(self) -> NDArray[np.bool_]:
        """Which of the names are meant."""
        return np.array([name in self.link.gold for name in self.link.candidates])


def choice_of(link: Link, texts: Texts, meaning: Meaning) -> tuple[tuple[str, ...], Choice]:
    """A link's features and their labels."""
    labels, table = pair_features(link.phrase, link.candidates, _Placed(texts, meaning))
    return labels, Choice(link, table)


@dataclass(frozen=True)
class _Placed:
    """Texts in a space."""

    texts: Texts
    meaning: Meaning

    def of(self, names: Sequence[str]) -> Vectors:
        """Where names lie."""
        return self.meaning.place(names, self.texts.of(names))

    def place(self, phrase: str) -> Vectors:
        """Where a phrase lies."""
        place: Vectors = self.of([phrase])[0]
        return place


def learn_ranker(
    labels: Sequence[str],
    choices: Sequence[Choice],
    used: NDArray[np.bool_],
    networks: int = NETWORKS,
) -> Ranker:
    """A ranker of some of the features, without a threshold."""
    torch.set_num_threads(1)
    rows = np.concatenate([each.table for each in choices])
    centre, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(
        (scale < 1e-6) | ~used, 1e6, scale
    )  # what varies not, or is not used, says nothing
    data = _Data((rows - centre) / scale, choices)
    learnt = [_learn(data, seed) for seed in range(networks)]
    return Ranker(
        tuple(labels),
        centre,
        scale,
        np.concatenate([each.hidden for each in learnt], axis=1),
        np.append(
            np.concatenate([each.output[:-1] for each in learnt]) / networks,
            np.mean([each.output[-1] for each in learnt]),
        ),
        np.mean([each.direct for each in learnt], axis=0),
        0.5,
    )


class _Data:
    def __init__(self, rows: Matrix, choices: Sequence[Choice]) -> None:
        self.rows = torch.tensor(rows, dtype=torch.float32)
        self.meant = torch.tensor(np.concatenate([each.meant for each in choices])).float()
        most = max(len(each.table) for each in choices)
        self.places = torch.full((len(choices), most), -1)
        at = 0
        for row, each in enumerate(choices):
            self.places[row, : len(each.table)] = torch.arange(at, at + len(each.table))
            at += len(each.table)


class _Network(NamedTuple):
    hidden: Matrix
    output: Matrix
    direct: Matrix


def _learn(data: _Data, seed: int) -> _Network:
    torch.manual_seed(SEED + seed)
    width = data.rows.shape[1]
    hidden = torch.nn.Parameter(torch.randn(width + 1, HIDDEN) / width**0.5)
    output = torch.nn.Parameter(torch.randn(HIDDEN + 1) * 0.1)
    direct = torch.nn.Parameter(torch.zeros(width))
    optimizer = torch.optim.AdamW([hidden, output, direct], lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / STEPS)
        inner = functional.dropout(torch.tanh(data.rows @ hidden[:-1] + hidden[-1]), 0.2)
        logits = inner @ output[:-1] + output[-1] + data.rows @ direct
        loss = _loss(data, logits) + DECAY * (hidden.pow(2).sum() + direct.abs().sum()) / len(
            data.places
        )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    arrays = (each.detach().numpy().astype(np.float64) for each in (hidden, output, direct))
    return _Network(*arrays)


def _loss(data: _Data, logits: torch.Tensor) -> torch.Tensor:
    """Whether each name is meant by itself, and which of a choice is, or none of them."""
    alone = functional.binary_cross_entropy_with_logits(logits, data.meant)
    absent = data.places < 0
    scores = logits[data.places.clamp(0)].masked_fill(absent, -1e9)
    meant = data.meant[data.places.clamp(0)].bool() & ~absent
    none = torch.zeros(len(scores), 1)
    every = torch.logsumexp(torch.cat([scores, none], dim=1), dim=1)
    right = scores.masked_fill(~meant, -1e9)
    nothing = torch.where(meant.any(dim=1, keepdim=True), -1e9, 0.0)
    wanted = torch.logsumexp(torch.cat([right, nothing], dim=1), dim=1)
    return (every - wanted).mean() + alone


def best_threshold(answers: Sequence[tuple[Link, str, float]]) -> float:
    """The chance from which on to answer, at the least cost.

    Args:
        answers: Links with the best name and its chance, by a ranker that had not seen them.
    """
    grid = np.arange(0.1, 0.9, 0.01)
    return float(min(grid, key=lambda threshold: _cost(answers, float(threshold))))


def _cost(answers: Sequence[tuple[Link, str, float]], threshold: float) -> float:
    total = 0
    for link, name, chance in answers:
        if chance < threshold:
            total += REFUSED * bool(link.gold)
        else:
            total += WRONG * (name not in link.gold)
    return total
