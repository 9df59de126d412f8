"""What the evaluation pages make of numbers and answers."""

from __future__ import annotations

from rag.evaluation_schemas import EvaluationComparisonOut, OutcomeOut
from ui.web.evaluation_page import _answer_pieces, _moved, _signed
from ui.web.evaluation_words import evaluation_words


def outcome(answer: str) -> OutcomeOut:
    return OutcomeOut.model_validate(
        {
            **dict.fromkeys(("id", "type", "lang", "question", "status", "intent"), "x"),
            **{name: [] for name in ("history", "reasons", "notes", "extra_places")},
            "correct": False,
            "answer": answer,
            "cited": [{"n": 1, "report_id": "a/b", "start": 3, "end": 9}],
            "expected": None,
            "ask_ms": None,
        }
    )


def test_a_mark_in_an_answer_leads_to_its_quote() -> None:
    assert _answer_pieces(outcome("受理74件[1]\uff0c又[7]。")) == [
        ("受理74件", ""),
        ("[1]", "/reports/a%2Fb?start=3&end=9#quote"),
        ("\uff0c又[7]。", ""),
    ]


def test_a_difference_has_its_unit() -> None:
    chinese, english = evaluation_words("zh"), evaluation_words("en")
    assert _signed(chinese, 0.05, "share") == "+5.0 个百分点"
    assert _signed(english, -0.05, "share") == "−5.0 points"
    assert _signed(chinese, -1.25, "ms") == "−1.2 ms"
    assert _signed(chinese, 3, "") == "+3.0"


def test_only_what_is_seen_to_move_is_listed() -> None:
    def moved(metric: str, old: float, new: float, unit: str, **more: object) -> dict[str, object]:
        fields = {"type": "all", "lang": "all", "label": metric, "better": None, "n": 1}
        spread = {"low": 0.0, "high": 0.0, "beyond_chance": False}
        return fields | spread | {"metric": metric, "old": old, "new": new, "unit": unit} | more

    changed = EvaluationComparisonOut.model_validate(
        {
            "common": 1,
            "flips": [],
            "added": [],
            "removed": [],
            "notes": [],
            "movements": [
                moved("ask_ms_p50", 2.1, 2.3, "ms"),
                moved("correct", 0.5, 0.75, "share"),
                moved("values", 0.5, 0.75, "share", type="lookup"),
                moved("places", 0.5, 0.75, "share", type="lookup", beyond_chance=True),
            ],
        }
    )
    assert [each.metric for each in _moved(changed)] == ["correct", "places"]
