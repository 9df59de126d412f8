from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vectorstore.local.changes import Numbers
from vectorstore.local.scopes import Scope
from vectorstore.local.vector_parts import Compressed, Flat, Kind, Part, kind_for, read_part
from vectorstore.store import Vectors

DIMENSION = 32
NONE: Numbers = np.empty(0, dtype=np.int64)


def vectors(count: int, seed: int = 0) -> Vectors:
    """Unit vectors around a few centres, as texts of a few subjects have."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((20, DIMENSION))
    found = centres[rng.integers(0, 20, count)] + rng.standard_normal((count, DIMENSION)) * 0.5
    unit: Vectors = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
    return unit


def numbered(count: int, first: int = 1, seed: int = 0) -> list[tuple[Numbers, Vectors]]:
    """In two batches."""
    numbers, found = np.arange(first, first + count), vectors(count, seed)
    half = count // 2
    return [(numbers[:half], found[:half]), (numbers[half:], found[half:])]


def found(part: Part, query: Vectors, k: int, scope: Scope | None = None) -> list[int]:
    return [number for number, _ in part.search(query, k, scope, NONE)]


@pytest.fixture(scope="module")
def compressed() -> Compressed:
    return Compressed.of(DIMENSION, numbered(3000))


@pytest.fixture(scope="module")
def flat() -> Flat:
    return Flat.of(DIMENSION, numbered(3000))


@pytest.mark.parametrize(
    ("passages", "before", "kind"),
    [
        (0, None, Kind.FLAT),
        (49_999, None, Kind.FLAT),
        (50_000, None, Kind.COMPRESSED),
        (49_999, Kind.FLAT, Kind.FLAT),
        (25_000, Kind.COMPRESSED, Kind.COMPRESSED),
        (24_999, Kind.COMPRESSED, Kind.FLAT),
    ],
)
def test_the_kind_follows_the_size(passages: int, before: Kind | None, kind: Kind) -> None:
    assert kind_for(passages, before) is kind


def test_compressed_search_finds_nearly_what_exact_search_finds(
    compressed: Compressed, flat: Flat
) -> None:
    shared = [
        len({*found(compressed, query, 10)} & {*found(flat, query, 10)}) for query in vectors(40, 7)
    ]
    assert sum(shared) / 400 > 0.95


def test_compressed_scores_are_nearly_cosines(compressed: Compressed, flat: Flat) -> None:
    for query in vectors(10, 8):
        exact = dict(flat.search(query, 3000, None, NONE))
        for number, score in compressed.search(query, 50, None, NONE):
            assert score == pytest.approx(exact[number], abs=0.01)


def test_every_passage_can_be_found(compressed: Compressed) -> None:
    assert sorted(found(compressed, vectors(1)[0], 3000)) == list(range(1, 3001))
    assert len(found(compressed, vectors(1)[0], 9999)) == 3000


@pytest.mark.parametrize("ranked_whole", [0, 2000])
def test_a_scope_restricts_before_ranking(
    compressed: Compressed, monkeypatch: pytest.MonkeyPatch, ranked_whole: int
) -> None:
    monkeypatch.setattr("vectorstore.local.vector_parts._RANKED_WHOLE", ranked_whole)
    query = vectors(1, 9)[0]
    worst = found(compressed, query, 3000)[-1]
    assert found(compressed, query, 5, Scope(np.array([worst]), np.array([1]))) == [worst]
    scope = Scope(np.array([100, 2000]), np.array([30, 1000]))
    within = found(compressed, query, 2000, scope)
    assert sorted(within) == [*range(100, 130), *range(2000, 3000)]
    assert found(compressed, query, 5, scope) == within[:5]


@pytest.mark.parametrize("length", [500, 1000, 2000])
def test_broad_scopes_find_what_narrow_ones_do(
    compressed: Compressed, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr("vectorstore.local.vector_parts._RANKED_WHOLE", 0)
    scope = Scope(np.array([1500, 10]), np.array([length // 2, length // 2]))
    for query in vectors(10, 6):
        monkeypatch.setattr("vectorstore.local.vector_parts._BROAD", 100)
        broad = compressed.search(query, 20, scope, NONE)
        monkeypatch.setattr("vectorstore.local.vector_parts._BROAD", 0)
        assert len(broad) == 20
        assert broad == compressed.search(query, 20, scope, NONE)


def test_numbers_that_are_not_held_are_passed_over(compressed: Compressed) -> None:
    query = vectors(1)[0]
    assert found(compressed, query, 5, Scope(np.array([5000]), np.array([9]))) == []
    assert sorted(found(compressed, query, 5, Scope(np.array([2999]), np.array([9])))) == [
        2999,
        3000,
    ]


def test_what_is_gone_is_left_out(compressed: Compressed) -> None:
    query = vectors(1)[0]
    best, second = found(compressed, query, 2)
    assert compressed.search(query, 1, None, np.array([best]))[0][0] == second


def test_equal_scores_come_by_number(compressed: Compressed) -> None:
    same = np.repeat(vectors(1, 3), 4, axis=0)
    part = compressed.changed(NONE, [(np.array([4001, 4002, 4003, 4004]), same)])
    assert found(part, same[0], 4) == [4001, 4002, 4003, 4004]


def test_changes_make_a_new_part(compressed: Compressed, flat: Flat) -> None:
    gone = np.array([1, 2, 1500, 3000])
    added = numbered(200, 3001, 5)
    for part in (compressed, flat):
        changed = part.changed(gone, added)
        assert changed.kind is part.kind
        assert len(part.numbers) == 3000
        expected = sorted({*range(1, 3201)} - {*gone.tolist()})
        assert changed.numbers.tolist() == expected
        assert sorted(found(changed, vectors(1)[0], 4000)) == expected
        newest = added[1][1][-1]
        assert found(changed, newest, 1) == [3200]


def test_passages_without_known_words_do_no_harm() -> None:
    part = Compressed.of(DIMENSION, [*numbered(500), (np.array([501]), vectors(1) * 0)])
    hits = part.search(vectors(1)[0], 501, None, NONE)
    assert dict(hits)[501] == 0.0


def test_centroids_are_found_anew_when_there_is_four_times_as_much() -> None:
    part = Compressed.of(DIMENSION, numbered(50_000 // 2))
    assert part.is_fit
    part = Compressed(part.codes, part.numbers, part.rows, part.scales, len(part.numbers) // 4)
    assert not part.is_fit
    again = part.trained_anew()
    assert again.is_fit
    assert found(again, vectors(1)[0], 5) == found(part, vectors(1)[0], 5)


def test_an_odd_dimension_is_compressed_too() -> None:
    rows = vectors(400)[:, :7].copy()
    part = Compressed.of(7, [(np.arange(400), rows)])
    assert sorted(found(part, rows[0], 400)) == list(range(400))


def test_the_same_vectors_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "other"):
        Compressed.of(DIMENSION, numbered(1000)).write(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_part_is_read_as_written(tmp_path: Path, compressed: Compressed, flat: Flat) -> None:
    for part in (compressed, flat):
        part.write(tmp_path / "file")
        again = read_part(tmp_path / "file", part.kind)
        query = vectors(1, 4)[0]
        assert again.numbers.tolist() == part.numbers.tolist()
        assert again.search(query, 20, None, NONE) == part.search(query, 20, None, NONE)
        assert again.is_fit == part.is_fit


def test_a_file_of_the_other_kind_is_refused(
    tmp_path: Path, compressed: Compressed, flat: Flat
) -> None:
    compressed.write(tmp_path / "compressed")
    flat.write(tmp_path / "flat")
    with pytest.raises(RuntimeError):
        read_part(tmp_path / "compressed", Kind.FLAT)
    with pytest.raises(ValueError, match="pickle"):
        read_part(tmp_path / "flat", Kind.COMPRESSED)
