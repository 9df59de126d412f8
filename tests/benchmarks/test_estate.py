from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.estate.agreement import agreements, kappa
from benchmarks.estate.checking import check
from benchmarks.estate.genres import genre_of
from benchmarks.estate.importing import Imported, import_estate
from benchmarks.estate.kit import Names, read_kit_questions
from benchmarks.estate.layout import Estate
from benchmarks.estate.links import Link, language_of, read_links
from benchmarks.estate.marks import read_marks
from benchmarks.estate.questions import EstateQuestion, read_questions, with_gold
from benchmarks.estate.splits import leave_one_author_out, leave_one_genre_out
from benchmarks.estate.summary import tables_in
from rag.evaluation.questions import load_questions
from tests.benchmarks.labels import LABELS, TEXT, lines, write_document

MARKED = "请问[P 云浦市][T 去年][I 粮食产量][A 多少]"
ASKED: dict[str, object] = {
    "m": MARKED,
    "act": "value",
    "type": "lookup",
    "voice": "spoken",
    "genre": "统计公报",
    "norm": {"time": ["-1"]},
}
GOLD: dict[str, object] = {
    **ASKED,
    "doc": "F9/01.txt",
    "values": [12.5],
    "evidence": [{"doc": "F9/01.txt", "quote": "全年粮食产量 12.5亿斤"}],
}
LINK: dict[str, object] = {
    "phrase": "粮食收了多少",
    "candidates": ["粮食产量", "粮食播种面积", "油料产量", "蔬菜产量", "粮食单产"],
    "gold": "粮食产量",
}


def _hand_in(folder: Path, *questions: dict[str, object]) -> Path:
    """Two authors' work as it is handed in: figures of F9, questions and links of Q9."""
    write_document(folder / "figures" / "F9")
    own = folder / "questions" / "Q9"
    own.mkdir(parents=True)
    (own / "r1.txt").write_text("沅川县2025年报告\n受理行政复议案件31件。\n", encoding="utf-8")
    (own / "questions.jsonl").write_text(lines(*questions), encoding="utf-8")
    (own / "links.jsonl").write_text(lines(LINK), encoding="utf-8")
    return folder


def _imported(tmp_path: Path, *questions: dict[str, object]) -> tuple[Estate, Imported]:
    estate = Estate(tmp_path / "estate")
    return estate, import_estate(_hand_in(tmp_path / "in", *questions), estate)


def _questions(estate: Estate) -> list[EstateQuestion]:
    found, problems = read_questions(estate.questions)
    assert not problems
    return found


def test_marks_are_taken_out_and_keep_their_places() -> None:
    found = read_marks(MARKED)
    assert found.text == "请问云浦市去年粮食产量多少"
    assert [(found.text[a:b], kind.value) for a, b, kind in found.spans] == [
        ("云浦市", "P"), ("去年", "T"), ("粮食产量", "I"), ("多少", "A")
    ]  # fmt: skip


@pytest.mark.parametrize("marked", ["[P 云浦", "[Z 云浦]", "[P [I 粮食]]", "[P ]多少", "云浦]"])
def test_a_broken_mark_is_a_mistake(marked: str) -> None:
    with pytest.raises(ValueError, match="mark"):
        read_marks(marked)


def test_importing_writes_the_forms_of_the_estate(tmp_path: Path) -> None:
    own = {**GOLD, "m": "[I 行政复议]几件", "evidence": [{"doc": "r1.txt", "quote": "31件"}]}
    own |= {"doc": "r1.txt", "values": ["31件"]}
    estate, done = _imported(tmp_path, GOLD, own, {**ASKED, "m": "粮食呢", "history": ["你好"]})
    assert done.problems == []
    assert done.kept["figures"] == len(LABELS)
    first, second, third = _questions(estate)
    assert (first.question, first.values, first.genre) == (
        "请问云浦市去年粮食产量多少", ("12.5",), "stat_bulletin"
    )  # fmt: skip
    assert first.words(first.spans[0]) == "云浦市"
    assert first.plan.time == ("-1",)
    assert second.evidence[0].doc == "Q9/r1.txt"
    assert (third.gold, third.history) == (False, ("你好",))
    assert with_gold(_questions(estate)) == [first, second]
    asked = load_questions(estate.questions / "Q9.jsonl")
    assert [(each.id, each.author) for each in asked] == [(first.id, "Q9"), (second.id, "Q9")]
    assert read_links(estate.links)[0][0].gold == ("粮食产量",)
    assert check(estate) == []


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    estate, _ = _imported(tmp_path, GOLD)
    before = (estate.questions / "Q9.jsonl").read_text(encoding="utf-8")
    again = import_estate(tmp_path / "in", estate)
    assert again.written == []
    assert (estate.questions / "Q9.jsonl").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("row", "problem", "kept"),
    [
        ({**ASKED, "m": "[P 云浦"}, "left out", None),
        ({**ASKED, "act": "guess"}, "left out", None),
        ({**ASKED, "voice": "loud"}, "left out", None),
        ({**ASKED, "norm": {"agg": "median"}}, "agg 'median' is not known", False),
        ({**GOLD, "doc": "F9/77.txt"}, "a report that is not there", False),
        (
            {**GOLD, "evidence": [{"doc": "F9/01.txt", "quote": "大豆"}]},
            "does not hold 大豆",
            False,
        ),
        ({**ASKED, "doc": "F9/01.txt"}, "nothing to judge an answer by", False),
        ({**ASKED, "type": "unanswerable"}, "", True),
    ],
)
def test_mistakes_are_named_and_what_is_right_is_kept(
    tmp_path: Path, row: dict[str, object], problem: str, kept: bool | None
) -> None:
    estate, done = _imported(tmp_path, row)
    assert any(problem in each.text for each in done.problems) == bool(problem)
    found = _questions(estate)
    assert (found[0].gold if found else None) == kept


def test_places_are_called_by_their_full_names(tmp_path: Path) -> None:
    regions = ["云浦", "云", "沅川县", "云浦市"]
    estate, _ = _imported(tmp_path, {**GOLD, "regions": regions})
    assert _questions(estate)[0].regions == ("云浦市", "云", "沅川县")
    assert Estate(tmp_path / "nothing").place_name("云浦") == "云浦"


@pytest.mark.parametrize(
    ("documents", "exact"), [(["F9/01.txt"], False), (["F9/01.txt", "r1.txt"], True)]
)
def test_a_list_within_one_report_may_name_other_places_of_it(
    tmp_path: Path, documents: list[str], exact: bool
) -> None:
    _, done = _imported(tmp_path, {**GOLD, "type": "list", "doc": documents})
    assert done.problems == []
    (asked,) = load_questions(tmp_path / "estate" / "questions" / "Q9.jsonl")
    assert asked.names_exactly is exact


def test_a_follow_up_says_what_it_takes_over_and_what_not(tmp_path: Path) -> None:
    norm = {"inherits": ["thing", "time"], "replaces": []}
    estate, done = _imported(tmp_path, ASKED | {"norm": norm}, ASKED | {"m": "[I 油料]呢"})
    assert done.problems == []
    first, second = (each.plan for each in _questions(estate))
    assert (first.inherits, first.replaces) == (("thing", "time"), ())
    assert (second.inherits, second.replaces) == (None, None)


def test_the_same_question_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(lines(ASKED, {**ASKED, "m": MARKED.replace("T ", "O ")}), encoding="utf-8")
    kept, problems = read_kit_questions(path, "Q9", Names(lambda _author, name: name, str))
    assert [each.spans[1].kind for each in kept] == ["T"]
    assert [(each.line, each.text) for each in problems] == [
        (2, "left out: asked before in the same words")
    ]


def test_checking_names_a_question_that_two_authors_share(tmp_path: Path) -> None:
    estate, _ = _imported(tmp_path, ASKED)
    row = json.loads((estate.questions / "Q9.jsonl").read_text(encoding="utf-8"))
    row |= {"author": "Q8", "id": row["id"].replace("Q9", "Q8")}
    (estate.questions / "Q8.jsonl").write_text(lines(row), encoding="utf-8")
    assert [each.text.partition(": ")[2] for each in check(estate)] == ["Q9 asks the same"]


def test_splits_leave_one_slice_out_at_a_time(tmp_path: Path) -> None:
    estate, _ = _imported(tmp_path, ASKED, {**ASKED, "m": "[I 决算]呢", "genre": "决算"})
    questions = _questions(estate)
    ((author, train, held),) = leave_one_author_out(questions)
    assert (author, train, held) == ("Q9", [], questions)
    genres = {name: (len(train), len(held)) for name, train, held in leave_one_genre_out(questions)}
    assert genres == {"final_accounts": (1, 1), "stat_bulletin": (1, 1)}


def test_kappa_takes_chance_out() -> None:
    # Agree on 3 of 4; chance: a .75 * .5 + b .25 * .5 = .5; (.75 - .5) / (1 - .5) = .5
    assert kappa([("a", "a"), ("a", "a"), ("a", "b"), ("b", "b")]) == pytest.approx(0.5)
    assert kappa([("a", "a"), ("a", "a")]) == 1.0


def test_second_readings_are_compared_with_the_first(tmp_path: Path) -> None:
    source = _hand_in(tmp_path / "in", GOLD)
    again = [dict(each) for each in LABELS[:4]]
    again[0]["thing"] = "全年粮食产量"
    again[2]["status"] = "plan"
    write_document(source / "figures" / "second" / "F9.R1", again)
    second = source / "questions" / "second" / "Q9.R1"
    second.mkdir(parents=True)
    remarked = {**GOLD, "m": "请问[P 云浦市][T 去年][I 粮食产量多少]", "act": "how_many"}
    (second / "questions.jsonl").write_text(lines(remarked), encoding="utf-8")
    (second / "links.jsonl").write_text(lines({**LINK, "gold": None}), encoding="utf-8")
    estate = Estate(tmp_path / "estate")
    assert import_estate(source, estate).problems == []
    found, problems = agreements(estate)
    assert problems == []
    share = {(each.material, each.field): each.share for each in found}
    assert share["figures", "which figures (F1)"] == pytest.approx(2 * 4 / (5 + 4))
    assert share["figures", "thing"] == 0.75
    assert share["figures", "thing, lenient"] == 1.0
    assert share["figures", "status"] == 0.75
    assert share["figures", "period"] == 1.0
    assert share["questions", "act"] == 0.0
    # 4 marks and 3 marks, two of them the same: 2 * 2 / (4 + 3)
    assert share["questions", "marks (span and kind, F1)"] == pytest.approx(4 / 7)
    assert share["links", "name"] == 0.0


@pytest.mark.parametrize(
    ("phrase", "lang"),
    [
        ("老百姓手里的钱", "zh"),
        ("GDP", "zh"),
        ("GDP growth", "en"),
        ("exports", "en"),
        ("R&D", "zh"),
    ],
)
def test_an_abbreviation_is_no_english(phrase: str, lang: str) -> None:
    assert language_of(phrase) == lang


def test_genres_have_one_name_each() -> None:
    assert genre_of("法治政府建设年度报告") == genre_of("law") == "law"
    assert genre_of("gwr_state_council") == "work_report"
    assert genre_of("2024年度部门决算") == "final_accounts"


def test_tables_are_runs_of_lines_with_cells() -> None:
    assert tables_in(TEXT) == 1
    assert tables_in("一 | 二\n三\n四 | 五") == 0


def test_a_link_means_one_of_its_candidates() -> None:
    with pytest.raises(ValueError, match="is no candidate"):
        Link(author="Q9", lang="zh", phrase="粮食", candidates=("粮食产量", "油料"), gold=("大豆",))
