"""A molecule as numbers that learners can use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.reading.record import Record


@dataclass(frozen=True)
class DescribedMolecule:
    """The molecule of a record with its descriptors.

    smiles: canonical; descriptors: float64 [length]; model: names what made them. Only descriptors of the
    same model can be compared.
    """

    record: Record
    smiles: str
    descriptors: NDArray[np.float64]
    model: str
