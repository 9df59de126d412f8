"""Comparisons: between places, between figures of one report, and among the parts of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.lexicon.indicators import Indicators
from ingest.lexicon.places import stem
from rag.answers.across import AcrossReports
from rag.answers.draft import Draft, Finding, Reason, Tally
from rag.answers.figure_rows import (
    Row,
    figure_of,
    findings_of,
    findings_with_rows,
    rows_by_year,
    rows_of,
    year_of,
)
from rag.answers.lookup import LookupAnswerer, SentencesOf
from rag.answers.ordering import asks_lowest, ordered, place_name, tally_of, year_name
from rag.answers.ranked_parts import BOTH_ENDS, ranked_parts
from rag.answers.scoring import TermScorer, sentence_context
from rag.answers.stated_figures import stated_rows, units_in
from rag.question.conditions import Condition, Relation
from rag.question.query import Ask, Clause, Query, Wanted
from rag.question.terms import asked_units, content_terms
from rag.quotes import Sentence
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact
from vectorstore.store import Store

_OR = re.compile(r"还是")
_BETWEEN = re.compile(
    r"(.{2,24}?)(?:和|与|跟|同|比)(.{2,24}?)(?:之间)?(?:的)?(?:相差|差|差距|差额|之差|比|,|$)"
)
_DIFFERS = re.compile(r"差多少|相差|差几|差距|之差|差额")
_RANKS = re.compile(r"(?:按|依|从).{0,10}(?:排序|排列|排名|排个?序)|(?:排序|排名|排个?序)")
_KINDS = re.compile(r"哪[一]?(?:类|级|种|样|项|个|部分|方面)")
_DEGREE = r"(?:更|较|比较|最|要)?(?:多|少|高|低|大|小|快|慢|强|长|短)"
_TAIL = re.compile(rf"(?:的)?(?:{_DEGREE})?[些点]?(?:的)?[,。?]*$")
_AGAINST = re.compile(
    rf"^(.{{2,40}}?)(?:是不是|是否|有没有|会不会)?(?:要)?比(?!例|重|率|较|分)(.{{2,30}}?){_DEGREE}(?:出|了)?(?:多少|几|吗|么|没|一些|[,?。]|$)"
)
_WHICH = re.compile(
    rf"^(.+?)(?:相比|比较|比起来|两项|两者|二者|之间|里面?|当中|中)?,?(?:哪(?:一)?(?:个|项|类|种|样|方面|部分|边|方)|谁|孰)(?:的)?.{{0,10}}?{_DEGREE}"
)
_AND = re.compile(r"、|(?<!总)和(?!解|谐|平)|与(?!论)|跟(?!踪|进)|以及")
_WHOLE = re.compile(r"其中|分别|包括|分为")
_MEASURES = frozenset("次数 人数 件数 份数 户数 项数 场次 人次 数量 总数 数".split())
"""Words for a number that stand for no word of the report."""

_PARTS_OF_PLACE = re.compile(
    r"哪(?:一)?(?:个|家|些)?(?:县|区|市|镇|乡|街道|部门|单位|局|系统|领域|县市|县区|镇街|乡镇)"
)
_ASKS_PART = re.compile(
    r"(?:哪(?:一)?[个类家种项级些]|谁|什么)[^,。?]{0,16}最|最[^,。?]{1,12}(?:是|为)(?:哪|谁|什么)"
)
_EXTREME = re.compile(r"最[高低多少大小快慢好差]|居首|垫底|排名?第一|位居第一|(?:末|倒数)")
_LEAST_COVERAGE = 0.35


class Comparer:
    """Answers questions that set figures side by side.

    Args:
        store: The reports and their facts.
        lookup: Finds single figures.
        across: Finds extremes among all reports.
        sentences_of: Searches.
    """

    def __init__(
        self,
        store: Store,
        lookup: LookupAnswerer,
        across: AcrossReports,
        sentences_of: SentencesOf,
    ) -> None:
        self._store = store
        self._lookup = lookup
        self._across = across
        self._sentences_of = sentences_of

    def answer(self, query: Query, where: Filter, reports: int) -> Draft:
        """Compares what the question names: places, figures of one place, parts of a whole."""
        if len(query.regions) > 1:
            return self._between_places(query, where)
        if len(query.regions) == 1 and len(query.years) > 1:
            return self._between_years(query, where)
        if len(query.regions) == 1 or reports == 1:
            found = self._within_one(query, where)
            if found is not None:
                return found
        found = self._across.answer(_with_extreme(query), where)
        if reports == 1 and found.reason is None and len(found.findings) == 1:
            return Draft(found.findings, Reason.NO_FIGURE)  # one figure is the highest of nothing
        return found

    def _within_one(self, query: Query, where: Filter) -> Draft | None:
        """Figures of one place or report set side by side; None where the question names none."""
        if _ASKS_PART.search(query.text) or BOTH_ENDS.search(query.text):
            ranked = ranked_parts(self._store, query, where)
            if ranked is not None:
                return ranked
        if _PARTS_OF_PLACE.search(query.text) and not _OR.search(query.text):
            said = self._said_of_extreme(query, where)
            if said is not None:
                return said
        options = _options(query.bare)
        if len(options) > 1:
            return self._between_figures(query, options, where)
        return self._parts_of_a_whole(query, where) if _KINDS.search(query.text) else None

    def _between_places(self, query: Query, where: Filter) -> Draft:
        findings = self._rows_by_place(query, where)
        missing = [each for each in query.regions if each not in _regions(findings)]
        if missing:
            subject = "、".join(missing)
            return Draft(tuple(findings), Reason.NO_FIGURE_FOR, subject, tally=tally_of(findings))
        return ordered(query, findings, names=place_name)

    def _rows_by_place(self, query: Query, where: Filter) -> list[Finding]:
        """A figure of each place: what its report states of the indicator, or a look-up finds."""
        clause = query.clauses[0]
        if clause.condition is None:
            clause = replace(clause, condition=Condition(Relation.STATED))
        meant = _years_by_place(query)
        rows = stated_rows(self._store, query, clause, where) if clause.indicator else []
        rows = [row for row in rows if _is_meant(row, meant)]
        findings = findings_of(self._store, rows)
        for region in query.regions:
            if region in _regions(findings):
                continue
            years = (meant[region],) if region in meant else where.years
            alike = asked_units(f"多少{findings[0].figures[0].unit}") if findings else ()
            asks = tuple(_for_figure(ask, alike) for ask in query.asks)
            alone = replace(query, regions=(region,), asks=asks)
            sentences = self._sentences_of(alone, Filter((region,), years, where.report_ids))
            found = self._lookup.parts(alone, alone.asks[:1], sentences)
            stated = [each for each in found if each is not None]
            inside = Filter((region,), years, where.report_ids)
            findings += stated or self._of_wider_indicator(clause, inside)
        return findings

    def _of_wider_indicator(self, clause: Clause, where: Filter) -> list[Finding]:
        """What reports state of an indicator that holds the one asked for (案件数 for 受理)."""
        wider = Indicators.load().wider(clause.indicator)
        rows = rows_of(self._store, replace(clause, indicator=wider.name), where) if wider else []
        return findings_of(self._store, rows[-1:])

    def _between_years(self, query: Query, where: Filter) -> Draft:
        """The figures of one place in several years, also where a later report states an earlier one."""
        everywhere = Filter(where.regions, (), where.report_ids)
        rows = rows_by_year(self._store, query.clauses[0], everywhere)
        by_year = {year: row for (_, year), row in rows.items()}
        held = {year: by_year[year] for year in query.years if year in by_year}
        if len(held) < len(query.years):
            found = [self._in_year(query, where, year) for year in query.years]
            stated = [each for each in found if each is not None]
            if len(stated) == len(query.years):
                return ordered(query, stated, names=year_name)
            near = findings_of(self._store, list(held.values())) or stated
            missing = ",".join(str(year) for year in query.years if year not in held)
            return Draft(tuple(near), Reason.YEAR_NOT_HELD, missing, tally=tally_of(near))
        dated = [
            replace(each, figures=tuple(replace(f, period=str(year_of(row))) for f in each.figures))
            for each, row in findings_with_rows(self._store, list(held.values()))
        ]
        return ordered(query, dated, names=year_name)

    def _in_year(self, query: Query, where: Filter, year: int) -> Finding | None:
        """The figure that the report of a year gives, in whatever words."""
        asks = tuple(_for_figure(ask, ()) for ask in query.asks[:1])
        alone = replace(query, years=(year,), asks=asks)
        sentences = self._sentences_of(alone, Filter(where.regions, (year,), where.report_ids))
        found = self._lookup.parts(alone, asks, sentences)[0]
        if found is None or not found.figures:
            return None
        return replace(found, figures=(replace(found.figures[-1], period=str(year)),))

    def _between_figures(self, query: Query, options: Sequence[str], where: Filter) -> Draft:
        asks = [_ask(option, options, query) for option in options]
        found = self._lookup.parts(query, asks, self._sentences_of(query, where), one_unit=True)
        findings = [each for each in found if each is not None]
        if len(findings) < len(asks):
            return Draft(tuple(findings), Reason.NO_FIGURE, tally=tally_of(findings))
        return ordered(query, findings, names=_figure_name)

    def _said_of_extreme(self, query: Query, where: Filter) -> Draft | None:
        """The sentence that says which part of a place is first or last (望川县最低,为81.5%)."""
        sentences = [
            each for each in self._sentences_of(query, where) if _EXTREME.search(each.text)
        ]
        scorer = TermScorer(
            query.terms, [each.text for each in sentences], query.alternatives, query.doubtful
        )
        best = max(
            sentences,
            key=lambda each: scorer.coverage(each.text, sentence_context(each)),
            default=None,
        )
        if best is None or scorer.coverage(best.text, sentence_context(best)) < _LEAST_COVERAGE:
            return None
        return Draft((Finding(best),))

    def _parts_of_a_whole(self, query: Query, where: Filter) -> Draft:
        sentences = self._sentences_of(query, where)
        scorer = TermScorer(
            query.terms, [each.text for each in sentences], query.alternatives, query.doubtful
        )
        facts = self._facts_of(sentences)
        best: tuple[float, Sentence, list[Fact]] | None = None
        for sentence in sentences:
            parts = _parts(sentence, facts.get(sentence.report.report_id, []))
            covered = scorer.coverage(sentence.text, sentence_context(sentence))
            score = covered + 0.1 * min(len(parts), 3)
            if len(parts) > 1 and covered >= _LEAST_COVERAGE and (best is None or score > best[0]):
                best = (score, sentence, parts)
        if best is None:
            return Draft((), Reason.NO_FIGURE, tally=Tally(0, 0, 0))
        _, sentence, parts = best
        figures = [figure_of(fact) for fact in parts]
        return ordered(
            query, [Finding(sentence, (figure,)) for figure in figures], names=_figure_name
        )

    def _facts_of(self, sentences: Sequence[Sentence]) -> dict[str, list[Fact]]:
        ids = tuple(dict.fromkeys(each.report.report_id for each in sentences))
        facts: dict[str, list[Fact]] = {}
        for fact in self._store.facts(FactQuery(Filter(report_ids=ids), limit=10_000))[1]:
            facts.setdefault(fact.report_id, []).append(fact)
        return facts


def _figure_name(finding: Finding) -> str:
    return finding.figures[0].indicator


def _years_by_place(query: Query) -> dict[str, int]:
    """The year that a question names with each place (云溪县2023年和石漫区2019年); empty without."""
    starts = {
        region: at
        for region in query.regions
        if (at := max(query.text.find(region), query.text.find(stem(region)))) >= 0
    }
    ends = sorted([*starts.values(), len(query.text)])
    years = {}
    for region, start in starts.items():
        end = next(each for each in ends if each > start)
        named = [year for year in query.years if str(year) in query.text[start:end]]
        if len(named) == 1:
            years[region] = named[0]
    return years if len(years) == len(query.regions) else {}


def _is_meant(row: Row, years: Mapping[str, int]) -> bool:
    metadata = row.report.metadata
    return years.get(metadata.region, metadata.report_year) == metadata.report_year


def _regions(findings: Sequence[Finding]) -> set[str]:
    return {each.quote.report.metadata.region for each in findings}


def _options(text: str) -> list[str]:
    """The figures that a question sets against each other, as it words them."""
    if _OR.search(text):
        parts = [
            re.split(r"[,:里中]", part)[-1] if not number else part
            for number, part in enumerate(_OR.split(text))
        ]
        return _worded(_TAIL.sub("", part.strip()) for part in parts)
    against = _AGAINST.search(text)
    if against:
        return _worded(against.groups())
    if _DIFFERS.search(text):
        match = _BETWEEN.search(text)
        return _worded(match.groups()) if match else []
    which = _WHICH.search(text)
    if which:
        return _worded(_AND.split(re.split(r"[,:]", which[1].rstrip(","))[-1]))
    listed = text.split(":", 1)[1] if ":" in text else ""
    ranked = _RANKS.search(text)
    if not listed and ranked:
        listed = text[: ranked.start()]
    return _worded(re.split(r"[,、;和]", listed))


def _worded(parts: Iterable[str]) -> list[str]:
    """Those parts that name something."""
    return [part for part in parts if content_terms(part)]


def _parts(sentence: Sentence, facts: Sequence[Fact]) -> list[Fact]:
    """Facts of a sentence that are parts of one whole: those after 其中, of the commonest unit."""
    start = sentence.span.start
    whole = _WHOLE.search(sentence.text)
    own = [fact for fact in facts if start <= fact.value_start < sentence.span.end]
    after = [fact for fact in own if whole and fact.value_start >= start + whole.end()]
    own = after if len(after) > 1 else own
    units = [fact.unit for fact in own]
    common = max(units, key=units.count, default="")
    return [fact for fact in own if fact.unit == common]


def _ask(option: str, options: Sequence[str], query: Query) -> Ask:
    """What one option asks for; one worded shortly leaves words to the others to say."""
    terms = tuple(term for term in content_terms(option) if term not in _MEASURES)
    others = [each for each in options if each != option and len(each) <= len(option)]
    context = tuple(
        term
        for term in query.terms
        if term not in option and not any(term in other for other in others)
    )
    return Ask(option, terms, context, Wanted.FIGURE, units_in(option))


def _for_figure(ask: Ask, units: tuple[str, ...]) -> Ask:
    """An ask for a figure, in the units of what it is to be compared with unless it says its own."""
    return replace(ask, wanted=Wanted.FIGURE, units=ask.units or units)


def _with_extreme(query: Query) -> Query:
    """A comparison among all places asks for the highest where it does not say lowest."""
    clause = query.clauses[0]
    if clause.condition is not None and (clause.condition.ranks or clause.condition.is_numeric):
        return query
    relation = Relation.LOWEST if asks_lowest(query.text) else Relation.HIGHEST
    return replace(query, clauses=(replace(clause, condition=Condition(relation)),))
