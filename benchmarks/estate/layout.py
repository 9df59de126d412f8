"""Where everything lies in the estate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.estate.figures import read_labels
from rag.evaluation.matching import squeeze

_SHORTEST_NAME = 2
_LONGEST_ENDING = 3
"""Characters of what follows the name proper of a place (自治区, 省, 开发区)."""

HOME = Path("estate")
"""The estate of this repository, from its root."""


@dataclass(frozen=True)
class Estate:
    """A folder of labelled material.

    Attributes:
        root: The folder.
    """

    root: Path = HOME

    @property
    def figures(self) -> Path:
        """Documents with labelled figures: ``<author>/NN.txt`` and ``NN.jsonl``."""
        return self.root / "figures"

    @property
    def questions(self) -> Path:
        """Questions: ``<author>.jsonl``."""
        return self.root / "questions"

    @property
    def links(self) -> Path:
        """Links: ``<author>.jsonl``."""
        return self.root / "links"

    @property
    def reports(self) -> Path:
        """Reports that only questions are asked of: ``<author>/r1.txt``."""
        return self.root / "reports"

    def texts(self) -> list[Path]:
        """Every report that a question may be asked of."""
        return [self._texts[name] for name in sorted(self._texts)]

    def report_name(self, author: str, written: str) -> str:
        """The name, ``F1/03.txt``, of a report that an author names; empty where it is not there.

        An author's own reports need no folder: ``r1.txt`` of author Q1 is ``Q1/r1.txt``.
        """
        name = written.strip().removeprefix("./").removeprefix("figures/")
        return next((each for each in (f"{author}/{name}", name) if each in self._texts), "")

    def place_name(self, written: str) -> str:
        """The full name of a place that a report is of (``东岭`` → ``东岭省``).

        What is written is kept where no report's place begins with it, or those of several do.
        """
        if len(written) < _SHORTEST_NAME:
            return written
        begun = {
            place
            for place in self._places
            if place.startswith(written) and len(place) - len(written) <= _LONGEST_ENDING
        }
        return begun.pop() if len(begun) == 1 else written

    def report_text(self, name: str) -> str | None:
        """The text of a report by its name; None where it is not there."""
        path = self._texts.get(name)
        return None if path is None else path.read_text(encoding="utf-8")

    def holds(self, name: str, quote: str) -> bool:
        """Whether a report is there and holds a quote, white space and width left aside."""
        if name not in self._squeezed:
            text = self.report_text(name)
            self._squeezed[name] = "" if text is None else squeeze(text)
        return bool(quote.strip()) and squeeze(quote) in self._squeezed[name]

    @cached_property
    def _places(self) -> frozenset[str]:
        labels = sorted(self.figures.glob("*/*.jsonl"))
        heads = (read_labels(path, [])[0] for path in labels if path.parent.name != "second")
        return frozenset(head.place for head in heads if head is not None)

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        return {}

    @cached_property
    def _texts(self) -> dict[str, Path]:
        return {
            f"{path.parent.name}/{path.name}": path
            for folder in (self.figures, self.reports)
            for path in sorted(folder.glob("*/*.txt"))
        }
