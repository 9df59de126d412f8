"""Sentences and clauses around figures, with brackets set apart.

Only sentences that hold a figure are cut up. Quotes and titles are opaque: their commas do not
split and their numbers do not count. A bracket that holds figures becomes a statement of its own,
attached to the clause it stands in; any other bracket stays part of the words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ingest.numerals import Figure, figures_in, groups

_KEPT = "\x01"
_SET_APART = "\x02"
_BRACKET = re.compile(r"\((?:[^()\n]|\([^()\n]{0,40}\)){0,160}\)")
_CLAUSE_MARK = re.compile("[,:;]")
_SENTENCE = re.compile(
    "[^。!?\n|…]{1,1500}"
)  # text without full stops must not take quadratic time
_STRUCTURE = re.compile("[0-9]:[0-9]")
"""A colon between two shares of a whole (``8.6:44.0:47.4``)."""
_HEADING_NUMBER = re.compile(
    r" *(?:[一二三四五六七八九十]{1,3}是|\([一二三四五六七八九十]{1,3}\)|[0-9]{1,2}(?:、|[.)](?![0-9])))"
)


@dataclass(eq=False)
class Clause:
    """A clause of a sentence.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends, its mark left out.
        words: Its words, folded; brackets with figures cut out.
        plain: As ``words``, but names in quotes blanked; the same length as the clause.
        figures: Its figures, in order.
        brackets: The statements in its brackets.
        after_semicolon: Whether a semicolon stands before it.
    """

    start: int
    end: int
    words: str
    plain: str
    figures: list[Figure] = field(default_factory=list)
    brackets: list[Statement] = field(default_factory=list)
    after_semicolon: bool = False

    def before(self, index: int) -> str:
        """The words between the figure before and this one."""
        return self._leads[index]

    def words_before(self, index: int) -> str:
        """All words before a figure, other figures left out."""
        return "".join(self._leads[: index + 1])

    def after(self, index: int) -> str:
        """The words up to the next figure or the end."""
        last = index + 1 == len(self.figures)
        stop = self.end if last else self.figures[index + 1].outer_start
        words = self.words[self.figures[index].outer_end - self.start : stop - self.start]
        return words.partition(_SET_APART)[0]

    def noun_end(self, index: int) -> int:
        """Where the words that follow a figure and belong to it end."""
        begin = self.figures[index].outer_end
        words = self.after(index)
        if index + 1 < len(self.figures):
            words = re.sub("(?:、|和|以及|及|与|的|共计|累计|,| )+$", "", words)
        return begin + len(words.rstrip())

    @cached_property
    def _leads(self) -> list[str]:
        """What stands before each figure; the figures do not change once the clause is cut."""
        starts = [self.start, *(figure.outer_end for figure in self.figures)]
        return [
            self.words[start - self.start : figure.outer_start - self.start].replace(_SET_APART, "")
            for start, figure in zip(starts, self.figures, strict=False)
        ]


@dataclass(eq=False)
class Statement:
    """A sentence, or a bracket, that holds figures."""

    start: int
    end: int
    clauses: list[Clause]
    begins_paragraph: bool = False


def statements(folded: str) -> Iterator[Statement]:
    """The sentences of a folded text that hold figures, in order."""
    opaque = groups(folded)
    found = figures_in(folded, opaque)
    if not found:
        return
    starts = [figure.start for figure in found]
    skeleton = _blank(folded, opaque)
    paragraph = -1
    for match in _SENTENCE.finditer(skeleton):
        first, last = bisect_left(starts, match.start()), bisect_left(starts, match.end())
        if first == last:
            continue
        line = folded.rfind("\n", 0, match.start())
        statement = _statement(folded, skeleton, match.start(), match.end(), found[first:last])
        statement.begins_paragraph = line != paragraph
        paragraph = line
        yield statement


def _blank(folded: str, opaque: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in opaque:
        if start < at:
            continue
        pieces += folded[at:start], folded[start], _KEPT * (end - start - 2), folded[end - 1]
        at = end
    return "".join([*pieces, folded[at:]])


def _statement(folded: str, skeleton: str, start: int, end: int, found: list[Figure]) -> Statement:
    """Cuts ``[start, end)`` into clauses; recurses into brackets with figures."""
    words, marks = folded[start:end], skeleton[start:end]
    inner: list[tuple[int, int, list[Figure]]] = []
    for match in _BRACKET.finditer(marks):
        low, high = match.start() + start, match.end() + start
        held = [figure for figure in found if low < figure.start < high]
        if held:
            inner.append((low, high, held))
        filler = (_SET_APART if held else _KEPT) * len(match[0])
        marks = marks[: match.start()] + filler + marks[match.end() :]
        if held:
            words = words[: match.start()] + filler + words[match.end() :]
    outer = [
        figure for figure in found if not any(low < figure.start < high for low, high, _ in inner)
    ]
    clauses = list(_clauses(words, marks, start, outer))
    for low, high, held in inner:
        host = next((clause for clause in clauses if clause.start <= low <= clause.end), None)
        if host is not None:
            nested = _statement(folded, skeleton, low + 1, high - 1, held)
            nested.end = high
            host.brackets.append(nested)
    return Statement(start, end, clauses)


def _clauses(words: str, marks: str, offset: int, found: list[Figure]) -> Iterator[Clause]:
    cuts = [
        match.start() for match in _CLAUSE_MARK.finditer(marks)
        if (match[0] != ":" or _STRUCTURE.match(marks, max(0, match.start() - 1)) is None)
        and not any(figure.start <= match.start() + offset < figure.end for figure in found)
    ]  # fmt: skip
    begin = 0
    semicolon = False
    for cut in (*cuts, len(marks)):
        low, high = _trim(words, begin, cut)
        if low < high:
            held = [figure for figure in found if low + offset <= figure.start < high + offset]
            yield Clause(
                low + offset, high + offset, words[low:high], marks[low:high],
                held, [], semicolon,
            )  # fmt: skip
        semicolon = cut < len(marks) and marks[cut] == ";"
        begin = cut + 1


def _trim(words: str, begin: int, end: int) -> tuple[int, int]:
    while begin < end and words[begin] in " \x02":
        begin += 1
    if (match := _HEADING_NUMBER.match(words, begin, end)) is not None and match.end() < end:
        begin = match.end()
        while begin < end and words[begin] == " ":
            begin += 1
    while end > begin and words[end - 1] == " ":
        end -= 1
    return begin, end
