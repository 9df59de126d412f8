"""What was asked before: the questions of each conversation, so that a follow-up makes sense."""

from __future__ import annotations

import threading
from collections import OrderedDict


class Conversations:
    """Earlier questions by conversation, in memory; the least recently used are forgotten first.

    Args:
        max_conversations: Most conversations remembered.
        max_questions: Most questions remembered of one; the oldest go first.
    """

    def __init__(self, max_conversations: int = 1000, max_questions: int = 20) -> None:
        self._max_conversations = max_conversations
        self._max_questions = max_questions
        self._lock = threading.Lock()
        self._questions: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def history(self, conversation_id: str) -> tuple[str, ...]:
        """Its questions so far, oldest first; none for an unknown one."""
        with self._lock:
            return self._questions.get(conversation_id, ())

    def note(self, conversation_id: str, question: str) -> None:
        """Remembers a question."""
        with self._lock:
            asked = (*self._questions.pop(conversation_id, ()), question)
            self._questions[conversation_id] = asked[-self._max_questions :]
            while len(self._questions) > self._max_conversations:
                self._questions.popitem(last=False)
