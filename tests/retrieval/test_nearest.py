"""Nearest vectors, exactly and not."""

import numpy as np
import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.retrieval.nearest import NearestVectors, recall_queries
from kmaid_nodes.retrieval.settings import IndexSettings

APPROXIMATE = IndexSettings(exact_up_to=10)


def unit(count: int, length: int = 16, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(size=(count, length)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def by_lists(vectors: np.ndarray) -> NearestVectors:
    return NearestVectors.build(lambda: np.array_split(vectors, 3), len(vectors), 16, settings=APPROXIMATE)


def test_the_nearest_are_those_of_the_largest_cosine():
    vectors, queries = unit(300), unit(5, seed=1)
    positions, cosines = NearestVectors.of(vectors).nearest(queries, 7)
    expected = np.argsort(-(queries @ vectors.T), axis=1, kind="stable")[:, :7]
    assert np.array_equal(positions, expected)
    assert cosines == pytest.approx(np.take_along_axis(queries @ vectors.T, expected, 1), abs=1e-5)


@pytest.mark.parametrize("make", [NearestVectors.of, by_lists])
def test_only_those_that_count_are_found_and_all_of_them(make):
    vectors, among = unit(300), np.array([3, 4, 100, 299])
    positions, cosines = make(vectors).nearest(unit(2, seed=1), 10, among)
    assert [sorted(row) for row in positions.tolist()] == [[3, 4, 100, 299]] * 2
    assert (np.diff(cosines, axis=1) <= 0).all()


def test_nothing_is_found_where_nothing_counts():
    positions, _ = NearestVectors.of(unit(3)).nearest(unit(2, seed=1), 10, np.zeros(0, np.int64))
    assert positions.shape == (2, 0)


def test_no_more_are_found_than_there_are():
    positions, _ = NearestVectors.of(unit(3)).nearest(unit(2, seed=1), 10)
    assert sorted(positions[0].tolist()) == [0, 1, 2]


def test_equal_vectors_stay_in_the_librarys_order():
    vectors = np.repeat(unit(1), 5, axis=0)
    positions, _ = NearestVectors.of(vectors).nearest(vectors[:1], 5)
    assert positions[0].tolist() == [0, 1, 2, 3, 4]


def test_a_large_library_is_searched_by_lists_and_tells_its_recall():
    vectors = unit(4000)
    index = by_lists(vectors)

    def blocks():
        return np.array_split(vectors, 3)

    assert not index.exact
    assert 0.3 < index.recall(blocks, unit(20, seed=1)) < 1.0
    assert NearestVectors.of(vectors).recall(blocks, unit(20, seed=1)) == 1.0


def test_the_queries_that_measure_recall_are_spread_over_all_vectors():
    vectors = unit(1000)
    queries = recall_queries(np.array_split(vectors, 7), 1000, moved_by=0.3)
    nearest, _ = NearestVectors.of(vectors).nearest(queries, 1)
    assert len(queries) == 100
    assert (nearest[:, 0] == np.arange(0, 1000, 10)).mean() > 0.9


def test_an_approximate_index_that_examines_every_list_misses_little():
    vectors, queries = unit(4000), unit(20, seed=1)
    every = IndexSettings(exact_up_to=10, share_of_lists_searched=1.0)
    few = IndexSettings(exact_up_to=10)
    indices = [NearestVectors.of(vectors, settings=settings) for settings in (every, few)]
    assert not any(index.exact for index in indices)
    best, less = (index.recall(lambda: [vectors], queries) for index in indices)
    assert best > 0.95 and less < best


@pytest.mark.parametrize("make", [NearestVectors.of, by_lists])
def test_a_saved_index_finds_the_same(make, tmp_path):
    index, queries = make(unit(300)), unit(5, seed=1)
    index.save(tmp_path / "library.faiss")
    again = NearestVectors.open(tmp_path / "library.faiss")
    assert again.exact == index.exact
    assert np.array_equal(again.nearest(queries, 7)[0], index.nearest(queries, 7)[0])


@pytest.mark.parametrize("content", [b"", b"no index at all", None])
def test_a_file_that_is_no_index_is_refused(content, tmp_path):
    path = tmp_path / "library.faiss"
    if content is None:
        NearestVectors.of(unit(300)).save(path)
        content = path.read_bytes()[:-5000]
    path.write_bytes(content)
    with pytest.raises(UserError, match="not an index"):
        NearestVectors.open(path)


@pytest.mark.parametrize("exact_up_to", [10, 1000])
def test_the_nearest_by_distance_come_first_and_their_vectors_can_be_read(exact_up_to, tmp_path):
    vectors = np.random.default_rng(0).normal(size=(400, 16)).astype(np.float32)
    made = NearestVectors.build(
        lambda: np.array_split(vectors, 3), 400, 16, True, IndexSettings(exact_up_to=exact_up_to)
    )
    made.save(tmp_path / "library.faiss")
    index = NearestVectors.open(tmp_path / "library.faiss")
    assert index.by_distance and index.exact == (exact_up_to == 1000)
    positions, closeness = index.nearest(vectors[:5], 3)
    assert positions[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert (np.diff(closeness, axis=1) <= 0).all() and closeness[:, 0] == pytest.approx(0, abs=0.01)
    assert index.vectors(np.array([7, 3])) == pytest.approx(vectors[[7, 3]], abs=0.05)
    assert index.recall(lambda: [vectors], vectors[:20] + 0.01) > 0.5
