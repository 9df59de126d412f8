"""Answers over a generated collection are exact: every figure in it is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.asked import questions
from benchmarks.collection import KnownReport, collection
from benchmarks.exactness import answer_scores, extraction_score
from benchmarks.ingestion import raw_source
from ingest.pipeline import Ingestor
from rag.engine import Engine
from tests.rag.small_engine import AlwaysSure
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

PLACES, YEARS, CHARACTERS = 30, 3, 1200


@pytest.fixture(scope="module")
def reports() -> list[KnownReport]:
    return list(collection(PLACES, YEARS, seed=11, characters=CHARACTERS))


@pytest.fixture(scope="module")
def store(
    reports: list[KnownReport], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalStore]:
    embedder = load_embedder()
    folder: Path = tmp_path_factory.mktemp("generated") / "store"
    with LocalStore.open(folder, embedder.identity, create=True) as opened:
        summary = Ingestor(opened, embedder).ingest_sources(map(raw_source, reports))
        assert not summary.failed
        yield opened


def test_the_same_seed_gives_the_same_collection(reports: list[KnownReport]) -> None:
    assert list(collection(PLACES, YEARS, seed=11, characters=CHARACTERS)) == reports
    assert len({(each.region, each.year) for each in reports}) == PLACES * YEARS
    assert len(reports) == PLACES * YEARS


def test_reports_state_what_they_are_said_to_state(reports: list[KnownReport]) -> None:
    for report in reports:
        assert report.stated
        for stated in report.stated.values():
            assert stated.sentence in report.text or _plain(stated.sentence) in _plain(report.text)
        assert not report.silent & report.mentioned


def test_every_stated_figure_is_found_and_no_other(
    store: LocalStore, reports: list[KnownReport]
) -> None:
    score = extraction_score(store, reports)
    assert score.wrong == []
    assert score.precision == score.recall == 1.0
    assert score.expected > len(reports) * 5


def test_lists_name_no_place_wrongly_and_few_are_missing(
    store: LocalStore, reports: list[KnownReport]
) -> None:
    engine = Engine(store, load_embedder(), confidence=AlwaysSure())
    scores, _ = answer_scores(engine, questions(reports, 100, seed=5))
    assert scores["list"].precision > 0.99
    assert scores["list"].recall > 0.9
    assert scores["trend"].precision > 0.9
    assert scores["lookup"].recall > 0.9


def test_reports_that_speak_of_a_rate_without_it_are_told_from_silent_ones(
    store: LocalStore, reports: list[KnownReport]
) -> None:
    name = "行政机关负责人出庭应诉率"
    answer = Engine(store, load_embedder(), confidence=AlwaysSure()).ask(
        f"{name}达到100%的有哪些地方?"
    )
    stating = [each for each in reports if name in each.stated]
    coverage = answer.coverage
    assert coverage.reports == len(reports)
    assert coverage.stating == len(stating)
    others = len(reports) - len(stating)
    assert coverage.mentioning + coverage.silent == others
    assert coverage.mentioning >= sum(
        "负责人出庭" in each.text for each in reports if name not in each.stated
    )


def _plain(text: str) -> str:
    """A text with one form for each character, as the generator may widen any."""
    return "".join(
        chr(ord(char) - 0xFEE0) if 0xFF01 <= ord(char) <= 0xFF5E else char for char in text
    )
