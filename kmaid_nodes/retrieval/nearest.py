"""Nearest vectors by cosine: exact for some million of them, an inverted file of bytes above (FAISS).

Johnson, Douze & Jegou, IEEE Trans. Big Data 2021, 7, 535 (arXiv 1702.08734). Without FAISS, numpy, exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np

EXACT_UP_TO = 3_000_000
_LISTS_PER_ROOT = 4
_SHARE_OF_LISTS_SEARCHED = 0.1
_TRAINING_VECTORS = 200_000


class NearestVectors:
    """An index over vectors float32 [n, length] of unit length. exact: whether it finds the true nearest."""

    def __init__(self, vectors: np.ndarray, exact_up_to: int = EXACT_UP_TO):
        self.vectors = vectors
        self.exact = len(vectors) <= exact_up_to
        self._index = _faiss_index(vectors, self.exact)
        if self._index is None:
            self.exact = True

    def nearest(self, queries: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray]:
        """Positions int64 [queries, top] and cosines float32 [queries, top], best first.

        queries: float32 [queries, length]; top is cut to the number of vectors.
        """
        top = min(top, len(self.vectors))
        if self._index is None:
            return _by_numpy(self.vectors, queries, top)
        cosines, positions = self._index.search(np.ascontiguousarray(queries, np.float32), top)
        # FAISS leaves equal cosines in no particular order.
        order = np.lexsort((positions, -cosines), axis=1)
        return np.take_along_axis(positions, order, 1), np.take_along_axis(cosines, order, 1)

    def recall(self, queries: np.ndarray, top: int = 10) -> float:
        """Share of the true nearest `top` that are found."""
        if self.exact:
            return 1.0
        true, _ = _by_numpy(self.vectors, queries, top)
        found, _ = self.nearest(queries, top)
        return float(np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(true, found)]))


def _by_numpy(vectors: np.ndarray, queries: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray]:
    cosines = queries @ vectors.T
    positions = np.argpartition(-cosines, top - 1, axis=1)[:, :top] if top < len(vectors) else None
    if positions is None:
        positions = np.broadcast_to(np.arange(len(vectors)), cosines.shape)
    found = np.take_along_axis(cosines, positions, 1)
    order = np.lexsort((positions, -found), axis=1)
    return np.take_along_axis(positions, order, 1), np.take_along_axis(found, order, 1)


def _faiss_index(vectors: np.ndarray, exact: bool) -> Any:
    try:
        import faiss  # not needed but for libraries
    except ImportError:
        return None
    length = vectors.shape[1]
    index: Any
    if exact:
        index = faiss.IndexFlatIP(length)
    else:
        lists = int(_LISTS_PER_ROOT * len(vectors) ** 0.5)
        index = faiss.index_factory(length, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
        chosen = np.random.default_rng(0).permutation(len(vectors))[:_TRAINING_VECTORS]
        index.train(vectors[np.sort(chosen)])
        index.nprobe = max(1, int(lists * _SHARE_OF_LISTS_SEARCHED))
    index.add(vectors)
    return index
