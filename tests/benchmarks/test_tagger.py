"""Scores and slots of the tagger's benchmark, worked out by hand."""

from __future__ import annotations

from benchmarks.estate.marks import read_marks
from benchmarks.estate.questions import EstateQuestion, MarkedSpan
from benchmarks.estate.questions import Plan as Meant
from benchmarks.tagger.examples import examples
from benchmarks.tagger.scores import by_slice
from benchmarks.tagger.slots import judge
from benchmarks.tagger.training import frame_words
from ingest.lexicon.places import Places
from rag.plan import Act, Operator, Order, Plan, Predicate, Span
from rag.planning.naming import PlaceReader
from rag.question.constraints import PlaceFinder
from rag.tagging.labels import Marked
from rag.tagging.tagger import Tagged

READER = PlaceReader(PlaceFinder([("", "", "云栖县", 1)], Places.load()))


def _question(marked: str, author: str = "Q0", **plan: object) -> EstateQuestion:
    text, spans = read_marks(marked)
    return EstateQuestion(
        id=f"{author}-{abs(hash(marked))}", author=author, genre="law", voice="formal", lang="zh",
        type="lookup", question=text, gold=False,
        spans=tuple(MarkedSpan(start=start, end=end, kind=kind) for start, end, kind in spans),
        plan=Meant.model_validate({"act": "value", **plan}),
    )  # fmt: skip


def test_scores() -> None:
    question = _question("[P 云栖县][I 粮食产量][A 多少]")
    said = (Marked(0, 3, "P"), Marked(3, 5, "I"), Marked(7, 9, "A"))
    tagged = Tagged(question.question, "zh", said, Act.VALUE, 1.0)
    score = by_slice([(question, tagged)])["all"]
    assert score.f1() == 2 * 2 / (3 + 3)
    assert (score.f1("P"), score.f1("I")) == (1.0, 0.0)
    assert (score.acts, score.whole, score.tokens, score.characters) == (1, 0, 7, 9)


def test_slots() -> None:
    question = _question(
        "[T 去年][I 案件][C 超过1万件]的[P 云栖县][R 前三]",
        time=["-1"], cond=[">1 万件"], order=["desc 3"], measure=["change"],
    )  # fmt: skip
    plan = Plan(
        act=Act.WHICH,
        places=("云栖县",),
        times=(Span(words="去年", shift=-1),),
        predicates=(Predicate(words="超过1万件", operator=Operator.ABOVE, value=1e4, unit="件"),),
        order=Order(words="前三", count=2),
    )
    right = {each.slot: each.right for each in judge(question, plan, READER)}
    assert right == {
        "act": False, "targets": False, "places": True, "times": True, "conditions": True,
        "order": True, "count": False, "measure": False,
    }  # fmt: skip


def test_frame_words_are_of_two_authors() -> None:
    found = examples(
        [
            _question("请问[I 粮食]", "Q1"),
            _question("请问[I 人口]", "Q1"),
            _question("请问[I 税收]", "Q2"),
            _question("麻烦[I 税收]", "Q2"),
        ],
        READER,
    )
    assert frame_words(found) == ["请问"]
