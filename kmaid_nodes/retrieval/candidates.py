"""The first stage: molecules of a library that are near a spectrum by embedding, shift quantiles or coverage.

Each search finds molecules that the others miss. An embedding knows which shifts go together, but blurs them.
Shift quantiles are sharp, but useful for complete lists only. Peak coverage finds the molecules of incomplete
lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.multiplicity_entry import short
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, SearchSettings

# Speed alone: queries compared with a library in one go. Cancelling takes effect between them.
_SEARCHED_AT_ONCE = 32


class CandidateSearch:
    """The `wanted` nearest molecules that pass a filter: by embedding, shift quantiles and coverage in turn.

    same_formula: hits must have the query's own formula, if it has one; by_shifts: if false, molecules are
    compared by embedding alone.
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
                except UserError:
                    yield Reason.of(ReasonCode.INVALID_FORMULA, value=short(formula))
                    continue
                yield from self._search(lists[k : k + 1], vectors[k : k + 1], passing)
            return
        for start in range(0, len(lists), _SEARCHED_AT_ONCE):
            rows = slice(start, start + _SEARCHED_AT_ONCE)
            yield from self._search(lists[rows], vectors[rows], self.passing)

    def _search(
        self, lists: Sequence[Sequence[Peak]], vectors: np.ndarray, passing: np.ndarray | None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        index, shift_index = self.library.index, self.library.shift_index
        count = len(self.library) if passing is None else len(passing)
        positions, cosines = index.nearest(vectors, self.wanted, passing)
        if not self.by_shifts or shift_index is None or count <= self.wanted:
            yield from zip(positions, cosines)
            return
        # More than a third of each list is never needed, but for molecules that several lists hold.
        by_quantiles = shift_index.nearest(lists, self.wanted, passing)
        by_coverage = self.library.peak_coverage.nearest(lists, self.wanted, passing, self.settings)
        for vector, near, cosine, of_quantiles, of_coverage in zip(
            vectors, positions, cosines, by_quantiles, by_coverage
        ):
            near, cosine = near[near >= 0], cosine[near >= 0]
            chosen = interleaved(near, self._known(of_quantiles), of_coverage)[: self.wanted]
            cosine_of = dict(zip(near.tolist(), cosine.tolist()))
            by_shifts_only = np.array([position not in cosine_of for position in chosen.tolist()], bool)
            chosen_cosines = np.zeros(len(chosen), np.float32)
            chosen_cosines[~by_shifts_only] = [cosine_of[p] for p in chosen[~by_shifts_only].tolist()]
            chosen_cosines[by_shifts_only] = index.vectors(chosen[by_shifts_only]) @ vector
            yield chosen, chosen_cosines

    def _known(self, positions: np.ndarray) -> np.ndarray:
        """The positions of molecules with known shifts; -1 is left out."""
        positions = positions[positions >= 0]
        known: np.ndarray = positions[self.library.shifts.known(positions)]
        return known


def interleaved(*several: np.ndarray) -> np.ndarray:
    """The numbers of the arrays in turn, each once."""
    numbers = np.concatenate(several)
    order = np.concatenate([np.arange(len(array)) for array in several])
    merged = numbers[np.argsort(order, kind="stable")]
    _, places = np.unique(merged, return_index=True)
    in_order: np.ndarray = merged[np.sort(places)]
    return in_order
