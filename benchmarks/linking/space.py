"""Learns the change of the encoder's space (:mod:`rag.linking.meaning`) from pairs and links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from benchmarks.estate.links import Link
from benchmarks.linking.vectors import Texts
from rag.linking.meaning import Meaning, is_chinese, number_of, pieces_of, unit_rows

RANK = 64
PIECES = 4096
TEMPERATURE = 0.07
RATE = 2e-3
DROPPED = 0.1
EPOCHS = 10
PAIRS_AT_ONCE, LINKS_AT_ONCE = 256, 96
SEED = 20261130
"""All chosen by the share of right links of authors left out; see the card."""


class Space(torch.nn.Module):
    """The change, to be learnt.

    Args:
        texts: Everything that it will be asked for.
        pairs: ``(said, meant)``.
    """

    def __init__(self, texts: Texts, pieces: int = PIECES) -> None:
        super().__init__()
        other = np.array([0 if is_chinese(text) else 1 for text in texts.all])
        self.means = np.stack([texts.vectors[other == each].mean(axis=0) for each in (0, 1)])
        self.even = torch.tensor(unit_rows(texts.vectors - self.means[other]))
        width = self.even.shape[1]
        self.numbers, self.counts = _padded(texts.all, pieces)
        self.narrow = torch.nn.Parameter(torch.randn(width, RANK) * 0.02)
        self.widen = torch.nn.Parameter(torch.zeros(RANK, width))
        self.grams = torch.nn.Embedding(pieces + 1, RANK, padding_idx=pieces)
        torch.nn.init.normal_(self.grams.weight, std=0.02)
        self.grams.weight.data[pieces] = 0
        self.spread = torch.nn.Parameter(torch.randn(RANK, width) * 0.05)

    def forward(self, rows: torch.Tensor, dropped: float = 0.0) -> torch.Tensor:
        """``(..., d)`` unit vectors of texts by number."""
        even = self.even[rows]
        narrow = functional.dropout(even @ self.narrow, dropped)
        summed = self.grams(self.numbers[rows]).sum(-2) / self.counts[rows].sqrt()
        moved = even + narrow @ self.widen + functional.dropout(summed, dropped) @ self.spread
        return functional.normalize(moved, dim=-1)

    def written(self) -> Meaning:
        """As it ships."""
        with torch.no_grad():
            arrays = (self.narrow, self.widen, self.grams.weight[:-1], self.spread)
            return Meaning(self.means, *(each.numpy().astype(np.float32) for each in arrays))


def _padded(texts: Sequence[str], pieces: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Numbers of each text's pieces, filled up with ``pieces``, and how many there are."""
    found = [[number_of(piece, pieces) for piece in pieces_of(text)] for text in texts]
    numbers = torch.full((len(texts), max(map(len, found))), pieces)
    for row, each in enumerate(found):
        numbers[row, : len(each)] = torch.tensor(each, dtype=torch.int64)
    return numbers, torch.tensor([max(len(each), 1) for each in found]).float()[:, None]


@dataclass(frozen=True)
class Choices:
    """Links as numbers: phrases ``(n,)``, names ``(n, m)`` with -1 for none, which are meant ``(n, m)``."""

    phrases: torch.Tensor
    names: torch.Tensor
    meant: torch.Tensor

    @classmethod
    def of(cls, links: Sequence[Link], texts: Texts) -> Choices:
        """The links that mean something."""
        some = [each for each in links if each.gold]
        most = max(len(each.candidates) for each in some)
        names = torch.full((len(some), most), -1)
        meant = torch.zeros(len(some), most, dtype=torch.bool)
        for row, link in enumerate(some):
            for column, name in enumerate(link.candidates):
                names[row, column] = texts.number[name]
                meant[row, column] = name in link.gold
        return cls(torch.tensor([texts.number[each.phrase] for each in some]), names, meant)


def learn_space(
    texts: Texts, pairs: Sequence[tuple[str, str]], links: Sequence[Link], epochs: int = EPOCHS
) -> Meaning:
    """The change that brings what is said near what it means, and phrases near the names chosen.

    Args:
        texts: All texts of the pairs and the links.
        pairs: ``(said, meant)``; of 256 at once each must be told from the others.
        links: Phrases that must be told from the other names of their choice.
        epochs: How often the pairs are gone through.
    """
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    space = Space(texts)
    optimizer = torch.optim.AdamW(space.parameters(), lr=RATE, weight_decay=0.0)
    said = torch.tensor([texts.number[one] for one, _ in pairs])
    meant = torch.tensor([texts.number[other] for _, other in pairs])
    choices = Choices.of(links, texts)
    for epoch in range(epochs):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - epoch / epochs)
        order, turns = torch.randperm(len(said)), torch.randperm(len(choices.phrases))
        for step in range(len(said) // PAIRS_AT_ONCE):
            batch = order[step * PAIRS_AT_ONCE : (step + 1) * PAIRS_AT_ONCE]
            turn = torch.arange(step * LINKS_AT_ONCE, (step + 1) * LINKS_AT_ONCE) % len(turns)
            loss = _pairs_loss(space, said[batch], meant[batch])
            loss = loss + _choices_loss(space, choices, turns[turn])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return space.written()


def _pairs_loss(space: Space, said: torch.Tensor, meant: torch.Tensor) -> torch.Tensor:
    scores = space(said, DROPPED) @ space(meant, DROPPED).T / TEMPERATURE
    same = (meant[:, None] == meant[None]) & ~torch.eye(len(meant), dtype=torch.bool)
    return functional.cross_entropy(scores.masked_fill(same, -1e9), torch.arange(len(said)))


def _choices_loss(space: Space, choices: Choices, rows: torch.Tensor) -> torch.Tensor:
    names = choices.names[rows]
    placed = space(names.clamp(0), DROPPED)
    phrases = space(choices.phrases[rows], DROPPED)
    cosines = (placed * phrases[:, None]).sum(-1)
    scores = (cosines / TEMPERATURE).masked_fill(names < 0, -1e9)
    right = scores.masked_fill(~choices.meant[rows], -1e9)
    return (torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)).mean()
