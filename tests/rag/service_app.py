"""A service over the fictional collection, for the service's tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount

from ingest.pipeline import Ingestor
from rag.service import create_app
from tests.faces import ScriptedEngine, ingest_reports
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore


@dataclass(frozen=True)
class Served:
    """A running service and what is behind it."""

    client: TestClient
    app: FastAPI
    store: LocalStore
    engine: ScriptedEngine

    def report_id(self, region: str) -> str:
        _, reports = self.store.reports()
        return next(each.report_id for each in reports if each.metadata.region == region)


@contextmanager
def serving(
    folder: Path,
    *,
    upload_bytes: int = 1 << 20,
    filled: bool = True,
    **options: Any,  # noqa: ANN401 - whatever create_app takes
) -> Iterator[Served]:
    """Serves the collection, in process."""
    embedder = load_embedder()
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        if filled:
            ingest_reports(store, embedder, folder / "files")
        engine = ScriptedEngine(store)
        app = create_app(
            engine,
            Ingestor(store, embedder),
            version="1.2.3",
            upload_bytes=upload_bytes,
            **options,
        )
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Served(client, app, store, engine)


def all_routes(
    routes: Sequence[BaseRoute], under: str = "", *, fill: bool = True
) -> Iterator[tuple[str, str]]:
    """Method and path of every route, mounted ones too.

    Args:
        routes: Of an application.
        under: Where they are mounted.
        fill: Whether to put something in place of the paths' parameters.
    """
    for route in routes:
        path = getattr(route, "path", "")
        path = under + (re.sub(r"\{[^}]*\}", "x", path) if fill else path)
        included = getattr(route, "original_router", None)
        inner = getattr(route if included is None else included, "routes", None)
        if inner:
            below = path.rstrip("/") if isinstance(route, Mount) else under
            yield from all_routes(inner, below, fill=fill)
        elif isinstance(route, Mount):
            yield "GET", f"{path}/x"
        else:
            for method in getattr(route, "methods", None) or {"GET", "POST"}:
                yield method, path
