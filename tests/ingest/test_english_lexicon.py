"""The English side of the lexicon: word forms, glossary, dictionary, readings."""

from __future__ import annotations

import csv
import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lexicon.dictionary import Dictionary
from ingest.lexicon.english_words import WORD, stem_of
from ingest.lexicon.glossary import Glossary, GlossaryEntry
from ingest.lexicon.readings import romanise, syllables


@pytest.mark.parametrize(
    "forms",
    [
        ("issue", "issues", "issued", "issuing"),
        ("case", "cases"),
        ("company", "companies"),
        ("hold", "held", "holding"),
        ("plan", "planned", "planning"),
        ("centre", "centres", "center"),
        ("organise", "organize", "organised", "organizing"),
        ("adviser", "advisors"),
        ("settle", "settled", "settling"),
        ("child", "children", "children's"),
        ("Long", "long"),
    ],
)
def test_forms_of_a_word_share_their_stem(forms: tuple[str, ...]) -> None:
    assert len({stem_of(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("case", "cause"), ("bus", "bush"), ("law", "lawn"), ("hall", "halt")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem_of(one) != stem_of(other)


@given(st.from_regex(r"[A-Za-z']{1,20}", fullmatch=True))
def test_a_stem_is_lower_case_letters(word: str) -> None:
    assert re.fullmatch(r"[a-z]*", stem_of(word))


def test_the_longest_phrase_counts_and_its_spelling_decides() -> None:
    train = GlossaryEntry("train", (("列车",),), "列")
    training = GlossaryEntry("training", (("培训",),), "次")
    course = GlossaryEntry("training course", (("培训班",),), "期")
    glossary = Glossary([train, training, course])
    assert glossary.match(["training", "courses", "held"]) == (course, 2)
    assert glossary.match(["Training"]) == (training, 1)
    assert glossary.match(["trains"]) == (train, 1)
    assert glossary.match(["held", "training"]) is None
    assert glossary.match([]) is None


def test_every_row_of_the_glossary_is_well_formed() -> None:
    table = resources.files("ingest.lexicon").joinpath("glossary.csv").read_text("utf-8")
    rows = list(csv.DictReader(line for line in table.splitlines() if not line.startswith("#")))
    phrases = [phrase for row in rows for phrase in row["english"].split(";")]
    assert len(phrases) > 1500
    assert len(set(phrases)) == len(phrases)
    for row in rows:
        assert all(
            WORD.findall(phrase) and phrase == phrase.lower()
            for phrase in row["english"].split(";")
        )
        for term in row["chinese"].split():
            forms = term.split("|")
            assert all(forms)
            assert len(set(forms)) == len(forms), row
        assert re.fullmatch(r"[\u4e00-\u9fff]{0,3}", row["unit"])


def test_the_dictionary_gives_nouns_and_verbs_apart() -> None:
    dictionary = Dictionary(
        ["pool\t水池 池塘\t", "swimming\t游泳\t游泳 游水", "swimming pool\t泳池\t"]
    )
    found = dictionary.match(["swimming", "pools"])
    assert found is not None
    assert (found[0].nouns, found[1]) == (("泳池",), 2)
    found = dictionary.match(["Swimming"])
    assert found is not None
    assert (found[0].nouns, found[0].verbs) == (("游泳",), ("游泳", "游水"))
    assert dictionary.match(["football"]) is None
    assert dictionary.knows("pools")


def test_the_general_dictionary_knows_everyday_words() -> None:
    dictionary = Dictionary.load()
    for word, chinese in [("hospitals", "医院"), ("electricity", "电力"), ("forest", "森林")]:
        found = dictionary.match([word])
        assert found is not None
        assert chinese in found[0].nouns


@pytest.mark.parametrize(
    ("name", "romanised"),
    [
        ("云溪县", "Yunxi"),
        ("龙安区", "Long'an"),
        ("长治市", "Changzhi"),
        ("朝阳区", "Chaoyang"),
        ("六安市", "Lu'an"),
        ("吕梁市", "Lüliang"),
        ("内蒙古自治区", "Inner Mongolia"),
        ("陕西省", "Shaanxi"),
        ("浦东新区", "Pudong"),
        ("恩施土家族苗族自治州", "Enshi"),
        ("和县", "Hexian"),
    ],
)
def test_names_are_romanised_as_english_text_writes_them(name: str, romanised: str) -> None:
    assert romanise(name) == romanised


def test_unknown_characters_stand_for_themselves() -> None:
    assert syllables("A区") == ("A", "qu")
    assert romanise("") == ""
