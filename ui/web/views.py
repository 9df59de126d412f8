"""Turns a conversation into the HTML of the chat page."""

from __future__ import annotations

import re
from urllib.parse import quote

from rag.schemas import AskOut, CitationOut
from ui.web.conversation import Conversation
from ui.web.templating import render
from ui.web.words import Words, words_for

_MARK = re.compile(r"\[(\d{1,4})\]")
_SHOWN_CARDS = 6

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
        health=conversation.health,
        examples=conversation.examples,
        turns=conversation.turns,
        shown_cards=_SHOWN_CARDS,
        colon="\uff1a" if chinese else ": ",
        open_bracket="\uff08" if chinese else " (",
        close_bracket="\uff09" if chinese else ")",
        source_name=source_name,
        quote_url=lambda citation: quote_url(citation, conversation.lang),
        paragraphs=paragraphs,
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


def paragraphs(found: AskOut) -> list[Paragraph]:
    """The answer's lines, with ``[n]`` marks of its citations set apart from the words.

    When abstaining, the reason follows where the answer does not say it already.
    """
    numbers = {citation.n for citation in found.citations}
    text = found.answer
    if found.reason and found.reason not in text:
        text = f"{text}\n{found.reason}"
    return [_pieces(line, numbers) for line in text.splitlines() if line.strip()]


def _pieces(line: str, numbers: set[int]) -> Paragraph:
    pieces: Paragraph = []
    at = 0
    for mark in _MARK.finditer(line):
        if int(mark[1]) in numbers:
            pieces += [(line[at : mark.start()], 0), ("", int(mark[1]))]
            at = mark.end()
    return [*pieces, (line[at:], 0)]


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
        line += f" ({words.inherited} {', '.join(read.inherited)})"
    return line
