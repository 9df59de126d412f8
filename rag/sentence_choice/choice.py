"""An answer by chosen sentences."""

from __future__ import annotations

from typing import NamedTuple

from rag.answers.draft import Draft


class Choice(NamedTuple):
    """An answer by chosen sentences.

    Attributes:
        draft: It.
        chance: How likely the likeliest of them is to be part of the answer.
    """

    draft: Draft
    chance: float
