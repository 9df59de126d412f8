"""What every store must do; inherit :class:`StoreContract` and give it a ``new_store`` fixture."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.contracts.bundles import (
    DIMENSION,
    IDENTITY,
    make_bundle,
    make_source,
    make_vector,
)
from vectorstore.errors import (
    EmbedderMismatchError,
    QueryError,
    StoreError,
    UnknownReportError,
)
from vectorstore.queries import (
    Amount,
    FactKinds,
    FactQuery,
    FigureName,
    FigureNameUse,
    Filter,
    IndicatorUse,
    Listing,
    PlaceLevel,
    ReportOrder,
    Tally,
)
from vectorstore.records import (
    Aggregation,
    Direction,
    Measure,
    Scope,
    SourceRecord,
    Status,
    indexed_text,
)
from vectorstore.store import AddOutcome, Bundle, Store, StoreInfo

NewStore = Callable[[], Store]

_TYPED: tuple[dict[str, object], ...] = (
    {
        "value": 700e8,
        "unit": "斤",
        "unit_written": "亿斤",
        "dimension": "mass",
        "common_value": 3500e4,
        "thing": "粮食总产量",
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
    },
    {
        "value": 3000e4,
        "unit": "吨",
        "unit_written": "万吨",
        "dimension": "mass",
        "common_value": 3000e4,
        "thing": "粮食产量",
        "status": Status.TARGET,
        "period_start": "2025-01-01",
        "period_end": "2030-12-31",
    },
    {
        "value": 4.7,
        "unit": "%",
        "dimension": "share",
        "common_value": 4.7,
        "measure": Measure.CHANGE,
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
    },
    {
        "value": 3.0,
        "unit": "位",
        "measure": Measure.RANK,
        "aggregation": Aggregation.AS_OF,
        "scope": Scope.OWN_LEVEL,
    },
)
"""Facts of four kinds; the last one's time is not known."""


class StoreContract:
    """Behaviour that no adapter may lack. Stores start empty, with :data:`IDENTITY`."""

    @pytest.fixture
    def new_store(self) -> NewStore:
        raise NotImplementedError("the inheriting class gives a factory of empty stores")

    @pytest.fixture
    def store(self, new_store: NewStore) -> Iterator[Store]:
        store = new_store()
        yield store
        store.close()

    # What is put in comes out.

    def test_implements_the_protocol(self, store: Store) -> None:
        assert isinstance(store, Store)

    def test_an_empty_store_answers_with_nothing(self, store: Store) -> None:
        assert store.info() == StoreInfo(0, 0, 0, IDENTITY, store.info().generation)
        assert store.reports() == (0, [])
        assert store.facts(FactQuery()) == (0, [])
        assert store.places() == []
        assert store.years() == []
        assert store.search_lexical("行政复议", 5) == []
        assert store.search_dense(make_vector("行政复议"), 5) == []
        assert store.passages(["0123456789abcdef-0000"]) == []
        assert store.summaries(["0123456789abcdef"]) == []

    def test_mentions_tell_where_each_report_first_speaks_of_an_indicator(
        self, store: Store
    ) -> None:
        spoken = make_bundle("甲乙丙丁", region="云溪县", mentions=[("复议", 2, 3), ("调解", 0, 1)])
        other = make_bundle("戊己庚辛", region="临澜区", mentions=[("调解", 1, 2)])
        silent = make_bundle("壬癸子丑", region="望枫县")
        for number, bundle in enumerate((spoken, other, silent)):
            store.add(bundle, make_source(f"/{number}.txt"))

        found = store.mentions(["复议", "调解"])
        assert found == [other.mentions[0], spoken.mentions[1]]
        assert store.mentions(["复议"]) == [spoken.mentions[0]]
        assert store.mentions(["调解"], Filter(regions=("临澜区",))) == [other.mentions[0]]
        assert store.mentions(["诉讼"]) == []

        store.remove(spoken.report.report_id)
        assert store.mentions(["复议"]) == []

    def test_a_report_reads_back_as_it_was(self, store: Store) -> None:
        bundle = make_bundle(facts=[{"value": 12.0}, {"value": 5.0, "value_max": 8.0}])
        report_id = bundle.report.report_id

        assert store.add(bundle, make_source()) is AddOutcome.ADDED

        assert store.report(report_id) == bundle.report
        assert store.original(report_id) == bundle.original
        assert store.report_passages(report_id) == list(bundle.passages)
        assert store.facts(FactQuery()) == (2, list(bundle.facts))
        summary = store.summary(report_id)
        assert summary.metadata == bundle.report.metadata
        assert summary.warnings == bundle.report.warnings
        assert summary.sources == (make_source(),)
        assert (summary.characters, summary.passages, summary.facts) == (20, 2, 2)
        assert store.info() == StoreInfo(1, 2, 2, IDENTITY, store.info().generation)

    def test_a_report_without_passages_or_year_is_held(self, store: Store) -> None:
        bundle = make_bundle("", region="", prefecture="", province="", year=None)
        assert store.add(bundle, make_source()) is AddOutcome.ADDED
        assert store.report(bundle.report.report_id) == bundle.report
        assert store.years() == []
        assert store.places() == [("", "", "", 1)]

    def test_original_bytes_are_kept_exactly(self, store: Store) -> None:
        data = bytes(range(256)) * 3
        bundle = make_bundle(data=data)
        store.add(bundle, make_source())
        assert store.original(bundle.report.report_id).data == data

    def test_unknown_reports_are_errors(self, store: Store) -> None:
        for ask in (store.report, store.summary, store.original, store.report_passages):
            with pytest.raises(UnknownReportError, match="0123456789abcdef"):
                ask("0123456789abcdef")
        with pytest.raises(UnknownReportError):
            store.remove("0123456789abcdef")
        with pytest.raises(UnknownReportError):
            store.note_source("0123456789abcdef", make_source())

    def test_passages_come_in_the_order_asked_for(self, store: Store) -> None:
        bundle = make_bundle("甲甲甲\n乙乙乙\n丙丙丙")
        store.add(bundle, make_source())
        first, second, third = (each.passage_id for each in bundle.passages)
        found = store.passages([third, "no-such-passage", first, second])
        assert [each.text for each in found] == ["丙丙丙", "甲甲甲", "乙乙乙"]

    def test_summaries_come_in_the_order_asked_for(self, store: Store) -> None:
        ids = _fill(store, "云溪县", "临澜区")
        found = store.summaries([ids["临澜区"], "0123456789abcdef", ids["云溪县"]])
        assert [each.metadata.region for each in found] == ["临澜区", "云溪县"]

    # Ingesting again.

    def test_the_same_bytes_again_change_nothing(self, store: Store) -> None:
        bundle = make_bundle(facts=[{}])
        store.add(bundle, make_source())
        before = store.info(), store.search_lexical("行政复议", 10)
        assert store.add(bundle, make_source()) is AddOutcome.UNCHANGED
        assert (store.info(), store.search_lexical("行政复议", 10)) == before

    def test_the_same_bytes_at_two_sources_are_one_report(self, store: Store) -> None:
        bundle = make_bundle()
        other = SourceRecord("https://a.example/1", "https://a.example/1", datetime.now(UTC))
        store.add(bundle, make_source())
        assert store.add(bundle, other) is AddOutcome.UNCHANGED
        assert store.info().reports == 1
        assert store.summary(bundle.report.report_id).sources == (make_source(), other)

    def test_a_changed_file_replaces_the_old_version(self, store: Store) -> None:
        old = make_bundle("旧版本说明法治督察。", facts=[{"value": 1.0}])
        new = make_bundle("新版本说明行政复议。", facts=[{"value": 2.0}])
        store.add(old, make_source())

        assert store.add(new, make_source()) is AddOutcome.REPLACED

        assert store.reports()[0] == 1
        assert store.info().passages == 1
        assert [fact.value for fact in store.facts(FactQuery())[1]] == [2.0]
        assert store.search_lexical("法治督察", 5) == []
        found = store.search_dense(old.vectors[0], 5)
        assert [hit.passage_id for hit in found] == [new.passages[0].passage_id]
        with pytest.raises(UnknownReportError):
            store.original(old.report.report_id)
        assert store.holds(old.original.content_hash, old.recipe) is None

    def test_a_replaced_report_stays_while_another_source_leads_to_it(self, store: Store) -> None:
        old, new = make_bundle("旧版本。"), make_bundle("新版本。")
        store.add(old, make_source("/a"))
        store.add(old, make_source("/b"))
        assert store.add(new, make_source("/a")) is AddOutcome.REPLACED
        assert store.info().reports == 2
        assert [each.source for each in store.summary(old.report.report_id).sources] == ["/b"]
        assert [each.source for each in store.summary(new.report.report_id).sources] == ["/a"]

    def test_another_recipe_replaces_the_older_processing(self, store: Store) -> None:
        data = "云溪县".encode()
        old = make_bundle("旧的切分说明法治督察。\n第二段。", data=data, facts=[{}, {}])
        new = make_bundle("新的切分说明行政复议。", data=data, recipe="2", facts=[{}])
        store.add(old, make_source("/a"))
        store.note_source(old.report.report_id, make_source("/b"))

        assert store.add(new, make_source("/a")) is AddOutcome.REPLACED

        assert new.report.report_id == old.report.report_id
        assert store.report(new.report.report_id) == new.report
        assert store.report_passages(new.report.report_id) == list(new.passages)
        assert len(store.summary(new.report.report_id).sources) == 2
        assert (store.info().passages, store.info().facts) == (1, 1)
        assert store.search_lexical("法治督察", 5) == []
        assert len(store.search_dense(old.vectors[1], 5)) == 1

    def test_holds_asks_for_bytes_and_recipe(self, store: Store) -> None:
        bundle = make_bundle()
        store.add(bundle, make_source())
        content_hash = bundle.original.content_hash
        assert store.holds(content_hash, "1") == bundle.report.report_id
        assert store.holds(content_hash, "2") is None
        assert store.holds("0" * 64, "1") is None

    def test_noting_a_source_replaces_what_was_known_there(self, store: Store) -> None:
        first, second = make_bundle("第一份。"), make_bundle("第二份。")
        store.add(first, make_source("/a"))
        store.add(second, make_source("/b"))
        held = second.report.report_id
        assert store.note_source(held, make_source("/c")) is AddOutcome.UNCHANGED
        assert store.note_source(held, make_source("/a")) is AddOutcome.REPLACED
        assert store.info().reports == 1
        assert {each.source for each in store.summary(held).sources} == {"/a", "/b", "/c"}
        assert store.search_lexical("第一份", 5) == store.search_lexical("第", 5)

    def test_removal_removes_everything(self, store: Store) -> None:
        bundle = make_bundle(facts=[{}])
        store.add(bundle, make_source())
        store.search_lexical("行政复议", 5)
        store.search_dense(bundle.vectors[0], 5)

        store.remove(bundle.report.report_id)

        assert store.info() == StoreInfo(0, 0, 0, IDENTITY, store.info().generation)
        assert store.holds(bundle.original.content_hash, bundle.recipe) is None
        assert store.passages([bundle.passages[0].passage_id]) == []
        assert store.facts(FactQuery()) == (0, [])
        assert store.search_lexical("行政复议", 5) == []
        assert store.search_dense(bundle.vectors[0], 5) == []
        assert store.add(bundle, make_source()) is AddOutcome.ADDED
        assert len(store.search_dense(bundle.vectors[0], 5)) == 2

    def test_the_generation_grows_with_every_change(self, store: Store) -> None:
        bundle = make_bundle()
        seen = [store.info().generation]
        for change in (
            lambda: store.add(bundle, make_source("/a")),
            lambda: store.note_source(bundle.report.report_id, make_source("/b")),
            lambda: store.add(make_bundle("改。"), make_source("/b")),
            lambda: store.remove(bundle.report.report_id),
        ):
            change()
            seen.append(store.info().generation)
        assert seen == sorted(set(seen))

    def test_vectors_of_another_dimension_are_refused(self, store: Store) -> None:
        with pytest.raises(EmbedderMismatchError):
            store.add(make_bundle(dimension=DIMENSION + 1), make_source())
        assert store.info().reports == 0

    def test_several_reports_go_in_together(self, store: Store) -> None:
        first, second = make_bundle("甲。"), make_bundle("乙。")
        outcomes = store.add_all(
            [
                (first, make_source("/a")),
                (second, make_source("/b")),
                (first, make_source("/c")),
                (make_bundle("丙。"), make_source("/b")),
            ]
        )
        assert [each.value for each in outcomes] == ["added", "added", "unchanged", "replaced"]
        assert store.info().reports == 2
        assert {each.text for each in store.report_passages(first.report.report_id)} == {"甲。"}
        assert store.add_all([]) == []

    def test_of_several_reports_all_go_in_or_none(self, store: Store) -> None:
        held = make_bundle("甲。")
        store.add(held, make_source("/a"))
        before = store.info()
        with pytest.raises(EmbedderMismatchError):
            store.add_all(
                [
                    (make_bundle("乙。"), make_source("/a")),
                    (make_bundle("丙。", dimension=DIMENSION + 1), make_source("/c")),
                ]
            )
        assert store.info() == before
        (source,) = store.summary(held.report.report_id).sources
        assert source.source == "/a"

    # Lists.

    def test_reports_come_by_region_year_and_id(self, store: Store) -> None:
        for number, (region, year) in enumerate(
            [("临澜区", 2024), ("云溪县", None), ("云溪县", 2024), ("云溪县", 2023)]
        ):
            store.add(make_bundle(region=region, year=year), make_source(f"/{number}"))
        total, found = store.reports()
        assert total == 4
        assert [(each.metadata.region, each.metadata.report_year) for each in found] == [
            ("临澜区", 2024),
            ("云溪县", None),
            ("云溪县", 2023),
            ("云溪县", 2024),
        ]

    def test_reports_are_paged(self, store: Store) -> None:
        regions = sorted(f"{letter}县" for letter in "甲乙丙丁戊")
        _fill(store, *regions)
        pages = [store.reports(limit=2, offset=offset) for offset in (0, 2, 4, 6)]
        assert [total for total, _ in pages] == [5, 5, 5, 5]
        assert [each.metadata.region for _, page in pages for each in page] == regions

    def test_places_and_years_are_counted(self, store: Store) -> None:
        for number, (region, year) in enumerate(
            [("云溪县", 2024), ("云溪县", 2022), ("临澜区", 2024)]
        ):
            store.add(make_bundle(region=region, year=year), make_source(f"/{number}"))
        assert store.years() == [2022, 2024]
        assert store.places() == [
            ("临江省", "青岚市", "临澜区", 1),
            ("临江省", "青岚市", "云溪县", 2),
        ]

    @pytest.mark.parametrize(
        ("where", "expected"),
        [
            (Filter(regions=("云溪县",)), {"云溪县"}),
            (Filter(regions=("青岚市",)), {"云溪县", "临澜区"}),
            (Filter(regions=("临江省",)), {"云溪县", "临澜区", "望川县", "临江省"}),
            (Filter(regions=("云溪县", "望川县")), {"云溪县", "望川县"}),
            (Filter(years=(2023,)), {"望川县"}),
            (Filter(years=(2023, 2024)), {"云溪县", "临澜区", "望川县", "临江省"}),
            (Filter(regions=("青岚市",), years=(2023,)), set()),
            (Filter(regions=("不存在县",)), set()),
            (Filter(regions=("",)), set()),
            (Filter(regions=("云溪",)), set()),
            (Filter(years=(1900,)), set()),
            (Filter(years=(10**30,)), set()),
            (Filter(report_ids=("0123456789abcdef",)), set()),
        ],
    )
    def test_filters(self, store: Store, where: Filter, expected: set[str]) -> None:
        places = [
            ("云溪县", "青岚市", 2024),
            ("临澜区", "青岚市", 2024),
            ("望川县", "平陆市", 2023),
            ("临江省", "", 2024),
        ]
        for number, (region, prefecture, year) in enumerate(places):
            bundle = make_bundle(
                "行政复议。", region=region, prefecture=prefecture, year=year, facts=[{}]
            )
            store.add(bundle, make_source(f"/{number}"))
        region_of = {each.report_id: each.metadata.region for each in store.reports()[1]}

        total, found = store.reports(where)
        assert total == len(expected)
        assert {each.metadata.region for each in found} == expected
        for hits in (
            store.search_lexical("行政复议", 10, where),
            store.search_dense(make_vector("行政复议。"), 10, where),
        ):
            assert {region_of[hit.passage_id[:16]] for hit in hits} == expected
        facts = store.facts(FactQuery(filter=where))
        assert facts[0] == len(expected)
        assert {fact.region for fact in facts[1]} == expected

    def test_places_are_listed_as_tables_print_them(self, store: Store) -> None:
        places = [
            ("", "", ""),
            ("青岛市", "山东省", "青岛市"),
            ("云溪县", "", "青岚市"),
            ("海淀区", "北京市", ""),
            ("市南区", "山东省", "青岛市"),
            ("石家庄市", "河北省", "石家庄市"),
            ("济南市", "山东省", "济南市"),
        ]
        for number, (region, province, prefecture) in enumerate(places):
            bundle = make_bundle(
                f"报告{number}。", region=region, province=province, prefecture=prefecture
            )
            store.add(bundle, make_source(f"/{number}"))

        def listed(*, descending: bool = False) -> list[str]:
            listing = Listing(order=ReportOrder.PLACE, descending=descending)
            return [each.metadata.region for each in store.reports(listing=listing)[1]]

        known = ["海淀区", "石家庄市", "济南市", "市南区", "青岛市", "云溪县"]
        assert listed() == [*known, ""]
        assert listed(descending=True) == [*reversed(known), ""]

    @pytest.mark.parametrize(
        ("listing", "expected"),
        [
            (Listing(), ["丙", "乙", "甲"]),
            (Listing(descending=True), ["乙", "甲", "丙"]),
            (Listing(order=ReportOrder.YEAR), ["丙", "乙", "甲"]),
            (Listing(order=ReportOrder.YEAR, descending=True), ["甲", "乙", "丙"]),
            (Listing(order=ReportOrder.TITLE), ["乙", "甲", "丙"]),
            (Listing(order=ReportOrder.DOC_TYPE), ["丙", "甲", "乙"]),
            (Listing(order=ReportOrder.DOC_TYPE, descending=True), ["乙", "丙", "甲"]),
            (Listing(order=ReportOrder.FACTS), ["乙", "丙", "甲"]),
            (Listing(order=ReportOrder.ADDED), ["甲", "乙", "丙"]),
            (Listing(order=ReportOrder.ADDED, descending=True), ["丙", "乙", "甲"]),
            (Listing(order=ReportOrder.PUBLISHED), ["丙", "乙", "甲"]),
            (Listing("工作"), ["乙"]),
            (Listing("年度 青岚"), ["丙", "甲"]),
            (Listing("\uff22.TXT"), ["乙"]),
            (Listing("%"), []),
            (Listing(doc_types=("news",)), ["乙"]),
            (Listing(doc_types=("news", "annual_report")), ["丙", "乙", "甲"]),
            (Listing(doubtful=True), ["丙"]),
            (Listing(doubtful=False), ["乙", "甲"]),
            (Listing(unknown=("year",)), ["丙"]),
            (Listing(unknown=("region",)), []),
            (Listing("年度", doubtful=False, order=ReportOrder.YEAR), ["甲"]),
        ],
    )
    def test_reports_are_listed(self, store: Store, listing: Listing, expected: list[str]) -> None:
        made = {
            "甲": make_bundle("甲。", region="云溪县", year=2024, warnings=(), facts=[{}, {}]),
            "乙": make_bundle(
                "乙。", region="云溪县", year=2023, title="2 工作情况", doc_type="news", warnings=()
            ),
            "丙": make_bundle("丙。", region="临澜区", year=None, title="年度报告", facts=[{}]),
        }
        for name, given in (("甲", "a.txt"), ("乙", "b.txt"), ("丙", "c.txt")):
            store.add(made[name], make_source(f"/{given}", given))
        names = {bundle.report.report_id: name for name, bundle in made.items()}

        total, found = store.reports(listing=listing)
        assert [names[each.report_id] for each in found] == expected
        assert total == len(expected)
        assert store.reports(limit=1, offset=1, listing=listing) == (total, found[1:2])
        somewhere = store.reports(Filter(regions=("临澜区",)), listing=listing)[1]
        assert [names[each.report_id] for each in somewhere] == [
            name for name in expected if name == "丙"
        ]

    def test_reports_are_tallied_by_place_and_year(self, store: Store) -> None:
        places = [
            ("云溪县", "青岚市", "临江省", 2023, ()),
            ("云溪县", "青岚市", "临江省", 2024, ("存疑。",)),
            ("临澜区", "青岚市", "临江省", 2024, ()),
            ("临江省", "", "临江省", 2024, ()),
            ("石漫区", "", "", None, ("存疑。",)),
            ("", "", "", 2024, ()),
        ]
        for number, (region, prefecture, province, year, warnings) in enumerate(places):
            bundle = make_bundle(
                region=region,
                prefecture=prefecture,
                province=province,
                year=year,
                warnings=warnings,
            )
            store.add(bundle, make_source(f"/{number}"))

        unknown = [Tally("", 2024, 1, 0)]
        alone = [Tally("石漫区", None, 1, 1)]
        assert store.tally(PlaceLevel.PROVINCE) == [
            *unknown,
            Tally("临江省", 2023, 1, 0),
            Tally("临江省", 2024, 3, 1),
            *alone,
        ]
        assert store.tally(PlaceLevel.PREFECTURE) == [
            *unknown,
            Tally("临江省", 2024, 1, 0),
            *alone,
            Tally("青岚市", 2023, 1, 0),
            Tally("青岚市", 2024, 2, 1),
        ]
        assert store.tally(PlaceLevel.REGION, Filter(regions=("青岚市",))) == [
            Tally("临澜区", 2024, 1, 0),
            Tally("云溪县", 2023, 1, 0),
            Tally("云溪县", 2024, 1, 1),
        ]

    def test_indicators_are_counted(self, store: Store) -> None:
        received: dict[str, object] = {"indicator": "复议案件受理", "canonical": "行政复议受理件数"}
        other: dict[str, object] = {"indicator": "受理复议申请", "canonical": "行政复议受理件数"}
        opened: dict[str, object] = {"indicator": "普法讲座", "canonical": ""}
        store.add(make_bundle("甲。", facts=[received, other, opened]), make_source("/1"))
        store.add(make_bundle("乙。", facts=[received]), make_source("/2"))

        known = IndicatorUse("行政复议受理件数", True, 3, 2)
        lecture = IndicatorUse("普法讲座", False, 1, 1)
        assert store.indicators() == [known, lecture]
        assert store.indicators(limit=1) == [known]
        assert store.indicators("讲座 普法") == [lecture]
        assert store.indicators("件数") == [known]
        assert store.indicators("复议申请") == [IndicatorUse("行政复议受理件数", True, 1, 1)]
        assert store.indicators(canonical=("行政复议受理件数", "出庭率")) == [known]
        assert store.indicators("讲座", ("行政复议受理件数",)) == []

    def test_names_of_figures_are_counted(self, store: Store) -> None:
        output: dict[str, object] = {"thing": "粮食产量"}
        growth: dict[str, object] = {"thing": "粮食产量", "measure": Measure.CHANGE}
        accepted: dict[str, object] = {"thing": "行政复议案件", "act": "受理"}
        nameless: dict[str, object] = {"thing": ""}
        first = make_bundle("甲。", facts=[output, output, growth, nameless])
        store.add(first, make_source("/1"))
        store.add(make_bundle("乙。", facts=[output, accepted]), make_source("/2"))

        grain, cases = FigureName("粮食产量"), FigureName("行政复议案件", "受理")
        assert store.figure_names() == [
            FigureNameUse(grain, Measure.LEVEL, 3, 2),
            FigureNameUse(grain, Measure.CHANGE, 1, 1),
            FigureNameUse(cases, Measure.LEVEL, 1, 1),
        ]
        store.remove(first.report.report_id)
        assert store.figure_names() == [
            FigureNameUse(grain, Measure.LEVEL, 1, 1),
            FigureNameUse(cases, Measure.LEVEL, 1, 1),
        ]

    def test_names_are_told_for_each_report_in_scope(self, store: Store) -> None:
        output: dict[str, object] = {"thing": "粮食产量"}
        accepted: dict[str, object] = {"thing": "行政复议案件", "act": "受理"}
        bound: dict[str, object] = {
            "thing": "行政复议案件",
            "act": "受理",
            "measure": Measure.LIMIT,
        }
        first = make_bundle("甲。", region="云溪县", facts=[output, accepted, output])
        second = make_bundle("乙。", region="临澜区", facts=[output, bound])
        third = make_bundle("丙。", region="望枫县", facts=[])
        for number, bundle in enumerate((first, second, third)):
            store.add(bundle, make_source(f"/{number}"))
        grain, cases = FigureName("粮食产量"), FigureName("行政复议案件", "受理")

        def told(
            names: Sequence[FigureName], where: Filter = Filter()
        ) -> dict[str, list[FigureName]]:
            return {each: list(own) for each, own in store.stated_names(names, where).items()}

        assert told([cases, grain, FigureName("粮食")]) == {
            first.report.report_id: [cases, grain],
            second.report.report_id: [grain],
        }
        assert told([cases]) == {first.report.report_id: [cases]}
        assert told([grain], Filter(regions=("临澜区",))) == {second.report.report_id: [grain]}
        assert [use.name for use in store.figure_names(Filter(regions=("云溪县",)))] == [
            grain,
            cases,
        ]
        assert store.figure_names(Filter(regions=("望枫县",))) == []

    def test_names_are_told_by_what_figures_are(self, store: Store) -> None:
        results: dict[str, object] = {"thing": "粮食总产量"}
        growth: dict[str, object] = {"thing": "粮食总产量", "measure": Measure.CHANGE}
        target: dict[str, object] = {"thing": "粮食产量", "status": Status.TARGET}
        bundle = make_bundle("甲。", region="云溪县", facts=[results, growth, target])
        store.add(bundle, make_source())
        both = [FigureName("粮食总产量"), FigureName("粮食产量")]

        def told(**kinds: Sequence[object]) -> list[FigureName]:
            found = store.stated_names(both, **kinds)  # type: ignore[arg-type]
            return list(found.get(bundle.report.report_id, ()))

        assert told() == both
        assert told(statuses=(Status.TARGET, Status.PLAN)) == both[1:]
        assert told(statuses=(Status.ACTUAL,)) == both[:1]
        assert told(measures=(Measure.CHANGE,)) == both[:1]
        assert told(measures=(Measure.CHANGE,), statuses=(Status.TARGET,)) == []

    def test_facts_are_of_a_name_or_hold_words(self, store: Store) -> None:
        named: dict[str, object] = {"indicator": "外贸企业", "canonical": "", "thing": "企业"}
        meant: dict[str, object] = {"indicator": "进出口", "canonical": "", "thing": "进出口总额"}
        other: dict[str, object] = {"indicator": "出口", "canonical": "", "thing": "出口总额"}
        store.add(make_bundle(facts=[named, meant, other]), make_source())

        def found(query: FactQuery) -> list[str]:
            return [fact.thing for fact in store.facts(query)[1]]

        names = (FigureName("进出口总额"),)
        assert found(FactQuery(indicator="外贸", names=names)) == ["企业", "进出口总额"]
        assert found(FactQuery(names=names)) == ["进出口总额"]
        assert found(FactQuery(names=(FigureName("进出口"),))) == []

    def test_filter_by_report(self, store: Store) -> None:
        ids = _fill(store, "云溪县", "临澜区", "望川县")
        where = Filter(report_ids=(ids["临澜区"], ids["望川县"]))
        assert {each.metadata.region for each in store.reports(where)[1]} == {"临澜区", "望川县"}
        both = replace(where, regions=("望川县", "云溪县"))
        assert [each.metadata.region for each in store.reports(both)[1]] == ["望川县"]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            (FactQuery(), [1.0, 2.0, 3.0, 4.0]),
            (FactQuery(indicator="复议"), [1.0, 2.0]),
            (FactQuery(indicator="复议 受理"), [1.0]),
            (FactQuery(indicator="受理 行政"), [1.0]),
            (FactQuery(indicator="出庭率"), [3.0]),
            (FactQuery(indicator="应诉 出庭率"), [3.0]),
            (FactQuery(indicator="app"), [4.0]),
            (FactQuery(indicator="\uff21\uff30\uff30"), [4.0]),
            (FactQuery(indicator="%"), []),
            (FactQuery(indicator="不存在"), []),
            (FactQuery(canonical=("出庭率", "不存在")), [3.0]),
            (FactQuery(canonical=("出庭",)), []),
            (FactQuery(indicator="行政", canonical=("出庭率",)), []),
            (FactQuery(unit="件"), [1.0, 2.0]),
            (FactQuery(minimum=2.0, maximum=3.0), [2.0, 3.0]),
            (FactQuery(minimum=3.5), [4.0]),
            (FactQuery(limit=2, offset=1), [2.0, 3.0]),
            (FactQuery(limit=0), []),
        ],
    )
    def test_facts(self, store: Store, query: FactQuery, expected: list[float]) -> None:
        plain = {"canonical": ""}
        facts: list[dict[str, object]] = [
            plain | {"indicator": "行政复议案件受理", "value": 1.0},
            plain | {"indicator": "行政复议案件审结", "value": 2.0},
            {"indicator": "负责人出庭应诉", "canonical": "出庭率", "value": 3.0, "unit": "%"},
            plain | {"indicator": "政务APP用户", "value": 4.0, "unit": "人"},
        ]
        store.add(make_bundle(facts=facts), make_source())
        total, found = store.facts(query)
        assert [fact.value for fact in found] == expected
        assert total == len(store.facts(replace(query, limit=100, offset=0))[1])

    def test_facts_come_by_region_year_and_place_in_the_text(self, store: Store) -> None:
        for region, year in (("望川县", 2023), ("云溪县", 2024), ("云溪县", 2023)):
            facts: list[dict[str, object]] = [
                {"year": year, "start": start, "value": float(start)} for start in (30, 4)
            ]
            facts.sort(key=lambda each: str(each["start"]))
            bundle = make_bundle(region=region, year=year, facts=facts)
            store.add(bundle, make_source(f"/{region}{year}"))
        found = [(each.region, each.year, each.start) for each in store.facts(FactQuery())[1]]
        assert found == sorted(found)
        assert len(found) == 6
        for offset in range(7):
            total, part = store.facts(FactQuery(limit=2, offset=offset))
            assert total == 6
            assert [(each.region, each.year, each.start) for each in part] == found[
                offset : offset + 2
            ]

    def test_facts_follow_what_is_added_replaced_and_removed(self, store: Store) -> None:
        def listed(**asked: object) -> list[float]:
            query = FactQuery(**asked)  # type: ignore[arg-type]
            return [each.value for each in store.facts(query)[1]]

        first = make_bundle("甲。", facts=[{"value": 1.0, "indicator": "甲乙", "canonical": ""}])
        store.add(first, make_source("/1"))
        assert listed(indicator="乙") == [1.0]
        second = make_bundle("乙。", facts=[{"value": 2.0, "indicator": "丙乙", "canonical": ""}])
        store.add(second, make_source("/2"))
        assert sorted(listed(indicator="乙")) == [1.0, 2.0]
        again = make_bundle(
            "丁。", facts=[{"value": 3.0, "unit": "亩", "indicator": "戊", "canonical": ""}]
        )
        store.add(again, make_source("/2"))
        assert listed(indicator="乙") == [1.0]
        assert listed(unit="亩") == [3.0]
        store.remove(first.report.report_id)
        assert listed() == [3.0]
        assert listed(indicator="甲") == []
        store.add(first, make_source("/1"))
        assert listed(indicator="甲") == [1.0]
        assert listed(unit="件") == [1.0]

    def test_facts_of_another_place_stand_by_their_report(self, store: Store) -> None:
        facts: list[dict[str, object]] = [
            {"value": 1.0, "start": 1, "region": "甲县"},
            {"value": 2.0, "start": 2},
        ]
        store.add(make_bundle("一。", region="乙县", facts=facts), make_source("/1"))
        store.add(make_bundle("二。", region="丙县", facts=[{"value": 3.0}]), make_source("/2"))
        assert [each.value for each in store.facts(FactQuery())[1]] == [3.0, 1.0, 2.0]

    @pytest.mark.parametrize("page", [{"limit": -1}, {"offset": -1}])
    def test_negative_pages_make_no_sense(self, store: Store, page: dict[str, int]) -> None:
        with pytest.raises(QueryError, match="negative"):
            store.reports(Filter(), page.get("limit", 100), page.get("offset", 0))
        with pytest.raises(QueryError, match="negative"):
            store.facts(FactQuery(**page))  # type: ignore[arg-type]

    def test_figures_of_an_indicator_are_achieved_ones_of_the_reports_own_place(
        self, store: Store
    ) -> None:
        facts: list[dict[str, object]] = [
            {"canonical": "出庭率", "value": 100.0, "unit": "%", "start": 9, "period": "2023"},
            {"canonical": "出庭率", "value": 98.5, "unit": "%", "start": 3, "qualifier": "以上"},
            {"canonical": "出庭率", "value": 95.0, "status": "target"},
            {"canonical": "出庭率", "value": 90.0, "region": "望川县"},
            {"canonical": "出庭率", "value": 80.0, "region": ""},
            {"canonical": "败诉率", "value": 1.0, "value_max": 2.0},
        ]
        store.add(make_bundle(facts=facts), make_source())
        figures = store.figures(("出庭率", "不存在"))
        assert [(each.value, each.start) for each in figures] == [
            (98.5, 3),
            (80.0, 4),
            (100.0, 9),
        ]
        first = figures[0]
        assert (first.unit, first.qualifier, first.period) == ("%", "以上", "")
        assert (first.canonical, first.indicator) == ("出庭率", "行政复议案件受理")
        assert first.report == store.reports()[1][0]
        assert [each.value_max for each in store.figures(("败诉率",))] == [2.0]
        assert store.figures(()) == []

    def test_figures_carry_what_tells_whether_they_compare(self, store: Store) -> None:
        facts: list[dict[str, object]] = [
            {
                "measure": Measure.CHANGE,
                "direction": Direction.DOWN,
                "base": "上年",
                "dimension": "share",
                "common_value": 2.5,
            },
            {
                "status": Status.PLAN,
                "aggregation": Aggregation.CUMULATIVE,
                "period_start": "2026-01-01",
                "period_end": "2030-12-31",
                "scope": Scope.OWN_LEVEL,
            },
        ]
        bundle = make_bundle(facts=facts)
        store.add(bundle, make_source())
        [result] = store.figures(("行政复议受理件数",))
        assert (result.status, result.measure, result.direction) == ("actual", "change", "down")
        assert (result.base, result.dimension, result.common_value) == ("上年", "share", 2.5)
        both = store.figures(("行政复议受理件数",), results_only=False)
        assert [each.status for each in both] == [Status.ACTUAL, Status.PLAN]
        plan = both[1]
        assert (plan.aggregation, plan.scope) == (Aggregation.CUMULATIVE, Scope.OWN_LEVEL)
        assert (plan.period_start, plan.period_end) == ("2026-01-01", "2030-12-31")
        assert store.facts_behind(both) == list(bundle.facts)

    def test_facts_are_selected_by_their_kind(self, store: Store) -> None:
        store.add(make_bundle(facts=_TYPED), make_source())

        def found(**kinds: object) -> list[float]:
            query = FactQuery(kinds=FactKinds(**kinds))  # type: ignore[arg-type]
            total, facts = store.facts(query)
            assert total == len(facts)
            return [fact.value for fact in facts]

        assert found() == [700e8, 3000e4, 4.7, 3.0]
        assert found(measures=(Measure.CHANGE,)) == [4.7]
        assert found(measures=(Measure.CHANGE, Measure.RANK)) == [4.7, 3.0]
        assert found(statuses=(Status.TARGET,)) == [3000e4]
        assert found(aggregations=(Aggregation.AS_OF,)) == [3.0]
        assert found(scopes=(Scope.OWN_LEVEL,)) == [3.0]
        assert found(dimensions=("mass",)) == [700e8, 3000e4]
        assert found(thing="产量 粮食") == [700e8, 3000e4]
        assert found(thing="粮食", statuses=(Status.ACTUAL,)) == [700e8]
        assert found(thing="蔬菜") == []

    def test_facts_are_selected_by_their_exact_names(self, store: Store) -> None:
        names = [("行政复议案件", "受理"), ("行政复议案件", "审结"), ("行政复议", "受理")]
        facts = [
            {"thing": thing, "act": act, "value": float(number)}
            for number, (thing, act) in enumerate(names)
        ]
        store.add(make_bundle(facts=facts), make_source())

        def found(*names: FigureName) -> list[float]:
            query = FactQuery(kinds=FactKinds(names=names))
            return [fact.value for fact in store.facts(query)[1]]

        assert found(FigureName("行政复议案件", "受理")) == [0.0]
        assert found(FigureName("行政复议案件", "审结"), FigureName("行政复议", "受理")) == [
            1.0,
            2.0,
        ]
        assert found(FigureName("行政复议案件")) == []

    def test_facts_are_selected_by_the_time_that_they_are_of(self, store: Store) -> None:
        store.add(make_bundle(facts=_TYPED), make_source())

        def found(since: str = "", until: str = "") -> list[float]:
            return [
                fact.value
                for fact in store.facts(FactQuery(kinds=FactKinds(since=since, until=until)))[1]
            ]

        assert found("2025-01-01", "2025-12-31") == [700e8, 3000e4]
        assert found(since="2025-12-31") == [700e8, 3000e4]
        assert found(since="2026-01-01") == [3000e4]
        assert found(until="2024-12-31") == [4.7]
        assert found("2031-01-01") == []

    def test_amounts_compare_across_units(self, store: Store) -> None:
        store.add(make_bundle(facts=_TYPED), make_source())

        def found(amount: Amount) -> list[float]:
            return [fact.value for fact in store.facts(FactQuery(amount=amount))[1]]

        assert found(Amount("mass", 3200e4)) == [700e8]  # 700亿斤 are 3,500万吨
        assert found(Amount("mass", None, 3200e4)) == [3000e4]
        assert found(Amount("mass", 3000e4, 3500e4)) == [700e8, 3000e4]
        assert found(Amount("money", 0)) == []

    def test_a_unit_is_found_as_facts_carry_it_and_as_the_text_writes_it(
        self, store: Store
    ) -> None:
        store.add(make_bundle(facts=_TYPED), make_source())
        for unit in ("斤", "亿斤"):
            assert [each.value for each in store.facts(FactQuery(unit=unit))[1]] == [700e8]
        assert store.facts(FactQuery(unit="万斤"))[0] == 0

    def test_figures_come_by_region_and_year_of_the_reports_in_scope(self, store: Store) -> None:
        for region, year in (("望川县", 2023), ("云溪县", 2024), ("云溪县", 2023)):
            bundle = make_bundle(region=region, year=year, facts=[{"year": year}])
            store.add(bundle, make_source(f"/{region}{year}"))
        everywhere = store.figures(("行政复议受理件数",))
        found = [(each.report.metadata.region, each.year) for each in everywhere]
        assert found == [("云溪县", 2023), ("云溪县", 2024), ("望川县", 2023)]
        where = Filter(regions=("云溪县",), years=(2024,))
        assert [each.year for each in store.figures(("行政复议受理件数",), where)] == [2024]

    def test_the_facts_behind_figures(self, store: Store) -> None:
        bundle = make_bundle(facts=[{"value": 1.0}, {"value": 2.0, "start": 5}])
        store.add(bundle, make_source())
        figures = store.figures(("行政复议受理件数",))
        assert store.facts_behind(figures[::-1]) == list(bundle.facts[::-1])
        store.remove(bundle.report.report_id)
        assert store.facts_behind(figures) == [None, None]
        assert store.facts_behind([]) == []

    def test_passages_around_positions(self, store: Store) -> None:
        bundle = make_bundle("第一行。\n第二行。")
        store.add(bundle, make_source())
        report_id = bundle.report.report_id
        first, second = bundle.passages
        spots = [(report_id, 6), (report_id, 0), (report_id, 99), ("unknown", 0), (report_id, 1)]
        assert store.passages_around(spots) == [second, first, None, None, first]
        assert store.passages_around([]) == []

    def test_first_passages(self, store: Store) -> None:
        bundles = [make_bundle("首行。\n次行。", region=name) for name in ("云溪县", "望川县")]
        for bundle in (*bundles, make_bundle("", region="临澜区")):
            store.add(bundle, make_source(f"/{bundle.report.metadata.region}"))
        ids = [bundle.report.report_id for bundle in reversed(bundles)]
        expected = [bundle.passages[0] for bundle in reversed(bundles)]
        assert store.first_passages([*ids, "unknown"]) == expected
        empty = store.reports(Filter(regions=("临澜区",)))[1][0].report_id
        assert store.first_passages([empty]) == []

    def test_what_is_known_follows_every_change(self, store: Store) -> None:
        bundle = make_bundle(facts=[{}])
        store.add(bundle, make_source())
        assert (store.info().reports, len(store.places())) == (1, 1)
        [figure] = store.figures(("行政复议受理件数",))
        assert len(figure.report.sources) == 1
        store.note_source(bundle.report.report_id, make_source("/copy.txt", "copy.txt"))
        [figure] = store.figures(("行政复议受理件数",))
        assert [each.given for each in figure.report.sources] == ["yunxi.txt", "copy.txt"]
        assert figure.report == store.summaries([bundle.report.report_id])[0]
        other = make_bundle(region="望川县", facts=[{"region": "望川县"}])
        store.add(other, make_source("/other.txt"))
        assert (store.info().facts, len(store.places())) == (2, 2)
        store.remove(bundle.report.report_id)
        assert [each.report.metadata.region for each in store.figures(("行政复议受理件数",))] == [
            "望川县"
        ]
        assert store.summaries([bundle.report.report_id]) == []

    # Searches.

    def test_refreshing_changes_no_answer(self, store: Store) -> None:
        store.add(make_bundle(), make_source())
        store.refresh()
        found = store.search_lexical("依法行政", 5)
        assert found
        store.refresh()
        assert store.search_lexical("依法行政", 5) == found

    def test_lexical_finds_words_and_ranks_by_score(self, store: Store) -> None:
        bundle = make_bundle("法治督察。\n行政复议案件。\n行政复议与法治督察。\n营商环境。")
        store.add(bundle, make_source())
        hits = store.search_lexical("行政复议和法治督察", 10)
        assert hits[0].passage_id == bundle.passages[2].passage_id
        assert {hit.passage_id[-1] for hit in hits} == {"0", "1", "2"}
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert all(hit.score > 0 for hit in hits)
        assert store.search_lexical("行政复议和法治督察", 1) == hits[:1]

    @pytest.mark.parametrize(
        "query",
        ["99.04%", "\uff19\uff19.\uff10\uff14\uff05", "\uff11234件", "1,234", "APP", "\uff41pp"],
    )
    def test_lexical_reads_widths_cases_and_numbers_alike(self, store: Store, query: str) -> None:
        bundle = make_bundle("应诉率达99.04%。用户1234人, App上线。\n毫不相干。")
        store.add(bundle, make_source())
        assert [hit.passage_id for hit in store.search_lexical(query, 5)] == [
            bundle.passages[0].passage_id
        ]

    @pytest.mark.parametrize(
        "query", ['text:"', "AND OR NOT", "(((", "*", "复议 AND -", "[1 TO", "\\", "\ud800", "\0"]
    )
    def test_lexical_queries_have_no_syntax(self, store: Store, query: str) -> None:
        store.add(make_bundle("行政复议。"), make_source())
        assert len(store.search_lexical(query, 5)) <= 1
        assert len(store.search_lexical(f"{query} 复议", 5)) == 1

    def test_word_frequencies_count_passages(self, store: Store) -> None:
        assert store.word_frequencies(["督察"]) == [0]
        store.add(make_bundle("法治督察, 督察。\n行政复议案件。\n行政督察。"), make_source())
        words = ["督察", "复议案件", "行政复议", "营商环境", "\uff41pp", "", "。"]
        assert store.word_frequencies(words) == [2, 1, 1, 0, 0, 0, 0]
        assert store.word_frequencies([]) == []

    def test_lexical_reads_the_context_of_a_passage(self, store: Store) -> None:
        _fill(store, "云溪县", "望川县")
        best = store.search_lexical("望川县的行政复议", 1)[0]
        assert store.summary(best.passage_id[:16]).metadata.region == "望川县"

    @pytest.mark.parametrize("query", ["", "  ", "。、", "营商"])
    def test_lexical_finds_nothing_where_no_word_is_shared(self, store: Store, query: str) -> None:
        store.add(make_bundle("行政复议。"), make_source())
        assert store.search_lexical(query, 5) == []

    def test_dense_scores_are_cosines(self, store: Store) -> None:
        bundle = make_bundle("甲。\n乙。\n丙。")
        store.add(bundle, make_source())
        vector = make_vector("问题")
        hits = store.search_dense(vector, 2)
        expected = sorted((bundle.vectors @ vector).tolist(), reverse=True)[:2]
        assert [hit.score for hit in hits] == pytest.approx(expected, abs=1e-6)
        best = int(np.argmax(bundle.vectors @ vector))
        assert hits[0].passage_id == bundle.passages[best].passage_id

    def test_dense_finds_nothing_for_the_zero_vector(self, store: Store) -> None:
        store.add(make_bundle(), make_source())
        assert store.search_dense(np.zeros(DIMENSION, dtype=np.float32), 5) == []

    def test_dense_refuses_vectors_of_another_dimension(self, store: Store) -> None:
        store.add(make_bundle(), make_source())
        with pytest.raises(QueryError):
            store.search_dense(make_vector("问题", DIMENSION + 1), 5)

    @pytest.mark.parametrize("k", [0, -1])
    def test_no_hits_are_given_where_none_are_wanted(self, store: Store, k: int) -> None:
        bundle = make_bundle()
        store.add(bundle, make_source())
        assert store.search_lexical("行政复议", k) == []
        assert store.search_dense(bundle.vectors[0], k) == []

    def test_filters_come_before_ranking(self, store: Store) -> None:
        text = "\n".join(f"行政复议案件{number}件, 行政复议工作。" for number in range(60))
        store.add(make_bundle(text, region="临澜区"), make_source("/a"))
        weak = make_bundle("顺带提到复议。", region="望川县", prefecture="平陆市")
        weak = replace(weak, vectors=-make_vector("行政复议")[np.newaxis])
        store.add(weak, make_source("/b"))
        expected = [weak.passages[0].passage_id]
        for where in (
            Filter(regions=("平陆市",)),
            Filter(report_ids=(weak.report.report_id,)),
        ):
            lexical = store.search_lexical("行政复议", 1, where)
            dense = store.search_dense(make_vector("行政复议"), 1, where)
            assert [hit.passage_id for hit in lexical] == expected
            assert [hit.passage_id for hit in dense] == expected
            assert dense[0].score == pytest.approx(-1.0, abs=1e-6)

    def test_filters_see_what_came_and_went_since_the_last_search(self, store: Store) -> None:
        ids = _fill(store, "云溪县", "临澜区")
        where = Filter(regions=("青岚市",))
        vector = make_vector("行政复议。")
        assert len(store.search_lexical("复议", 9, where)) == 2
        assert len(store.search_dense(vector, 9, where)) == 2
        store.remove(ids["云溪县"])
        added = _fill(store, "望川县")["望川县"]
        for hits in (
            store.search_lexical("复议", 9, where),
            store.search_dense(vector, 9, where),
        ):
            assert {hit.passage_id[:16] for hit in hits} == {ids["临澜区"], added}

    def test_a_passage_is_found_by_its_own_vector_and_words(self, store: Store) -> None:
        bundles = [
            make_bundle(f"{word}工作情况。", region=f"{word}县")
            for word in ("东山", "西河", "南湖")
        ]
        for number, bundle in enumerate(bundles):
            store.add(bundle, make_source(f"/{number}"))
        for bundle in bundles:
            passage = bundle.passages[0]
            words = indexed_text(bundle.report.metadata, passage)
            assert store.search_lexical(words, 1)[0].passage_id == passage.passage_id
            hit = store.search_dense(bundle.vectors[0], 1)[0]
            assert hit.passage_id == passage.passage_id
            assert hit.score == pytest.approx(1.0, abs=1e-6)

    # Many at once, and the end.

    def test_readers_see_whole_reports_while_a_writer_writes(self, store: Store) -> None:
        lines = 5
        bundles = [_numbered(number, lines) for number in range(12)]
        done = threading.Event()
        torn: list[object] = []

        def read() -> None:
            while not done.is_set():
                hits = store.search_lexical("复议", 100)
                dense = store.search_dense(make_vector("复议"), 100)
                for found in (hits, dense):
                    passages = store.passages([hit.passage_id for hit in found])
                    torn.extend(each for each in passages if "复议" not in each.text)
                total, page = store.reports()
                torn.extend(each for each in page if each.passages != lines)
                torn.extend([total] if total > len(bundles) else [])

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number, bundle in enumerate(bundles):
            store.add(bundle, make_source(f"/{number}"))
        store.add(_numbered(99, lines), make_source("/0"))
        done.set()
        for reader in readers:
            reader.join()
        assert torn == []
        assert store.info().passages == lines * len(bundles)
        assert len(store.search_lexical("复议", 100)) == lines * len(bundles)

    def test_several_threads_may_write(self, store: Store) -> None:
        def write(first: int) -> None:
            for number in range(first, first + 5):
                store.add(_numbered(number, 2), make_source(f"/{number}"))

        writers = [threading.Thread(target=write, args=(first,)) for first in (0, 5, 10)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert store.info().reports == 15
        assert len(store.search_dense(make_vector("复议"), 100)) == 30

    def test_a_closed_store_refuses(self, new_store: NewStore) -> None:
        store = new_store()
        store.add(make_bundle(), make_source())
        store.close()
        with pytest.raises(StoreError, match="closed"):
            store.info()
        with pytest.raises(StoreError, match="closed"):
            store.search_lexical("行政复议", 5)


def _fill(store: Store, *regions: str) -> dict[str, str]:
    """One small report a region; ids by region."""
    found = {}
    for region in regions:
        bundle = make_bundle("行政复议。", region=region)
        store.add(bundle, make_source(f"/{region}"))
        found[region] = bundle.report.report_id
    return found


def _numbered(number: int, lines: int) -> Bundle:
    text = "\n".join(f"第{number}份第{line}行复议。" for line in range(lines))
    return make_bundle(text, region=f"{number}县")
