"""English questions: their places, years, and the Chinese words that are searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lexicon.dictionary import Dictionary
from ingest.lexicon.glossary import Glossary
from ingest.lexicon.places import Places
from rag.question.constraints import PlaceFinder
from rag.question.english.terms import TermTranslator
from rag.question.query import Query
from rag.question.understanding import understand

PLACES = PlaceFinder(
    [("岚州省", "青岚市", "云溪县", 1), ("岚州省", "青岚市", "临澜区", 1)], Places.load()
)


def read(question: str) -> Query:
    return understand(question, PLACES)


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("How many reconsideration cases did Yunxi County accept in 2023?", {"行政复议", "受理"}),
        ("What is the mediation success rate in Yunxi?", {"调解", "成功率"}),
        ("Number of public lawyers in Linlan?", {"公职律师"}),
        ("Summarise what Yunxi plans to do on legal aid", {"法律援助"}),
    ],
)
def test_content_words_are_searched_for_in_chinese(question: str, terms: set[str]) -> None:
    said = read(question).search_text
    assert all(term in said for term in terms)


def test_places_and_years_are_no_words() -> None:
    query = read("How many lawyers did Yunxi County and Linlan District have in 2022 and 2023?")
    assert query.regions == ("云溪县", "临澜区")
    assert query.years == (2022, 2023)
    assert not any(char.isdigit() for term in query.terms for char in term)


def test_a_place_without_a_report_is_told_apart() -> None:
    query = read("How many lawyers does Rudong County have?")
    assert (query.regions, query.missing_regions) == ((), ("如东县",))


def test_chinese_in_brackets_says_what_the_english_before_it_means() -> None:
    assert "公职律师" in read("How many government lawyers (公职律师) are there in Yunxi?").terms


def test_chinese_words_in_an_english_question_are_kept() -> None:
    query = read("How many 公职律师 does 云溪县 have?")
    assert query.regions == ("云溪县",)
    assert {"公职", "律师"} <= set(query.terms)


def test_words_that_only_ask_are_no_terms() -> None:
    assert read("Could you please tell me what it is?").terms == ()


def test_the_meaning_that_the_collection_uses_comes_first() -> None:
    used = {"罚款": 3}
    translator = TermTranslator(
        Glossary.load(), Dictionary.load(), lambda words: [used.get(word, 0) for word in words]
    )
    assert translator.terms("fine")[0].text == "罚款"


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = read(f"How many {text}").terms
    assert len(found) == len(set(found))
    assert all(each.strip() for each in found)
