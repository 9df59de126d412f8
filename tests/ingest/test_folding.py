"""Folding: one form for each character, and the same offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.folding import fold


def test_wide_forms_become_ascii() -> None:
    assert fold("\uff08\uff11\uff09\uff0c\uff1a\uff1b\uff05\uff21") == "(1),:;%A"


def test_every_kind_of_space_becomes_a_blank_but_line_ends_stay() -> None:
    assert fold("甲\u3000乙\u00a0丙\t丁\n") == "甲 乙 丙 丁\n"


def test_chinese_marks_without_a_half_width_form_stay() -> None:
    assert fold("“甲”、《乙》。〔丙〕") == "“甲”、《乙》。〔丙〕"


@given(st.text())
def test_length_stays_and_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)

    assert len(folded) == len(text)
    assert fold(folded) == folded
