"""Answers over many hundreds of reports: whole where they list, short where they count."""

import pytest

from rag.answer import Intent
from rag.answers.frames import answer_text
from rag.answers.verdicts import verdict_text
from rag.plan import Act, Operator
from rag.quotes import CitationBook
from tests.contracts.bundles import IDENTITY, make_bundle, make_source
from tests.contracts.memory_store import MemoryStore
from tests.rag.plans import limit, link, run

REPORTS = 520
ACCEPTED = link("行政复议受理", ("行政复议", "受理"))


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    store = MemoryStore(IDENTITY)
    for number in range(REPORTS):
        fact = {"thing": "行政复议", "act": "受理", "value": float(number)}
        store.add(make_bundle(region=f"第{number:03d}区", facts=[fact]), make_source(f"/{number}"))
    return store


def test_a_count_counts_all_and_shows_the_first(store: MemoryStore) -> None:
    draft = run(store, Act.HOW_MANY, ACCEPTED)
    assert draft.tally is not None
    assert draft.tally.matching == REPORTS
    assert len(draft.findings) == 500
    said = verdict_text(draft, Intent.COUNT, "zh", REPORTS)
    assert said.startswith("520份报告")
    assert "只列出其中一部分" in said


def test_a_list_has_a_row_for_each_and_quotes_the_first_in_its_words(store: MemoryStore) -> None:
    draft = run(store, Act.WHICH, ACCEPTED)
    assert len(draft.findings) == REPORTS
    book = CitationBook()
    words = answer_text(draft, "zh", "", book)
    assert len(book.citations) == REPORTS
    assert "[200]" in words
    assert "[201]" not in words
    assert words.endswith("其余320条见结果表。")


def test_a_short_count_shows_all(store: MemoryStore) -> None:
    more = limit(Operator.ABOVE, 499, "件")
    draft = run(store, Act.HOW_MANY, ACCEPTED, predicates=(more,))
    assert len(draft.findings) == 20
    assert "只列出" not in verdict_text(draft, Intent.COUNT, "zh", REPORTS)
