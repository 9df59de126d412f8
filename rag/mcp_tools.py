"""The tools for assistants: ask, retrieve, facts, read_report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from rag.chat_text import compose
from rag.figure_notes import kind_notes, time_note
from rag.linking.subjects import Subjects
from rag.links import quote_path
from rag.mcp_schemas import (
    LONGEST_READING,
    MOST_HEADINGS,
    MOST_ROWS,
    AnswerOut,
    AskArguments,
    CitedQuoteOut,
    FactListOut,
    FactsArguments,
    HeadingOut,
    LinkedFactOut,
    LinkedPassageOut,
    PassagesOut,
    ReadArguments,
    ReadingOut,
    RetrieveArguments,
)
from rag.replies import cited_reply, fact_out, retrieve_out
from rag.routes.context import AnswersQuestions
from rag.schemas import FilterIn, PassageOut
from vectorstore.errors import QueryError
from vectorstore.records import PartKind, Section, Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool gives.

    Attributes:
        text: For reading.
        data: The same for a program, and more.
    """

    text: str
    data: BaseModel


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool.

    Attributes:
        name: Its name.
        title: The name to show.
        description: What it is for, for the assistant that chooses it.
        arguments: Model of what it takes.
        reply: Model of what it gives.
        run: Carries it out: arguments, and what goes before the path of a link.
    """

    name: str
    title: str
    description: str
    arguments: type[BaseModel]
    reply: type[BaseModel]
    run: Callable[[Any, str], Outcome]

    def parse(self, given: Mapping[str, Any]) -> BaseModel:
        """The arguments; lists and objects may also come as JSON in a string, as some clients do.

        Raises:
            ValidationError: They do not fit.
        """
        return self.arguments.model_validate({name: _plain(each) for name, each in given.items()})


def _plain(given: object) -> object:
    if isinstance(given, str) and given[:1] in ("[", "{"):
        try:
            parsed = json.loads(given)
        except ValueError:
            return given
        return parsed if isinstance(parsed, list | dict) else given
    return given


def tools_over(engine: AnswersQuestions) -> dict[str, Tool]:
    """The tools over an engine, by name."""
    tools = Tools(engine)
    made = (
        Tool(
            "ask",
            "Ask the reports",
            "Answers a question about the collection's government reports (figures, comparisons, "
            "lists over all reports, practices, summaries) with verbatim quotes, or says that no "
            "report says so and why. Answers across reports rest on all of them; `coverage` "
            "counts them. Ask in Chinese or English; name places and years.",
            AskArguments,
            AnswerOut,
            tools.ask,
        ),
        Tool(
            "retrieve",
            "Find passages",
            "Finds the passages that fit a query best, verbatim, with their place in the report. "
            "Use it to read around a subject; use `ask` or `facts` for figures of many reports.",
            RetrieveArguments,
            PassagesOut,
            tools.retrieve,
        ),
        Tool(
            "facts",
            "List figures",
            "Lists figures that reports state, by indicator, place, year, unit and value, or by "
            "what they are (level, growth, share; result or target; yearly or cumulative; their "
            "time), each with the clause that states it. `total` counts all; page with `offset`.",
            FactsArguments,
            FactListOut,
            tools.facts,
        ),
        Tool(
            "read_report",
            "Read a report",
            "Gives a part of a report's text by its offsets, or with `outline` its headings and "
            "their offsets; with what is known and doubted of the report.",
            ReadArguments,
            ReadingOut,
            tools.read_report,
        ),
    )
    return {each.name: each for each in made}


class Tools:
    """What the tools do.

    Args:
        engine: Answers; its store holds the reports.
    """

    def __init__(self, engine: AnswersQuestions) -> None:
        self._engine = engine
        self._store = engine.store
        self._subjects = Subjects(engine.store)

    def ask(self, given: AskArguments, base: str) -> Outcome:
        """Answers a question; nothing is remembered."""
        where = (given.filters or FilterIn()).to_filter()
        answer = self._engine.ask(given.question, where=where, history=given.history)
        found = cited_reply(self._store, answer)
        message = compose(found, base, MOST_ROWS)
        links = [each.url for each in message.citations]
        reply = AnswerOut(
            status=found.status,
            answer=message.text,
            reason=found.reason,
            interpretation=found.interpretation,
            coverage=found.coverage,
            items=found.items[:MOST_ROWS],
            items_total=len(found.items),
            citations=[
                CitedQuoteOut(**citation.model_dump(), url=url)
                for citation, url in zip(found.citations, links, strict=False)
            ],
            citations_total=len(found.citations),
            suggestions=found.suggestions,
        )
        return Outcome(message.text, reply)

    def retrieve(self, given: RetrieveArguments, base: str) -> Outcome:
        """Finds passages.

        Raises:
            QueryError: The query makes no sense.
        """
        where = (given.filters or FilterIn()).to_filter()
        found = retrieve_out(
            self._engine.retrieve(given.query, top_k=given.top_k, mode=given.mode, where=where)
        )
        passages = [
            LinkedPassageOut(
                **each.model_dump(), url=base + quote_path(each.report_id, each.start, each.end)
            )
            for each in found.passages
        ]
        text = "\n\n".join(
            f"{rank}. {_place_of(each)}\n{each.url}\n「{each.text}」"
            for rank, each in enumerate(passages, 1)
        )
        reply = PassagesOut(query=found.query, passages=passages, applied=found.applied)
        return Outcome(text or "No passage was found.", reply)

    def facts(self, given: FactsArguments, base: str) -> Outcome:
        """Lists figures."""
        total, found = self._store.facts(self._subjects.resolved(given.to_query()))
        facts = [
            LinkedFactOut(
                **fact_out(each).model_dump(),
                url=base + quote_path(each.report_id, each.start, each.end),
            )
            for each in found
        ]
        end = given.offset + len(facts)
        reply = FactListOut(total=total, facts=facts, next_offset=end if end < total else None)
        head = f"{total} figures; {given.offset + 1} to {end}:" if facts else f"{total} figures."
        return Outcome("\n".join((head, *map(_fact_line, facts))), reply)

    def read_report(self, given: ReadArguments, base: str) -> Outcome:
        """Reads in a report.

        Raises:
            UnknownReportError: There is no such report.
            QueryError: The offsets are none of its text.
        """
        summary, report = self._store.summary(given.report_id), self._store.report(given.report_id)
        start, end = (0, 0) if given.outline else _part(given, len(report.text))
        known = summary.metadata
        headings = list(_headings(report.outline))[:MOST_HEADINGS] if given.outline else []
        reply = ReadingOut(
            report_id=report.report_id,
            title=known.title,
            region=known.region,
            year=known.report_year,
            issuer=known.issuer,
            published=known.published,
            source=summary.sources[0].given if summary.sources else "",
            warnings=list(report.warnings),
            characters=len(report.text),
            start=start,
            end=end,
            text=report.text[start:end],
            next_start=end if not given.outline and end < len(report.text) else None,
            outline=headings,
            url=base + quote_path(report.report_id, start, end),
        )
        return Outcome("\n".join(_reading_lines(reply, outline=given.outline)), reply)


def _part(given: ReadArguments, characters: int) -> tuple[int, int]:
    """The span to read, as far as one call goes."""
    end = characters if given.end is None else min(given.end, characters)
    if given.start >= end:
        raise QueryError(
            f"there is no text from {given.start} to {given.end or characters}: the report has "
            f"{characters} characters; start must be less than end"
        )
    return given.start, min(end, given.start + LONGEST_READING)


def _headings(sections: Sequence[Section]) -> Iterator[HeadingOut]:
    for each in sections:
        if each.heading:
            yield HeadingOut(heading=each.heading, level=each.level, start=each.start, end=each.end)
        yield from _headings(each.children)


def _reading_lines(reply: ReadingOut, *, outline: bool) -> Iterator[str]:
    yield _named(reply.region, reply.year, reply.title)
    yield from (f"注意: {warning}" for warning in reply.warnings)
    if outline:
        yield f"{reply.characters} characters; headings with their spans:"
        for each in reply.outline:
            yield f"{'  ' * (each.level - 1)}{each.heading} [{each.start}, {each.end})"
        return
    more = "" if reply.next_start is None else f"; read on with start={reply.next_start}"
    yield f"Characters {reply.start} to {reply.end} of {reply.characters}{more}:"
    yield reply.text


def _named(region: str, year: int | None, title: str) -> str:
    """A report's place and year, and its title."""
    return " ".join(filter(None, (region, f"{year}年" if year else "", title)))


def _place_of(passage: PassageOut) -> str:
    """Where a passage stands, and whether it tells of problems or plans rather than of results."""
    kind = f" ({passage.kind})" if passage.kind in (PartKind.PROBLEM, PartKind.PLAN) else ""
    report = _named(passage.region, passage.year, passage.title)
    return " › ".join((report, *passage.heading_path)) + kind


def _kind_of(fact: LinkedFactOut) -> list[str]:
    """How a figure differs from a plain result: its status, and what it measures."""
    status = [] if fact.status == Status.ACTUAL else [fact.status]
    return [*status, *kind_notes(fact, Status.ACTUAL)]


def _fact_line(fact: LinkedFactOut) -> str:
    """One figure on a line: whose, what, how much, in which words."""
    when = time_note(fact, fact.year) or (f"{fact.year}年" if fact.year else "")
    upper = f"–{fact.value_max:.15g}" if fact.value_max is not None else ""
    figure = f"{fact.qualifier}{fact.value:.15g}{upper}{fact.unit}"
    kind = "".join(f" ({note})" for note in _kind_of(fact))
    return f"{fact.region} {when} {fact.indicator} = {figure}{kind}「{fact.quote}」 {fact.url}"
