"""Sentences and clauses of Chinese running text, as spans.

A sentence ends after a full stop, question mark, exclamation mark, semicolon or ellipsis, or at a
line end. Closing quotes and brackets that follow an end mark belong to it; an end mark inside a
group (quotes, brackets, 《》) ends a sentence only where the group closes right after it. A clause
also ends after a comma or a colon. Full-width and half-width marks count alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.folding import fold
from vectorstore.records import Span


def _any_of(*marks: Iterable[str]) -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join("".join(group) for group in marks)) + "]")


SENTENCE_ENDS = frozenset("。!?;…")
CLAUSE_ENDS = frozenset(",:") | SENTENCE_ENDS
OPENING = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "(": ")"}
CLOSING = frozenset(OPENING.values())
_FULL_STOPS = frozenset("。!?…")
_SENTENCE_MARKS = _any_of("\n", SENTENCE_ENDS, OPENING)
_CLAUSE_MARKS = _any_of("\n", CLAUSE_ENDS, OPENING)
_GROUP_MARKS = _any_of("\n", OPENING, CLOSING)
_MAX_GROUP = 160  # an unpaired bracket must not swallow the rest of a report


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Splits ``text[start:end]`` into sentences, without surrounding white space.

    Returns:
        Spans into ``text``, in order, not overlapping; every character that is not white space
        lies in exactly one.
    """
    stop = len(text) if end is None else end
    return _split(fold(text[start:stop]), start, SENTENCE_ENDS, _SENTENCE_MARKS)


def folded_sentence_spans(folded: str, start: int, end: int) -> list[Span]:
    """:func:`sentence_spans` of a text already folded."""
    return _split(folded[start:end], start, SENTENCE_ENDS, _SENTENCE_MARKS)


def clause_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Splits ``text[start:end]`` at commas too; marks inside brackets or quotes do not split."""
    stop = len(text) if end is None else end
    return _split(fold(text[start:stop]), start, CLAUSE_ENDS, _CLAUSE_MARKS)


def _split(folded: str, start: int, ends: frozenset[str], marks: re.Pattern[str]) -> list[Span]:
    """The spans of a folded text that begins at ``start`` of the whole one."""
    spans: list[Span] = []
    begin = 0
    mark = marks.search(folded)
    while mark is not None:
        at = mark.start()
        char = folded[at]
        if char == "\n":
            _append(spans, folded, begin, at, start)
            begin = at = at + 1
        elif char in OPENING:
            at = _group_end(folded, at)
            if _closed_a_sentence(folded, at) and folded[at : at + 1] not in CLAUSE_ENDS:
                _append(spans, folded, begin, at, start)
                begin = at
        elif _is_inside_number(folded, at):
            at += 1
        else:
            at += 1
            while at < len(folded) and (folded[at] in ends or folded[at] in CLOSING):
                at += 1
            _append(spans, folded, begin, at, start)
            begin = at
        mark = marks.search(folded, at)
    _append(spans, folded, begin, len(folded), start)
    return spans


def _group_end(folded: str, at: int) -> int:
    """Index after the group that opens at ``at``; ``at + 1`` where it never closes."""
    stack = [OPENING[folded[at]]]
    for mark in _GROUP_MARKS.finditer(folded, at + 1, at + _MAX_GROUP):
        char = mark[0]
        if char == "\n":
            break
        if char == stack[-1]:
            stack.pop()
            if not stack:
                return mark.end()
        elif char in OPENING:
            stack.append(OPENING[char])
    return at + 1


def _closed_a_sentence(folded: str, after: int) -> bool:
    """Whether the group that closed before ``after`` ended with a full stop inside."""
    return after >= 2 and folded[after - 1] in "”’」』" and folded[after - 2] in _FULL_STOPS


def _is_inside_number(folded: str, at: int) -> bool:
    """Whether a comma or colon stands between digits (``1,234``; ``8:30``)."""
    return (
        folded[at] in ",:" and folded[at - 1 : at].isdigit() and folded[at + 1 : at + 2].isdigit()
    )


def _append(spans: list[Span], folded: str, begin: int, stop: int, offset: int) -> None:
    piece = folded[begin:stop]
    words = piece.lstrip()
    if words:
        begin = stop - len(words)
        spans.append(Span(offset + begin, offset + begin + len(words.rstrip())))
