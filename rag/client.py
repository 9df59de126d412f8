"""Clients of the HTTP service: one that blocks, one for asyncio; same methods, typed results."""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

from rag import calls
from rag.calls import Call, Reply, Upload
from rag.conversation_schemas import ConversationOut, ConversationsOut, TranscriptOut
from rag.plan import Plan
from rag.schemas import (
    AskOut,
    FactsOut,
    HealthOut,
    JobOut,
    ReportDetailOut,
    ReportsOut,
    RetrieveOut,
)
from vectorstore.queries import FactKinds, Filter, Listing

DEFAULT_URL = "http://127.0.0.1:8420"
DEFAULT_TIMEOUT = 60.0


class YijuClient:
    """Speaks to the service and waits for each answer.

    Use as a context manager, or call :meth:`close`.

    Args:
        base_url: Where the service is.
        timeout: Seconds that one request may take.
        transport: Replaces the network, for tests.

    Raises:
        ServiceUnreachableError: From every method: no connection, or no answer in time.
        ServiceRefusedError: From every method: the service answered with a problem.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_URL,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(
            base_url=base_url, timeout=timeout, transport=transport, trust_env=transport is None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def health(self) -> HealthOut:
        """State and size of the service."""
        return self._call(calls.health())

    def retrieve(
        self, query: str, *, top_k: int = 10, mode: str = "hybrid", where: Filter = Filter()
    ) -> RetrieveOut:
        """Passages for a query, best first."""
        return self._call(calls.retrieve(query, top_k, mode, where))

    def ask(
        self,
        question: str,
        *,
        conversation_id: str = "",
        where: Filter = Filter(),
        language: str = "",
        plan: Plan | None = None,
    ) -> AskOut:
        """An answer with its grounds, in the question's language unless told; of a plan where given."""
        return self._call(calls.ask(question, conversation_id, where, language, plan))

    def conversations(
        self, words: str = "", *, limit: int = 50, offset: int = 0
    ) -> ConversationsOut:
        """One page of the list of conversations, the latest first."""
        return self._call(calls.conversations(words, limit, offset))

    def conversation(self, conversation_id: str) -> TranscriptOut:
        """One conversation with its answers."""
        return self._call(calls.conversation(conversation_id))

    def rename_conversation(self, conversation_id: str, name: str) -> ConversationOut:
        """Names a conversation."""
        return self._call(calls.rename_conversation(conversation_id, name))

    def delete_conversation(self, conversation_id: str) -> None:
        """Forgets a conversation."""
        self._fetch("DELETE", calls.conversation_path(conversation_id))

    def call(self, call: Call[Reply]) -> Reply:
        """Any request of :mod:`rag.calls`, also those without a method here."""
        return self._call(call)

    def reports(
        self,
        where: Filter = Filter(),
        *,
        limit: int = 100,
        offset: int = 0,
        listing: Listing = Listing(),
    ) -> ReportsOut:
        """One page of the reports of some places and years."""
        return self._call(calls.reports(where, limit, offset, listing))

    def report(self, report_id: str) -> ReportDetailOut:
        """One report with outline and provenance."""
        return self._call(calls.report(report_id))

    def report_text(self, report_id: str) -> str:
        """The text that a report's offsets index."""
        return self._fetch("GET", calls.report_path(report_id, "/text")).content.decode()

    def original(self, report_id: str) -> bytes:
        """The bytes that a report came from."""
        return self._fetch("GET", calls.report_path(report_id, "/original")).content

    def facts(
        self,
        indicator: str = "",
        *,
        where: Filter = Filter(),
        unit: str = "",
        minimum: float | None = None,
        maximum: float | None = None,
        kinds: FactKinds = FactKinds(),
        limit: int = 100,
        offset: int = 0,
    ) -> FactsOut:
        """One page of the figures that reports state."""
        return self._call(
            calls.facts(indicator, where, unit, minimum, maximum, limit, offset, kinds)
        )

    def upload(self, files: Sequence[Upload]) -> JobOut:
        """Queues files for ingestion."""
        return self._call(calls.upload(files))

    def ingest_url(self, url: str) -> JobOut:
        """Queues an address for ingestion."""
        return self._call(calls.ingest_url(url))

    def reingest(self, report_id: str) -> JobOut:
        """Queues a report to be read anew from the bytes that are kept of it."""
        return self._call(calls.reingest(report_id))

    def job(self, job_id: str) -> JobOut:
        """How an ingestion goes."""
        return self._call(calls.job(job_id))

    def wait_for_job(self, job_id: str, *, timeout: float = 600.0, interval: float = 0.2) -> JobOut:
        """Waits until an ingestion is done or failed.

        Raises:
            ServiceUnreachableError: It is still under way after ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        while not calls.ended(job := self.job(job_id)):
            if time.monotonic() >= deadline:
                raise calls.overdue(job, timeout)
            time.sleep(interval)
        return job

    def cancel_job(self, job_id: str) -> JobOut:
        """Drops an ingestion that waits, or ends one that runs, giving up what it reads.

        Returns:
            The job as it stands; one that is over stays as it is.
        """
        return self._call(calls.cancel_job(job_id))

    def delete(self, report_id: str) -> None:
        """Removes a report."""
        self._fetch("DELETE", calls.report_path(report_id))

    def _fetch(self, method: str, path: str) -> httpx.Response:
        return calls.checked(self._send(self._http.build_request(method, path)))

    def _call(self, call: Call[Reply]) -> Reply:
        return calls.parsed(call.reply, self._send(call.build(self._http)))

    def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._http.send(request)
        except httpx.RequestError as error:
            raise calls.unreachable(request, error) from error


class AsyncYijuClient:
    """:class:`YijuClient` for asyncio.

    Args:
        base_url: Where the service is.
        timeout: Seconds that one request may take.
        transport: Replaces the network: ``httpx.ASGITransport(app)`` speaks to a service in the
            same process.

    Raises:
        ServiceUnreachableError: From every method: no connection, or no answer in time.
        ServiceRefusedError: From every method: the service answered with a problem.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_URL,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url,
            timeout=timeout,
            transport=transport,
            trust_env=transport is None,
            # One caller's cookie must not be kept for the next.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )
        self._caller: Mapping[str, str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    def as_caller(self, headers: Mapping[str, str]) -> Self:
        """This client with the rights of someone else's request, and with no others.

        Args:
            headers: Of that request; only its credentials (``Authorization`` and ``Cookie``) are
                sent on.

        Returns:
            A client over the same connections: nothing to close.
        """
        other = copy.copy(self)
        other._caller = calls.credentials(headers)
        return other

    async def health(self) -> HealthOut:
        """State and size of the service."""
        return await self._call(calls.health())

    async def retrieve(
        self, query: str, *, top_k: int = 10, mode: str = "hybrid", where: Filter = Filter()
    ) -> RetrieveOut:
        """Passages for a query, best first."""
        return await self._call(calls.retrieve(query, top_k, mode, where))

    async def ask(
        self,
        question: str,
        *,
        conversation_id: str = "",
        where: Filter = Filter(),
        language: str = "",
        plan: Plan | None = None,
    ) -> AskOut:
        """An answer with its grounds, in the question's language unless told; of a plan where given."""
        return await self._call(calls.ask(question, conversation_id, where, language, plan))

    async def conversations(
        self, words: str = "", *, limit: int = 50, offset: int = 0
    ) -> ConversationsOut:
        """One page of the list of conversations, the latest first."""
        return await self._call(calls.conversations(words, limit, offset))

    async def conversation(self, conversation_id: str) -> TranscriptOut:
        """One conversation with its answers."""
        return await self._call(calls.conversation(conversation_id))

    async def rename_conversation(self, conversation_id: str, name: str) -> ConversationOut:
        """Names a conversation."""
        return await self._call(calls.rename_conversation(conversation_id, name))

    async def delete_conversation(self, conversation_id: str) -> None:
        """Forgets a conversation."""
        await self._fetch("DELETE", calls.conversation_path(conversation_id))

    async def call(self, call: Call[Reply]) -> Reply:
        """Any request of :mod:`rag.calls`, also those without a method here."""
        return await self._call(call)

    async def reports(
        self,
        where: Filter = Filter(),
        *,
        limit: int = 100,
        offset: int = 0,
        listing: Listing = Listing(),
    ) -> ReportsOut:
        """One page of the reports of some places and years."""
        return await self._call(calls.reports(where, limit, offset, listing))

    async def report(self, report_id: str) -> ReportDetailOut:
        """One report with outline and provenance."""
        return await self._call(calls.report(report_id))

    async def report_text(self, report_id: str) -> str:
        """The text that a report's offsets index."""
        return (await self._fetch("GET", calls.report_path(report_id, "/text"))).content.decode()

    async def original(self, report_id: str) -> bytes:
        """The bytes that a report came from."""
        return (await self._fetch("GET", calls.report_path(report_id, "/original"))).content

    async def facts(
        self,
        indicator: str = "",
        *,
        where: Filter = Filter(),
        unit: str = "",
        minimum: float | None = None,
        maximum: float | None = None,
        kinds: FactKinds = FactKinds(),
        limit: int = 100,
        offset: int = 0,
    ) -> FactsOut:
        """One page of the figures that reports state."""
        return await self._call(
            calls.facts(indicator, where, unit, minimum, maximum, limit, offset, kinds)
        )

    async def upload(self, files: Sequence[Upload]) -> JobOut:
        """Queues files for ingestion."""
        return await self._call(await asyncio.to_thread(calls.upload, files))

    async def ingest_url(self, url: str) -> JobOut:
        """Queues an address for ingestion."""
        return await self._call(calls.ingest_url(url))

    async def reingest(self, report_id: str) -> JobOut:
        """Queues a report to be read anew from the bytes that are kept of it."""
        return await self._call(calls.reingest(report_id))

    async def job(self, job_id: str) -> JobOut:
        """How an ingestion goes."""
        return await self._call(calls.job(job_id))

    async def wait_for_job(
        self, job_id: str, *, timeout: float = 600.0, interval: float = 0.2
    ) -> JobOut:
        """Waits until an ingestion is done or failed.

        Raises:
            ServiceUnreachableError: It is still under way after ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        while not calls.ended(job := await self.job(job_id)):
            if time.monotonic() >= deadline:
                raise calls.overdue(job, timeout)
            await asyncio.sleep(interval)
        return job

    async def cancel_job(self, job_id: str) -> JobOut:
        """Drops an ingestion that waits, or ends one that runs, giving up what it reads.

        Returns:
            The job as it stands; one that is over stays as it is.
        """
        return await self._call(calls.cancel_job(job_id))

    async def delete(self, report_id: str) -> None:
        """Removes a report."""
        await self._fetch("DELETE", calls.report_path(report_id))

    async def _fetch(self, method: str, path: str) -> httpx.Response:
        return calls.checked(await self._send(self._http.build_request(method, path)))

    async def _call(self, call: Call[Reply]) -> Reply:
        return calls.parsed(call.reply, await self._send(call.build(self._http)))

    async def _send(self, request: httpx.Request) -> httpx.Response:
        request.headers.update(self._caller)
        try:
            return await self._http.send(request)
        except httpx.RequestError as error:
            raise calls.unreachable(request, error) from error
