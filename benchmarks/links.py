"""``python -m benchmarks.links --linker MODULE:FUNCTION``: a linker against the links of the estate.

The function takes a phrase and the names that a collection holds, and gives the one meant or None.
Measured are, by author and language, how many phrases that mean something are linked to it, how many
that mean nothing there are said to mean nothing, and how many are linked to something else.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from benchmarks.estate.layout import Estate
from benchmarks.estate.links import Link, read_links
from benchmarks.estate.names import pair_overlap

Linker = Callable[[str, Sequence[str]], str | None]
"""From a phrase and candidates to the candidate meant, or None."""

_LEAST_OVERLAP = 0.34


class Linked(NamedTuple):
    """A link and what the linker said.

    Attributes:
        link: The link.
        name: The candidate chosen; None for none.
    """

    link: Link
    name: str | None

    @property
    def is_right(self) -> bool:
        """Whether it is a candidate meant, or rightly none."""
        return self.name in self.link.gold if self.link.gold else self.name is None


@dataclass(frozen=True, slots=True)
class LinkScores:
    """How often a linker is right.

    Attributes:
        some: Phrases that mean one of the candidates.
        right: Of these, linked to it.
        none: Phrases that mean none of the candidates.
        none_said: Of these, said to mean none.
        wrong: Phrases of either kind that were linked to something they do not mean.
    """

    some: int
    right: int
    none: int
    none_said: int
    wrong: int


def pairs_linker(phrase: str, candidates: Sequence[str]) -> str | None:
    """The plainest linker, to compare with: the candidate that shares most character pairs."""
    best = max(candidates, key=lambda name: pair_overlap(phrase, name))
    return best if pair_overlap(phrase, best) >= _LEAST_OVERLAP else None


def load_linker(named: str) -> Linker:
    """The function that ``module:function`` names.

    Raises:
        ValueError: It names none.
    """
    module, colon, function = named.partition(":")
    if not colon or not function:
        raise ValueError(f"{named!r} is not of the form module:function")
    found = getattr(importlib.import_module(module), function, None)
    if not callable(found):
        raise ValueError(f"{module} has no function {function}")
    linker: Linker = found
    return linker


def ask(linker: Linker, links: Sequence[Link]) -> list[Linked]:
    """Asks a linker for every link."""
    return [Linked(link, linker(link.phrase, link.candidates)) for link in links]


def score(linked: Sequence[Linked]) -> LinkScores:
    """Sums up what a linker said."""
    some = [each for each in linked if each.link.gold]
    none = [each for each in linked if not each.link.gold]
    return LinkScores(
        some=len(some),
        right=sum(each.is_right for each in some),
        none=len(none),
        none_said=sum(each.is_right for each in none),
        wrong=sum(each.name is not None and not each.is_right for each in linked),
    )


def groups(linked: Sequence[Linked]) -> Iterator[tuple[str, LinkScores]]:
    """``(name, scores)``: all, each language, each author."""
    yield "all", score(linked)
    for lang in sorted({each.link.lang for each in linked}):
        yield f"language {lang}", score([each for each in linked if each.link.lang == lang])
    for author in sorted({each.link.author for each in linked}):
        yield f"author {author}", score([each for each in linked if each.link.author == author])


def table(scores: Sequence[tuple[str, LinkScores]]) -> Table:
    """One row a group."""
    shown = Table(title="Links", title_justify="left", box=SIMPLE)
    shown.add_column("", no_wrap=True)
    for heading in ("mean one", "right", "mean none", "none said", "wrong link"):
        shown.add_column(heading, justify="right")
    for name, each in scores:
        shown.add_row(
            name,
            str(each.some),
            _share(each.right, each.some),
            str(each.none),
            _share(each.none_said, each.none),
            _share(each.wrong, each.some + each.none),
        )
    return shown


def as_json(scores: Sequence[tuple[str, LinkScores]]) -> dict[str, dict[str, int]]:
    """The scores for a program."""
    return {
        name: {
            "some": each.some,
            "right": each.right,
            "none": each.none,
            "none_said": each.none_said,
            "wrong": each.wrong,
        }
        for name, each in scores
    }


def errors(linked: Sequence[Linked]) -> Iterator[str]:
    """What is wrong, one line a phrase."""
    for each in linked:
        if not each.is_right:
            wanted = " / ".join(each.link.gold) or "none"
            yield f"{each.link.author} {each.link.lang}  {each.link.phrase}   wanted {wanted}   got {each.name or 'none'}"


def _share(count: int, of: int) -> str:
    return f"{count / of:.3f}" if of else ""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="benchmarks.links", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Estate().links)
    parser.add_argument(
        "--linker", default="benchmarks.links:pairs_linker", metavar="MODULE:FUNCTION"
    )
    parser.add_argument("--author", action="append", help="only this author (repeatable)")
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the scores as well")
    options = parser.parse_args()
    links, problems = read_links(options.folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    chosen = [each for each in links if not options.author or each.author in options.author]
    if not chosen:
        parser.error(f"no link in {options.folder}")
    linked = ask(load_linker(options.linker), chosen)
    if options.errors:
        print("\n".join(errors(linked)))
        return
    scores = list(groups(linked))
    Console().print(table(scores))
    if options.json is not None:
        options.json.write_text(json.dumps(as_json(scores), ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
