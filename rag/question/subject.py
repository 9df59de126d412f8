"""What a question is about: its noun phrases, and whether it names a subject of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.question.parts_of_speech import WordKind, kind_of
from rag.question.terms import content_terms
from vectorstore.words import current_words

_QUOTED = re.compile(r"“[^”]+”|\"[^\"]+\"|《[^》]+》")
_NOMINAL = frozenset({"n", "j", "l", "i", "b", "an", "s", "eng"})
_MADE_WHOLE = re.compile(r"率$|度$|比例$|^项目$|^事项$|^[清名]单$")
"""Heads that a verb before them makes a subject: 调解成功率, 容缺受理项目."""
_HEAD = re.compile(r"案件|项目|事项|人员|单位|部门|措施|[清名]单|文件|.*率|满意度|比例|数量")
"""Heads that stay with the nouns before them: 行政复议案件."""
_ASPECT = frozenset("了过着")


@cache
def dependent_words() -> frozenset[str]:
    """Words that no question is about alone: such as 结案, 数量 and 效果."""
    lines = resources.files("rag.question").joinpath("dependent_words.txt").read_text("utf-8")
    return frozenset(
        word for line in lines.splitlines() if not line.startswith("#") for word in line.split()
    )


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    tag: str
    start: int
    end: int
    content: bool

    @property
    def is_noun(self) -> bool:
        """A noun that can be a subject."""
        return (
            self.content
            and len(self.text) > 1
            and (self.tag in _NOMINAL or self.tag[:1] == "n" or self.tag == "quoted")
            and self.text not in dependent_words()
        )


def names_nothing(terms: Iterable[str]) -> bool:
    """Whether no term names a thing that an answer would have to speak of."""
    return not any(
        kind_of(term) is WordKind.NAME and term not in dependent_words() for term in terms
    )


def phrases(text: str) -> tuple[str, ...]:
    """The noun phrases of a text that can be its subject, in order, without leading verbs.

    ``收到多少件行政复议案件`` has ``行政复议案件``; ``审结了多少`` has none.
    """
    return tuple(text[start:end] for start, end in phrase_spans(text))


def phrase_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the noun phrases of a text stand."""
    found = []
    for run in _runs(text):
        nouns = _nouns(run)
        if not nouns:
            continue
        first, last = nouns[0], len(run) - 1
        if _MADE_WHOLE.search(run[nouns[-1]].text):
            first = 0
        elif first and run[first - 1].tag == "vn":
            first -= 1
        while last > nouns[-1] and not _follows_noun(run[last]):
            last -= 1
        found.append((run[first].start, run[last].end))
    return tuple(found)


def has_subject(text: str) -> bool:
    """Whether a text names something that a question can be about."""
    return bool(phrase_spans(text))


def predicates(text: str) -> tuple[str, ...]:
    """Content words of a text outside its noun phrases: what is asked of the subject."""
    chars = list(text)
    for start, end in phrase_spans(text):
        chars[start:end] = " " * (end - start)
    return content_terms("".join(chars))


def _nouns(run: list[_Token]) -> list[int]:
    """Numbers of the words in a run that make it a noun phrase."""
    return [
        at
        for at, token in enumerate(run)
        if token.is_noun
        or (at and _MADE_WHOLE.search(token.text) and run[at - 1].text not in dependent_words())
    ]


def _follows_noun(token: _Token) -> bool:
    """Whether a word after a noun goes with it (行政应诉, 行政复议案件) and tells no outcome of it."""
    return token.text not in dependent_words() or bool(_HEAD.fullmatch(token.text))


def _runs(text: str) -> Iterator[list[_Token]]:
    """Neighbouring content words."""
    run: list[_Token] = []
    for token in _tokens(text):
        if token.content and (not run or run[-1].end == token.start):
            run.append(token)
            continue
        if run:
            yield run
        run = [token] if token.content else []
    if run:
        yield run


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    for match in _QUOTED.finditer(text):
        found += _cut(text, at, match.start())
        found.append(_Token(match.group(), "quoted", match.start(), match.end(), True))
        at = match.end()
    return found + _cut(text, at, len(text))


def _cut(text: str, start: int, end: int) -> list[_Token]:
    tagged = current_words().tag(text[start:end])
    found = []
    at = start
    for number, (word, tag) in enumerate(tagged):
        following = tagged[number + 1][0] if number + 1 < len(tagged) else ""
        if tag == "vn" and following[:1] in _ASPECT:
            tag = "v"
        found.append(_Token(word, tag, at, at + len(word), bool(content_terms(word))))
        at += len(word)
    return found
