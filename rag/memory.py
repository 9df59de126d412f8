"""What the engine remembers of a conversation, and how a question changes it."""

from __future__ import annotations

import logging
import uuid

from rag.answers.draft import Draft
from rag.plan import Plan
from rag.state import MOST_REPORTS, State, dump_state, load_state
from vectorstore.conversations import (
    ConversationRecord,
    ConversationStore,
    ConversationSummary,
    check_conversation_id,
)
from vectorstore.errors import StoreError, UnknownConversationError

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

    def begin(self, conversation_id: str, owner: str) -> str:
        """Makes sure that a question may be asked in a conversation.

        Args:
            conversation_id: Which; a new one where empty, not listed until it is asked in again.
            owner: Who asks.

        Returns:
            The id.

        Raises:
            QueryError: The id is not a conversation's.
            UnknownConversationError: It is somebody else's.
        """
        known = check_conversation_id(conversation_id or uuid.uuid4().hex)
        try:
            theirs = self._conversations.claim(known, owner, listed=bool(conversation_id))
        except StoreError as error:
            _log.warning("a conversation is not remembered: %s", error)
            # What cannot be written may still be read, and must not be handed to others.
            theirs = self.state(known) is None
        if not theirs:
            raise _unknown(known)
        return known

    def keep(self, conversation_id: str, question: str, answer: str) -> None:
        """Keeps what was answered, as text; see :meth:`read`."""
        try:
            self._conversations.answered(conversation_id, question, answer)
        except StoreError as error:
            _log.warning("an answer is not remembered: %s", error)

    def list(
        self, owner: str, *, words: str = "", limit: int = 50, offset: int = 0
    ) -> tuple[int, list[ConversationSummary]]:
        """Somebody's conversations; see :meth:`ConversationStore.summaries`."""
        return self._conversations.summaries(owner, words=words, limit=limit, offset=offset)

    def read(self, conversation_id: str, owner: str) -> ConversationRecord:
        """A conversation with its answers.

        Raises:
            UnknownConversationError: There is none of that id, or it is somebody else's.
        """
        record = self._conversations.get(conversation_id, answers=True)
        if record is None or record.owner != owner:
            raise _unknown(conversation_id)
        return record

    def rename(self, conversation_id: str, name: str, owner: str) -> None:
        """Names a conversation.

        Raises:
            UnknownConversationError: There is none of that id, or it is somebody else's.
        """
        self._check_owner(conversation_id, owner)
        self._conversations.rename(conversation_id, name)

    def delete(self, conversation_id: str, owner: str) -> None:
        """Forgets a conversation.

        Raises:
            UnknownConversationError: There is none of that id, or it is somebody else's.
        """
        self._check_owner(conversation_id, owner)
        self._conversations.delete(conversation_id)

    def _check_owner(self, conversation_id: str, owner: str) -> None:
        record = self._conversations.get(conversation_id)
        if record is None or record.owner != owner:
            raise _unknown(conversation_id)


def _unknown(conversation_id: str) -> UnknownConversationError:
    # The same for one that is not there and one that is not theirs: ids tell nothing.
    return UnknownConversationError(
        f"no conversation {conversation_id[:64]!r}: it was deleted, is forgotten, or never began"
    )


def state_after(plan: Plan, draft: Draft, before: State | None) -> State:
    """The state of a conversation after a question.

    Args:
        plan: The question's, completed.
        draft: What answered it, or what came nearest.
        before: The state that it was asked in.
    """
    findings = draft.findings if draft.reason is None else ()
    reports = dict.fromkeys(finding.quote.report.report_id for finding in findings)
    return State(plan, before.plan if before is not None else None, tuple(reports)[:MOST_REPORTS])
