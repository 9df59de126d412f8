"""From the words of a question to its plan.

:class:`~rag.planning.planner.Planner` names places, has the spans marked (:mod:`rag.tagging`) and fills
one slot of the plan from each kind of span; words that fill none are the plan's residue.
"""

from rag.planning.planner import Planner, plan_of

__all__ = ["Planner", "plan_of"]
