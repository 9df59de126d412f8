"""``python -m benchmarks.linking cross`` measures the linker on authors left out; ``train`` writes its models."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.estate.layout import Estate
from benchmarks.estate.links import Link, read_links
from benchmarks.linking.crossing import LEFT_OUT, Crossing
from benchmarks.linking.space import EPOCHS
from benchmarks.links import errors, groups, table
from rag.linking.meaning import FILE, Meaning
from rag.linking.ranker import FORM_RANKER_FILE, RANKER_FILE, Ranker

_MODEL = Path("rag/linking/model")
_DIGITS = 5


def main() -> None:
    """Measures, or learns and writes."""
    parser = argparse.ArgumentParser(prog="benchmarks.linking", description=__doc__)
    parser.add_argument("what", choices=["cross", "train"])
    parser.add_argument("folder", type=Path, nargs="?", default=Estate().links)
    parser.add_argument("--without", choices=sorted(LEFT_OUT), default="", help="for an ablation")
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    parser.add_argument("--model", type=Path, default=_MODEL, help="where models are written")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()
    crossing = Crossing(_links(options.folder), options.epochs)
    if options.what == "train":
        write(crossing, options.model)
        return
    measured = list(crossing.measured(options.without))
    if options.errors:
        print("\n".join(errors(measured)))
    Console().print(table(list(groups(measured))))


def _links(folder: Path) -> list[Link]:
    links, problems = read_links(folder)
    for problem in problems:
        print(problem)
    return links


def write(crossing: Crossing, folder: Path) -> None:
    """Learns from all authors, and writes what ships."""
    folder.mkdir(parents=True, exist_ok=True)
    write_meaning(crossing.space(()), folder / FILE)
    write_ranker(crossing.shipped(), folder / RANKER_FILE)
    write_ranker(crossing.shipped("meaning"), folder / FORM_RANKER_FILE)


def write_meaning(meaning: Meaning, path: Path) -> None:
    """As :func:`rag.linking.meaning.load_meaning` reads it."""
    arrays: dict[str, Any] = {
        name: array.astype(np.float16) for name, array in vars(meaning).items()
    }
    np.savez_compressed(path, **arrays)


def write_ranker(ranker: Ranker, path: Path) -> None:
    """As :meth:`rag.linking.ranker.Ranker.parse` reads it."""
    written = {
        name: np.round(value, _DIGITS).tolist() if isinstance(value, np.ndarray) else value
        for name, value in vars(ranker).items()
    }
    path.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
