"""Choosing an embedding model by one setting."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.embedders import minilm_folder
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.errors import MissingDependencyError, ModelError
from vectorstore.static_model import StaticEmbedder


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks the hub; the library reads its own switch at import, hence both."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    return load_embedder(minilm_folder())


@pytest.fixture
def prompted(tmp_path: Path) -> Path:
    """The same model, but with one prompt for queries and another for documents."""
    folder = shutil.copytree(minilm_folder(), tmp_path / "prompted")
    path = folder / "config_sentence_transformers.json"
    config = json.loads(path.read_text())
    config["prompts"] = {"query": "search: ", "document": "text: "}
    path.write_text(json.dumps(config))
    return folder


@pytest.mark.parametrize("spec", ["embedded", "", "  embedded "])
def test_the_embedded_model_is_the_default(spec: str) -> None:
    embedder = load_embedder(spec)
    assert isinstance(embedder, StaticEmbedder)
    assert embedder.identity == load_embedder().identity


def test_a_sentence_transformers_model_finds_the_text_that_answers(minilm: Embedder) -> None:
    passages = minilm.embed_passages(
        [
            "The court heard forty administrative cases this year.",
            "Two new parks were opened along the river.",
            "Inspectors were trained in food safety law.",
        ]
    )
    assert minilm.identity.dimension == 384
    best = [
        int(np.argmax(passages @ minilm.embed_query(query)))
        for query in ("lawsuits before judges", "where can people walk outdoors", "staff education")
    ]
    assert best == [0, 1, 2]


def test_queries_and_documents_get_their_prompts(minilm: Embedder, prompted: Path) -> None:
    embedder = load_embedder(str(prompted))
    np.testing.assert_allclose(
        embedder.embed_query("water"), minilm.embed_query("search: water"), atol=1e-5
    )
    np.testing.assert_allclose(
        embedder.embed_passages(["water"]), minilm.embed_passages(["text: water"]), atol=1e-5
    )
    assert embedder.embed_query("water") @ embedder.embed_passages(["water"])[0] < 0.99


def test_the_fingerprint_follows_the_model_and_not_its_folder(
    minilm: Embedder, prompted: Path, tmp_path: Path
) -> None:
    moved = shutil.copytree(minilm_folder(), tmp_path / "moved")
    assert load_embedder(str(moved)).identity.fingerprint == minilm.identity.fingerprint
    assert load_embedder(str(prompted)).identity.fingerprint != minilm.identity.fingerprint


@pytest.mark.parametrize(
    "spec", ["no-such-owner/no-such-model", "not a name at all", "/no/such/folder"]
)
def test_a_name_that_cannot_be_loaded_says_what_to_give_instead(spec: str) -> None:
    with pytest.raises(ModelError, match='"embedded"') as caught:
        load_embedder(spec)
    assert spec in str(caught.value)


def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a model")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_embedder(str(tmp_path))


def test_damaged_weights_are_refused(prompted: Path) -> None:
    weights = prompted / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_embedder(str(prompted))


def test_without_sentence_transformers_the_install_command_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingDependencyError, match="pip install sentence-transformers"):
        load_embedder("any/model")
    assert load_embedder().embed_query("法院").any()
