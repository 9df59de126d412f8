"""Turns a conversation into the HTML of the chat page."""

from __future__ import annotations

import re
from urllib.parse import quote

from ingest.folding import fold
from rag.schemas import AskOut, CitationOut, ItemOut
from ui.web.conversation import Conversation
from ui.web.templating import render
from ui.web.words import Words, words_for

_MARK = re.compile(r"\[(\d{1,4})\]")
_LINE_START = ("", "\n")
_SHOWN_CARDS = 6
_INSIDE = frozenset({"余", "多"})
_BEHIND = frozenset({"以上", "以下", "以内", "左右", "内"})

Paragraph = list[tuple[str, int]]
"""Pieces in order: words and 0, or no words and the number of a citation."""


def masthead_html(conversation: Conversation) -> str:
    """Name, promise, size of the collection, and the page's own controls."""
    return render(
        "masthead.html",
        words=words_for(conversation.lang),
        health=conversation.health,
        turns=conversation.turns,
        query=language_query(conversation.lang),
        interactive=True,
    )


def transcript_html(conversation: Conversation) -> str:
    """All turns, or the welcome with examples before the first."""
    words = words_for(conversation.lang)
    chinese = words.lang.startswith("zh")
    return render(
        "transcript.html",
        words=words,
        query=language_query(conversation.lang),
        health=conversation.health,
        examples=conversation.examples,
        turns=conversation.turns,
        shown_cards=_SHOWN_CARDS,
        colon="\uff1a" if chinese else ": ",
        open_bracket="\uff08" if chinese else " (",
        close_bracket="\uff09" if chinese else ")",
        source_name=source_name,
        quote_url=lambda citation: quote_url(citation, conversation.lang),
        answer_blocks=answer_blocks,
        figure_text=figure_text,
        reading=lambda found: reading(found, words),
    )


def language_query(lang: str) -> str:
    """What keeps the chosen language across pages, as the query of an address."""
    return "?lang=en" if lang.lower().startswith("en") else ""


def source_name(source: str) -> str:
    """A source as one quotes it: an address as it is, of a path its last part."""
    if source.startswith(("http://", "https://")):
        return source
    return source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def quote_url(citation: CitationOut, lang: str = "zh") -> str:
    """Permanent address of a quote in its report."""
    span = f"start={citation.start}&end={citation.end}"
    language = "&lang=en" if language_query(lang) else ""
    return f"/reports/{quote(citation.report_id, safe='')}?{span}{language}#quote"


def answer_blocks(found: AskOut) -> list[Paragraph | CitationOut]:
    """The answer in reading order: paragraphs, and citations where the answer quotes them.

    A quote that stands on its own in the answer gives way to its citation, so that it is read
    once, together with its place; so does a line that only names that place. When abstaining, the
    reason follows where the answer does not say it already.
    """
    text = found.answer
    if found.reason and found.reason not in text:
        text = f"{text}\n{found.reason}"
    parts: list[str | CitationOut] = [text]
    for citation in found.citations:
        parts = [piece for part in parts for piece in _cut(part, citation)]
    numbers = {citation.n for citation in found.citations}
    blocks: list[Paragraph | CitationOut] = []
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if not isinstance(part, str):
            blocks.append(part)
            continue
        lines = [line for line in part.splitlines() if line.strip()]
        if lines and not isinstance(following, str) and _only_names(lines[-1], following):
            lines.pop()
        blocks += [_pieces(line, numbers) for line in lines]
    return blocks


def _cut(part: str | CitationOut, citation: CitationOut) -> list[str | CitationOut]:
    """A part of the answer with the citation in the place of its quote, where it is quoted."""
    if isinstance(part, str):
        for opening, closing in ("「」", "“”"):
            quoted = f"{opening}{citation.quote}{closing}[{citation.n}]"
            at = part.find(quoted)
            after = at + len(quoted)
            # Only where the quote has the line to itself: inside a sentence it must stay.
            if at >= 0 and part[:at][-1:] in _LINE_START and part[after : after + 1] in _LINE_START:
                return [part[:at], citation, part[after:]]
    return [part]


def _only_names(line: str, citation: CitationOut) -> bool:
    """Whether a line is but the heading of a citation: its place and year, and a colon."""
    words = fold(line).strip()
    rest = words.rstrip(": ").replace(citation.region, "", 1).replace(str(citation.year), "", 1)
    return bool(citation.region) and words.endswith(":") and rest.strip(" ,年") == ""


def _pieces(line: str, numbers: set[int]) -> Paragraph:
    pieces: Paragraph = []
    at = 0
    for mark in _MARK.finditer(line):
        if int(mark[1]) in numbers:
            pieces += [(line[at : mark.start()], 0), ("", int(mark[1]))]
            at = mark.end()
    return [*pieces, (line[at:], 0)]


def figure_text(item: ItemOut) -> str:
    """A figure with its qualifier where it is read: 近74件, 74余件, 74件以上; a dash for none."""
    if not item.value:
        return "—"
    if item.qualifier in _INSIDE:
        return f"{item.value}{item.qualifier}{item.unit}"
    if item.qualifier in _BEHIND:
        return f"{item.value}{item.unit}{item.qualifier}"
    return f"{item.qualifier}{item.value}{item.unit}"


def reading(found: AskOut, words: Words) -> str:
    """One line on how the question was read, so that a misreading shows."""
    read = found.interpretation
    years = (words.year_of.format(year=year) for year in read.years)
    parts = (
        words.intents.get(read.intent.value, read.intent.value),
        *read.regions,
        *years,
        " ".join(filter(None, (read.indicator, read.condition))),
    )
    line = f"{words.read_as} {' · '.join(part for part in parts if part)}"
    if read.inherited:
        parts_kept = (words.inherited_parts.get(each, each) for each in read.inherited)
        joined = ("、" if words.lang.startswith("zh") else ", ").join(parts_kept)
        line += f" ({words.inherited} {joined})"
    return line
