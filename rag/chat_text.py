"""An answer as the Markdown message of a chat: figures as a table, sources as a numbered list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.answer import Intent, Status
from rag.answers.frames import written
from rag.answers.place_names import place_name
from rag.figure_notes import noted_name
from rag.links import quote_path
from rag.markdown import inline, line, on_one_line
from rag.question.language import language_of
from rag.schemas import AskOut, CitationOut, ItemOut
from vectorstore.records import PartKind

MOST_ROWS = 100
"""Rows of a table in one message."""

_MARK = re.compile(r"\[(\d{1,5})\]")
_LINES = re.compile(r"(\n+)")
_ACROSS = frozenset({Intent.LIST, Intent.COUNT, Intent.COMPARE, Intent.TREND})
_COVERED = frozenset({Intent.LIST, Intent.COUNT})
"""Intents whose answers say themselves what they cover."""

_COMPARISONS = ("=", "<", ">", "≤", "≥", "≠")
_HARD_BREAK = "  \n"


@dataclass(frozen=True, slots=True)
class _Words:
    columns: tuple[str, ...]
    sources: str
    source: str
    quoted: str
    coverage: str
    more: str
    read_as: str
    year: str
    doubt: str
    kinds: dict[PartKind, str]


_CHINESE = _Words(
    columns=("地方", "年份", "指标", "数值", "依据"),
    sources="出处",
    source="原文",
    quoted="\uff1a「{}」",
    coverage="范围内共{}份报告\uff1a{}份写明\uff0c{}份只提及\uff0c{}份未提及。",
    more="共{}行\uff0c这里列出前{}行\uff1b全部见网页或 POST /v1/ask。",
    read_as="理解为\uff1a",
    year="{}年",
    doubt="注意\uff1a",
    kinds={PartKind.PROBLEM: "\uff08问题\uff09", PartKind.PLAN: "\uff08计划\uff09"},
)
_ENGLISH = _Words(
    columns=("Place", "Year", "Indicator", "Figure", "Source"),
    sources="Sources",
    source="source",
    quoted=": 「{}」",
    coverage="{} reports in scope: {} state it, {} only mention it, {} are silent.",
    more="{} rows, the first {} of them here; the page and POST /v1/ask have all.",
    read_as="Read as: ",
    year="{}",
    doubt="Note: ",
    kinds={PartKind.PROBLEM: " (problem)", PartKind.PLAN: " (plan)"},
)


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a message cites a quote.

    Attributes:
        start: Span of the citation's first mark in the message, in code points, half open.
        end: See ``start``.
        url: Permanent link to the quote.
        title: Title of the report quoted, as plain text.
    """

    start: int
    end: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Message:
    """An answer as a chat shows it.

    Attributes:
        text: Markdown; words of reports are escaped.
        citations: One for each quote of the answer that the text cites, by number.
    """

    text: str
    citations: tuple[Cited, ...]

    @property
    def lines(self) -> list[str]:
        """The text cut behind its line breaks; joined again it is the text."""
        return self.text.splitlines(keepends=True)


def compose(found: AskOut, base: str = "", most_rows: int = MOST_ROWS) -> Message:
    """Writes an answer as a message.

    Figures of several reports become a table with what it covers; other answers stand as the
    engine wrote them. Each quote is shown once: where the answer has it, or in the list of
    sources. Line breaks inside a quote are shown as spaces.

    Args:
        found: The answer.
        base: What goes before the path of a link; relative links where empty.
        most_rows: Rows of a table at most; the message says where there are more.
    """
    words = _ENGLISH if language_of(found.question) == "en" else _CHINESE
    page = _Page()
    opening = _opening(found)
    if opening is None:
        _write_answer(page, found)
        cited = found.citations
    else:
        cited = _write_table(page, found, opening, words, most_rows)
    reading = _reading(found, words)
    if reading:
        page.paragraph()
        page.add(reading)
    if cited:
        page.paragraph()
        page.add(f"**{words.sources}**\n")
        for each in cited:
            _write_source(page, each, words, base)
    return Message(page.text, tuple(_citations(page, cited, base)))


@dataclass(slots=True)
class _Page:
    """A message being written."""

    text: str = ""
    marks: dict[int, tuple[int, int]] = field(default_factory=dict)
    quoted: set[int] = field(default_factory=set)

    def add(self, markdown: str) -> None:
        """Appends Markdown; what follows a mark must not make a link of it."""
        if self.text.endswith("]") and markdown[:1] in ("(", ":"):
            markdown = f"&#{ord(markdown[0])};{markdown[1:]}"
        self.text += markdown

    def paragraph(self) -> None:
        """Begins a paragraph."""
        if self.text:
            self.text = self.text.rstrip() + "\n\n"

    def words(self, text: str) -> None:
        """Appends words of an answer or a report, as far as they go on one line."""
        begins = not self.text or self.text.endswith("\n")
        self.add(line(text) if begins else inline(text))

    def mark(self, number: int) -> None:
        """Appends the mark of a citation."""
        start = len(self.text)
        self.text += f"[{number}]"
        self.span(number, start)

    def span(self, number: int, start: int) -> None:
        """Notes where a citation is first marked."""
        self.marks.setdefault(number, (start, len(self.text)))


def _opening(found: AskOut) -> str | None:
    """What an answer across reports says before its quotes; None where it is no such answer."""
    across = found.interpretation.intent in _ACROSS and found.status is Status.ANSWERED
    if not across or not found.items:
        return None
    blocks = []
    for block in found.answer.split("\n\n"):
        if _MARK.search(block):
            break
        blocks.append(block)
    return "\n\n".join(blocks)


def _write_answer(page: _Page, found: AskOut) -> None:
    """Writes the answer as it stands, with its marks."""
    text = found.answer
    if found.reason and found.reason not in text:
        text = f"{text}\n\n{found.reason}".lstrip()
    numbers = {each.n for each in found.citations}
    at = 0
    for start, end, quote in _quotes(text, found.citations):
        _write_prose(page, text[at:start], numbers)
        page.words(text[start:end])
        page.quoted.add(quote)
        at = end
    _write_prose(page, text[at:], numbers)


def _quotes(text: str, citations: Sequence[CitationOut]) -> Iterator[tuple[int, int, int]]:
    """Where an answer quotes, in order: spans with their brackets, and numbers of citations."""
    numbers = {each.quote: each.n for each in reversed(citations)}
    longest_first = sorted(numbers, key=len, reverse=True)
    if longest_first:
        either = "|".join(map(re.escape, longest_first))
        for found in re.finditer(f"「({either})」|“({either})”", text):
            yield found.start(), found.end(), numbers[found[1] or found[2]]


def _write_prose(page: _Page, text: str, numbers: set[int]) -> None:
    """Writes the words around quotes: paragraphs, lines and marks."""
    for written_line in _LINES.split(text):
        if written_line.startswith("\n"):
            if len(written_line) > 1:
                page.paragraph()
            else:
                page.add(_HARD_BREAK)
            continue
        at = 0
        for found in _MARK.finditer(written_line):
            if int(found[1]) in numbers:
                page.words(written_line[at : found.start()])
                page.mark(int(found[1]))
                at = found.end()
        page.words(written_line[at:])


def _write_table(
    page: _Page, found: AskOut, opening: str, words: _Words, most_rows: int
) -> list[CitationOut]:
    """Writes figures as a table; gives the citations that prove the rows shown."""
    _write_prose(page, opening, set())
    if found.interpretation.intent not in _COVERED:
        page.paragraph()
        cover = found.coverage
        counts = (cover.reports, cover.stating, cover.mentioning, cover.silent)
        page.add(words.coverage.format(*counts))
    page.paragraph()
    page.add(_row(words.columns) + "\n" + _row(("---",) * len(words.columns)))
    language = "en" if words is _ENGLISH else "zh"
    shown = found.items[:most_rows]
    for item in shown:
        page.add("\n" + " ".join(("|", " | ".join(_cells(item, language)), "| ")))
        for number in item.citations:
            page.mark(number)
        page.add(" |")
    if len(shown) < len(found.items):
        page.paragraph()
        page.add(words.more.format(len(found.items), len(shown)))
    last = max((number for item in shown for number in item.citations), default=0)
    return [each for each in found.citations if each.n <= last]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(item: ItemOut, language: str) -> tuple[str, ...]:
    place = place_name(item.region, language) if item.region else "—"
    year = str(item.year) if item.year is not None else "—"
    figure = written(item) if item.value else "—"
    name = noted_name(item, item.status, item.year, language)
    return tuple(inline(each) for each in (place, year, name or "—", figure))


def _write_source(page: _Page, citation: CitationOut, words: _Words, base: str) -> None:
    """Writes one entry of the list of sources."""
    page.add(f"\n{citation.n}. ")
    page.add(line(" › ".join((_title(citation), *citation.heading_path))))
    page.add(words.kinds.get(citation.kind, ""))
    if citation.n not in page.quoted:
        page.add(words.quoted.format(inline(citation.quote)))
    page.add(" ")
    start = len(page.text)
    page.text += f"[{words.source}]({_quote_url(citation, base)})"
    page.span(citation.n, start)
    for warning in citation.warnings:
        page.add(_HARD_BREAK + "   " + words.doubt + inline(warning))


def _quote_url(citation: CitationOut, base: str) -> str:
    """Permanent link to a quote."""
    return base + quote_path(citation.report_id, citation.start, citation.end)


def _citations(page: _Page, cited: Sequence[CitationOut], base: str) -> Iterator[Cited]:
    for each in cited:
        start, end = page.marks[each.n]
        yield Cited(start, end, _quote_url(each, base), on_one_line(_title(each)))


def _title(citation: CitationOut) -> str:
    """What to call the report quoted."""
    return citation.title or citation.region or citation.source


def _reading(found: AskOut, words: _Words) -> str:
    """One line on how the question was read, so that a misreading shows."""
    read = found.interpretation
    condition = read.condition if read.condition[:1] in _COMPARISONS else ""
    parts = (
        *read.regions,
        *(words.year.format(year) for year in read.years),
        " ".join(filter(None, (read.indicator, condition))),
    )
    named = " · ".join(inline(part) for part in parts if part)
    return f"{words.read_as}{named}" if named else ""
