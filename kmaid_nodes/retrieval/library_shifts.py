"""Predicted shifts of many molecules, by symmetry class, as a library keeps them for the second stage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from kmaid_nodes.assignment.costs import PredictedCarbons
from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.ragged import gather_index, offsets_of
from kmaid_nodes.model.predictor import ClassShifts
from kmaid_nodes.retrieval.embedding_schema import SHIFT_COLUMNS
from kmaid_nodes.retrieval.shift_quantiles import OnePer, quantile_vectors

_COUNTS = ("shift_hydrogens", "shift_carbons")


class LibraryShifts(ClassShifts):
    """The predicted shifts of a library's molecules, where they are known."""

    @classmethod
    def of(cls, batch: pa.RecordBatch) -> LibraryShifts:
        """The shifts of a batch of molecules; none are known where a column is missing.

        Raises UserError if the columns do not belong together or hold impossible values.
        """
        if not set(SHIFT_COLUMNS) <= set(batch.schema.names):
            a, b, c, d = (np.zeros(0, kind) for kind in SHIFT_COLUMNS.values())
            return cls(a, b, c, d, np.zeros(batch.num_rows + 1, np.int64))
        columns = {name: batch.column(name) for name in SHIFT_COLUMNS}
        lengths = [np.asarray(c.value_lengths().fill_null(0), np.int64) for c in columns.values()]
        if any((other != lengths[0]).any() for other in lengths[1:]):
            raise UserError("The library's shifts do not belong together; embed it again.")
        values = []
        for name, column in columns.items():
            numbers = column.flatten().to_numpy(zero_copy_only=False)
            if not np.isfinite(numbers.astype(np.float64)).all() or (name in _COUNTS and (numbers < 0).any()):
                raise UserError("The library's shifts are not all numbers; embed it again.")
            values.append(numbers.astype(SHIFT_COLUMNS[name], copy=False))
        return cls(values[0], values[1], values[2], values[3], offsets_of(lengths[0]))

    @classmethod
    def joined(cls, parts: Sequence[LibraryShifts]) -> LibraryShifts:
        """The shifts of one batch or more, end to end."""
        counts = np.concatenate([np.diff(part.offsets) for part in parts])
        return cls(
            np.concatenate([part.ppm for part in parts]),
            np.concatenate([part.uncertainty_ppm for part in parts]),
            np.concatenate([part.hydrogens for part in parts]),
            np.concatenate([part.members for part in parts]),
            offsets_of(counts),
        )

    def part(self, start: int, stop: int) -> LibraryShifts:
        """The shifts of the molecules from `start` to before `stop`."""
        rows = slice(self.offsets[start], self.offsets[stop])
        offsets = self.offsets[start : stop + 1] - self.offsets[start]
        return LibraryShifts(
            self.ppm[rows], self.uncertainty_ppm[rows], self.hydrogens[rows], self.members[rows], offsets
        )

    def only(self, molecules: np.ndarray) -> LibraryShifts:
        """The shifts of the molecules at these positions."""
        rows, counts = gather_index(self.offsets, molecules)
        return LibraryShifts(
            self.ppm[rows],
            self.uncertainty_ppm[rows],
            self.hydrogens[rows],
            self.members[rows],
            offsets_of(counts),
        )

    def __len__(self) -> int:
        """Number of molecules."""
        return len(self.offsets) - 1

    def quantile_vectors(self, one_per: OnePer) -> np.ndarray:
        """See `shift_quantiles.quantile_vectors`: each shift once, or once for each carbon of its class."""
        members = self.members if one_per == "carbon" else np.ones_like(self.members)
        return quantile_vectors(self.ppm, members, self.offsets)

    def known(self, molecules: np.ndarray) -> np.ndarray:
        """bool: whether the shifts of the molecules at these positions are known."""
        known: np.ndarray = self.offsets[molecules + 1] > self.offsets[molecules]
        return known

    def carbons(self, molecule: int) -> PredictedCarbons | None:
        """The carbons of one molecule, None where its shifts are not known."""
        carbons = carbons_of(self, molecule)
        return carbons if len(carbons.ppm) else None


def carbons_of(shifts: ClassShifts, structure: int) -> PredictedCarbons:
    """The carbons of a structure, one by one, from its shifts by symmetry class."""
    rows = slice(*shifts.offsets[structure : structure + 2])
    members = shifts.members[rows]
    return PredictedCarbons(
        np.repeat(shifts.ppm[rows].astype(np.float64), members),
        np.repeat(shifts.uncertainty_ppm[rows].astype(np.float64), members),
        np.repeat(shifts.hydrogens[rows].astype(np.int64), members),
        np.repeat(np.arange(len(members)), members),
    )
