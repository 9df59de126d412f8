"""A conversation as Markdown with footnotes; quotes are shown as they are, never as markup."""

from __future__ import annotations

from rag.conversation_schemas import TranscriptOut
from rag.markdown import inline, line
from rag.transcripts.layout import Line, Note, Part, Row, lay_out
from rag.transcripts.wording import Wording, wording_for

MARKDOWN_TYPE = "text/markdown"

_INDENT = "    "


def transcript_markdown(transcript: TranscriptOut, site: str, lang: str = "zh") -> str:
    """A conversation as Markdown.

    Args:
        transcript: The conversation.
        site: Address of the service, for links to quotes.
        lang: Language of the document's own words.
    """
    wording = wording_for(lang)
    parts = lay_out(transcript, site, wording)
    blocks = [f"# {inline(transcript.name)}", inline(wording.made)]
    for part in parts:
        blocks += _blocks(part, wording)
    blocks += [_footnote(note, wording) for part in parts for note in part.notes]
    return "\n\n".join(blocks) + "\n"


def _blocks(part: Part, wording: Wording) -> list[str]:
    blocks = [f"## {inline(part.question)}"]
    if part.reading:
        blocks.append(f"*{inline(part.reading)}*")
    blocks += [_line(each) for each in part.lines]
    if part.rows:
        blocks.append(_table(part.rows, wording))
    if part.coverage:
        blocks.append(line(part.coverage))
    return blocks


def _line(pieces: Line) -> str:
    shown = [f"[^{each}]" if isinstance(each, int) else inline(each) for each in pieces]
    if isinstance(pieces[0], str):
        shown[0] = line(pieces[0])
    return "".join(shown).strip()


def _table(rows: tuple[Row, ...], wording: Wording) -> str:
    lines = [
        "| " + " | ".join(wording.columns) + " |",
        "| --- | --- | --- | ---: | --- |",
    ]
    for row in rows:
        notes = "".join(f"[^{number}]" for number in row.notes)
        lines.append("| " + " | ".join((*map(inline, row.cells), notes)) + " |")
    return "\n".join(lines)


def _footnote(note: Note, wording: Wording) -> str:
    quote = f"\\\n{_INDENT}".join(inline(each) for each in note.quote.split("\n"))
    said = wording.quotes.format(quote)
    return f"[^{note.number}]: {inline(note.place)}\n\n{_INDENT}{said} <{note.address}>"
