"""A molecule or a spectrum in the space where both are compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.reading.record import Record


@dataclass(frozen=True)
class EmbeddedMolecule:
    """The molecule of a record, with all that a library keeps of it.

    smiles: canonical; embedding: float32 [length], of unit length; formula; exact_mass: in Da. By symmetry
    class, in its order: shifts and shift_uncertainties, float32 [classes], in ppm, the latter half of the
    central 68 %; shift_hydrogens: int8 [classes], attached to each carbon; shift_carbons: int16 [classes],
    carbons of the class.
    """

    record: Record
    smiles: str
    embedding: NDArray[np.float32]
    formula: str
    exact_mass: float
    shifts: NDArray[np.float32]
    shift_uncertainties: NDArray[np.float32]
    shift_hydrogens: NDArray[np.int8]
    shift_carbons: NDArray[np.int16]


@dataclass(frozen=True)
class EmbeddedSpectrum:
    """A record's peak list as a vector: float32 [length], of unit length."""

    record: Record
    embedding: NDArray[np.float32]
