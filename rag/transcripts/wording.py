"""The words of an exported conversation, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rag.schemas import CitationOut, CoverageOut, InterpretationOut


@dataclass(frozen=True, slots=True)
class Wording:
    """Every text of a document in one language; those with ``{…}`` are format strings."""

    lang: str
    made: str
    not_kept: str
    read_as: str
    year: str
    sources: str
    columns: tuple[str, str, str, str, str]
    reports: str
    shares: tuple[tuple[str, str], ...]
    joint: str
    brackets: str
    quotes: str
    everywhere: str
    conditions: tuple[tuple[str, str], ...]

    def reading(self, read: InterpretationOut) -> str:
        """One line on how a question was read."""
        years = [self.year.format(year=year) for year in read.years]
        figure = " ".join(filter(None, (read.indicator, self.condition(read.condition))))
        parts = [*(read.regions or [self.everywhere]), *years, figure]
        return self.read_as.format(reading=" · ".join(filter(None, parts)))

    def condition(self, text: str) -> str:
        """A condition as a reader knows it; nothing where it only asks for a figure."""
        for known, said in self.conditions:
            if text == known or text.startswith(f"{known} "):
                return said.format(rest=text[len(known) :].strip()).strip()
        return text

    def coverage(self, cover: CoverageOut) -> str:
        """One line on what an answer rests on."""
        shares = (text.format(n=getattr(cover, name)) for name, text in self.shares)
        return self.joint.join((self.reports.format(n=cover.reports), *shares))

    def place(self, citation: CitationOut) -> str:
        """Title, place, year and headings of a quote."""
        year = self.year.format(year=citation.year) if citation.year else ""
        where = self.joint.join(filter(None, (citation.region, year)))
        title = citation.title or citation.source
        head = title + (self.brackets.format(where) if where else "")
        return " › ".join([head, *filter(None, citation.heading_path)])


ZH = Wording(
    lang="zh-CN",
    made="由 Yiju 依据导出\uff0c引文均为原文。",
    not_kept="(这一回答没有保存\uff0c可重新提问。)",
    read_as="读作\uff1a{reading}",
    year="{year}年",
    sources="出处",
    columns=("地区", "年度", "指标", "数值", "出处"),
    reports="共查{n}份报告",
    shares=(
        ("matching", "{n}份符合"),
        ("stating", "{n}份写明"),
        ("mentioning", "{n}份只提及"),
        ("silent", "{n}份未提及"),
    ),
    joint="\uff0c",
    brackets="\uff08{}\uff09",
    quotes="“{}”",
    everywhere="所有地区",
    conditions=(
        ("stated", ""),
        ("highest", "最高 {rest}"),
        ("lowest", "最低 {rest}"),
        ("between", "介于 {rest}"),
        ("not stated", "没有写明"),
        ("not mentioned", "没有提到"),
    ),
)
EN = Wording(
    lang="en",
    made="Exported from Yiju; every quote is verbatim.",
    not_kept="(This answer was not kept: ask again.)",
    read_as="Read as: {reading}",
    year="{year}",
    sources="Sources",
    columns=("Place", "Year", "Indicator", "Value", "Source"),
    reports="{n} reports searched",
    shares=(
        ("matching", "{n} match"),
        ("stating", "{n} state it"),
        ("mentioning", "{n} only mention it"),
        ("silent", "{n} silent"),
    ),
    joint=", ",
    brackets=" ({})",
    quotes="“{}”",
    everywhere="all places",
    conditions=(("stated", ""),),
)


def wording_for(lang: str) -> Wording:
    """The words of a language; Chinese where it is not English."""
    return EN if lang.lower().startswith("en") else ZH
