"""A user's terms are words of the segmenter and of the index."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.bundles import IDENTITY, make_bundle, make_source
from vectorstore.errors import DictionaryError
from vectorstore.local import LocalStore
from vectorstore.local.checking import check_store
from vectorstore.tokens import joined_tokens, query_tokens, tokens
from vectorstore.words import PLAIN, Dictionary, Term, words_of

TERMS = Dictionary((Term("阳光复议"),))


def test_a_line_is_a_term_with_or_without_frequency_and_part_of_speech() -> None:
    found = Dictionary.parse(
        "\ufeff四议两公开\n枫桥式 工作法 30 nz\n\n河长制 7\r\n一网通办 v\n河长制 9 n\n"
    )
    assert found.terms == (
        Term("四议两公开"),
        Term("枫桥式 工作法", 30, "nz"),
        Term("河长制", 9),
        Term("一网通办", None, "v"),
    )
    assert Dictionary.parse(str(found)) == found


def test_a_fingerprint_changes_with_a_term_and_there_is_none_without_terms() -> None:
    assert Dictionary().fingerprint == ""
    assert TERMS.fingerprint == Dictionary.parse("阳光复议 n").fingerprint
    assert TERMS.fingerprint != Dictionary.parse("阳光复议 5 n").fingerprint


def test_a_line_without_a_term_is_named() -> None:
    with pytest.raises(DictionaryError, match="line 2: '12' has no term"):
        Dictionary.parse("甲\n12\n")


@pytest.mark.parametrize(
    ("data", "said"), [(None, "No such file"), ("词".encode("gb18030"), "is not UTF-8")]
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, data: bytes | None, said: str) -> None:
    file = tmp_path / "terms.txt"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(DictionaryError, match=said):
        Dictionary.read(file)


def test_a_term_is_cut_whole_in_text_and_query() -> None:
    words = words_of(TERMS)
    text = "推行阳光复议"
    assert "阳光复议" in words.cut(text)
    assert "阳光复议" not in PLAIN.cut(text)
    assert "阳光复议" in tokens(text, words)
    assert "阳光复议" in query_tokens("阳光复议", words)
    assert sorted(joined_tokens([text], words)[0].split()) == sorted(tokens(text, words))
    assert "阳光复议" not in tokens(text)


def test_a_store_remembers_its_terms_and_every_process_searches_by_them(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with (
        LocalStore.open(folder, IDENTITY, create=True) as store,
        LocalStore.open(folder, IDENTITY) as other,
    ):
        store.add(make_bundle("推行阳光复议。"), make_source("/a"))
        store.add(make_bundle("阳光复垦，复议。"), make_source("/b"))
        # All of the term's pairs are in both: it has no token of its own.
        assert store.word_frequencies(["阳光复议"]) == [2]
        before = store.search_lexical("阳光复议", 5)
        assert len(before) == 2, "the one that holds the parts twice comes first"
        store.use_dictionary(TERMS)
        for each in (other, store):
            assert each.word_frequencies(["阳光复议"]) == [1]
            found = each.search_lexical("阳光复议", 5)
            assert [hit.passage_id for hit in found] == [hit.passage_id for hit in before[::-1]]
        generation = store.info().generation
        store.use_dictionary(Dictionary.parse("阳光复议"))
        assert store.info().generation == generation, "the same terms change nothing"
    assert check_store(folder).sound
    with LocalStore.open(folder, IDENTITY) as again:
        assert again.dictionary() == TERMS
        again.use_dictionary(Dictionary())
        assert again.search_lexical("阳光复议", 5)[0].score == pytest.approx(before[0].score)
