"""What the engine remembers of a conversation, and how a question changes it."""

from __future__ import annotations

import logging

from rag.answers.draft import Draft
from rag.question.followup import Resolved
from rag.question.state import MOST_REPORTS, State, dump_state, load_state
from vectorstore.conversations import ConversationStore
from vectorstore.errors import StoreError

_PASSAGES = 8

_log = logging.getLogger(__name__)


class Memory:
    """Conversation states over a store of conversations.

    A conversation that cannot be read or noted costs the next question its context, never this
    one its answer.

    Args:
        conversations: Where they are kept.
    """

    def __init__(self, conversations: ConversationStore) -> None:
        self._conversations = conversations

    def state(self, conversation_id: str) -> State | None:
        """What the next question of a conversation may inherit; None where there is nothing."""
        try:
            record = self._conversations.get(conversation_id)
        except StoreError as error:
            _log.warning("a conversation cannot be read: %s", error)
            return None
        return load_state(record.state) if record else None

    def note(self, conversation_id: str, question: str, state: State | None) -> None:
        """Notes a question and what the next one may inherit.

        Raises:
            QueryError: The id is not a conversation's.
        """
        try:
            self._conversations.append(
                conversation_id, question, dump_state(state) if state else ""
            )
        except StoreError as error:
            _log.warning("a question is not remembered: %s", error)


def state_after(resolved: Resolved, draft: Draft, before: State | None) -> State:
    """The state of a conversation after a question.

    Args:
        resolved: The question, completed.
        draft: What answered it, or what came nearest.
        before: The state that it was asked in.
    """
    answered = draft.reason is None
    quotes = [finding.quote for finding in draft.findings] if answered else []
    reports = dict.fromkeys(quote.report.report_id for quote in quotes)
    passages = dict.fromkeys(quote.passage.passage_id for quote in quotes)
    return State(
        query=resolved.query,
        reports=tuple(reports)[:MOST_REPORTS],
        passages=tuple(passages)[:_PASSAGES],
        year=_year(resolved, draft, before),
    )


def _year(resolved: Resolved, draft: Draft, before: State | None) -> int | None:
    """The year from which 去年 is counted: the last one named or answered, not one so counted."""
    if before is not None and before.year is not None and resolved.keeps_year:
        return before.year
    if len(resolved.query.years) == 1:
        return resolved.query.years[0]
    years = {finding.quote.report.metadata.report_year for finding in draft.findings}
    return years.pop() if len(years) == 1 else None
