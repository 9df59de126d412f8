"""Offline evaluation over question sets, BEIR folders and SQuAD files.

This package hands on the names that a face needs; tables for a terminal are in
``rag.evaluation.tables``.
"""

from rag.evaluation.bootstrap import Sampling
from rag.evaluation.comparison import Comparison, compare
from rag.evaluation.entry import evaluate
from rag.evaluation.formats import detect_format
from rag.evaluation.outcomes import EvaluationReport, Outcome
from rag.evaluation.questions import Question, load_questions
from rag.evaluation.runner import run_evaluation

__all__ = [
    "Comparison",
    "EvaluationReport",
    "Outcome",
    "Question",
    "Sampling",
    "compare",
    "detect_format",
    "evaluate",
    "load_questions",
    "run_evaluation",
]
