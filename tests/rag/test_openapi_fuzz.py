"""Requests made up from the OpenAPI document, valid and not: never a 5xx, always as described.

``YIJU_FUZZ=2000 .venv/bin/python -m pytest tests/rag/test_openapi_fuzz.py`` makes up 2,000 requests
for each operation and way of making them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from requests import Request
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from ingest.pipeline import Ingestor, IngestSummary
from rag.engine import Engine
from rag.service import create_app
from tests.faces import ingest_reports
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

EXAMPLES = int(os.environ.get("YIJU_FUZZ", "6"))
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


class Offline(Ingestor):
    """Ingests what is uploaded; made-up addresses are not fetched."""

    def ingest(self, targets: Sequence[str], *_watchers: object) -> IngestSummary:
        del targets
        return IngestSummary(())


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder = tmp_path_factory.mktemp("fuzzed")
    embedder = load_embedder()
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, folder / "files")
        app = create_app(Engine(store, embedder), Offline(store, embedder), version="1")
        with TestClient(app):
            yield app


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
def test_no_request_that_can_be_made_up_breaks_the_service(
    app: FastAPI, mode: GenerationMode
) -> None:
    """``positive`` requests are valid by the document, ``negative`` ones are not."""
    schema = schemathesis.openapi.from_dict(app.openapi())
    found = list(schema.get_all_operations())
    operations = [each.ok() for each in found if isinstance(each, Ok)]
    assert len(operations) == len(found)
    client = TestClient(app, raise_server_exceptions=False)
    tried = [each.label for each in operations if fuzzed(each, mode, client)]
    assert {"POST /v1/ask", "POST /v1/retrieve", "GET /v1/facts", "GET /v1/reports"} <= set(tried)


def fuzzed(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, client: TestClient
) -> bool:
    """Sends an operation many requests; whether there are any of that kind."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Case[Any]) -> None:
        made_up = Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
        response = client.request(
            made_up.method or "GET",
            made_up.path_url,
            headers=[(_bytes(name), _bytes(value)) for name, value in made_up.headers.items()],
            content=_bytes(made_up.body),
        )
        case.validate_response(response, checks=CHECKS)

    try:
        send()
    except Unsatisfiable:
        return False
    return True


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value or "").encode()
