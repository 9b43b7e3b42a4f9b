"""The first stage: molecules of a library that may have given a spectrum, near by embedding or by shifts.

Each way of looking finds molecules that the others miss: an embedding knows which shifts go with which, but
blurs them; sorted shifts are sharp, and of use for complete lists alone; peaks explained one by one find the
molecules of lists that are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, SearchSettings

# Speed alone: queries compared with a library in one go; Cancel is heard in between.
_SEARCHED_AT_ONCE = 32


class CandidateSearch:
    """The `wanted` molecules that pass a filter and are nearest: by embedding, sorted shifts, peaks in turn.

    same_formula: and that have the query's own formula, if it has one; by_shifts: else by embedding alone.
    """

    def __init__(
        self,
        library: Library,
        only: Filter,
        wanted: int,
        same_formula: bool = False,
        by_shifts: bool = True,
        settings: SearchSettings = DEFAULT_SEARCH_SETTINGS,
    ):
        self.library, self.only, self.wanted = library, only, wanted
        self.same_formula = same_formula
        self.by_shifts = by_shifts
        self.settings = settings
        self.passing = None if same_formula else only.passing(library)

    def nearest(
        self, lists: Sequence[Sequence[Peak]], vectors: np.ndarray, formulas: Sequence[str | None]
    ) -> Iterator[tuple[np.ndarray, np.ndarray] | Reason]:
        """Positions int64 and cosines float32 for each list, best first, or why there are none.

        vectors: float32 [lists, length], the embeddings of the peak lists; formulas: of each query.
        """
        if self.same_formula:
            for k, formula in enumerate(formulas):
                try:
                    passing = self.only.passing(self.library, formula)
                except UserError as problem:
                    yield Reason.of(ReasonCode.INVALID_FILTER, problem=problem)
                    continue
                yield from self._found(lists[k : k + 1], vectors[k : k + 1], passing)
            return
        for start in range(0, len(lists), _SEARCHED_AT_ONCE):
            rows = slice(start, start + _SEARCHED_AT_ONCE)
            yield from self._found(lists[rows], vectors[rows], self.passing)

    def _found(
        self, lists: Sequence[Sequence[Peak]], vectors: np.ndarray, passing: np.ndarray | None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        index, by_shifts = self.library.index, self.library.shift_index
        count = len(self.library) if passing is None else len(passing)
        positions, cosines = index.nearest(vectors, self.wanted, passing)
        if not self.by_shifts or by_shifts is None or count <= self.wanted:
            yield from zip(positions, cosines)
            return
        # More than a third of each are never needed, but for those found twice or thrice.
        others = by_shifts.nearest(lists, self.wanted, passing)
        third = self.library.coverage.nearest(lists, self.wanted, passing, self.settings)
        for vector, near, cosine, other, coverage_table in zip(vectors, positions, cosines, others, third):
            near, cosine = near[near >= 0], cosine[near >= 0]
            kept = in_turn(near, self._known(other), coverage_table)[: self.wanted]
            cosine_of = dict(zip(near.tolist(), cosine.tolist()))
            strange = np.array([position not in cosine_of for position in kept.tolist()], bool)
            found = np.zeros(len(kept), np.float32)
            found[~strange] = [cosine_of[position] for position in kept[~strange].tolist()]
            found[strange] = index.vectors(kept[strange]) @ vector
            yield kept, found

    def _known(self, positions: np.ndarray) -> np.ndarray:
        """Those that there are and whose shifts are known."""
        positions = positions[positions >= 0]
        known: np.ndarray = positions[self.library.shifts.known(positions)]
        return known


def in_turn(*several: np.ndarray) -> np.ndarray:
    """The numbers of arrays in turn, each once."""
    found = np.concatenate(several)
    order = np.concatenate([np.arange(len(numbers)) for numbers in several])
    both = found[np.argsort(order, kind="stable")]
    _, places = np.unique(both, return_index=True)
    in_order: np.ndarray = both[np.sort(places)]
    return in_order
