"""Tokens, labels, words and the tagger that ships."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.tagging.labels import Marked, labels_of, spans_of
from rag.tagging.signs import Families, see
from rag.tagging.tagger import Tagger
from rag.tagging.tokens import common, tokens_of
from rag.tagging.words import meanings, words_of

LARGEST = 4_000_000
"""Bytes that all models of the tagger may take: a twentieth of what all models may."""


def test_tokens_are_characters_words_and_numbers() -> None:
    texts = [each.text for each in tokens_of("云溪县GDP涨了3.5%吗")]
    assert texts == ["云", "溪", "县", "gdp", "涨", "了", "3.5", "%", "吗"]


def test_the_common_view_keeps_every_offset() -> None:
    assert common("雲溪縣２０２３年　糧食") == "云溪县2023年 粮食"


@given(st.text(max_size=60))
def test_tokens_cover_what_is_visible(text: str) -> None:
    view = common(text)
    assert len(view) == len(text)
    covered = {at for each in tokens_of(view) for at in range(each.start, each.end)}
    assert all(char.isspace() or at in covered for at, char in enumerate(view))


def test_spans_and_labels_say_the_same() -> None:
    view = common("云溪县去年GDP多少")
    spans = [Marked(0, 3, "P"), Marked(3, 5, "T"), Marked(5, 8, "I"), Marked(8, 10, "A")]
    tokens = tokens_of(view)
    labels = labels_of(tokens, spans)
    assert labels == ["B-P", "I-P", "I-P", "B-T", "I-T", "B-I", "B-A", "I-A"]
    assert spans_of(tokens, labels) == spans


def test_a_span_that_only_goes_on_begins_there() -> None:
    assert spans_of(tokens_of("粮食"), ["I-I", "I-I"]) == [Marked(0, 2, "I")]


def test_words_are_found_whole_and_longest_first() -> None:
    order = words_of("order")
    assert [each.value for each in order.find("从高到低")] == ["desc"]
    assert not list(words_of("unit").find("cased in iron"))


def test_every_word_of_the_table_is_in_the_common_view() -> None:
    assert [word for word in meanings() if common(word).lower() != word] == []


def test_families_of_signs_can_be_left_out() -> None:
    question = "云溪县2023年粮食产量多少"
    counts = [
        sum(map(len, see(question, families=families).signs))
        for families in (Families(), Families(tables=False), Families(words=False, tables=False))
    ]
    assert counts == sorted(counts, reverse=True)


def test_the_models_stay_small() -> None:
    folder = resources.files("rag.tagging").joinpath("models")
    sizes = [
        len(each.read_bytes()) for each in folder.iterdir() if each.name.endswith((".crf", ".txt"))
    ]
    assert 0 < sum(sizes) <= LARGEST


@pytest.mark.parametrize("question", ["", " \n", "?", "📈", "a" * 3000, "县" * 2000])
def test_odd_questions_are_marked_as_well(question: str) -> None:
    tagged = Tagger.shipped().tag(question)
    assert all(question[each.start : each.end].strip() for each in tagged.spans)


def test_threads_may_share_a_tagger() -> None:
    tagger = Tagger.shipped()
    questions = [f"云栖县20{year}年受理了多少件行政复议" for year in range(10, 30)] * 5
    alone = [tagger.tag(each) for each in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(tagger.tag, questions)) == alone
