"""A language model as a reader of questions, where the user names one: it gives plans, never answers.

Any server that speaks the chat completions of OpenAI will do. It is told the question, the last plan
of the conversation, the schema of plans, and which figures and places the collection may mean; what it
returns must be a plan, and one that names nothing which neither the collection nor the question has.
Whatever is invalid, slow or late is dropped, and the built-in reader's plan stands.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import BaseModel, ValidationError

from rag.plan import Plan
from rag.proposals import Proposals
from vectorstore.errors import SettingsError

_SECONDS = 8.0
"""In all: a reader waits no longer for an answer than that."""
_MOST_BYTES = 65_536
_MOST_TARGETS, _MOST_WORDS = 8, 80
_WORDS_SHOWN = 40
_LOGGED = 120
_TASK = (
    "You read questions about Chinese government reports. Return one JSON object that follows the given "
    "schema and says what the question asks, and nothing else. Use the question's own words in phrases, "
    "official names of the places given, ISO days for times. What a follow-up leaves out is taken from "
    "the last plan. Put words that no slot holds into residue. Never answer the question."
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ModelAddress:
    """Where a model is asked.

    Attributes:
        url: Of the service, up to ``/chat/completions``.
        model: Its name there.
    """

    url: str
    model: str

    @classmethod
    def parse(cls, written: str) -> ModelAddress:
        """An address and a model's name, parted by a space: ``http://127.0.0.1:11434/v1 qwen3:8b``.

        Raises:
            SettingsError: It is not both, or the address is none of the web.
        """
        url, _, model = written.strip().partition(" ")
        if not url.startswith(("http://", "https://")) or not model.strip():
            raise SettingsError(
                f"YIJU_PLANNER is {written!r}: give an address and a model, "
                "as in 'http://127.0.0.1:11434/v1 qwen3:8b'"
            )
        return cls(url.rstrip("/"), model.strip())


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Reply(BaseModel):
    choices: list[_Choice]


class ModelPlanner:
    """Asks a model for plans. Safe to call from several threads.

    Args:
        address: Where.
        key: Sent as a bearer token; none where empty.
        seconds: After how long it is too late.
        transport: For tests.
    """

    def __init__(
        self,
        address: ModelAddress,
        key: str = "",
        seconds: float = _SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._model = address.model
        self._url = f"{address.url}/chat/completions"
        self._client = httpx.Client(
            timeout=seconds,
            follow_redirects=False,
            trust_env=False,
            transport=transport,
            headers={"Authorization": f"Bearer {key}"} if key else {},
        )

    def close(self) -> None:
        """Closes its connections."""
        self._client.close()

    def plan(self, question: str, before: Plan | None, proposals: Proposals) -> Plan | None:
        """A model's plan of a question; None where it gives none that can be trusted.

        Args:
            question: As asked.
            before: The last plan of the conversation.
            proposals: What it may mean here.
        """
        try:
            found = Plan.model_validate_json(_json_in(self._said(question, before, proposals)))
        except (httpx.HTTPError, ValidationError, ValueError) as error:
            _log.warning("the model gave no plan: %s", str(error)[:_LOGGED])
            return None
        problem = _problem(found, question, before, proposals)
        if problem:
            _log.warning("the model's plan is not used: %s", problem[:_LOGGED])
            return None
        return found

    def _said(self, question: str, before: Plan | None, proposals: Proposals) -> str:
        told = {
            "question": question,
            "last_plan": None if before is None else before.to_json(),
            "figures": list(proposals.figures[:_WORDS_SHOWN]),
            "places": list(proposals.places[:_WORDS_SHOWN]),
            "years": list(proposals.years),
            "schema": Plan.model_json_schema(),
        }
        body: dict[str, Any] = {
            "model": self._model,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [
                {"role": "system", "content": _TASK},
                {"role": "user", "content": json.dumps(told, ensure_ascii=False)},
            ],
        }
        with self._client.stream("POST", self._url, json=body) as response:
            response.raise_for_status()
            read = b""
            for chunk in response.iter_bytes():
                read += chunk
                if len(read) > _MOST_BYTES:
                    msg = f"the reply is longer than {_MOST_BYTES} bytes"
                    raise ValueError(msg)
        reply = _Reply.model_validate_json(read)
        return reply.choices[0].message.content if reply.choices else ""


def _json_in(text: str) -> str:
    """The object in a reply that may stand in a fence or after a model's thoughts."""
    start, end = text.find("{", max(text.rfind("</think>"), 0)), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def _problem(plan: Plan, question: str, before: Plan | None, proposals: Proposals) -> str:
    """Why a plan is not to be trusted; empty where it is."""
    known = {*proposals.places, *(() if before is None else before.places)}
    strange = [each for each in plan.places if each not in known and each not in question]
    if strange:
        return f"it names places that nobody asked about: {'、'.join(strange)}"
    if len(plan.targets) > _MOST_TARGETS:
        return f"it has {len(plan.targets)} targets"
    words = [word for each in plan.targets for word in (each.phrase, each.act)]
    if any(len(word) > _MOST_WORDS for word in (*words, *plan.bodies, plan.reports)):
        return "it has a phrase that is no name"
    if not (plan.targets or plan.part or plan.predicates or before):
        return "it asks for nothing"
    return ""
