"""Nearest vectors by cosine or distance: exact for up to millions, above that an inverted file (FAISS).

Johnson, Douze & Jegou, IEEE Trans. Big Data 2021, 7, 535 (arXiv 1702.08734).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, IndexSettings

_DEFAULT = DEFAULT_SEARCH_SETTINGS.index

# Speed alone: numbers in queries from which on FAISS multiplies matrices. By default it does so from 128,000
# on, and below that it reads all vectors for each query: seven times slower for 32 queries and a million
# vectors.
_PRODUCTS_FROM = 1000

VectorBlocks = Callable[[], Iterable[np.ndarray]]


class NearestVectors:
    """An index over `size` vectors, compared by their scalar product (cosine, where they have unit length).

    exact: whether it finds the true nearest; by_distance: vectors are compared by minus their squared
    distance.
    """

    def __init__(self, index: Any, exact: bool, settings: IndexSettings = _DEFAULT):
        import faiss

        self._index, self.settings = index, settings
        self.exact = exact
        self.by_distance: bool = index.metric_type == faiss.METRIC_L2
        self.size: int = index.ntotal
        self.length: int = index.d

    @classmethod
    def build(
        cls,
        blocks: VectorBlocks,
        size: int,
        length: int,
        by_distance: bool = False,
        settings: IndexSettings = _DEFAULT,
    ) -> NearestVectors:
        """An index over the vectors, float32 [n, length], that each call of `blocks` yields anew.

        Never more than one block is in memory besides the index itself and what it is trained on.
        """
        import faiss

        exact = size <= settings.exact_up_to
        metric = faiss.METRIC_L2 if by_distance else faiss.METRIC_INNER_PRODUCT
        if exact:
            index: Any = faiss.IndexFlat(length, metric)
        else:
            lists = int(settings.lists_per_root * size**0.5)
            index = faiss.index_factory(length, f"IVF{lists},SQ8", metric)
            index.train(_sample(blocks(), size, settings.training_vectors))
            index.nprobe = max(1, int(lists * settings.share_of_lists_searched))
        for block in blocks():
            index.add(np.ascontiguousarray(block, np.float32))
        if not exact:
            index.make_direct_map()  # for `vectors`
        return cls(index, exact, settings)

    @classmethod
    def of(
        cls, vectors: np.ndarray, by_distance: bool = False, settings: IndexSettings = _DEFAULT
    ) -> NearestVectors:
        """An index over vectors that are in memory, float32 [n, length]."""
        return cls.build(lambda: [vectors], len(vectors), vectors.shape[1], by_distance, settings)

    @classmethod
    def open(cls, path: Path) -> NearestVectors:
        """The index that `save` wrote, mapped into memory where it is exact, so that opening takes no time.

        Raises UserError if the file is none or damaged.
        """
        import faiss

        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError:
            raise UserError(f"{path.name} is not an index, or it is truncated.") from None
        return cls(index, not hasattr(index, "nprobe"))

    def save(self, path: Path) -> None:
        """Write the index; an unfinished file never keeps the name."""
        import faiss

        with whole_file(path) as partial:
            faiss.write_index(self._index, str(partial))

    def nearest(
        self, queries: np.ndarray, top: int, among: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Positions int64 [queries, top] and closeness float32 [queries, top], best first.

        Closeness is the scalar product, or minus the squared distance.

        queries: float32 [queries, length]; among: int64 positions to search, ascending, all if None; top is
        cut to the number of vectors searched. Where an approximate index finds fewer, positions are -1 at the
        end.
        """
        import faiss

        top = min(top, self.size if among is None else len(among))
        queries = np.ascontiguousarray(queries, np.float32)
        if not top:
            return np.zeros((len(queries), 0), np.int64), np.zeros((len(queries), 0), np.float32)
        chosen: Any = None
        if among is not None:
            bits = np.zeros(-(-self.size // 8) * 8, bool)
            bits[among] = True
            packed = np.packbits(bits, bitorder="little")
            chosen = faiss.SearchParameters() if self.exact else faiss.SearchParametersIVF()
            chosen.sel = faiss.IDSelectorBitmap(len(packed), faiss.swig_ptr(packed))
            if not self.exact:  # among few vectors none must be missed
                share = min(1.0, self.settings.share_of_lists_searched * self.size / max(len(among), 1))
                chosen.nprobe = int(np.ceil(share * self._index.nlist))
        if faiss.cvar.distance_compute_blas_threshold > _PRODUCTS_FROM:
            faiss.cvar.distance_compute_blas_threshold = _PRODUCTS_FROM
        closeness, positions = self._index.search(queries, top, params=chosen)
        if self.by_distance:
            closeness = -closeness
        # FAISS leaves equally close ones in no particular order.
        order = np.lexsort((positions, -closeness), axis=1)
        return np.take_along_axis(positions, order, 1), np.take_along_axis(closeness, order, 1)

    def vectors(self, positions: np.ndarray) -> np.ndarray:
        """float32 [n, length]: the vectors at int64 positions, as the index keeps them."""
        if not len(positions):
            return np.zeros((0, self.length), np.float32)
        vectors: NDArray[np.float32] = self._index.reconstruct_batch(
            np.ascontiguousarray(positions, np.int64)
        )
        return vectors

    def recall(self, blocks: VectorBlocks, queries: np.ndarray, top: int = 10) -> float:
        """Share of the true nearest `top` of the queries, float32 [queries, length], that are found."""
        if self.exact:
            return 1.0
        import faiss

        true = faiss.ResultHeap(len(queries), top, keep_max=not self.by_distance)
        start = 0
        for block in blocks():
            closeness, positions = faiss.knn(
                queries, block, min(top, len(block)), metric=self._index.metric_type
            )
            true.add_result(closeness, positions + start)
            start += len(block)
        true.finalize()
        approximate, _ = self.nearest(queries, top)
        return float(np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(true.I, approximate)]))


def recall_queries(
    blocks: Iterable[np.ndarray], size: int, moved_by: float, settings: IndexSettings = _DEFAULT
) -> np.ndarray:
    """Vectors from all blocks, moved a little, as queries that measure recall.

    moved_by: how far on average, in the unit of the vectors.
    """
    chosen = _sample(blocks, size, settings.recall_queries)
    noise = np.random.default_rng(0).normal(size=chosen.shape).astype(np.float32)
    moved: NDArray[np.float32] = chosen + np.float32(moved_by / np.sqrt(chosen.shape[1])) * noise
    return moved


def _sample(blocks: Iterable[np.ndarray], size: int, wanted: int) -> np.ndarray:
    """At most `wanted` vectors, evenly spread over all blocks."""
    step = max(1, -(-size // wanted))
    sample, start = [], 0
    for block in blocks:
        sample.append(block[(-start) % step :: step])
        start += len(block)
    return np.ascontiguousarray(np.concatenate(sample), np.float32)
