"""Nearest vectors, exactly and not."""

import numpy as np
import pytest

from kmaid_nodes.retrieval import nearest
from kmaid_nodes.retrieval.nearest import NearestVectors


def unit(count: int, length: int = 16, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(size=(count, length)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.mark.parametrize("faiss", [True, False])
def test_the_nearest_are_those_of_the_largest_cosine(faiss, monkeypatch):
    if not faiss:
        monkeypatch.setattr(nearest, "_faiss_index", lambda vectors, exact: None)
    vectors, queries = unit(300), unit(5, seed=1)
    positions, cosines = NearestVectors(vectors).nearest(queries, 7)
    expected = np.argsort(-(queries @ vectors.T), axis=1, kind="stable")[:, :7]
    assert np.array_equal(positions, expected)
    assert cosines == pytest.approx(np.take_along_axis(queries @ vectors.T, expected, 1), abs=1e-5)


def test_no_more_are_found_than_there_are():
    positions, _ = NearestVectors(unit(3)).nearest(unit(2, seed=1), 10)
    assert sorted(positions[0].tolist()) == [0, 1, 2]


def test_equal_vectors_stay_in_the_librarys_order():
    vectors = np.repeat(unit(1), 5, axis=0)
    positions, _ = NearestVectors(vectors).nearest(vectors[:1], 5)
    assert positions[0].tolist() == [0, 1, 2, 3, 4]


def test_a_large_library_is_searched_by_lists_and_tells_its_recall():
    pytest.importorskip("faiss")
    index = NearestVectors(unit(4000), exact_up_to=1000)
    assert not index.exact
    assert 0.3 < index.recall(unit(20, seed=1)) <= 1.0
    assert NearestVectors(unit(100)).recall(unit(5, seed=1)) == 1.0
