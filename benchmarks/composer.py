"""``python -m benchmarks.composer``: learns which completion of a figure's name is meant.

Reads the labelled documents of the estate with the reader as it is, notes what each choice was made
of, and fits a log-linear model over the candidates (softmax, Adam, L2). ``--leave-one-out`` measures
on the author left out instead of writing the weights. Several rounds, the first without any weights,
since what a figure may lean on depends on the choices before it.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import torch

from benchmarks.estate.figures import FigureDocument, is_cell, read_figures
from benchmarks.estate.names import nearly, same
from benchmarks.estate.splits import leave_one_author_out
from ingest.clauses import statements
from ingest.cleaning import clean
from ingest.documents import RawSource
from ingest.figures import composing
from ingest.figures.composing import candidates, features
from ingest.figures.reader import FigureReader
from ingest.figures.settings import Settings
from ingest.folding import fold
from ingest.loaders import Limits, parse
from ingest.metadata import extract_metadata
from ingest.outline import parse_outline
from vectorstore.records import Report

WEIGHTS = Path("ingest/figures/composer.json")
SEED = 0
ROUNDS, EPOCHS, BATCH = 3, 12, 64
RATE, LAST_RATE, PENALTY = 0.05, 0.003, 3e-5
FEWEST = 3
"""A sign that fewer candidates carry is not learnt."""
SMALLEST = 0.02
"""Weights below this are left out of the file."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice that the reader made, with what is right.

    Attributes:
        author: Who wrote and labelled the document.
        genre: The document's.
        signs: The signs of each candidate.
        right: Whether each candidate is what the label says, or nearly so.
        best: Whether each is the best of the right ones.
    """

    author: str
    genre: str
    signs: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    best: tuple[bool, ...]


def main() -> None:
    """Trains, or measures on authors left out."""
    parser = argparse.ArgumentParser(prog="benchmarks.composer", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("estate/figures"))
    parser.add_argument("--leave-one-out", action="store_true", help="measure; write nothing")
    options = parser.parse_args()
    documents, _ = read_figures(options.folder)
    if options.leave_one_out:
        for author, train, held in leave_one_author_out(documents):
            weights = fit(train)
            composing.use(weights)
            found = list(choices(held))
            reachable = sum(any(each.right) for each in found)
            print(
                f"{author}: {len(found)} choices, reachable {reachable / len(found):.3f}, "
                f"right {_share_right(found, weights):.3f}"
            )
        return
    weights = fit(documents)
    text = json.dumps({"weights": weights}, ensure_ascii=False, indent=0, sort_keys=True)
    WEIGHTS.write_text(text + "\n", "utf-8")


def fit(documents: Sequence[FigureDocument]) -> dict[str, float]:
    """Learns the weights from documents alone."""
    weights: dict[str, float] = {}
    for number in range(ROUNDS):
        composing.use(weights)
        found = list(choices(documents))
        print(f"round {number + 1}: {len(found)} choices, right {_share_right(found, weights):.3f}")
        weights = _learn(found)
    return weights


def choices(documents: Sequence[FigureDocument]) -> Iterator[Choice]:
    """The choices that the reader makes in the sentences of documents, where a label says more."""
    for document in documents:
        report = _report(document)
        wanted = {each.start: each for each in document.figures}
        reader = FigureReader(report.metadata, Settings(report), fold(report.text), trace=[])
        for statement in statements(reader.folded):
            list(reader.read(statement))
        shift = _Shift(report)
        for start, pieces, used in reader.trace or ():
            at = shift(start)
            label = next((each for begin, each in wanted.items() if begin <= at < each.end), None)
            if label is None or is_cell(document.text, at):
                continue
            found = candidates(pieces)
            scores = [_goodness(each, label.label) for each in found]
            best = max(scores, default=0.0)
            yield Choice(
                document.author,
                document.genre,
                tuple(tuple(features(each, pieces, used)) for each in found),
                tuple(score > 0 for score in scores),
                tuple(score == best > 0 for score in scores),
            )


def _goodness(candidate: composing.Candidate, label: object) -> float:
    """How well a candidate says what a label says; 0 where it does not."""
    thing, act = getattr(label, "thing", ""), getattr(label, "act", "") or ""
    if not nearly(candidate.thing, thing):
        return 0.0
    return (1.0 if same(candidate.thing, thing) else 0.7) + (0.5 if candidate.act == act else 0.0)


def _report(document: FigureDocument) -> Report:
    data = document.path.read_bytes()
    name = document.path.name
    raw = RawSource(name, name, name, data, "", datetime.now(UTC))
    parsed = parse(raw, Limits())
    cleaned = clean(parsed)
    outline = tuple(parse_outline(cleaned.text))
    found = extract_metadata(cleaned, outline, parsed, name)
    return Report("0" * 16, cleaned.text, cleaned.source_map, found.metadata, outline)


@dataclass(frozen=True)
class _Shift:
    """Places of the cleaned text as places of the document's own."""

    report: Report

    def __call__(self, at: int) -> int:
        for span in self.report.source_map:
            if span.start <= at < span.end:
                return span.source_start + at - span.start
        return at


def _share_right(found: Sequence[Choice], weights: Mapping[str, float]) -> float:
    """The share of choices for which the weights pick a right candidate."""
    right = 0
    for each in found:
        if any(each.right):
            scores = [sum(weights.get(sign, 0.0) for sign in signs) for signs in each.signs]
            right += each.right[scores.index(max(scores))]
    return right / max(1, len(found))


def _learn(found: Sequence[Choice]) -> dict[str, float]:
    """Weights of signs, by maximum likelihood of the best candidates."""
    torch.manual_seed(SEED)
    shuffle = random.Random(SEED)
    usable = [each for each in found if any(each.best) and len(each.signs) > 1]
    counts = Counter(sign for each in usable for signs in each.signs for sign in set(signs))
    numbers = {sign: at for at, sign in enumerate(s for s, n in counts.items() if n >= FEWEST)}
    rows = [_row(each, numbers) for each in usable]
    weights = torch.zeros(len(numbers), requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=RATE)
    for epoch in range(EPOCHS):
        shuffle.shuffle(rows)
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS) + LAST_RATE
        for begin in range(0, len(rows), BATCH):
            batch = rows[begin : begin + BATCH]
            losses = []
            for signs, owners, wanted in batch:
                scores = torch.zeros(len(wanted)).index_add(0, owners, weights[signs])
                losses.append(-(torch.log_softmax(scores, 0) * wanted).sum())
            loss = torch.stack(losses).mean() + PENALTY * (weights * weights).sum()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    values = weights.detach().tolist()
    return {
        sign: round(values[at], 3) for sign, at in numbers.items() if abs(values[at]) > SMALLEST
    }


def _row(each: Choice, numbers: dict[str, int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    signs, owners = [], []
    for owner, carried in enumerate(each.signs):
        known = [numbers[sign] for sign in carried if sign in numbers]
        signs += known
        owners += [owner] * len(known)
    wanted = torch.tensor([float(best) for best in each.best])
    return torch.tensor(signs), torch.tensor(owners), wanted / wanted.sum()


if __name__ == "__main__":
    main()
