"""Turns a conversation into the HTML of the chat page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from markupsafe import Markup

from ingest.folding import fold
from rag.figure_notes import figure_notes
from rag.links import quote_path
from rag.question.language import language_of
from rag.schemas import AskOut, CitationOut, InterpretationOut, ItemOut
from rag.transcripts.layout import figure_text, is_table, opening, tells_coverage
from ui.web.chat_words import ChatWords, chat_words_for
from ui.web.conversation import Conversation, Failure, Turn
from ui.web.corrections import Relation, UnreadableError, relation_of
from ui.web.templating import render
from ui.web.words import Words, words_for

_MARK = re.compile(r"\[(\d{1,5})\]")
_LINE_START = ("", "\n")
_LIMITED = "=≥>≤<"
_SHOWN_CARDS = 6
_SHOWN_ROWS = 30
_CHUNK = 200
_ICONS = {
    "menu": "M4 7h16M4 12h16M4 17h16",
    "new": "M12 5v14M5 12h14",
    "close": "M6 6l12 12M18 6L6 18",
    "send": "M12 19V6M6 11l6-6 6 6",
    "previous": "M6 14l6-6 6 6",
    "next": "M6 10l6 6 6-6",
    "link": "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3"
    "a4 4 0 0 0 5.7 5.7l1.2-1.2",
    "open": "M14 5h5v5M19 5l-8 8M17 14v4a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1h4",
}

Paragraph = list[tuple[str, CitationOut | None]]
"""Pieces in order: words and None, or no words and a citation."""


@dataclass(frozen=True, slots=True)
class Table:
    """An answer's rows: those shown at once, and the rest in chunks.

    Attributes:
        first: Shown at once.
        rest: Shown on demand.
        cited: Citations by number.
    """

    first: Sequence[ItemOut]
    rest: Sequence[Sequence[ItemOut]]
    cited: dict[int, CitationOut]


def loading_html() -> str:
    """What is shown until the page knows its language."""
    return render("loading.html", words=words_for("zh"))


def app_html(conversation: Conversation) -> str:
    """The whole page."""
    words = words_for(conversation.lang)
    return render(
        "app.html",
        words=words,
        chat=chat_words_for(conversation.lang),
        lang=conversation.lang,
        conversation_id=conversation.conversation_id,
        health=conversation.health,
        turns=(),
        query=language_query(conversation.lang),
        here="/",
        interactive=True,
        icon=_icon,
        transcript=Markup(transcript_html(conversation)),
    )


def reply_html(token: str, html: str, conversation_id: str) -> str:
    """HTML for the page's script, which knows by the token what it asked for."""
    return render("reply.html", token=token, conversation_id=conversation_id, html=Markup(html))


def refusal_html(error: UnreadableError, lang: str) -> str:
    """What is wrong with a field of a correction, for the page's script to put beside it."""
    return render("refusal.html", chat=chat_words_for(lang), error=error)


def transcript_html(conversation: Conversation) -> str:
    """All turns, or the welcome with examples where there are none."""
    lang = conversation.lang
    words, chat = words_for(lang), chat_words_for(lang)
    chinese = words.lang.startswith("zh")
    return render(
        "transcript.html",
        words=words,
        chat=chat,
        lang=lang,
        query=language_query(lang),
        health=conversation.health,
        missing=conversation.missing,
        examples=conversation.examples,
        turns=conversation.turns,
        shown_cards=_SHOWN_CARDS,
        colon="\uff1a" if chinese else ": ",
        open_bracket="\uff08" if chinese else " (",
        close_bracket="\uff09" if chinese else ")",
        source_name=source_name,
        quote_url=quote_url,
        answer_blocks=answer_blocks,
        is_table=is_table,
        laid_table=laid_table,
        uncited=uncited,
        figure_text=figure_text,
        notes_of=lambda item: figure_notes(item, item.status, item.year, lang),
        relation_of=relation_of,
        limited=limited,
        unit_of=unit_of,
        compare_url=lambda found: compare_url(found, lang),
        years_text=lambda years: (
            "、".join(words.year_of.format(year=year) for year in years)
            if chinese
            else ", ".join(map(str, years))
        ),
        year_of=lambda cited: " " + words.year_of.format(year=cited.year) if cited.year else "",
        inherited=lambda read: inherited(read, words),
        failure_title=lambda failure: failure_title(failure, words, chat),
        answer_language=lambda turn: answer_language(turn, lang),
    )


def language_query(lang: str) -> str:
    """What keeps the chosen language across pages, as the query of an address."""
    return "?lang=en" if lang.lower().startswith("en") else ""


def source_name(source: str) -> str:
    """A source as one quotes it: an address as it is, of a path its last part."""
    if source.startswith(("http://", "https://")):
        return source
    return source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def quote_url(citation: CitationOut) -> str:
    """Permanent address of a quote in its report."""
    return quote_path(citation.report_id, citation.start, citation.end)


def compare_url(found: AskOut, lang: str) -> str:
    """The comparison of an answer's indicator over its places and years."""
    read = found.interpretation
    query = [("indicator", read.indicator)]
    query += [("region", region) for region in read.regions]
    query += [("year", str(year)) for year in read.years]
    query += [("lang", "en")] if language_query(lang) else []
    return "/compare?" + urlencode(query, quote_via=quote)


def answer_blocks(found: AskOut) -> list[Paragraph | CitationOut]:
    """The answer in reading order: paragraphs, and citations where the answer quotes them.

    A quote that stands on its own in the answer gives way to its citation, so that it is read
    once, together with its place; so does a line that only names that place. Rows of a table are
    left to the table. When abstaining, the reason follows where the answer does not say it already.
    """
    cited = {citation.n: citation for citation in found.citations}
    if is_table(found):
        return [_pieces(line, cited) for line in opening(found) if not tells_coverage(line, found)]
    text = found.answer
    if found.reason and found.reason not in text:
        text = f"{text}\n{found.reason}"
    parts: list[str | CitationOut] = [text]
    for citation in found.citations:
        parts = _with_citation(parts, citation)
    blocks: list[Paragraph | CitationOut] = []
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if not isinstance(part, str):
            blocks.append(part)
            continue
        lines = [line for line in part.splitlines() if line.strip()]
        if lines and not isinstance(following, str) and _only_names(lines[-1], following):
            lines.pop()
        blocks += [_pieces(line, cited) for line in lines]
    return blocks


def _with_citation(
    parts: list[str | CitationOut], citation: CitationOut
) -> list[str | CitationOut]:
    """The parts with a citation in the place of its quote, which mostly is in the last."""
    for at in reversed(range(len(parts))):
        cut = _cut(parts[at], citation)
        if len(cut) > 1:
            return [*parts[:at], *cut, *parts[at + 1 :]]
    return parts


def _cut(part: str | CitationOut, citation: CitationOut) -> list[str | CitationOut]:
    """A part of the answer with the citation in the place of its quote, where it is quoted."""
    if isinstance(part, str):
        for opening_mark, closing_mark in ("「」", "“”"):
            quoted = f"{opening_mark}{citation.quote}{closing_mark}[{citation.n}]"
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


def _pieces(line: str, cited: dict[int, CitationOut]) -> Paragraph:
    pieces: Paragraph = []
    at = 0
    for mark in _MARK.finditer(line):
        citation = cited.get(int(mark[1]))
        if citation is not None:
            pieces += [(line[at : mark.start()], None), ("", citation)]
            at = mark.end()
    return [*pieces, (line[at:], None)]


def laid_table(found: AskOut) -> Table:
    """The rows of an answer, so many that the page stays quick."""
    rest = found.items[_SHOWN_ROWS:]
    chunks = [rest[at : at + _CHUNK] for at in range(0, len(rest), _CHUNK)]
    return Table(found.items[:_SHOWN_ROWS], chunks, {each.n: each for each in found.citations})


def limited(found: AskOut) -> bool:
    """Whether figures had to meet a limit, so that some that are stated do not match."""
    condition = found.interpretation.condition
    ranged = relation_of(condition)[0] is Relation.ANY and condition not in ("", "stated")
    return ranged or condition[:1] in tuple(_LIMITED)


def unit_of(found: AskOut) -> str:
    """The unit that most of an answer's figures have; empty where there are none."""
    units = Counter(item.unit for item in found.items if item.unit)
    return units.most_common(1)[0][0] if units else ""


def uncited(found: AskOut) -> list[CitationOut]:
    """Citations that no row of the table shows."""
    shown = {n for item in found.items for n in item.citations}
    return [each for each in found.citations if each.n not in shown]


def inherited(read: InterpretationOut, words: Words) -> str:
    """What a question took over from the conversation."""
    kept = (words.inherited_parts.get(each, each) for each in read.inherited)
    joined = ("、" if words.lang.startswith("zh") else ", ").join(kept)
    return f"{words.inherited} {joined}"


def failure_title(failure: Failure, words: Words, chat: ChatWords) -> str:
    """Why there is no answer, in a few words."""
    titles = {401: chat.login, 422: chat.refused, 429: chat.busy, 503: chat.busy}
    return titles.get(failure.status, words.failed)


def answer_language(turn: Turn, lang: str) -> str:
    """Language of what is asked next with a click: Chinese suggestions answered in English, too."""
    return "en" if lang == "en" or language_of(turn.question) == "en" else "zh"


def _icon(name: str) -> Markup:
    return Markup(
        '<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        '<path d="{}"/></svg>'
    ).format(_ICONS[name])
