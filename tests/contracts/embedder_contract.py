"""What every embedder promises; inherit and give the ``embedder`` fixture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vectorstore.embedding import Embedder

_ANY_TEXT = st.text(st.characters(), max_size=80) | st.text(
    alphabet="行政复议执法监督法院0123 ,。\n", max_size=80
)


class EmbedderContract:
    """Tests that run over any implementation of :class:`vectorstore.embedding.Embedder`."""

    tolerance = 1e-5
    """How far two runs over the same text may differ; a network rounds by batch."""

    @pytest.fixture
    def embedder(self) -> Embedder:
        raise NotImplementedError

    def test_identity_names_the_model_and_its_dimension(self, embedder: Embedder) -> None:
        identity = embedder.identity
        assert identity.name
        assert identity.dimension == embedder.embed_query("法院").shape[0]
        assert len(identity.fingerprint) == 64

    def test_passages_become_unit_rows(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(["行政复议案件审结", "Water supply in the city", "教育"])
        assert vectors.shape == (3, embedder.identity.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_query_becomes_one_unit_vector(self, embedder: Embedder) -> None:
        vector = embedder.embed_query("行政复议案件审结了多少?")
        assert vector.shape == (embedder.identity.dimension,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)

    def test_no_passages_give_no_rows(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages([])
        assert vectors.shape == (0, embedder.identity.dimension)
        assert vectors.dtype == np.float32

    @pytest.mark.parametrize(
        "text", ["", " ", "\n\t\u3000", "。\uff01\uff1f、", "\U0001f600\U0001f680"]
    )
    def test_text_without_words_is_zero(self, embedder: Embedder, text: str) -> None:
        assert not embedder.embed_passages([text]).any()
        assert not embedder.embed_query(text).any()

    def test_text_without_words_leaves_its_neighbours_alone(self, embedder: Embedder) -> None:
        alone = embedder.embed_passages(["法院", "学校"])
        mixed = embedder.embed_passages(["", "法院", "\n", "学校", "。"])
        np.testing.assert_allclose(mixed[[1, 3]], alone, atol=self.tolerance)
        assert not mixed[[0, 2, 4]].any()

    def test_batch_equals_one_at_a_time(self, embedder: Embedder) -> None:
        texts = [
            "法院审理案件",
            "县政府全年组织执法培训三次,参加人员覆盖全部乡镇" * 9,
            "水",
            "2024 report",
        ]
        single = np.vstack([embedder.embed_passages([text]) for text in texts])
        np.testing.assert_allclose(embedder.embed_passages(texts), single, atol=self.tolerance)

    def test_same_text_gives_same_vector(self, embedder: Embedder) -> None:
        first, second = (embedder.embed_passages(["法治宣传教育"]) for _ in range(2))
        np.testing.assert_array_equal(first, second)

    def test_very_long_text_is_embedded(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(["行政机关依法履行职责" * 10_000, "法" * 100_000])
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_half_of_a_surrogate_pair_does_no_harm(self, embedder: Embedder) -> None:
        assert np.linalg.norm(embedder.embed_query("\ud800法院")) == pytest.approx(1, abs=1e-5)
        assert embedder.embed_passages(["法院\udfff"]).any()

    def test_related_texts_are_nearer_than_unrelated_ones(self, embedder: Embedder) -> None:
        query = embedder.embed_query("court hearing 法院 审理")
        near, far = embedder.embed_passages(
            ["the court 法院 审理 heard a case", "fresh apple juice 苹果"]
        )
        assert query @ near > query @ far

    @given(text=_ANY_TEXT)
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,
        ],
    )
    def test_any_text_gives_a_finite_vector_of_length_one_or_zero(
        self, embedder: Embedder, text: str
    ) -> None:
        vector = embedder.embed_query(text)
        assert np.isfinite(vector).all()
        norm = float(np.linalg.norm(vector))
        assert norm == 0 or norm == pytest.approx(1, abs=1e-5)
