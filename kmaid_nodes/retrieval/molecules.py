"""What is known of the molecules of a library, or of some of them, when spectra are compared with them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from kmaid_nodes.assignment.costs import PredictedCarbons
from kmaid_nodes.retrieval.library_shifts import LibraryShifts


@dataclass(frozen=True)
class Molecules:
    """Molecules with their identity and shifts.

    ids, smiles, formulas: text [molecules]; shifts: of every molecule; predicted: the carbons that had to be
    predicted because shifts are not known, by position.
    """

    ids: pa.Array
    smiles: pa.Array
    formulas: pa.Array
    shifts: LibraryShifts
    predicted: dict[int, PredictedCarbons | None] = field(default_factory=dict, kw_only=True)

    def __len__(self) -> int:
        """Number of molecules."""
        return len(self.ids)

    def only(self, positions: np.ndarray) -> Molecules:
        """Those at these positions, int64, in a quarter of a kilobyte each."""
        taken = pa.array(positions, pa.int64())
        known = enumerate(positions.tolist())
        return Molecules(
            self.ids.take(taken),
            self.smiles.take(taken),
            self.formulas.take(taken),
            self.shifts.only(positions),
            predicted={number: self.predicted[p] for number, p in known if p in self.predicted},
        )
