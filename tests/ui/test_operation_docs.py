"""docs/operation.md names every setting with its default, and every metric."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from rag.lanes import Bounds
from tests.rag.service_app import serving
from ui.settings import Settings, variable

DOCUMENT = (Path(__file__).parents[2] / "docs" / "operation.md").read_text(encoding="utf-8")


def test_every_setting_is_listed_with_its_default_and_what_it_is() -> None:
    rows = re.findall(r"^\| `(YIJU_\w+)` \| (.+?) \| (.+) \|$", DOCUMENT, re.MULTILINE)
    assert rows == [
        (variable(name), _shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]


def _shown(default: object) -> str:
    value = default.value if isinstance(default, Enum) else default
    if value is None or value == "":
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def test_every_metric_is_listed(tmp_path: Path) -> None:
    with serving(tmp_path, filled=False) as served:
        text = served.client.get("/metrics").text
    for family in text_string_to_metric_families(text):
        if family.name.startswith("yiju_") and not family.name.endswith("_created"):
            assert f"`{family.name}" in DOCUMENT, family.name


def test_the_bounds_are_as_listed() -> None:
    bounds, settings = Bounds(), Settings()
    assert (settings.concurrency, settings.queue, settings.request_seconds) == (
        bounds.running,
        bounds.waiting,
        bounds.seconds,
    )
    said = "8 questions, 8 other requests, 4 uploads, 2 of health and metrics"
    assert said in DOCUMENT
    assert (bounds.running, bounds.uploads, bounds.threads) == (8, 4, 2 * 8 + 4 + 2)
    assert "30 s from arrival" in DOCUMENT
    assert bounds.seconds == 30
    assert "10 minutes for an upload" in DOCUMENT
    assert bounds.upload_seconds == 600
