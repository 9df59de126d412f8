"""Whether a sentence speaks of the years a question names."""

from __future__ import annotations

import re

from ingest.folding import fold
from rag.quotes import Sentence
from vectorstore.records import PartKind

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_SINCE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年(?:度)?(?:\d{1,2}月)?(?:以来|以后|之后|起)")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?\s*(?:-|—+|~|至|到)\s*((?:19|20)\d{2})\s*年")
_AGAINST = re.compile(r"(?:比|较|同|与|和)\s*(?:19|20)\d{2}\s*年(?:度)?")
"""A year that a figure is set against is not the one that the sentence tells of."""
_TITLES = re.compile(r"《[^》]*》|〔[^〕]*〕")


def years_of(text: str, report_year: int | None = None) -> set[int]:
    """Years that a text speaks of; names of documents do not count.

    ``2015年以来`` covers every year up to the report's own.
    """
    bare = _TITLES.sub("", fold(text))
    years = {int(year) for year in _YEAR.findall(bare)}
    for first, last in _RANGE.findall(bare):
        years.update(range(int(first), min(int(last), int(first) + 30) + 1))
    for first in _SINCE.findall(bare):
        years.update(range(int(first), (report_year or int(first)) + 1))
    return years


def speaks_of(sentence: Sentence, years: tuple[int, ...]) -> bool:
    """Whether a sentence may answer a question about these years.

    It may where it names one of them, where it names none and its report is of one of them, or,
    for a plan, where its report is of the year before. Every sentence may where no year is asked.
    """
    if not years:
        return True
    report_year = sentence.report.metadata.report_year
    named = years_of(sentence.text, report_year)
    if named & set(years):
        return True
    if sentence.passage.kind is PartKind.PLAN:
        return report_year is not None and report_year + 1 in years
    told = years_of(_AGAINST.sub("", sentence.text), report_year)
    if told and report_year not in told:
        return False
    return report_year in years
