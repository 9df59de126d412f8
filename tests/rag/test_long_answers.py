"""Answers over many hundreds of reports: whole where they list, short where they count."""

import pytest

from ingest.lexicon.places import Places
from rag.answer import Intent
from rag.answers import practices
from rag.answers.across import AcrossReports
from rag.answers.draft import Draft
from rag.answers.frames import answer_text
from rag.answers.verdicts import verdict_text
from rag.question.constraints import PlaceFinder
from rag.question.understanding import understand
from rag.quotes import CitationBook
from tests.contracts.bundles import IDENTITY, make_bundle, make_source
from tests.contracts.memory_store import MemoryStore
from vectorstore.queries import Filter

REPORTS = 520


@pytest.fixture(scope="module")
def across() -> AcrossReports:
    store = MemoryStore(IDENTITY)
    for number in range(REPORTS):
        fact = {"canonical": "行政复议受理", "value": float(number)}
        store.add(make_bundle(region=f"第{number:03d}区", facts=[fact]), make_source(f"/{number}"))
    return AcrossReports(store)


def ask(across: AcrossReports, question: str) -> tuple[Draft, Intent]:
    query = understand(question, PlaceFinder([], Places.load()))
    return across.answer(query, Filter()), query.intent


def test_a_count_counts_all_and_shows_the_first(across: AcrossReports) -> None:
    draft, intent = ask(across, "有多少份报告公布了行政复议受理数量?")
    assert intent is Intent.COUNT
    assert draft.tally is not None
    assert draft.tally.matching == REPORTS
    assert len(draft.findings) == 500
    said = verdict_text(draft, intent, "zh", REPORTS)
    assert said.startswith("520份报告")
    assert "只列出其中一部分" in said


def test_a_list_has_a_row_for_each_and_quotes_the_first_in_its_words(
    across: AcrossReports,
) -> None:
    draft, intent = ask(across, "哪些地区公布了行政复议受理数量?")
    assert intent is Intent.LIST
    assert len(draft.findings) == REPORTS
    book = CitationBook()
    words = answer_text(draft, "zh", "", book)
    assert len(book.citations) == REPORTS
    assert "[200]" in words
    assert "[201]" not in words
    assert words.endswith("其余320条见结果表。")


def test_a_short_count_shows_all(across: AcrossReports) -> None:
    draft, intent = ask(across, "行政复议受理超过499件的有几个地方?")
    assert intent is Intent.COUNT
    assert len(draft.findings) == 20
    assert "只列出" not in verdict_text(draft, intent, "zh", REPORTS)


def test_a_practice_is_looked_for_in_every_report(
    across: AcrossReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practices, "_POOL", 50)
    draft, _ = ask(across, "哪些地区推进依法行政?")
    assert draft.tally is not None
    assert draft.tally.matching == REPORTS
    silent, _ = ask(across, "哪些地区没有提到依法行政?")
    assert silent.tally is not None
    assert silent.tally.matching == 0
